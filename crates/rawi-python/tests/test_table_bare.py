"""Tables without pyarrow, and without any library at all: the same rows."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest

import rawi

TEXTS = ["وصل أحمد الشرع إلى دمشق مع 30 شخصا.", "لا شيء هنا.", None, "رُممت أمس 12 شقة في بيروت 😀."]
PUBLISHED = datetime.date(2025, 5, 18)
LISTS = {"n": [3, 2, 1, 0], "text": TEXTS, "published": [PUBLISHED] * 4}


def plain(row):
    """A place is a struct in a table, and a pair in a row; what a row lacks is null."""
    if isinstance(row, dict):
        pair = row.keys() == {"start", "end"}
        return [row["start"], row["end"]] if pair else {key: plain(inner) for key, inner in row.items() if inner is not None}
    return [plain(inner) for inner in row] if isinstance(row, list) else row


def test_lists_become_lists(news):
    found = rawi.transform(LISTS, news, layers=["mentions", "dates"], views=["normal"])
    assert list(found) == ["n", "text", "published", "mentions", "dates", "normal", "errors", "warnings"]
    assert found["n"] == LISTS["n"] and found["published"] == LISTS["published"] and found["errors"] == [[]] * 4
    docs = [None if text is None else news(text, published=PUBLISHED) for text in TEXTS]
    for layer in ("mentions", "dates"):
        wanted = [None if doc is None else [plain(row.to_dict()) for row in doc[layer]] for doc in docs]
        assert [None if rows is None else [plain(row) for row in rows] for rows in found[layer]] == wanted
    assert found["normal"] == [None if doc is None else doc.normal.text for doc in docs]


def test_exploded_lists_keep_reports_without_one(quick):
    found = rawi.transform(LISTS, quick, layers=[], explode="numbers")
    assert found["n"] == [3, 2, 1, 0] and found["numbers_value"] == [30, None, None, 12]
    assert found["numbers_text"] == ["30", None, None, "12"] and found["published"] == [PUBLISHED] * 4


def test_what_is_wrong_with_lists_is_told(quick):
    with pytest.raises(rawi.InputError, match="no column `text` among body"):
        rawi.transform({"body": ["نص"]}, quick)
    with pytest.raises(rawi.InputError, match="`text` is a text, a number or a date, and this is list"):
        rawi.transform({"text": [["نص"]]}, quick)
    with pytest.raises(rawi.InputError, match="the lists of a table are equally long"):
        rawi.transform({"text": ["نص"], "title": []}, quick)
    with pytest.raises(rawi.InputError, match="half characters"):
        rawi.transform({"text": ["\ud800"]}, quick)


def test_a_failure_of_a_stage_is_its_exception():
    @rawi.stage(provides={"found": {}})
    def never(doc):
        raise ValueError("no")

    pipe = rawi.Pipeline({"stage": [{"uses": never}], "run": {"on-error": "stop"}})
    with pytest.raises(rawi.StageError, match="document `1`, stage `never`: ValueError: no") as caught:
        rawi.transform({"text": [None, "نص", "خبر"]}, pipe)
    assert (caught.value.stage, caught.value.kind, caught.value.document) == ("never", "input", "1")
    found = rawi.transform({"text": [None, "نص", "خبر"]}, pipe, errors="keep")
    assert [len(errors) for errors in found["errors"]] == [0, 1, 1] and found["found"] == [None] * 3


WITHOUT = """
import sys
sys.modules["pyarrow"] = None  # as where it is not installed
import rawi
pipe = rawi.Pipeline({"stage": [{"uses": "segmenter"}, {"uses": "tagger", "model": "none"}, {"uses": "numbers"}]})
lists = {"text": ["وصل 30 شخصا إلى دمشق", "لا شيء", None], "n": [1, 2, 3]}
wanted = rawi.transform(lists, pipe, layers=["mentions", "numbers"])
long = rawi.transform(lists, pipe, layers=[], explode="mentions")
assert long["mentions_text"] == ["دمشق", None, None]
"""
KINDS = {
    "pandas": """
import pandas
table = pandas.DataFrame(lists, index=list("abc"))
found = rawi.transform(table, pipe, layers=["mentions", "numbers"])
assert list(found.index) == list("abc") and found["mentions"].tolist() == wanted["mentions"], found
assert [rows and rows[0]["value"] for rows in found["numbers"]] == [30, [], None]
assert rawi.transform(table, pipe, layers=[], explode="mentions")["mentions_text"].tolist() == long["mentions_text"]
""",
    "polars": """
import polars
table = polars.DataFrame(lists)
found = rawi.transform(table, pipe, layers=["mentions", "numbers"])
assert found["mentions"].to_list() == wanted["mentions"] and found["n"].to_list() == [1, 2, 3]
lazy = rawi.transform(table.lazy(), pipe, layers=["mentions", "numbers"])
assert lazy.collect_schema() == found.schema and lazy.collect().equals(found)
assert rawi.transform(table, pipe, layers=[], explode="mentions")["mentions_text"].to_list() == long["mentions_text"]
""",
    "duckdb": """
import duckdb
rows = "select * from (values ('وصل 30 شخصا إلى دمشق', 1), ('لا شيء', 2), (null, 3)) as t(text, n)"
found = rawi.transform(duckdb.sql(rows), pipe, layers=["mentions", "numbers"])
for _ in range(2):  # a relation can be read several times
    assert [[row["text"] for row in rows or []] for rows, in found.project("mentions").fetchall()] == [["دمشق"], [], []]
assert found.aggregate("count(*), sum(len(numbers))").fetchall() == [(3, 1)]
assert duckdb.sql("select n from found where mentions is null").fetchall() == [(3,)]
""",
}


@pytest.mark.parametrize("kind", KINDS)
def test_no_table_needs_pyarrow(kind):
    pytest.importorskip(kind)
    path = os.pathsep.join([str(Path(rawi.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run([sys.executable, "-c", WITHOUT + KINDS[kind]], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == 0, done.stderr


def test_an_array_of_structs_is_a_table(quick):
    polars = pytest.importorskip("polars")
    pyarrow = pytest.importorskip("pyarrow")

    class Batch:
        """What speaks of arrays alone, as a batch of nanoarrow."""

        def __init__(self, array):
            self.array = array

        def __arrow_c_array__(self, requested_schema=None):
            return self.array.__arrow_c_array__(requested_schema)

    batch = pyarrow.record_batch({"text": ["وصل 30 شخصا", "لا"], "n": [1, 2]})
    found = polars.DataFrame(rawi.transform(Batch(batch), quick, layers=["numbers"]))
    assert found["n"].to_list() == [1, 2] and found["numbers"].list.len().to_list() == [1, 0]
    with pytest.raises(rawi.InputError, match="an array of Int64 is no table"):
        rawi.transform(Batch(pyarrow.array([1])), quick)
