"""Pipelines, however they are given."""

from __future__ import annotations

from typing import Any

from ._rawi import Pipeline


def as_pipeline(pipeline: Any) -> Pipeline:
    """A pipeline, by name, path or dict if it is none yet."""
    return pipeline if isinstance(pipeline, Pipeline) else Pipeline(pipeline)
