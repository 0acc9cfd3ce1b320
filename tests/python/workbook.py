"""A dossier as a workbook, read back: `workbook.py dossier.xlsx`. Needs openpyxl."""
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
matrix, figures, reports = book.worksheets
for sheet in book.worksheets:
    assert sheet.sheet_view.rightToLeft, sheet.title
rows = list(reports.iter_rows(min_row=2, values_only=True))
assert {row[2] for row in rows} == {"aleppo-1", "aleppo-2", "aleppo-3", "palmyra-4", "south-5"}, rows
cells = list(figures.iter_rows(min_row=2, values_only=True))
assert cells and all(isinstance(row[8], int) for row in cells), cells[:1]
assert any("حلب" in str(cell) for row in matrix.iter_rows(values_only=True) for cell in row)
for sheet in book.worksheets:
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f", f"a formula in {sheet.title} {cell.coordinate}"
print("reads back", len(cells), "figures")
