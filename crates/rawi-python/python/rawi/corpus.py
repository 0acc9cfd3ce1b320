"""Events of more reports than a machine holds, pass by pass, on tables of Arrow: what ``rawi.spark.events`` and ``rawi.ray.events``
string together, for whoever has another engine.

1. :func:`digests` of all records: what decides with which others a report is of one event.
2. :func:`frequencies` of all digests, added up: how rare words are.
3. :func:`links` of each window of days, to which its digests were brought.
4. :func:`groups` of all links but those with the tie "like", in one place: which reports hang together.
5. :func:`clusters` of the links of each group: its events.
6. :func:`events` of the records of each event: its figures.

The events and figures are those that :func:`rawi.figures` has for all records at once, in every byte, however they were cut. Ids must
differ. Tables are whatever has ``__arrow_c_stream__``; each function gives a :class:`rawi.Stream`, of which ``pyarrow.table(...)`` or
``polars.DataFrame(...)`` makes a table.
"""

from __future__ import annotations

from ._rawi import (
    _clusters as clusters,
    _digests as digests,
    _events as events,
    _frequencies as frequencies,
    _groups as groups,
    _links as links,
)

__all__ = ["clusters", "digests", "events", "frequencies", "groups", "links"]
