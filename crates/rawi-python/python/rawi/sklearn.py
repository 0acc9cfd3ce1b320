"""What rawi finds as features for scikit-learn.

    from rawi.sklearn import Counts
    model = make_pipeline(Counts("mentions", "entity"), DictVectorizer(), LogisticRegression())
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Iterable, List

from sklearn.base import BaseEstimator, TransformerMixin

from ._pipelines import as_pipeline


class Counts(TransformerMixin, BaseEstimator):
    """Of each text a dict: how often each value of a field stands in a layer, as ``{"GPE": 3}``; for ``DictVectorizer``.

    ``layer`` and ``field``: what is counted; ``text`` is the words of a row. ``view``: the words as a view has them ("normal": without
    marks, one spelling). A row without a value is not counted. ``pipeline``: a :class:`rawi.Pipeline` or what makes one. ``threads``: 0
    for as many as the machine has. There is nothing to fit.
    """

    def __init__(self, layer: str = "mentions", field: str = "label", *, view: Any = None, pipeline: Any = "news", threads: int = 0) -> None:
        self.layer, self.field, self.view = layer, field, view
        self.pipeline, self.threads = pipeline, threads

    def fit(self, texts: Iterable[str], y: Any = None) -> "Counts":
        """Makes the pipeline."""
        self.pipeline_ = as_pipeline(self.pipeline)
        return self

    def transform(self, texts: Iterable[str]) -> List[dict]:
        """The counts of each text."""
        from sklearn.utils.validation import check_is_fitted

        check_is_fitted(self, "pipeline_")
        return [dict(self._count(doc)) for doc in self.pipeline_.map(texts, threads=self.threads)]

    def _count(self, doc: Any) -> Counter:
        if self.field == "text" and self.view is not None:
            view = doc[self.view]
            values = (view.slice(row) for row in doc[self.layer])
        else:
            values = (row[self.field] for row in doc[self.layer])
        return Counter(str(value) for value in values if value not in (None, ""))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = True
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags
