#!/usr/bin/env bash
# PyArabic reads two hundred and fifty as fifty, and two hundred thousand as a thousand.
#
# Expected: who reads مائة and مئة, خمسمائة and خمسمئة, each in both spellings, reads مائتان as مئتان; who reads ألفا reads مئتا ألف; and a word
# that is not understood makes the number fail.
# What happens: `text2number` knows مئتان and مئتين alone of the forms of two hundred. مائتان and مائتين, as most newspapers wrote and many write, and the
# construct مئتا and مئتي (مائتا, مائتي) before ألف are passed over in silence, as each word that it does not know is, and the rest is the answer: «مائتان وخمسون»
# is 50, «مئتا ألف» is 1,000, «مليون ومئتي ألف» is 1,001,000. «نصف مليون» and «مليون ونصف» are both a million. `extract_number_phrases` cuts the phrase at that
# word, so that the sentence has 50 dead too, and nothing looks wrong.
# Who meets it: whoever counts figures that Arabic reports give in words; PyArabic is the library that most Arabic tools in Python stand on.
# Versions: PyArabic 0.6.15, the newest.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyarabic==0.6.15
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import contextlib
import io
from importlib.metadata import version

from pyarabic.number import extract_number_phrases, text2number

print("PyArabic", version("pyarabic"))
cases = {  # what it says, and what it is
    "مئتان وخمسون": (250, 250),
    "خمسمائة وخمسون": (550, 550),
    "مائتان وخمسون": (50, 250),
    "مائتين وخمسين": (50, 250),
    "ألف ومائتان": (1_000, 1_200),
    "مئتا ألف": (1_000, 200_000),
    "مليون ومئتي ألف": (1_001_000, 1_200_000),
    "نصف مليون": (1_000_000, 500_000),
    "مليون ونصف": (1_000_000, 1_500_000),
}
for words, (seen, value) in cases.items():
    print(words, "->", text2number(words), "" if seen == value else f"and not {value}")
    assert text2number(words) == seen, "this has changed"
sentence = "قتل مائتان وخمسون شخصا"
with contextlib.redirect_stdout(io.StringIO()):  # it prints its steps
    phrases = [(phrase, text2number(phrase)) for phrase in extract_number_phrases(sentence)]
print(sentence, "->", phrases)
assert phrases == [("وخمسون", 50)], "this has changed"
PYTHON
