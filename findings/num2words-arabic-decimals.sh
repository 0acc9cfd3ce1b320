#!/usr/bin/env bash
# num2words says 3.5 in Arabic as "three, fifty", and 3.05 as "three, five".
#
# Expected: «ثلاثة فاصلة خمسة» or «ثلاثة ونصف» for 3.5; «مئتان» and «ألفان» for 200 and 2000 alone; «الحادي والعشرون» or some ordinal for 21.
# What happens: `lang="ar"` speaks in money: what follows the point is read as hundredths, so 3.5 is «ثلاثة  , خمسون», 3.05 is
# «ثلاثة  , خمس», and 3.125 the same as 3.12; the mark between is a Latin comma behind two blanks, with no word for it. 200 and 2000 come in the construct
# form that only stands before a noun («مئتا», «ألفا»), yet 2200 has «ألفان و مئتا». As an ordinal, 20 is the cardinal again. No error.
# Who meets it: text-to-speech and number normalisation for Arabic, where rates, scores and percentages are mostly decimals.
# Versions: num2words 0.5.14, the newest.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check num2words==0.5.14
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version
from num2words import num2words

print("num2words", version("num2words"))
cases = [
    (3.5, "cardinal", "ثلاثة  , خمسون"),
    (3.05, "cardinal", "ثلاثة  , خمس"),
    (200, "cardinal", "مئتا"),
    (2000, "cardinal", "ألفا"),
    (2200, "cardinal", "ألفان و مئتا"),
    (20, "ordinal", "عشرون"),
]
for number, kind, seen in cases:
    found = num2words(number, lang="ar", to=kind)
    print(number, kind, "->", repr(found))
    assert found == seen, "this has changed"
same = num2words(3.12, lang="ar"), num2words(3.125, lang="ar")
print("3.12, 3.125 ->", same)
assert same[0] == same[1], "this has changed"
PYTHON
