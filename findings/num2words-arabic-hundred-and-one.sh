#!/usr/bin/env bash
# num2words says 401,000 in Arabic as "four hundred and a thousand thousand".
#
# Expected: «أربعمائة وواحد ألف», or the classical «أربعمائة ألف وألف».
# What happens: where a group of three digits ends in one behind hundreds, the one is replaced by the name of the scale, which then follows as well: 401,000 is
# «أربعمائة و ألف ألف», which says four hundred and a million. So it is with every scale. No error.
# Who meets it: text-to-speech, and whoever fills an amount in words into a contract or a cheque; one amount in a hundred.
# Versions: num2words 0.5.14, the newest; n2words 4.0.0 for JavaScript says the same.
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
    (401_000, "أربعمائة و ألف ألف"),
    (101_000, "مائة و ألف ألف"),
    (201_000_000, "مئتان و مليون مليون"),
    (402_000, "أربعمائة و اثنان ألف"),
]
for number, seen in cases:
    found = num2words(number, lang="ar")
    print(number, "->", found)
    assert found == seen, "this has changed"
PYTHON
