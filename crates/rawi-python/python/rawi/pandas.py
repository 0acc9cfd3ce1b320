"""``df.rawi`` for pandas: ``import rawi.pandas``, then ``df.rawi.transform("news", text="body")``."""

from __future__ import annotations

from typing import Any

import pandas

from ._table import transform


@pandas.api.extensions.register_dataframe_accessor("rawi")
class Accessor:
    """What rawi does with a table of pandas."""

    def __init__(self, table: pandas.DataFrame) -> None:
        self._table = table

    def transform(self, pipeline: Any = "news", **options: Any) -> pandas.DataFrame:
        """:func:`rawi.transform` of this table."""
        return transform(self._table, pipeline, **options)
