"""Columns of Arrow for what the stages find, by the schemas of the layers."""

from __future__ import annotations

import json
from collections import deque
from itertools import chain
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

from ._rawi import InputError, Pipeline, StageError

try:
    import pyarrow
    import pyarrow.types as types
except ImportError as error:
    raise InputError("tables need pyarrow beside rawi: pip install pyarrow") from error

# Rows that are made into one batch, and the characters of text that they may have: what bounds the memory.
_ROWS, _CHARACTERS = 512, 8_000_000

_PLACE = pyarrow.struct([pyarrow.field("start", pyarrow.int64(), False), pyarrow.field("end", pyarrow.int64(), False)])
_ERRORS = pyarrow.list_(
    pyarrow.field(
        "item",
        pyarrow.struct(
            [
                *(pyarrow.field(name, pyarrow.string(), False) for name in ("stage", "kind", "message")),
                *(pyarrow.field(name, pyarrow.int64()) for name in ("start", "end")),
            ]
        ),
        False,
    )
)
_SIMPLE = {
    "text": pyarrow.string(),
    "enum": pyarrow.string(),
    "integer": pyarrow.int64(),
    "decimal": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
    "ref": pyarrow.int64(),
    "span": _PLACE,
    "spans": pyarrow.list_(pyarrow.field("item", _PLACE, False)),
}


class Stream:
    """A table that is made as it is read, batch by batch: pyarrow, polars, pandas, DuckDB and whatever else knows Arrow's PyCapsule
    interface take it (``pyarrow.table(stream)``, ``polars.DataFrame(stream)``). It can be read once.
    """

    def __init__(self, schema: pyarrow.Schema, batches: Iterator[pyarrow.RecordBatch]) -> None:
        self.schema, self._batches = schema, batches

    def reader(self) -> pyarrow.RecordBatchReader:
        """The batches."""
        if self._batches is None:
            raise InputError("the stream was read already; transform the table again")
        batches, self._batches = self._batches, None
        return pyarrow.RecordBatchReader.from_batches(self.schema, batches)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.reader().__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> Any:
        return self.schema.__arrow_c_schema__()

    def __repr__(self) -> str:
        return f"<Stream {', '.join(self.schema.names)}>"


def _kind_type(kind: dict) -> pyarrow.DataType:
    if kind["kind"] == "list":
        return pyarrow.list_(pyarrow.field("item", _kind_type(kind["of"]), False))
    if kind["kind"] == "group":
        return pyarrow.struct([_field(field) for field in kind["fields"]])
    return _SIMPLE[kind["kind"]]


def _field(field: dict) -> pyarrow.Field:
    doc = {"doc": field["doc"]} if field.get("doc") else None
    return pyarrow.field(field["name"], _kind_type(field), bool(field.get("optional")), doc)


def _place(span: Any) -> Any:
    return None if span is None else {"start": span[0], "end": span[1]}


def _converter(kind: dict) -> Optional[Callable]:
    """What makes a value of a record one of a column; none where it is one."""
    if kind["kind"] == "span":
        return _place
    if kind["kind"] in ("spans", "list"):
        item = _place if kind["kind"] == "spans" else _converter(kind["of"])
        return item and (lambda values: None if values is None else [item(value) for value in values])
    if kind["kind"] != "group":
        return None
    inner = [(field["name"], convert) for field in kind["fields"] if (convert := _converter(field))]
    if not inner:
        return None

    def group(value: Any) -> Any:
        if value is not None:
            for name, convert in inner:
                if value.get(name) is not None:
                    value[name] = convert(value[name])
        return value

    return group


class _Layer:
    """A layer as a column: a list with an entry for each of its rows."""

    def __init__(self, name: str, schema: Optional[dict]) -> None:
        self.name, self.typed = name, schema is not None
        fixed = [{"name": "start", "kind": "integer"}, {"name": "end", "kind": "integer"}, {"name": "text", "kind": "text"}]
        fields = schema["fields"] if schema else [{"name": "value", "kind": "text", "optional": True}]
        self.fields = [_field(field) for field in [*fixed, *fields]]
        self.type = pyarrow.list_(pyarrow.field("item", pyarrow.struct(self.fields), False))
        self._convert = _converter({"kind": "group", "fields": fields})

    def rows(self, rows: Optional[List[dict]]) -> Optional[List[dict]]:
        """The rows of a record as those of the column."""
        if rows is None:
            return None
        if not self.typed:
            # Of its values nothing is known.
            rest = [{key: value for key, value in row.items() if key not in ("start", "end", "text")} for row in rows]
            texts = [json.dumps(value, ensure_ascii=False) if value else None for value in rest]
            return [{**{key: row[key] for key in ("start", "end", "text")}, "value": text} for row, text in zip(rows, texts)]
        return rows if self._convert is None else [self._convert(row) for row in rows]


class Columns:
    """What comes out of a table: its own columns (or the number of the row) and what was found."""

    def __init__(self, pipeline: Pipeline, table: pyarrow.Schema, options: dict) -> None:
        self.pipeline, self.options = pipeline, options
        self.text = self._find(table, options["text"], "text")
        self.id = None if options["id"] is None else self._find(table, options["id"], "id")
        self.meta = [(name, self._find(table, column, name)) for name, column in options["meta"]]
        for at in [self.text, *([] if self.id is None else [self.id]), *(at for _, at in self.meta)]:
            kind = table.field(at).type
            if types.is_nested(kind) or types.is_binary(kind) or types.is_large_binary(kind):
                raise InputError(f"column `{table.field(at).name}` holds {kind} and no text")
        wanted = options["layers"]
        if wanted is None:
            wanted = [name for name in sorted(pipeline.layers) if name != "tokens"]
        if options["explode"] is not None and options["explode"] not in wanted:
            wanted = [*wanted, options["explode"]]
        for what, names, there in (("layer", wanted, pipeline.layers), ("view", options["views"], pipeline.views)):
            for name in names:
                if name not in there:
                    raise InputError(f"no stage gives a {what} `{name}`; there is {', '.join(sorted(there))}")
        schemas = pipeline.schemas
        self.layers = [_Layer(name, schemas.get(name)) for name in wanted]
        fields = list(table) if options["keep"] else [pyarrow.field("row", pyarrow.int64(), False)]
        for field in self._added():
            if any(field.name == other.name for other in fields):
                raise InputError(f"there is a column `{field.name}` already; name a `prefix=` for the new ones")
            fields.append(field)
        self.schema = pyarrow.schema(fields, metadata=table.metadata if options["keep"] else None)

    @staticmethod
    def _find(table: pyarrow.Schema, name: str, what: str) -> int:
        at = table.get_field_index(name)
        if at < 0:
            raise InputError(f"there is no column `{name}` ({what}) among {', '.join(table.names)}; name it with `{what}=`")
        return at

    def _added(self) -> Iterator[pyarrow.Field]:
        prefix = self.options["prefix"]
        for layer in self.layers:
            if layer.name == self.options["explode"]:
                begin = prefix + layer.name.replace(".", "_") + "_"
                yield from (field.with_name(begin + field.name).with_nullable(True) for field in layer.fields)
            else:
                yield pyarrow.field(prefix + layer.name, layer.type)
        for view in self.options["views"]:
            yield pyarrow.field(prefix + view, pyarrow.string())
        yield pyarrow.field(prefix + "errors", _ERRORS, False)

    def batches(self, reader: pyarrow.RecordBatchReader) -> Iterator[pyarrow.RecordBatch]:
        """The table with what was found, batch by batch."""
        open_slices: deque = deque()
        pending: deque = deque()
        read = _Reader(self, reader, open_slices, pending)
        items, slice_rows = iter(read), []
        while True:
            try:
                for doc in self.pipeline.map(items, threads=self.options["threads"]):
                    pending.popleft()
                    slice_rows.append(self._found(doc))
                    yield from self._whole(open_slices, slice_rows)
                break
            except StageError as error:
                if not self.options["forgive"] or error.kind == "asset":
                    raise
                # It is a row with its error; those behind it are read again.
                pending.popleft()
                message = str(error)
                named = f"document `{error.document}`, stage `{error.stage}`: "
                message = message[len(named) :] if message.startswith(named) else message
                told = {"stage": error.stage, "kind": error.kind, "message": message, "start": None, "end": None}
                slice_rows.append(([None] * len(self.layers), [None] * len(self.options["views"]), [told]))
                yield from self._whole(open_slices, slice_rows)
                items = chain(read.again(), read)
        yield from self._whole(open_slices, slice_rows)

    def _whole(self, open_slices: deque, rows: list) -> Iterator[pyarrow.RecordBatch]:
        """The batches of which all rows are there."""
        while open_slices and open_slices[0].texts <= len(rows) and open_slices[0].read:
            done = open_slices.popleft()
            found = iter(rows[: done.texts])
            del rows[: done.texts]
            nothing = ([None] * len(self.layers), [None] * len(self.options["views"]), [])
            yield self._batch(done, [next(found) if there else nothing for there in done.there])

    def _found(self, doc: Any) -> Tuple[list, list, list]:
        record = doc.to_dict(layers=[layer.name for layer in self.layers], text=False)
        layers = record["layers"]
        columns = [layer.rows(layers[layer.name]["rows"] if layer.name in layers else None) for layer in self.layers]
        errors = [
            {"stage": error["stage"], "kind": error["kind"], "message": error["message"], "start": start, "end": end}
            for error in doc.errors
            for start, end in [error["span"] or (None, None)]
        ]
        if doc.rejected is not None:
            errors.append({**doc.rejected, "start": None, "end": None})
        return columns, [doc[view].text if view in doc else None for view in self.options["views"]], errors

    def _batch(self, done: "_Slice", rows: list) -> pyarrow.RecordBatch:
        lists = [[row[0][at] for row in rows] for at in range(len(self.layers))]
        views = [pyarrow.array([row[1][at] for row in rows], pyarrow.string()) for at in range(len(self.options["views"]))]
        errors = pyarrow.array([row[2] for row in rows], _ERRORS)
        kept = done.batch.columns if self.options["keep"] else [pyarrow.array(range(done.first, done.first + len(rows)), pyarrow.int64())]
        exploded = [at for at, layer in enumerate(self.layers) if layer.name == self.options["explode"]]
        again = None
        if exploded:
            # A row for each row of the layer; one of the table without any stays.
            again = pyarrow.array([row for row, found in enumerate(lists[exploded[0]]) for _ in found or [None]], pyarrow.int64())
        columns = []
        for at, layer in enumerate(self.layers):
            if again is None or at != exploded[0]:
                column = pyarrow.array(lists[at], layer.type)
                columns.append(column if again is None else column.take(again))
                continue
            flat = [one for found in lists[at] for one in found or [{}]]
            columns += [pyarrow.array([one.get(field.name) for one in flat], field.type) for field in layer.fields]
        repeat = (lambda column: column) if again is None else (lambda column: column.take(again))
        columns = [*map(repeat, kept), *columns, *map(repeat, views), repeat(errors)]
        return pyarrow.RecordBatch.from_arrays(columns, schema=self.schema)


class _Slice:
    """Rows of a table that become a batch together."""

    def __init__(self, batch: pyarrow.RecordBatch, first: int, there: List[bool]) -> None:
        self.batch, self.first, self.there = batch, first, there
        self.texts = sum(there)
        # Whether all its texts were handed out.
        self.read = self.texts == 0


class _Reader:
    """The texts of a table with their metadata, as `Pipeline.map` takes them; notes which rows they are."""

    def __init__(self, columns: Columns, reader: pyarrow.RecordBatchReader, slices: deque, pending: deque) -> None:
        self.columns, self.slices, self.pending = columns, slices, pending
        self._items = self._read(reader)

    def __iter__(self) -> Iterator:
        return self

    def __next__(self) -> Any:
        item = next(self._items)
        self.pending.append(item)
        return item

    def again(self) -> list:
        """What was handed out and did not come back."""
        return list(self.pending)

    def _read(self, reader: pyarrow.RecordBatchReader) -> Iterator[Tuple[str, Dict[str, Any]]]:
        columns, first = self.columns, 0
        for batch in reader:
            texts = batch.column(columns.text).to_pylist()
            at = 0
            while at < len(texts):
                begin, characters = at, 0
                while at < len(texts) and at - begin < _ROWS and characters < _CHARACTERS:
                    characters += len(texts[at] or "")
                    at += 1
                part = batch.slice(begin, at - begin)
                done = _Slice(part, first + begin, [text is not None for text in texts[begin:at]])
                self.slices.append(done)
                ids = [None] * len(part) if columns.id is None else part.column(columns.id).to_pylist()
                meta = [(name, part.column(column).to_pylist()) for name, column in columns.meta]
                last = max((row for row, there in enumerate(done.there) if there), default=None)
                for row, text in enumerate(texts[begin:at]):
                    if text is None:
                        continue
                    known = {name: values[row] for name, values in meta}
                    done.read = done.read or row == last
                    yield text, {"id": str(done.first + row) if ids[row] is None else ids[row], **known}
            first += len(texts)


def transform_stream(pipeline: Pipeline, table: Any, **options: Any) -> Stream:
    """The stream of batches of what comes out of a table with ``__arrow_c_stream__``."""
    if not hasattr(table, "__arrow_c_stream__"):
        kind = type(table).__name__
        raise InputError(f"{kind} is no table: give one of pyarrow, pandas, polars or DuckDB, or whatever else has `__arrow_c_stream__`")
    reader = pyarrow.RecordBatchReader.from_stream(table)
    columns = Columns(pipeline, reader.schema, options)
    return Stream(columns.schema, columns.batches(reader))
