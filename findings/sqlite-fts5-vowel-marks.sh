#!/usr/bin/env bash
# SQLite's full-text index cuts a vocalised Arabic word into single letters, while it folds the accents of Latin.
#
# Expected: the default tokenizer `unicode61` folds diacritics («café» is found by `cafe`), so «كَتَبَ» should be found by «كتب», or at
# least be one word.
# What happens: vowel marks are neither letters nor among the diacritics it knows, so each of them parts words: «كَتَبَ» is indexed as «ك», «ت», «ب».
# A search for «كتب» does not find it, and a search for the preposition «ب» or the letter «ت» does. `remove_diacritics 2` changes nothing;
# the tokenizer must be told `categories 'L* N* Co Mn'`, and then the marks stay in the word and still hide it.
# Who meets it: full-text search over Arabic in anything on SQLite (phone apps, notes, Datasette, offline archives), with poetry, scripture, school
# books, or names given one mark to tell them apart (محمَّد).
# Versions: SQLite 3.54.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apsw==3.54.1.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import apsw

print("SQLite", apsw.sqlite_lib_version())
expected = {
    "unicode61": (["cafe", "ب", "ت", "ك"], [], [1]),
    "unicode61 remove_diacritics 2": (["cafe", "ب", "ت", "ك"], [], [1]),
    "unicode61 categories 'L* N* Co Mn'": (["cafe", "كَتَبَ"], [], []),
}
for tokenizer, seen in expected.items():
    base = apsw.Connection(":memory:")
    quoted = tokenizer.replace("'", "''")
    base.execute(f"create virtual table words using fts5(word, tokenize='{quoted}')")
    base.execute("insert into words values ('كَتَبَ'), ('café')")
    base.execute("create virtual table terms using fts5vocab(words, 'row')")

    def match(word):
        return [row for (row,) in base.execute("select rowid from words where words match ?", (f'"{word}"',))]

    assert match("cafe") == [2]
    found = [term for (term,) in base.execute("select term from terms")], match("كتب"), match("ت")
    print(tokenizer, "->", found)
    assert found == seen, "this has changed"
PYTHON
