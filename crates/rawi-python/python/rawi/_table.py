"""Tables of reports: what the stages find stands in columns beside those that were there."""

from __future__ import annotations

import sys
from typing import Any, Iterable, Mapping, Optional, Union

from ._pipelines import as_pipeline
from ._rawi import InputError, Pipeline, Stream, _transform

# Metadata that stages read, and columns by these names that are taken for it.
_META = ("title", "outlet", "published", "url")


def transform(
    table: Any,
    pipeline: Any = "news",
    *,
    text: str = "text",
    id: Optional[str] = None,
    meta: Union[Mapping[str, str], Iterable[str], None] = None,
    layers: Optional[Iterable[str]] = None,
    views: Iterable[str] = (),
    explode: Optional[str] = None,
    prefix: str = "",
    threads: int = 0,
    errors: str = "pipeline",
) -> Any:
    """What a pipeline finds in the texts of a table, in columns beside those of the table, in the kind of table that was given.

    ``table``: of pyarrow (``Table``, ``RecordBatch``, ``RecordBatchReader``: then a reader, made as it is read), pandas, polars
    (``DataFrame``, ``LazyFrame``: then lazily), a DuckDB relation, a dict of lists, or anything with ``__arrow_c_stream__`` (then a
    :class:`rawi.Stream`). Of these libraries none needs to be there beside that of the table; new columns of pandas are Arrow's where pyarrow is
    there, and columns of objects where it is not. ``pipeline``: a :class:`rawi.Pipeline`, or what makes one.

    ``text``: the column that holds the texts. ``id``: that of the ids, for messages; else the number of the row. ``meta``: columns of
    metadata: names, or a mapping of rawi's names to columns (``{"published": "date"}``); if left out, those of the columns ``title``,
    ``outlet``, ``published`` and ``url`` that are there.

    Each of ``layers`` (all but ``tokens`` if left out) becomes a column, a list with an entry for each row of the layer: ``start``,
    ``end``, ``text`` and the fields of its schema. Offsets count what the pipeline's ``offsets`` say: characters, unless told
    otherwise. Each of ``views`` becomes a column of text. ``errors`` is a list of the failures of stages on the report, and ``warnings`` one
    of what they say of it without failing; neither is ``None`` in any row. ``prefix`` stands before the names of all these.

    ``explode``: a layer of which each row becomes a row of the table, with columns ``mentions_start``, ``mentions_text``,
    ``mentions_label`` ...; a report without one stays, with null in them.

    Rows in are rows out, in order; one without a text has null in the new columns. ``errors``: "pipeline", to end at a failure if the
    pipeline says so (``on-error = "stop"``), or "keep", to note it in its row whatever the pipeline says.

    Raises :class:`rawi.InputError` if a column is not there, holds no texts, or is there already.
    """
    if errors not in ("pipeline", "keep"):
        raise InputError(f'errors="{errors}"; failures are for the "pipeline" to say, or to "keep"')
    options = dict(
        text=text,
        id=id,
        meta=_kept(meta),
        layers=None if layers is None else list(layers),
        views=list(views),
        explode=explode,
        prefix=prefix,
        threads=threads,
        forgive=errors == "keep",
    )
    pipeline = as_pipeline(pipeline)
    if isinstance(table, dict):
        return _of_dict(table, pipeline, options)
    for module, convert in _KINDS.items():
        # A table of a library that nobody has loaded is none of it.
        if module in sys.modules and type(table).__module__.split(".")[0].lstrip("_") == module:
            found = convert(table, pipeline, options)
            if found is not None:
                return found
    return _stream(table, pipeline, options, _names(table), keep=True)


def for_workers(*, meta: Any, layers: Optional[Iterable[str]], views: Iterable[str], **others: Any) -> dict:
    """Options of :func:`transform` as they travel to the workers of an engine, where a failure is a row with its error."""
    return dict(
        others,
        meta=dict(meta) if isinstance(meta, Mapping) else _kept(meta),
        layers=None if layers is None else list(layers),
        views=list(views),
        errors="keep",
    )


def _kept(meta: Any) -> Any:
    """Columns of metadata as they may be read more than once: a generator may not."""
    return meta if meta is None or isinstance(meta, (Mapping, str)) else list(meta)


def _names(table: Any) -> Optional[list]:
    """The names of the columns, if the table tells."""
    schema = getattr(table, "schema", None)
    names = getattr(schema, "names", None)
    return list(names) if names is not None and not callable(names) else None


def _stream(table: Any, pipeline: Pipeline, options: dict, names: Optional[list], *, keep: bool) -> Stream:
    """The stream of batches of what comes out."""
    options = dict(options, meta=_meta(options["meta"], names))
    return _transform(pipeline, table, keep=keep, **options)


def _meta(meta: Any, names: Optional[list]) -> list:
    if meta is None:
        return [(name, name) for name in _META if names is not None and name in names]
    if isinstance(meta, Mapping):
        return [(str(name), str(column)) for name, column in meta.items()]
    if isinstance(meta, str):
        return [(meta, meta)]
    return [(str(name), str(name)) for name in meta]


def _used(pipeline: Pipeline, options: dict, names: list) -> list:
    """The columns that are read, each once."""
    wanted = [options["text"], options["id"], *(column for _, column in _meta(options["meta"], names))]
    used = list(dict.fromkeys(column for column in wanted if column is not None))
    for column in used:
        if column not in names:
            raise InputError(f"there is no column `{column}` among {', '.join(map(str, names))}; name it with `text=`, `id=` or `meta=`")
    return used


def _free(names: list, added: Iterable[str]) -> None:
    for name in added:
        if name in names:
            raise InputError(f"there is a column `{name}` already; name a `prefix=` for the new ones")


def _of_dict(table: Mapping, pipeline: Pipeline, options: dict) -> dict:
    names = list(table)
    stream = _stream({name: table[name] for name in _used(pipeline, options, names)}, pipeline, options, names, keep=False)
    rows, found = _split(stream.to_dict(), names)
    kept = {name: [values[row] for row in rows] if options["explode"] else list(values) for name, values in table.items()}
    return {**kept, **found}


def _split(found: dict, names: list) -> tuple:
    """Which row of the table each row is, and the new columns."""
    rows = found.pop("row")
    _free(names, found)
    return rows, found


def _of_pyarrow(table: Any, pipeline: Pipeline, options: dict) -> Any:
    import pyarrow

    if isinstance(table, (pyarrow.Table, pyarrow.RecordBatch)):
        return pyarrow.table(_stream(table, pipeline, options, table.schema.names, keep=True).whole())
    if isinstance(table, pyarrow.RecordBatchReader):
        return pyarrow.RecordBatchReader.from_stream(_stream(table, pipeline, options, table.schema.names, keep=True))
    return None


def _of_pandas(table: Any, pipeline: Pipeline, options: dict) -> Any:
    import pandas

    if not isinstance(table, pandas.DataFrame):
        return None
    names = list(table.columns)
    # Only what is read goes through Arrow: the other columns may hold anything.
    texts = {name: table[name].tolist() for name in _used(pipeline, options, names)}
    stream = _stream(texts, pipeline, options, names, keep=False)
    try:
        import pyarrow
    except ImportError:
        rows, found = _split(stream.to_dict(), names)
        found = pandas.DataFrame({name: pandas.Series(values, dtype=object) for name, values in found.items()})
    else:
        made = pyarrow.table(stream.whole())
        rows, found = made.column("row").to_pylist(), made.drop_columns(["row"])
        _free(names, found.column_names)
        found = found.to_pandas(types_mapper=pandas.ArrowDtype)
    kept = table.iloc[rows] if options["explode"] else table
    found.index = kept.index
    return pandas.concat([kept, found], axis=1)


def _of_polars(table: Any, pipeline: Pipeline, options: dict) -> Any:
    import polars

    if isinstance(table, polars.LazyFrame):
        before = table.collect_schema()
        after = _of_polars(before.to_frame(), pipeline, options).schema
        return table.map_batches(lambda frame: _of_polars(frame, pipeline, options), schema=after, streamable=True)
    if not isinstance(table, polars.DataFrame):
        return None
    used = _used(pipeline, options, table.columns)
    found = polars.DataFrame(_stream(table.select(used), pipeline, options, table.columns, keep=False).whole())
    rows, found = found.get_column("row"), found.drop("row")
    _free(table.columns, found.columns)
    kept = table[rows] if options["explode"] else table
    return kept.hstack(found)


def _of_duckdb(table: Any, pipeline: Pipeline, options: dict) -> Any:
    import duckdb

    if not isinstance(table, duckdb.DuckDBPyRelation):
        return None
    # A relation can be read several times, a stream once.
    return duckdb.from_arrow(_stream(table, pipeline, options, table.columns, keep=True).whole())


_KINDS = {"pyarrow": _of_pyarrow, "pandas": _of_pandas, "polars": _of_polars, "duckdb": _of_duckdb}
