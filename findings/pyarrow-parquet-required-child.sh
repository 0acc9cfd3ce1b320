#!/usr/bin/env bash
# pyarrow writes no Parquet of a table that its own full validation passes: a required field below an optional struct.
#
# Expected: a table that `validate(full=True)` passes can be written. By the Arrow format what a struct's field holds where the struct is null is not
# looked at ("masked"), so that a field declared without nulls may have one there; Parquet has the same shape, a required field in an optional group.
# What happens: `pyarrow.parquet.write_table` looks at the field alone and refuses: "Column 'name' is declared non-nullable but contains nulls".
# `pyarrow.feather` writes it, so do polars and DuckDB, and `pyarrow.array` itself never makes such a field: it fills the place below a null. arrow-rs makes
# and passes it. The message names the inner field, as if data were missing, and no row.
# Who meets it: whoever hands nested rows with optional parts (a number with or without a unit, a claim with or without a place) from a library in Rust or Java
# to Python through the C data interface, as every Arabic or other text annotation has them.
# Versions: pyarrow 26.0.1, polars 2.1.0, DuckDB 2.0.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyarrow==26.0.1 polars==2.1.0 duckdb==2.0.1
FOLDER="$folder" "$folder/venv/bin/python" -W ignore - <<'PYTHON'
import os

import duckdb
import polars
import pyarrow
import pyarrow.feather
import pyarrow.parquet

print("pyarrow", pyarrow.__version__, "polars", polars.__version__, "DuckDB", duckdb.__version__)
file = os.path.join(os.environ["FOLDER"], "units")
rows = [{"unit": None}, {"unit": {"name": "كم"}}]
name = pyarrow.field("name", pyarrow.string(), nullable=False)


def table(names):
    return pyarrow.table({"unit": pyarrow.StructArray.from_arrays([pyarrow.array(names)], fields=[name], mask=pyarrow.array([True, False]))})


null_below, filled = table([None, "كم"]), table(["", "كم"])
null_below.validate(full=True)
assert null_below.to_pylist() == filled.to_pylist() == rows
try:
    pyarrow.parquet.write_table(null_below, file)
    raise SystemExit("this has changed: it was written")
except pyarrow.ArrowInvalid as error:
    print("pyarrow.parquet:", error)
pyarrow.parquet.write_table(filled, file)
print("the same with an empty name below the null:", pyarrow.parquet.read_table(file).to_pylist())
pyarrow.feather.write_feather(null_below, file)
assert pyarrow.feather.read_table(file).to_pylist() == rows
polars.from_arrow(null_below).write_parquet(file)
assert polars.read_parquet(file).to_dicts() == rows
duckdb.from_arrow(null_below).write_parquet(file)
assert duckdb.read_parquet(file).fetchall() == [(None,), ({"name": "كم"},)]
print("feather, polars and DuckDB write it as it is")
PYTHON
