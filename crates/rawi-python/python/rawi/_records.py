"""Records of the rows of a table: what the engines hand on between finding and comparing."""

from __future__ import annotations

from typing import Any, Mapping

import pyarrow

from ._rawi import Pipeline


def records(rows: Any, pipeline: Pipeline, text: str, id: str, meta: Mapping[str, str]) -> pyarrow.Table:
    """A table with one column, ``record``, of the rows of a batch of Arrow; of one that a stage drops there is none.

    ``text``, ``id``: columns of the texts and the ids. ``meta``: columns of metadata by its names.
    """

    def report(row: dict) -> dict:
        known = {name: str(row[column]) for name, column in meta.items() if row[column] is not None}
        return {**known, "id": str(row[id]), "text": row[text] or ""}

    documents = pipeline.map(map(report, rows.to_pylist()), threads=1)
    lines = [document.to_json(offsets="bytes") for document in documents if document.rejected is None]
    return pyarrow.table({"record": pyarrow.array(lines, pyarrow.string())})


def columns_of(meta: Any, there: Any) -> dict:
    """Columns of metadata by its names, of those that are there."""
    columns = dict(meta) if isinstance(meta, Mapping) else {name: name for name in meta}
    return {name: column for name, column in columns.items() if column in there}
