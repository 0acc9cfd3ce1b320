#!/usr/bin/env bash
# dateparser finds 12 August 2020 in Arabic as the day and month of today, in 2020.
#
# Expected: `search_dates` gives «12 آب 2020» (August, as Syria, Lebanon, Iraq, Jordan and Palestine call it) as 2020-08-12, or nothing.
# What happens: the months of the Levant and of the Maghreb are not known; of the phrase only the year is taken, and what is missing is filled from the
# present: with 17 May 2025 as today the answer is 2020-05-17. «24 سبتمبر/أيلول 2024», the way Al Jazeera and others write for all readers, becomes 2024-05-17 too.
# And «قتل 3 في مارس 2024» (three were killed in March) is the third of March.
# Who meets it: whoever searches Arabic reports for dates; the wrong ones look as good as the right ones.
# Versions: dateparser 1.5.0, the newest.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version
from dateparser.search import search_dates

print("dateparser", version("dateparser"))
cases = {
    "وقع في 12 آب 2020 انفجار": "2020-05-17",
    "عاد في 24 سبتمبر/أيلول 2024": "2024-05-17",
    "قتل 3 في مارس 2024": "2024-03-03",
    "عاد في 24 سبتمبر 2024": "2024-09-24",
}
for text, seen in cases.items():
    found = search_dates(text, languages=["ar"], settings={"RELATIVE_BASE": datetime(2025, 5, 17)})
    print(text, "->", found)
    assert [f"{day:%Y-%m-%d}" for _, day in found] == [seen], "this has changed"
PYTHON
