#!/usr/bin/env bash
# htmldate dates an Arabic page by its copyright notice, or to the first of January.
#
# Expected: a page that says «نشر في 24 نوفمبر 2024» was published on 2024-11-24, or its date is not known.
# What happens: the finder reads the names of months of some European languages only, and then goes by the years that it sees. Where the foot of the page says
# «© 2009-2019», the answer is 2019-01-01, though a dateline of 2024 stands under the title; without such a foot it is the first of January of
# the dateline's year, looking as exact as a day that was read. Where the digits are Arabic too («١٢ مايو ٢٠٢٠») there is no answer.
# Who meets it: archives of Arabic news gathered with trafilatura, which asks it for the date: sorted by day they lie in January.
# Versions: htmldate 1.11.0, the newest (trafilatura 2.3.1 uses it).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check htmldate==1.11.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version
from htmldate import find_date

print("htmldate", version("htmldate"))
page = """<html><body><article><h1>افتتاح الجسر الجديد</h1><p class="date">نشر في {}</p><p>{}</p></article>{}</body></html>"""
foot = "<footer>جميع الحقوق محفوظة © 2009-2019</footer>"
cases = {
    "24 نوفمبر/تشرين الثاني 2024": ("2019-01-01", "2024-01-01"),
    "5 أيار 2022": ("2019-01-01", "2022-01-01"),
    "١٢ مايو ٢٠٢٠": ("2019-01-01", None),
    "2024-11-24": ("2024-11-24", "2024-11-24"),
}
for dateline, seen in cases.items():
    body = "قال المدير إن العمل مستمر حتى نهاية العام. " * 20
    found = find_date(page.format(dateline, body, foot)), find_date(page.format(dateline, body, ""))
    print(dateline, "->", found)
    assert found == seen, "this has changed"
PYTHON
