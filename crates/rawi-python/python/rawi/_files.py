"""Records that were written before."""

from __future__ import annotations

import gzip
import os
from typing import Iterator, Union

from ._rawi import Document, InputError


def read(path: Union[str, "os.PathLike[str]"], *, offsets: str = "chars") -> Iterator[Document]:
    """The documents of a file of records (``rawi run news reports/ -o out.jsonl``), also packed (``.jsonl.gz``), one by one.

    ``offsets``: what offsets of the documents count, whatever the records count: "chars", "bytes" or "utf16".

    Raises :class:`rawi.InputError` at a line that is no record, naming file and line.
    """
    path = os.fspath(path)
    opened = gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
    with opened as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                document = Document.from_json(line, offsets=offsets)
            except InputError as error:
                raise InputError(f"{path}:{number}: {error}") from None
            yield document
