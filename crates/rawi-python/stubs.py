#!/usr/bin/env python3
"""Writes `python/rawi/_layers.pyi`: the rows of the standard layers for editors and type checkers, from their schemas.

    python3 stubs.py            # with rawi installed

A test compares what it writes with what is there.
"""

from __future__ import annotations

import json
import keyword
from pathlib import Path

from rawi._rawi import _standard_schemas

OUT = Path(__file__).parent / "python" / "rawi" / "_layers.pyi"

HEAD = '''# Written by stubs.py from the schemas of the layers; change those.
from __future__ import annotations

from typing import Literal, Optional, Tuple

from ._rawi import Group, Layer, Row, Span

'''


def class_name(*parts: str) -> str:
    return "".join(word.capitalize() for part in parts for word in part.replace(".", "_").replace("-", "_").split("_"))


def kind_type(kind: dict, name: str, classes: list) -> str:
    what = kind["kind"]
    if what == "group":
        classes.append(group_class(name, kind["fields"], "Group"))
        return name
    if what == "list":
        return f"Tuple[{kind_type(kind['of'], name, classes)}, ...]"
    if what == "enum" and not kind.get("open"):
        return f"Literal[{', '.join(json.dumps(one) for one in kind['names'])}]"
    simple = {"text": "str", "enum": "str", "integer": "int", "decimal": "float", "boolean": "bool", "span": "Span", "spans": "Tuple[Span, ...]"}
    return class_name(kind["layer"], "row") if what == "ref" else simple[what]


def group_class(name: str, fields: list, base: str) -> str:
    inner: list = []
    lines = [f"class {name}({base}):"]
    for field in fields:
        if not field["name"].isidentifier():
            continue
        # A name that Python keeps for itself is read as row.class_.
        attribute = field["name"] + "_" * keyword.iskeyword(field["name"])
        of = kind_type(field, name + class_name(field["name"]), inner)
        optional = field.get("optional") and field["kind"] not in ("list", "spans")
        lines += ["    @property", f"    def {attribute}(self) -> {f'Optional[{of}]' if optional else of}:"]
        lines += [f'        """{field.get("doc", "")}"""']
    return "\n\n".join([*inner, "\n".join(lines)])


def stubs() -> str:
    schemas = _standard_schemas()
    parts = [group_class(class_name(layer, "row"), schema["fields"], "Row") for layer, schema in schemas.items()]
    lines = ["class StandardLayers:"]
    for layer in schemas:
        lines += ["    @property", f"    def {layer.replace('.', '_')}(self) -> Layer[{class_name(layer, 'row')}]: ..."]
    return HEAD + "\n\n".join([*parts, "\n".join(lines)]) + "\n"


if __name__ == "__main__":
    OUT.write_text(stubs(), encoding="utf-8")
