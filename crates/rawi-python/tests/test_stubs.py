"""What editors and type checkers are told is what is there."""

import importlib.util
import inspect
import os
import re
from pathlib import Path

import rawi

HERE = Path(__file__).parents[1]


def test_the_rows_of_the_stubs_are_those_of_the_schemas():
    spec = importlib.util.spec_from_file_location("stubs", HERE / "stubs.py")
    stubs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stubs)
    written = stubs.stubs()
    compile(written, "_layers.pyi", "exec")
    if os.environ.get("RAWI_UPDATE"):
        stubs.OUT.write_text(written, encoding="utf-8")
    assert stubs.OUT.read_text(encoding="utf-8") == written, "RAWI_UPDATE=1 writes the stubs anew"


def test_the_stubs_have_every_method_and_no_other():
    text = (HERE / "python/rawi/_rawi.pyi").read_text(encoding="utf-8")
    compile(text, "_rawi.pyi", "exec")
    for name in ("Document", "Documents", "Group", "Layer", "Pipeline", "Row", "Span", "Stream", "View"):
        body = re.search(rf"^class {name}\b.*?(?=^\S|\Z)", text, re.M | re.S).group()
        told = {found for found in re.findall(r"def (\w+)", body) if not found.startswith("_")}
        there = {found for found in vars(getattr(rawi, name)) if not found.startswith("_")}
        assert told - {"normal"} == there, name


def test_everything_public_is_explained():
    for name in rawi.__all__:
        value = getattr(rawi, name)
        if name != "__version__":
            assert inspect.getdoc(value), name
        if inspect.isclass(value) and value.__module__.startswith("rawi"):
            for method, member in vars(value).items():
                assert method.startswith("_") or not callable(member) or inspect.getdoc(member), f"{name}.{method}"
