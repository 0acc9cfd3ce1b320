"""rawi in Ray: what the stages find, as columns of a dataset, by actors that each make the pipeline once.

    import rawi.ray

    found = rawi.ray.transform(ray.data.read_parquet("reports/"), "news", text="body")
    found.write_parquet("found/")
"""

from __future__ import annotations

import pickle
from typing import Any, Iterable, Mapping, Optional, Tuple, Union

from ._pipelines import as_pipeline
from ._table import for_workers, transform as of_table


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
    import ray

    if concurrency is None:
        concurrency = (1, max(1, int(ray.cluster_resources().get("CPU", 1))))
    least, most = (concurrency, concurrency) if isinstance(concurrency, int) else concurrency
    how = for_workers(text=text, id=id, meta=meta, layers=layers, views=views, explode=explode, prefix=prefix, threads=threads)
    return ds.map_batches(
        _Worker,
        fn_constructor_args=(pickle.dumps(as_pipeline(pipeline)), how),
        batch_format="pyarrow",
        batch_size=batch_size,
        compute=ray.data.ActorPoolStrategy(min_size=least, max_size=most),
        **options,
    )


class _Worker:
    """An actor: makes the pipeline once."""

    def __init__(self, parcel: bytes, options: dict) -> None:
        self.pipeline, self.options = pickle.loads(parcel), options

    def __call__(self, table: Any) -> Any:
        return of_table(table, self.pipeline, **self.options)
