"""rawi in Apache Spark: what the stages find, as columns of a DataFrame, on every executor.

    import rawi.spark

    found = rawi.spark.transform(spark.read.parquet("reports/"), "news", text="body")
    found.write.parquet("found/")

    records = rawi.spark.records(spark.read.parquet("reports/"), "news", text="body", id="id", meta={"published": "day"})
    rawi.spark.events(records).write.parquet("events/")

Executors need the same wheel (``pip install``, or ``spark.submit.pyFiles``); the pipeline with every file that it names travels with
the job.
"""

from __future__ import annotations

import pickle
from typing import Any, Callable, Iterable, Iterator, Mapping, Optional, Union

import pyarrow

from . import corpus
from ._pipelines import as_pipeline
from ._rawi import InputError, Pipeline
from ._records import columns_of, records as of_rows
from ._table import for_workers, transform as of_table

# One pipeline a process: Spark keeps its Python workers, and hands them task after task.
_made: dict = {}


class Metrics:
    """Counts of a job, as accumulators of Spark: ``documents``, ``failed`` (with an entry in ``errors``) and ``bytes`` of text.

    ``metrics = rawi.spark.Metrics(spark)``, then ``rawi.spark.transform(..., metrics=metrics)``. They are right when an action has
    ended; a task that Spark repeats counts again, as every accumulator of a transformation.
    """

    def __init__(self, spark: Any) -> None:
        context = spark.sparkContext
        self._documents, self._failed, self._bytes = (context.accumulator(0) for _ in range(3))

    @property
    def documents(self) -> int:
        """Reports that were read."""
        return self._documents.value

    @property
    def failed(self) -> int:
        """Reports on which a stage failed."""
        return self._failed.value

    @property
    def bytes(self) -> int:
        """Bytes of their texts, in UTF-8."""
        return self._bytes.value

    def __repr__(self) -> str:
        return f"<Metrics: {self.documents} documents, {self.failed} failed, {self.bytes} bytes>"


def transform(
    df: Any,
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
    metrics: Optional[Metrics] = None,
) -> Any:
    """A DataFrame of Spark with what a pipeline finds in its texts, lazily: columns as of :func:`rawi.transform`, of which the schema is
    known before anything runs.

    A report on which a stage fails is a row with its error, whatever the pipeline's ``on-error`` says; it never fails a task. Rows
    leave in batches of at most 512 and 8 million characters, so that an executor's memory does not grow with its partition. ``threads``: of
    each task; Spark gives a task one core, unless ``spark.task.cpus`` says more.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    pipeline = as_pipeline(pipeline)
    options = for_workers(text=text, id=id, meta=meta, layers=layers, views=views, explode=explode, prefix=prefix, threads=threads)
    before = to_arrow_schema(df.schema)
    after = of_table(before.empty_table(), pipeline, **options).schema
    work = _Work(pickle.dumps(pipeline), options, metrics)
    return df.mapInArrow(work, from_arrow_schema(after))


def _pipeline(parcel: bytes) -> Pipeline:
    if parcel not in _made:
        _made.clear()
        _made[parcel] = pickle.loads(parcel)
    return _made[parcel]


class _Work:
    """What an executor does with the batches of a partition."""

    def __init__(self, parcel: bytes, options: dict, metrics: Optional[Metrics]) -> None:
        self.parcel, self.options, self.metrics = parcel, options, metrics

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        pipeline, options = _pipeline(self.parcel), self.options
        for batch in batches:
            reader = pyarrow.RecordBatchReader.from_batches(batch.schema, iter([batch]))
            if self.metrics is not None:
                self._count(batch)
            for found in of_table(reader, pipeline, **options):
                if self.metrics is not None and options["explode"] is None:
                    lists = found.column(options["prefix"] + "errors")
                    self.metrics._failed.add(sum(1 for row in lists if len(row.values or ()) > 0))
                yield found

    def _count(self, batch: pyarrow.RecordBatch) -> None:
        import pyarrow.compute as compute

        texts = batch.column(self.options["text"])
        self.metrics._documents.add(batch.num_rows)
        self.metrics._bytes.add(compute.sum(compute.binary_length(texts)).as_py() or 0)


def records(
    df: Any,
    pipeline: Any = "news",
    *,
    text: str = "text",
    id: str = "id",
    meta: Union[Mapping[str, str], Iterable[str]] = ("title", "outlet", "published", "url"),
) -> Any:
    """A DataFrame of Spark with one column, ``record``: of each report what :meth:`rawi.Document.to_json` writes, lazily. Of one that a
    stage drops there is none.

    ``id``: the column of ids, which must differ. ``meta``: columns of metadata, as for :func:`transform`; those that ``df`` has not are passed
    over.
    """
    columns = columns_of(meta, df.columns)
    work = _Records(pickle.dumps(as_pipeline(pipeline)), text, id, columns)
    return df.select(text, id, *(column for column in columns.values() if column not in (text, id))).mapInArrow(work, "record string")


class _Records:
    """Makes records of the rows of a partition."""

    def __init__(self, parcel: bytes, text: str, id: str, meta: dict) -> None:
        self.parcel, self.text, self.id, self.meta = parcel, text, id, meta

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        pipeline = _pipeline(self.parcel)
        for batch in batches:
            yield from of_rows(batch, pipeline, self.text, self.id, self.meta).to_batches()


def events(records: Any, *, record: str = "record", policy: Optional[str] = None, days: int = 28) -> Any:
    """The events that the reports of a whole corpus tell of, with their figures, as a DataFrame of Spark: ``id``, ``date``, ``sources`` (how
    many), ``reports`` (a list of ids) and ``event``, the JSON of what :func:`rawi.figures` has of it. They are those that it has for all
    records at once; ``orderBy(desc("sources"), desc(size("reports")), "date", "id")`` is their order there.

    ``record``: the column of records, as :func:`records` makes them, or lines that ``rawi run`` wrote (``spark.read.text``, ``record="value"``). Their
    ids must differ: raises :class:`rawi.InputError` naming one that comes twice. ``policy``: as for :func:`rawi.figures`. ``days``: of a window,
    which one task works on together with the 14 days before it; the fewer, the less memory and the more that is worked on twice.

    Three jobs run now: how rare words are comes to the driver and goes to all executors, and which reports hang together comes to the
    driver. What was found of windows stays with the executors (``spark.catalog.clearCache()`` frees it). Needs Spark 4.
    """
    from pyspark.sql import functions as sql

    lines = records.select(sql.col(record).alias("record"))
    digests = lines.mapInArrow(_each(corpus.digests, days=days), "id string, windows array<int>, digest binary").persist()
    twice = digests.groupBy("id").count().filter("count > 1").first()
    if twice is not None:
        raise InputError(f"{twice['count']} reports have the id `{twice['id']}`; events are of reports whose ids differ")
    links = _links(digests, days).persist()
    ties = links.filter("tie <> 'like'").toArrow()
    digests.unpersist()
    members = records.sparkSession.createDataFrame(pyarrow.table(corpus.groups(ties)))
    found = links.join(members, "report").groupBy("group").applyInArrow(_whole(corpus.clusters), "report string, event string")
    known = found.join(members.select("report", "source"), "report")
    lines = lines.withColumn("report", sql.get_json_object("record", "$.id"))
    several = lines.join(known, "report").select("record", "event", "source")
    alone = lines.join(known, "report", "left_anti").selectExpr("record", "report as event", "report as source")
    schema = "id string, date string, sources bigint, reports array<string>, event string"
    told = several.groupBy("event").applyInArrow(_whole(corpus.events, policy=policy), schema)
    return told.union(alone.mapInArrow(_each(corpus.events, policy=policy), schema))


def _links(digests: Any, days: int) -> Any:
    """The links of all windows, lazily, after how rare words are was counted."""
    from pyspark.sql import functions as sql

    session = digests.sparkSession
    counted = digests.select("digest").mapInArrow(_each(corpus.frequencies), "word bigint, reports bigint")
    counted = counted.groupBy("word").agg(sql.sum("reports").alias("reports")).filter("reports > 1").toArrow()
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, counted.schema) as writer:
        writer.write_table(counted)
    frequencies = session.sparkContext.broadcast(sink.getvalue().to_pybytes())
    dated = digests.select(sql.explode("windows").alias("window"), "digest")
    undated = digests.filter("windows is null").select("digest")
    beside = undated.crossJoin(dated.select("window").distinct()).select("window", "digest")
    among = undated.select(sql.lit(None).cast("int").alias("window"), "digest")
    schema = (
        "report string, report_published string, other string, other_published string, likeness float, tie string"
    )
    work = _window(frequencies, digests.count(), days)
    return dated.union(beside).union(among).groupBy("window").applyInArrow(work, schema)


def _each(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    """A function of `rawi.corpus` for the batches of a partition, each for itself."""

    def work(batches):
        for batch in batches:
            yield from pyarrow.table(function(batch, **options)).to_batches()

    return work


# Spark reads from a function's parameters and their types what to hand it: these are given none.
def _whole(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    """A function of `rawi.corpus` for a group of rows."""

    def work(table):
        return pyarrow.table(function(table, **options))

    return work


def _window(frequencies: Any, reports: int, days: int) -> Callable[..., Any]:
    """Finds the links of a window; its number is the key of the group."""

    def work(key, table):
        words = pyarrow.ipc.open_stream(frequencies.value).read_all()
        return pyarrow.table(corpus.links(table, words, reports=reports, window=key[0].as_py(), days=days))

    return work
