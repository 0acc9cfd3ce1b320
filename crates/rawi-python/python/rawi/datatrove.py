"""A step of datatrove: what the stages find stands in each document's metadata.

    from rawi.datatrove import RawiAnnotator

    pipeline = [JsonlReader("reports/"), RawiAnnotator("news", layers=["mentions"]), JsonlWriter("found/")]
"""

from __future__ import annotations

from collections import deque
from typing import Any, Iterable, Optional

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from ._pipelines import as_pipeline

_META = ("title", "outlet", "published", "url")


class RawiAnnotator(PipelineStep):
    """Puts what a pipeline finds into ``doc.metadata[key]``: ``layers`` by name, each a list of rows with ``start``, ``end``, ``text``
    and the fields of its schema, and ``errors`` where a stage failed.

    ``layers``: which, all but ``tokens`` if left out. ``threads``: of each task. Metadata called ``title``, ``outlet``, ``published`` and
    ``url`` is read as a report's.
    """

    type = "🗞 - ANNOTATE"
    name = "rawi"

    def __init__(self, pipeline: Any = "news", *, layers: Optional[Iterable[str]] = None, key: str = "rawi", threads: int = 1) -> None:
        super().__init__()
        self.pipeline = as_pipeline(pipeline)
        self.layers = None if layers is None else list(layers)
        self.key, self.threads = key, threads

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Reads documents as they come, and gives them in the same order."""
        waiting: deque = deque()

        def texts():
            for doc in data:
                waiting.append(doc)
                known = {name: doc.metadata[name] for name in _META if isinstance(doc.metadata.get(name), str)}
                yield doc.text, {"id": doc.id, **known}

        for found in self.pipeline.map(texts(), threads=self.threads):
            doc = waiting.popleft()
            record = found.to_dict(layers=self.layers, text=False)
            doc.metadata[self.key] = {
                "layers": {name: layer["rows"] for name, layer in record["layers"].items()},
                "errors": record.get("errors", []),
            }
            self.update_doc_stats(doc)
            self.stat_update("failed" if found.errors or found.rejected else "read")
            yield doc
