#!/usr/bin/env bash
# spaCy knows some texts by a small number of its own, and not by their hash.
#
# Expected: a DocBin holds texts as 64-bit hashes (MurmurHash64A, seed 1, as the documentation of the StringStore says), so whoever writes
# one with another program hashes each word and label and lists the texts once.
# What happens: 456 texts, the names of spaCy's attributes, parts of speech and labels, have the number of that name instead: GPE is 384, ORG 383,
# DATE 391, in a label as in a word of the text. PERS, the label of Arabic corpora, is none of them and is hashed. A DocBin whose GPE is hashed is read
# without a word of complaint, and fails at the first look at `doc.ents`.
# Who meets it: whoever writes spaCy's training files from Java, Rust or Spark, where the labels of the OntoNotes scheme are used.
# Versions: spaCy 3.8.7.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check spacy==3.8.7 click==8.1.8
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import spacy
from spacy.strings import StringStore, hash_string

print("spacy", spacy.__version__)
store = StringStore()
seen = {"GPE": 384, "ORG": 383, "DATE": 391, "PERS": hash_string("PERS"), "بيروت": hash_string("بيروت")}
for text, number in seen.items():
    found = store.add(text)
    print(text, "is", found, "and its hash", hash_string(text))
    assert found == number, "this has changed"
assert store["GPE"] != hash_string("GPE"), "this has changed"

# A document whose label is the hash.
from spacy.attrs import ENT_IOB, ENT_TYPE, ORTH
from spacy.tokens import Doc

import numpy

nlp = spacy.blank("ar")
nlp.vocab["GPE"]
doc = Doc(nlp.vocab, words=["بيروت"], spaces=[False])
doc.from_array([ENT_IOB, ENT_TYPE], numpy.array([[3, hash_string("GPE")]], dtype="uint64"))
try:
    print([entity.label_ for entity in doc.ents])
    raise SystemExit("this has changed")
except ValueError as error:
    print("a hashed GPE:", str(error)[:60])
PYTHON
