"""Stages written in Python."""

from __future__ import annotations

import hashlib
import inspect
from importlib import import_module
from operator import attrgetter
from typing import Any, Callable, Iterable, Mapping, Optional, Tuple, Union

from ._rawi import InputError, _standard_schemas


class Stage:
    """A stage written in Python: what :func:`rawi.stage` makes. Calling it calls what it was made of."""

    def __init__(
        self, of: Callable, name: str, version: str, requires: list, optional: list, provides: dict, batch: int = 1
    ) -> None:
        self.of, self.name, self.version, self.batch = of, name, version, batch
        self.requires, self.optional, self.provides = requires, optional, provides
        self.summary = (inspect.getdoc(of) or "").split("\n")[0]
        self.__doc__ = of.__doc__

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self.of(*arguments, **options)

    def __repr__(self) -> str:
        return f"<stage `{self.name}`>"

    def __reduce__(self) -> Any:
        # The name in its module is the stage, and not what it was made of: pickled by what it was made of alone, it would be looked
        # up and found to be another.
        return Stage, (_Code(self.of), self.name, self.version, self.requires, self.optional, self.provides, self.batch)

    @property
    def fingerprint(self) -> str:
        """What tells this code from other code of the same version."""
        try:
            source = inspect.getsource(self.of)
        except (OSError, TypeError):
            source = repr(getattr(getattr(self.of, "__code__", None), "co_code", self.of))
        return hashlib.sha256(source.encode()).hexdigest()

    @property
    def options(self) -> dict:
        """JSON Schema of the options: the keyword parameters."""
        parameters = list(inspect.signature(self.of).parameters.values())
        if not inspect.isclass(self.of):
            parameters = parameters[1:]  # the document
        keywords = [p for p in parameters if p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD)]
        return {
            "type": "object",
            "properties": {p.name: {} for p in keywords},
            "required": [p.name for p in keywords if p.default is p.empty],
            "additionalProperties": any(p.kind is p.VAR_KEYWORD for p in parameters),
        }

    def make(self, options: dict) -> Callable:
        """What is called with each document, or batch: an object of the class, or the function with its options."""
        if inspect.isclass(self.of):
            return self.of(**options)
        if not options:
            return self.of
        return lambda read: self.of(read, **options)


class _Code:
    """A function or class to be pickled: by value where the pickler can (Spark and Ray can), else by where it stands."""

    def __init__(self, of: Any) -> None:
        self.of = of

    def __reduce__(self) -> Any:
        import pickle

        try:
            import cloudpickle
        except ImportError:
            try:
                from pyspark import cloudpickle
            except ImportError:
                return _found, (self.of.__module__, self.of.__qualname__)
        return pickle.loads, (cloudpickle.dumps(self.of),)


def _found(module: str, name: str) -> Any:
    found = attrgetter(name)(import_module(module))
    return found.of if isinstance(found, Stage) else found


def stage(
    *,
    provides: Union[str, Iterable[str], Mapping[str, Any]],
    requires: Iterable[str] = (),
    optional: Iterable[str] = (),
    name: Optional[str] = None,
    version: str = "0",
    batch: int = 1,
) -> Callable[[Callable], Stage]:
    """Makes a stage of a function or class, to be named in a pipeline as any other (``uses = "..."``).

        @rawi.stage(requires=["tokens"], provides={"weapons": {"class": "text"}})
        def weapons(doc, *, words):
            for token in doc.tokens:
                if token.text in words:
                    yield token, {"class": "gun"}

        pipe = rawi.Pipeline({"stage": [{"uses": "segmenter"}, {"uses": weapons, "words": ["مدفع"]}]})
        [row.text for row in pipe("وصل مدفع إلى حلب").weapons]

    The function is called with each document, of which it sees text, metadata and what it ``requires`` or names as ``optional`` (layers,
    or ``"view normal"``), and gives rows: ``(start, end, fields)``, ``(row, fields)``, or dicts with ``start``, ``end`` and the fields;
    of several layers a dict of them. Its keyword parameters are the options of the stage. A class is made once, with the options, and
    its objects are called with each document: the place to load a model.

    ``provides="meta topic"`` sets metadata: the stage gives its text, ``""`` where nothing is known, or ``None`` to leave it as it is; beside
    layers it is ``"meta topic": "text"`` there, and a key of the dict that the stage gives (``{"weapons": rows, "meta topic": "politics"}``).
    The record keeps who set it and what it was before. A stage that mends what another sets names it in ``requires``, too.

    ``provides``: of each layer its fields, by name: a kind ("text", "integer", "decimal", "boolean", "span", "spans"), which may end in
    "?" if a row may lack it; or whole schemas as :attr:`rawi.Pipeline.schemas` has them. Of standard layers their names are enough
    (``provides="mentions"``). One that it also requires is mended: read as it stands, and given anew. What the stage gives is checked by
    the schema. ``name``: the function's, with ``-`` for ``_``, if left out.

    ``batch``: more than 1 for a stage that wants several documents at once, as a model does: it is called with a list of at most so many,
    and gives a list with the rows of each, in their order (``None`` or an empty list where there are none). How many come, and which, is
    chance: the same document must give the same rows whatever stands beside it. If the call raises, each is tried alone. Documents come
    side by side in ``Pipeline.map``, in tables and in the records of a run; one at a time in a call of the pipeline.

    Stages run on many threads; Python's lock is held while they do. The same document must give the same rows. An exception is the
    failure of that document, with its line.
    """

    def of(what: Callable) -> Stage:
        schemas = _schemas(provides)
        if not schemas:
            raise InputError("a stage provides at least one layer, or sets metadata")
        known = name or what.__name__.replace("_", "-").lower()
        if batch < 1:
            raise InputError(f"batch={batch}; a stage reads at least one document")
        return Stage(what, known, version, list(requires), list(optional), schemas, batch)

    return of


def _schemas(provides: Union[str, Iterable[str], Mapping[str, Any]]) -> dict:
    """Of each layer its schema."""
    if isinstance(provides, Mapping):
        return {name: _meta(name, fields) if _is_meta(name) else _schema(name, fields) for name, fields in provides.items()}
    standard = _standard_schemas()
    names = [provides] if isinstance(provides, str) else list(provides)
    for name in names:
        if name not in standard and not _is_meta(name):
            raise InputError(f"`{name}` is no standard layer; say what its rows hold: provides={{{name!r}: {{...}}}}")
    return {name: {} if _is_meta(name) else standard[name] for name in names}


def _is_meta(name: str) -> bool:
    return name.startswith("meta ")


def _meta(name: str, kind: Any) -> dict:
    """Metadata has no schema: it is a text."""
    if kind != "text":
        raise InputError(f"`{name}` is {kind!r}; metadata is \"text\"")
    return {}


def _schema(layer: str, fields: Any) -> dict:
    if isinstance(fields, Mapping) and isinstance(fields.get("fields"), list):
        return dict(fields)
    if not isinstance(fields, Mapping):
        raise InputError(f"the fields of layer `{layer}` are a dict of names and kinds, or a schema")
    listed = []
    for field, kind in fields.items():
        field_of = {"kind": kind} if isinstance(kind, str) else dict(kind)
        if isinstance(kind, str) and kind.endswith("?"):
            field_of = {"kind": kind[:-1], "optional": True}
        listed.append({"name": field, **field_of})
    return {"fields": listed}


def named(pipeline: Mapping) -> Tuple[dict, list]:
    """A pipeline in which names stand for the stages of Python, and these."""
    own = []
    stages = pipeline.get("stage")
    if not isinstance(stages, (list, tuple)):
        return dict(pipeline), own
    tables = []
    for table in stages:
        if isinstance(table, Mapping) and isinstance(table.get("uses"), Stage):
            own.append(table["uses"])
            table = {**table, "uses": table["uses"].name}
        tables.append(table)
    return {**pipeline, "stage": tables}, own
