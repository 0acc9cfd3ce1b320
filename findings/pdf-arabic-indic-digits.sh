#!/usr/bin/env bash
# Two of the most used readers of PDF files turn Arabic-Indic numbers round: «قتل ٢٥» comes out as ٥٢, the year ٢٠١٥ as ٥١٠٢.
#
# Expected: a reader that knows that Arabic runs from right to left, and gives the letters in their order, gives numbers in theirs: in every script digits
# run from left to right (UAX #9, class AN).
# What happens: a PDF file holds the signs of a line as they stand, from left to right. pypdf and PyMuPDF turn runs of Arabic round, and take the digits ٠ to ٩ for letters
# because they stand in the Arabic block: the letters are right and each number of two digits or more is another. European digits are kept, so that a file can
# hold both. Nothing in the text shows it: 25 dead are 52. pdfminer.six (and pdfplumber on it) turns nothing round, and pypdf does not with
# `extraction_mode="layout"`: the letters are then in the wrong order and the digits right, which can be seen and mended; pdfium has both right here.
# Who meets it: whoever takes communiques, casualty lists and tables out of PDF files, as humanitarian and statistical offices publish them.
# Versions: pypdf 7.1.1, PyMuPDF 2.0, pdfminer.six 20260107, pypdfium2 5.15.2; the file by fpdf2 2.8.9 with uharfbuzz 0.57.0 and DejaVu Sans out of matplotlib 3.11.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypdf==7.1.1 PyMuPDF==2.0 pdfminer.six==20260107 pypdfium2==5.15.2 fpdf2==2.8.9 \
    uharfbuzz==0.57.0 matplotlib==3.11.2
MPLCONFIGDIR="$folder" "$folder/venv/bin/python" -W ignore - <<'PYTHON' 2>"$folder/warnings"
import io
import os
import re
from importlib.metadata import version

import fpdf
import matplotlib
import pdfminer.high_level
import pymupdf
import pypdf
import pypdfium2

text = "قتل ٢٥ شخصا في حلب عام ٢٠١٥ وأصيب 12"
page = fpdf.FPDF()
page.add_page()
page.add_font("DejaVu", "", os.path.join(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans.ttf"))
page.set_font("DejaVu", size=16)
page.set_text_shaping(True)
page.multi_cell(0, 10, text, align="R")
file = bytes(page.output())

print("written:", text)
right, turned = {"٢٥", "٢٠١٥", "12"}, {"٥٢", "٥١٠٢", "12"}
readers = {
    "pypdf": (lambda: pypdf.PdfReader(io.BytesIO(file)).pages[0].extract_text(), turned, True),
    "PyMuPDF": (lambda: pymupdf.open(stream=file)[0].get_text(), turned, True),
    "pdfminer.six": (lambda: pdfminer.high_level.extract_text(io.BytesIO(file)), right, False),
    "pypdfium2": (lambda: pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range(), right, True),
}
for name, (read, numbers, has_letters) in readers.items():
    found = read().strip()
    print(name, version(name), "->", found)
    assert set(re.findall(r"[0-9]+|[٠-٩]+", found)) == numbers, "this has changed"
    assert ("شخصا" in found) == has_letters, "this has changed"
PYTHON
