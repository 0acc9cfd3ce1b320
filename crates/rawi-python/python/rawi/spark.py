"""rawi in Apache Spark: what the stages find, as columns of a DataFrame, on every executor.

    import rawi.spark

    found = rawi.spark.transform(spark.read.parquet("reports/"), "news", text="body")
    found.write.parquet("found/")

Executors need the same wheel (``pip install``, or ``spark.submit.pyFiles``); the pipeline with every file that it names travels with
the job.
"""

from __future__ import annotations

import pickle
from typing import Any, Iterable, Iterator, Mapping, Optional, Union

import pyarrow

from ._pipelines import as_pipeline
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


class _Work:
    """What an executor does with the batches of a partition."""

    def __init__(self, parcel: bytes, options: dict, metrics: Optional[Metrics]) -> None:
        self.parcel, self.options, self.metrics = parcel, options, metrics

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        if self.parcel not in _made:
            _made.clear()
            _made[self.parcel] = pickle.loads(self.parcel)
        pipeline, options = _made[self.parcel], self.options
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
