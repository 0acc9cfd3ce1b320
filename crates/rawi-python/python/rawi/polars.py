"""``df.rawi`` for polars, eager and lazy: ``import rawi.polars``, then ``df.rawi.transform("news", text="body")``."""

from __future__ import annotations

from typing import Any

import polars

from ._table import transform


@polars.api.register_lazyframe_namespace("rawi")
@polars.api.register_dataframe_namespace("rawi")
class Namespace:
    """What rawi does with a table of polars."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def transform(self, pipeline: Any = "news", **options: Any) -> Any:
        """:func:`rawi.transform` of this table."""
        return transform(self._table, pipeline, **options)
