#!/usr/bin/env bash
# A score or a range in Arabic text is shown the other way round: 3-1 reads as 1-3.
#
# Expected: digits run from left to right in Arabic too, so «فاز 3-1» shows 3-1, as the same digits do in Hebrew text, and as 12/05 and 3:1 do in Arabic.
# What happens: by the Unicode bidirectional algorithm (UAX #9, rules W2 and W4 to W6) a European digit behind an Arabic letter counts as an Arabic number,
# and a hyphen between Arabic numbers does not join them, while `/`, `:` and `,` do. Each of the numbers is then placed from right to left: the text holds 3-1, the
# reader sees 1-3. Behind a Hebrew letter the digits stay European and keep their order. Text, record and search are all right; only the eye is deceived.
# Who meets it: results of matches, ranges («5-10 آلاف»), seasons (2024-2025) and phone numbers in every report on a page, in a terminal and in a spreadsheet. An
# isolate or a left-to-right mark around the pair keeps it.
# Versions: python-bidi 0.6.12, which follows the standard; so do browsers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-bidi==0.6.12
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version
from bidi import get_display

print("python-bidi", version("python-bidi"))
cases = [
    ("فاز 3-1", "1-3 زاف"),
    ("موسم 2024-2025", "2025-2024 مسوم"),
    ("فاز 3:1", "3:1 زاف"),
    ("في 12/05/2020", "12/05/2020 يف"),
    ("ניצח 3-1", "3-1 חצינ"),
]
for text, seen in cases:
    found = get_display(text)
    print(ascii(text), "->", ascii(found))
    assert found == seen, "this has changed"
marked = get_display("فاز \u200e3-1\u200e")
print(ascii(marked))
assert "3-1" in marked, "this has changed"
PYTHON
