#!/usr/bin/env python3
"""Records with `rows = "objects"`, and records as Parquet, are read as columns by pyarrow, polars and DuckDB; the table of figures as
Parquet by pyarrow.

    python3 tests/python/records_as_columns.py target/debug/rawi

Needs pyarrow, polars and duckdb (pip install pyarrow polars duckdb). A library that is missing is told, and the exit code is 2;
a library that reads something else than was written is an error, and the exit code is 1.
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

# Sentences of our own: with a range, a unit, a name in quotation, and a report in which nothing is found.
REPORTS = {
    "a": "قال سامي الأحمد إن 12 منزلا في بيروت رُممت في مايو 2025.\nوتقع القرية على بعد 12.5 كيلومترا من دمشق.",
    "b": "وصل بين 30 و40 زائرا إلى متحف حلب يوم الجمعة.",
    "c": "لا شيء هنا.",
}

FIGURES = {
    "a": "قال سامي الأحمد إن 12 شخصا قتلوا في بيروت يوم السبت، وأصيب نحو 40 آخرين.",
    "b": "أعلنت وزارة الصحة مقتل 14 شخصا على الأقل في بيروت يوم السبت وإصابة العشرات.",
}

PIPELINE = """rawi = 1

[source]
uses = "jsonl"

[[stage]]
uses = "normalizer"

[[stage]]
uses = "segmenter"

[[stage]]
uses = "tagger"
model = "none"

[[stage]]
uses = "dates"

[[stage]]
uses = "numbers"

[[stage]]
uses = "quotes"

[sink]
uses = "jsonl"
rows = "objects"
layers = ["dates", "mentions", "numbers", "quotes", "sentences", "tokens"]
"""

COLUMNS = {
    "mentions": ["start", "end", "text", "label", "entity", "name", "confidence", "by"],
    "numbers": ["start", "end", "text", "label", "value", "min", "max", "unit", "form", "iso"],
    "tokens": ["start", "end", "text", "kind", "clitics", "enclitics"],
}


def write_records(rawi, folder):
    source, pipeline, out = (os.path.join(folder, name) for name in ("in.jsonl", "p.toml", "out.jsonl"))
    with open(source, "w", encoding="utf-8") as file:
        for id, text in REPORTS.items():
            file.write(json.dumps({"id": id, "text": text}, ensure_ascii=False) + "\n")
    with open(pipeline, "w", encoding="utf-8") as file:
        file.write(PIPELINE)
    packed = os.path.join(folder, "out.parquet")
    outs = ["-o", out, "-o", packed, "--layer", "dates,mentions,numbers,quotes,sentences,tokens"]
    subprocess.run([rawi, "run", pipeline, source, *outs, "--quiet"], check=True)
    return out, packed


def expected(path):
    """Of each layer all rows, as Python reads them."""
    rows = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            for name, layer in json.loads(line)["layers"].items():
                rows.setdefault(name, []).extend(layer["rows"])
    return rows


def same(found, wanted, who):
    assert len(found) == len(wanted), f"{who}: {len(found)} rows, {len(wanted)} were written"
    for one, other in zip(found, wanted):
        assert one == other, f"{who}: read {one}, written {other}"


def as_structs(value):
    """A value of a record as Parquet has it: spans, which are pairs of numbers, are structs."""
    if isinstance(value, dict):
        return {key: as_structs(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) == 2 and all(isinstance(item, int) for item in value):
        return {"start": value[0], "end": value[1]}
    return [as_structs(item) for item in value]


def packed_with_pyarrow(path, rows):
    import pyarrow
    import pyarrow.compute
    import pyarrow.parquet
    table = pyarrow.parquet.read_table(path)
    for name, columns in COLUMNS.items():
        flat = pyarrow.compute.list_flatten(table[name].combine_chunks())
        assert [field.name for field in flat.type] == columns, f"pyarrow: {name} has {flat.type}"
        same(flat.to_pylist(), rows[name], "pyarrow")
    assert table["mentions"].to_pylist()[2] == [], "an empty layer is an empty list"
    return pyarrow.__version__


def packed_with_polars(path, rows):
    import polars
    frame = polars.read_parquet(path)
    for name, columns in COLUMNS.items():
        flat = frame.select(polars.col(name)).explode(name).drop_nulls().unnest(name)
        assert flat.columns == columns, f"polars: {name} has {flat.columns}"
        same(flat.to_dicts(), rows[name], "polars")
    return polars.__version__


def packed_with_duckdb(path, rows):
    import duckdb
    for name, columns in COLUMNS.items():
        found = duckdb.sql(f"SELECT unnest(\"{name}\", max_depth := 2) FROM '{path}'")
        assert found.columns == columns, f"duckdb: {name} has {found.columns}"
        same([dict(zip(found.columns, row)) for row in found.fetchall()], rows[name], "duckdb")
    return duckdb.__version__


def as_text(value):
    """A value of the table of figures as CSV has it."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def figures_with_pyarrow(rawi, folder):
    """The table of figures, beside the same as CSV."""
    import pyarrow
    import pyarrow.parquet
    source, packed = os.path.join(folder, "figures.jsonl"), os.path.join(folder, "figures.parquet")
    with open(source, "w", encoding="utf-8") as file:
        for id, text in FIGURES.items():
            file.write(json.dumps({"id": id, "text": text, "published": "2025-05-17"}, ensure_ascii=False) + "\n")
    command = [rawi, "figures", source, "--quiet", "--format"]
    with open(packed, "wb") as file:
        subprocess.run([*command, "parquet"], check=True, stdout=file)
    lines = subprocess.run([*command, "csv"], check=True, capture_output=True, text=True, encoding="utf-8").stdout
    wanted = list(csv.DictReader(io.StringIO(lines)))
    table = pyarrow.parquet.read_table(packed)
    found = [{key: as_text(value) for key, value in row.items()} for row in table.to_pylist()]
    assert len(wanted) > 2 and any(row["count"] for row in wanted), lines
    same(found, wanted, "pyarrow")
    assert table.schema.field("count").type == pyarrow.uint64() and table.schema.field("part").type == pyarrow.bool_()
    return pyarrow.__version__


def with_pyarrow(path, rows):
    import pyarrow
    import pyarrow.compute
    import pyarrow.json
    table = pyarrow.json.read_json(path)
    for name, columns in COLUMNS.items():
        layer = pyarrow.compute.struct_field(table["layers"].combine_chunks(), name)
        flat = pyarrow.compute.list_flatten(pyarrow.compute.struct_field(layer, "rows"))
        assert [field.name for field in flat.type] == columns, f"pyarrow: {name} has {flat.type}"
        same(flat.to_pylist(), rows[name], "pyarrow")
    return pyarrow.__version__


def with_polars(path, rows):
    import polars
    frame = polars.read_ndjson(path, infer_schema_length=None)
    for name, columns in COLUMNS.items():
        flat = frame.select(polars.col("layers").struct.field(name).struct.field("rows"))
        flat = flat.explode("rows").drop_nulls().unnest("rows")
        assert flat.columns == columns, f"polars: {name} has {flat.columns}"
        same(flat.to_dicts(), rows[name], "polars")
    return polars.__version__


def with_duckdb(path, rows):
    import duckdb
    for name, columns in COLUMNS.items():
        query = f"SELECT unnest(layers.\"{name}\".rows, max_depth := 2) FROM read_json('{path}', format = 'newline_delimited', sample_size = -1)"
        found = duckdb.sql(query)
        assert found.columns == columns, f"duckdb: {name} has {found.columns}"
        same([dict(zip(found.columns, row)) for row in found.fetchall()], rows[name], "duckdb")
    return duckdb.__version__


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    missing = False
    with tempfile.TemporaryDirectory() as folder:
        path, packed = write_records(os.path.abspath(sys.argv[1]), folder)
        rows = expected(path)
        for name in COLUMNS:
            assert rows[name], f"no {name} in any report"
            for row in rows[name]:
                assert list(row) == COLUMNS[name], f"{name}: not every key is there: {row}"
        with open(path, encoding="utf-8") as file:
            assert json.loads(file.readlines()[2])["layers"]["mentions"]["rows"] == [], "an empty layer is []"
        structs = {name: [as_structs(row) for row in of_layer] for name, of_layer in rows.items()}
        try:
            print(f"pyarrow {figures_with_pyarrow(os.path.abspath(sys.argv[1]), folder)}: reads every figure as written")
        except ImportError as error:
            print(f"pyarrow: not there ({error})")
            missing = True
        reads = [(read, path, rows) for read in (with_pyarrow, with_polars, with_duckdb)]
        reads += [(read, packed, structs) for read in (packed_with_pyarrow, packed_with_polars, packed_with_duckdb)]
        for read, file, wanted in reads:
            name = read.__name__.split("with_")[1]
            try:
                version = read(file, wanted)
            except ImportError as error:
                print(f"{name}: not there ({error})")
                missing = True
            else:
                print(f"{name} {version}: reads every row of {', '.join(COLUMNS)} in {os.path.basename(file)} as written")
    sys.exit(2 if missing else 0)


if __name__ == "__main__":
    main()
