#!/usr/bin/env bash
# pysbd cuts Arabic sentences at every comma and colon.
#
# Expected: a rule-based segmenter with rules of its own for Arabic ends a sentence at `.`, `؟` and `!`, as it does in English, where
# a comma or a colon ends none.
# What happens: in Arabic `،` and `:` end a sentence too. «ذهب إلى السوق، ثم عاد، ثم نام.» is three sentences, and each «وقال:» one of its
# own. The abbreviation `د.` (doctor) ends one as well. Nothing in the call or its options says so.
# Who meets it: whoever cuts Arabic news for translation, summaries or training; counts of sentences are about double, and
# what was said is parted from who said it.
# Versions: pysbd 0.3.4, the newest.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pysbd==0.3.4
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import pysbd
from importlib.metadata import version

print("pysbd", version("pysbd"))
segment = pysbd.Segmenter(language="ar", clean=False).segment
cases = {
    "ذهب إلى السوق، ثم عاد، ثم نام.": ["ذهب إلى السوق، ", "ثم عاد، ", "ثم نام."],
    "قال الوزير: سنعود غدا. وأضاف: لا بأس.": ["قال الوزير: ", "سنعود غدا. ", "وأضاف: ", "لا بأس."],
    "قال د. سمير إن الجسر فتح.": ["قال د. ", "سمير إن الجسر فتح."],
}
for text, seen in cases.items():
    found = segment(text)
    print(text, "->", found)
    assert found == seen, "this has changed"
english = pysbd.Segmenter(language="en", clean=False).segment("He went to the market, then came back, then slept.")
print(english)
assert len(english) == 1, "this has changed"
PYTHON
