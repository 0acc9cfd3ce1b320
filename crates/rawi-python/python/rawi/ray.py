"""rawi in Ray: what the stages find, as columns of a dataset, by actors that each make the pipeline once.

    import rawi.ray

    found = rawi.ray.transform(ray.data.read_parquet("reports/"), "news", text="body")
    found.write_parquet("found/")

    records = rawi.ray.records(ray.data.read_parquet("reports/"), "news", text="body", id="id", meta={"published": "day"})
    rawi.ray.events(records).write_parquet("events/")
"""

from __future__ import annotations

import json
import pickle
from typing import Any, Callable, Iterable, Mapping, Optional, Tuple, Union

import pyarrow
import pyarrow.compute as compute

from . import corpus
from ._pipelines import as_pipeline
from ._rawi import InputError
from ._records import columns_of, records as of_rows
from ._table import for_workers, transform as of_table

_NO_DAY = "none"


def transform(
    ds: Any,
    pipeline: Any = "news",
    *,
    text: str = "text",
    id: Optional[str] = None,
    meta: Union[Mapping[str, str], Iterable[str], None] = None,
    layers: Optional[Iterable[str]] = None,
    views: Iterable[str] = (),
    explode: Optional[str] = None,
    prefix: str = "",
    threads: int = 1,
    batch_size: int = 512,
    concurrency: Union[int, Tuple[int, int], None] = None,
    **options: Any,
) -> Any:
    """A dataset of Ray with what a pipeline finds in its texts, lazily: columns as of :func:`rawi.transform`.

    The pipeline with every file that it names travels to the actors. A report on which a stage fails is a row with its error, whatever
    the pipeline's ``on-error`` says. ``concurrency``: actors, or ``(least, most)``; as many as there are CPUs if left out.
    ``batch_size`` and further ``options`` are those of ``Dataset.map_batches``.
    """
    how = for_workers(text=text, id=id, meta=meta, layers=layers, views=views, explode=explode, prefix=prefix, threads=threads)
    return ds.map_batches(
        _Worker,
        fn_constructor_args=(pickle.dumps(as_pipeline(pipeline)), how),
        batch_format="pyarrow",
        batch_size=batch_size,
        compute=_actors(concurrency),
        **options,
    )


class _Worker:
    """An actor: makes the pipeline once."""

    def __init__(self, parcel: bytes, options: dict) -> None:
        self.pipeline, self.options = pickle.loads(parcel), options

    def __call__(self, table: Any) -> Any:
        return of_table(table, self.pipeline, **self.options)


def _actors(concurrency: Union[int, Tuple[int, int], None]) -> Any:
    import ray

    if concurrency is None:
        concurrency = (1, max(1, int(ray.cluster_resources().get("CPU", 1))))
    least, most = (concurrency, concurrency) if isinstance(concurrency, int) else concurrency
    return ray.data.ActorPoolStrategy(min_size=least, max_size=most)


def records(
    ds: Any,
    pipeline: Any = "news",
    *,
    text: str = "text",
    id: str = "id",
    meta: Union[Mapping[str, str], Iterable[str]] = ("title", "outlet", "published", "url"),
    batch_size: int = 512,
    concurrency: Union[int, Tuple[int, int], None] = None,
    **options: Any,
) -> Any:
    """A dataset of Ray with one column, ``record``: of each report what :meth:`rawi.Document.to_json` writes, lazily. Of one that a stage
    drops there is none.

    ``id``: the column of ids, which must differ. ``meta``: columns of metadata, as for :func:`transform`; those that ``ds`` has not are passed
    over. The rest is as for :func:`transform`.
    """
    columns = columns_of(meta, ds.columns())
    return ds.map_batches(
        _Records,
        fn_constructor_args=(pickle.dumps(as_pipeline(pipeline)), text, id, columns),
        batch_format="pyarrow",
        batch_size=batch_size,
        compute=_actors(concurrency),
        **options,
    )


class _Records:
    """An actor that makes records."""

    def __init__(self, parcel: bytes, text: str, id: str, meta: dict) -> None:
        self.pipeline, self.columns = pickle.loads(parcel), (text, id, meta)

    def __call__(self, table: Any) -> Any:
        return of_rows(table, self.pipeline, *self.columns)


def events(
    ds: Any,
    *,
    record: str = "record",
    policy: Optional[str] = None,
    days: int = 28,
    num_partitions: Optional[int] = None,
) -> Any:
    """The events that the reports of a whole corpus tell of, with their figures, as a dataset of Ray: ``id``, ``date``, ``sources`` (how many),
    ``reports`` (a list of ids) and ``event``, the JSON of what :func:`rawi.figures` has of it. They are those that it has for all records at once;
    by ``sources`` and the number of ``reports``, the most first, then by ``date`` and ``id`` is their order there.

    ``record``: the column of records, as :func:`records` makes them, or lines that ``rawi run`` wrote (``ray.data.read_text``,
    ``record="text"``). Their ids must differ: raises :class:`rawi.InputError` naming one that comes twice. ``policy``: as for
    :func:`rawi.figures`. ``days``: of a window, which one task works on together with the 14 days before it. ``num_partitions``: as for
    ``Dataset.groupby``; Ray's default is made for a cluster, and few are faster on one machine.

    Two passes run now, over digests and over links; how rare words are and which reports are of one event come to the driver and go to all
    tasks.
    """
    import ray

    def over(of: Any, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        return of.map_batches(function, fn_args=args, fn_kwargs=options, batch_format="pyarrow")

    def grouped(of: Any, by: str, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        return of.groupby(by, num_partitions).map_groups(function, fn_args=args, fn_kwargs=options, batch_format="pyarrow")

    lines = over(ds, _lines, record)
    digests = over(lines, _digests, days=days).materialize()
    counted = digests.select_columns(["id"]).groupby("id", num_partitions).count()
    twice = over(counted, _twice).take(1)
    if twice:
        message = "{count()} reports have the id `{id}`; events are of reports whose ids differ"
        raise InputError(message.format_map(twice[0]))
    counted = over(digests.select_columns(["digest"]), _frequencies).groupby("word", num_partitions).sum("reports")
    counted = _gathered(counted, _COUNTS).rename_columns({"sum(reports)": "reports"})
    frequencies = ray.put(counted.filter(compute.greater(counted["reports"], 1)))
    windows = _gathered(over(digests, _windows), _WINDOWS)["window"].unique().to_pylist()
    placed = over(digests, _placed, windows)
    links = grouped(placed, "window", _links, frequencies, reports=digests.count(), days=days).materialize()
    members = pyarrow.table(corpus.groups(_gathered(over(links, _ties), _LINKS)))
    found = _CLUSTERS.empty_table()
    if members.num_rows:
        found = _gathered(grouped(over(links, _members, ray.put(members)), "group", _clusters), _CLUSTERS)
    known = ray.put(found.join(members.select(["report", "source"]), "report", join_type="inner"))
    of_events = over(lines, _of_events, known)
    alone = over(of_events, _alone, policy=policy)
    if not members.num_rows:
        return alone
    return grouped(over(of_events, _several), "event", _events, policy=policy).union(alone)


_COUNTS = pyarrow.schema({"word": pyarrow.int64(), "sum(reports)": pyarrow.int64()})
_WINDOWS = pyarrow.schema({"window": pyarrow.int32()})
_LINKS = pyarrow.schema(
    {
        "report": pyarrow.string(),
        "report_published": pyarrow.string(),
        "other": pyarrow.string(),
        "other_published": pyarrow.string(),
        "likeness": pyarrow.float32(),
        "tie": pyarrow.string(),
    }
)
_CLUSTERS = pyarrow.schema({"report": pyarrow.string(), "event": pyarrow.string()})


def _gathered(ds: Any, schema: pyarrow.Schema) -> pyarrow.Table:
    """All rows, at the driver; where there is none, a dataset may have lost its columns."""
    import ray

    tables = [table for table in ray.get(ds.to_arrow_refs()) if table.num_rows]
    return pyarrow.concat_tables(tables) if tables else schema.empty_table()


# What tasks do with a batch, or with a group, of Arrow.


def _lines(table: Any, record: str) -> Any:
    return pyarrow.table({"record": table[record].cast(pyarrow.string())})


def _digests(table: Any, days: int) -> Any:
    return pyarrow.table(corpus.digests(table, days=days))


def _twice(table: Any) -> Any:
    return table.filter(compute.greater(table["count()"], 1))


def _frequencies(table: Any) -> Any:
    return pyarrow.table(corpus.frequencies(table))


def _windows(table: Any) -> Any:
    return pyarrow.table({"window": compute.list_flatten(table["windows"])})


def _placed(table: Any, windows: list) -> Any:
    """Each digest once for each window that it goes to; those without a day go to all, and to one of their own."""
    rows = zip(table["windows"].to_pylist(), table["digest"])
    placed = [(str(window), digest) for of, digest in rows for window in (of if of is not None else [*windows, _NO_DAY])]
    names, digests = zip(*placed) if placed else ((), ())
    columns = [pyarrow.array(names, pyarrow.string()), pyarrow.array(digests, table.schema.field("digest").type)]
    return pyarrow.table(columns, names=["window", "digest"])


def _links(table: Any, frequencies: Any, reports: int, days: int) -> Any:
    import ray

    name = table["window"][0].as_py()
    window = None if name == _NO_DAY else int(name)
    found = corpus.links(table.select(["digest"]), ray.get(frequencies), reports=reports, window=window, days=days)
    return pyarrow.table(found)


def _ties(table: Any) -> Any:
    return table.filter(compute.not_equal(table["tie"], "like"))


def _members(table: Any, members: Any) -> Any:
    """The links with the group that they are of; those of none are left out."""
    import ray

    return table.join(ray.get(members).select(["report", "group"]), "report", join_type="inner")


def _clusters(table: Any) -> Any:
    return pyarrow.table(corpus.clusters(table))


def _of_events(table: Any, known: Any) -> Any:
    """The records with the event and the source that they are of; one that is alone is its own."""
    import ray

    ids = pyarrow.array([json.loads(record.as_py())["id"] for record in table["record"]], pyarrow.string())
    known = ray.get(known)
    at = compute.index_in(ids, known["report"].combine_chunks())
    named = {name: compute.coalesce(known[name].combine_chunks().take(at), ids) for name in ("event", "source")}
    return pyarrow.table({"record": table["record"], **named, "alone": compute.is_null(at)})


def _several(table: Any) -> Any:
    return table.filter(compute.invert(table["alone"])).drop_columns(["alone"])


def _alone(table: Any, policy: Optional[str]) -> Any:
    """The events of reports that are alone: nothing needs to be brought to them."""
    return _events(table.filter(table["alone"]).drop_columns(["alone"]), policy)


def _events(table: Any, policy: Optional[str]) -> Any:
    return pyarrow.table(corpus.events(table, policy=policy))
