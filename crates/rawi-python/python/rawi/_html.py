"""A document as a page: the text from right to left, with what was found marked in it."""

from __future__ import annotations

from html import escape
from typing import Iterable, Iterator, List, Optional, Tuple

from ._rawi import Document, Row

# Hues of the marks, by layer or label; others are told apart by their name alone.
_COLOURS = {
    "PERS": "#ffd9b3",
    "ORG": "#cfe2ff",
    "GPE": "#d1f0d1",
    "LOC": "#d1f0d1",
    "FAC": "#e0f0d1",
    "NORP": "#e2d9f3",
    "numbers": "#fff3b0",
    "dates": "#f8d7e3",
    "quotes": "#eeeeee",
    "claims": "#ffe0e0",
}
_OTHER = "#e8e8e8"
_SHOWN = ("mentions", "numbers", "dates")


class Html:
    """HTML that a notebook shows; ``str`` gives it, :meth:`save` writes a page."""

    def __init__(self, body: str) -> None:
        self.body = body

    def _repr_html_(self) -> str:
        return self.body

    def __str__(self) -> str:
        return self.body

    def save(self, path: str) -> None:
        """Writes a page that a browser shows."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><title>rawi</title>{self.body}</html>\n')


def display(docs, *, layers: Optional[Iterable[str]] = None) -> Html:
    """What was found in a document, or in each of several, as HTML from right to left; a notebook shows it.

    ``layers``: which layers are marked; mentions, numbers and dates if left out. Where marks overlap the text has all their names.
    """
    several = [docs] if isinstance(docs, Document) else list(docs)
    return Html("\n".join(_page(doc, layers) for doc in several))


def _page(doc: Document, layers: Optional[Iterable[str]] = None) -> str:
    wanted = [name for name in _SHOWN if name in doc] if layers is None else list(layers)
    rows: List[Row] = [row for name in wanted for row in doc[name]]
    head = [f"<b>{escape(doc.id)}</b>"]
    head += [escape(value) for key, value in doc.meta.items() if key in ("title", "outlet", "published")]
    parts = [
        '<div dir="rtl" lang="ar" style="text-align:right;line-height:2;white-space:pre-wrap;unicode-bidi:isolate">',
        f'<div style="opacity:.7">{" · ".join(head)}</div>',
        *_marked(doc, rows),
    ]
    for error in doc.errors:
        parts.append(f'<div style="color:#b00020">{escape(error["stage"])}: {escape(error["message"])}</div>')
    parts.append("</div>")
    return "".join(parts)


def _marked(doc: Document, rows: List[Row]) -> Iterator[str]:
    """The text, cut where a mark begins or ends."""
    text, of_bytes = doc.text, doc.offsets != "chars"
    places: List[Tuple[int, int, Row]] = []
    if of_bytes:
        doc = Document.from_json(doc.to_json(offsets="bytes", layers=doc.layers))
        rows = [doc[row.layer][row.index] for row in rows]
    for row in rows:
        places.append((row.start, row.end, row))
    edges = sorted({0, len(text), *(place[0] for place in places), *(place[1] for place in places)})
    places.sort(key=lambda place: (place[0], -place[1]))
    open_rows: List[Tuple[int, int, Row]] = []
    following = 0
    for start, end in zip(edges, edges[1:]):
        open_rows = [place for place in open_rows if place[1] > start]
        while following < len(places) and places[following][0] == start:
            open_rows.append(places[following])
            following += 1
        piece = escape(text[start:end])
        if not open_rows:
            yield piece
            continue
        names = [_name(place[2]) for place in open_rows]
        last = open_rows[-1]
        colour = _COLOURS.get(names[-1], _COLOURS.get(last[2].layer, _OTHER))
        tip = escape("; ".join(_tip(place[2]) for place in open_rows), quote=True)
        yield f'<mark style="background:{colour};padding:.1em .2em;border-radius:.2em" title="{tip}">{piece}'
        if last[1] == end:
            yield f'<sub dir="ltr" style="font-size:.6em;opacity:.7"> {escape(names[-1])}</sub>'
        yield "</mark>"


def _name(row: Row) -> str:
    try:
        return str(row["label"])
    except KeyError:
        return row.layer


def _tip(row: Row) -> str:
    fields = row.to_dict()
    told = [f"{key} {value}" for key, value in fields.items() if key not in ("start", "end", "text") and value not in (None, [], "")]
    return f"{row.layer}: {', '.join(told)}"
