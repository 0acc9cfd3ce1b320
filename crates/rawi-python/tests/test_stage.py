"""Stages written in Python: contract, checks, options, failures, on many threads, in tables, pickled."""

import pickle

import pytest

import rawi


@rawi.stage(requires=["tokens"], provides={"weapons": {"class": "text", "sure": "decimal?"}})
def weapons(doc, *, words, sure=None):
    """Finds weapons by a list of words."""
    for token in doc.tokens:
        if token.text in words:
            yield token, {"class": "gun", **({"sure": sure} if sure is not None else {})}


@pytest.fixture(scope="module")
def pipe():
    return rawi.Pipeline({"stage": [{"uses": "segmenter"}, {"uses": weapons, "words": ["مدفع", "دبابة"], "sure": 0.5}]})


def test_rows_have_places_and_fields(pipe):
    doc = pipe("وصل 😀 مدفع إلى حلب مع دبابة")
    assert [(row.text, row["class"], row.class_, row.sure) for row in doc.weapons] == [
        ("مدفع", "gun", "gun", 0.5),
        ("دبابة", "gun", "gun", 0.5),
    ]
    assert doc.text[doc.weapons[0].start : doc.weapons[0].end] == "مدفع"
    by = doc.weapons.by
    assert (by["stage"], by["version"]) == ("weapons", "0") and len(by["hash"]) == 64
    assert pipe.schemas["weapons"]["fields"][0] == {"name": "class", "kind": "text"}
    assert pipe("").weapons.spans() == []


def test_metadata_is_set_and_what_it_was_stays_known():
    @rawi.stage(provides={"weapons": {"class": "text"}, "meta topic": "text", "meta outlet": "text"})
    def topic(doc):
        yes = "مدفع" in doc.text
        return {"weapons": [(0, 4, {"class": "gun"})] if yes else [], "meta topic": "حرب" if yes else None, "meta outlet": ""}

    pipe = rawi.Pipeline({"stage": [{"uses": topic}]})
    doc = pipe("مدفع", outlet="الرواق")
    assert (doc.meta, doc.weapons[0].text) == ({"topic": "حرب"}, "مدفع")
    changed = doc.to_dict()["changed"]
    assert (changed["outlet"]["was"], changed["topic"]["by"]["stage"]) == ("الرواق", "topic")
    assert pipe("حلب", topic="x").meta == {"topic": "x"}

    @rawi.stage(provides="meta topic")
    def only(doc):
        return 7 if doc.text == "7" else "واحد"

    pipe = rawi.Pipeline({"stage": [{"uses": only}]})
    assert pipe("نص").meta == {"topic": "واحد"}
    assert "metadata `topic` is a text" in pipe("7").errors[0]["message"]
    with pytest.raises(rawi.InputError, match='`meta year` is \'integer\'; metadata is "text"'):
        rawi.stage(provides={"meta year": "integer"})(lambda doc: None)
    twice = {"stage": [{"uses": only}, {"id": "again", "uses": topic}]}
    with pytest.raises(rawi.PipelineError, match="two stages provide metadata `topic`"):
        rawi.Pipeline(twice)

    @rawi.stage(requires=["meta topic"], provides="meta topic")
    def mended(doc):
        return doc.meta.get("topic", "none") + "!"

    pipe = rawi.Pipeline({"stage": [{"uses": topic}, {"uses": mended}]})
    assert [pipe(text).meta["topic"] for text in ("مدفع", "نص")] == ["حرب!", "none!"]


def test_rows_of_the_document_as_a_whole():
    topics = {"whole": True, "fields": [{"name": "topic", "kind": "text"}]}

    @rawi.stage(provides={"topics": topics})
    def about(doc):
        return [(0, 1, {"topic": "x"})] if doc.text == "محل" else [{"topic": "رياضة"}, (0, len(doc.text), {"topic": "حلب"})]

    pipe = rawi.Pipeline({"stage": [{"uses": about}]})
    doc = pipe("مباراة 😀 في حلب")
    assert [(row.start, row.end, row.topic) for row in doc.topics] == [(0, 15, "رياضة"), (0, 15, "حلب")]
    assert rawi.Document.from_json(doc.to_json()).topics[0].topic == "رياضة"
    assert len(pipe("").topics) == 0
    assert "of the document as a whole" in pipe("محل").errors[0]["message"]
    assert pipe.schemas["topics"]["whole"] is True


def test_a_table_gives_batches():
    sizes = []

    @rawi.stage(provides={"letters": {"n": "integer"}}, batch=4)
    def letters(docs):
        sizes.append(len(docs))
        return [[(0, 1, {"n": len(doc.text)})] for doc in docs]

    pipe = rawi.Pipeline({"stage": [{"uses": letters}]})
    texts = [None if n % 10 == 7 else "ا" * (n % 5 + 1) for n in range(100)]
    found = rawi.transform({"text": texts}, pipe, threads=2)
    assert [rows and rows[0]["n"] for rows in found["letters"]] == [text and len(text) for text in texts]
    assert sum(sizes) == 90 and max(sizes) == 4


def test_by_name_in_a_pipeline_file_and_beside_others(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text('rawi = 1\n[[stage]]\nuses = "segmenter"\n[[stage]]\nuses = "weapons"\nid = "w"\nwords = ["مدفع"]\nrename = { weapons = "arms" }\n', encoding="utf-8")
    doc = rawi.Pipeline(path, stages=[weapons])("مدفع")
    assert doc.arms[0].text == "مدفع" and doc.arms[0].sure is None and doc.arms.by["stage"] == "w"
    with pytest.raises(rawi.PipelineError, match="weapons"):
        rawi.Pipeline(path)


def test_options_are_checked_as_those_of_any_stage():
    with pytest.raises(rawi.PipelineError, match="colour"):
        rawi.Pipeline({"stage": [{"uses": "segmenter"}, {"uses": weapons, "words": [], "colour": 1}]})
    with pytest.raises(rawi.PipelineError, match="words"):
        rawi.Pipeline({"stage": [{"uses": "segmenter"}, {"uses": weapons}]})
    with pytest.raises(rawi.PipelineError, match="missing-layer.*\n*.*tokens"):
        rawi.Pipeline({"stage": [{"uses": weapons, "words": []}]})


@pytest.mark.parametrize(
    "rows, message",
    [
        ([(0, 99, {"n": 1})], r"row 0 of `found`: \[0, 99\] is no place"),
        ([(0, 0, {"n": 1})], r"row 0 of `found`: \[0, 0\] is no place"),
        ([(0, 2, {"n": "one"})], "`n`: expected a whole number"),
        ([(0, 2, {})], "`n`: is missing"),
        ([(0, 2, {"n": 1, "m": 2})], "`m`: the layer's schema does not have this key"),
        ([{"end": 2, "n": 1}], "row 0 of `found`: `start` is missing"),
        (["ab"], "row 0 of `found`: a place is"),
        (7, "'int' object is not iterable"),
        ({"other": []}, "layer `other`, which its contract does not provide"),
    ],
)
def test_what_is_given_is_checked(rows, message):
    @rawi.stage(provides={"found": {"n": "integer"}})
    def broken(doc):
        return rows

    pipe = rawi.Pipeline({"stage": [{"uses": broken}], "run": {"on-error": "keep"}})
    doc = pipe("نص قصير")
    assert len(doc.errors) == 1 and doc.errors[0]["stage"] == "broken" and "found" not in doc
    import re

    assert re.search(message, doc.errors[0]["message"]), doc.errors[0]["message"]


def test_an_exception_is_the_failure_of_one_document_with_its_line():
    @rawi.stage(provides={"found": {}})
    def sometimes(doc):
        if "7" in doc.text:
            raise ValueError("no sevens")
        return [(0, 1)]

    pipe = rawi.Pipeline({"stage": [{"uses": sometimes}]})
    docs = list(pipe.map((f"نص {i}" for i in range(100)), threads=4))
    failed = [doc.id for doc in docs if doc.errors]
    assert failed == [str(i) for i in range(100) if "7" in str(i)]
    told = docs[7].errors[0]
    assert told["kind"] == "input" and "ValueError: no sevens (" in told["message"] and "test_stage.py:" in told["message"]
    with pytest.raises(rawi.StageError, match="stage `sometimes`: ValueError: no sevens"):
        rawi.Pipeline({"stage": [{"uses": sometimes}], "run": {"on-error": "stop"}})("7")


def test_only_what_the_contract_reads_is_seen():
    @rawi.stage(requires=["tokens", "view normal"], provides={"found": {}})
    def look(doc):
        assert doc.layers == ["tokens"] and doc.views == ["normal"] and doc.meta == {"title": "عنوان"}, doc
        assert doc.normal.slice(doc.tokens[0]) == "كتب"
        return [doc.tokens[0]]

    pipe = rawi.Pipeline({"stage": [{"uses": "normalizer"}, {"uses": "segmenter"}, {"uses": "numbers"}, {"uses": look}]})
    doc = pipe("كَتَبَ 3", title="عنوان")
    assert not doc.errors and doc.found[0].text == "كَتَبَ"


def test_several_layers_places_inside_and_references():
    @rawi.stage(
        requires=["mentions"],
        provides={"pairs": {"fields": [{"name": "other", "kind": "span"}, {"name": "of", "kind": "ref", "layer": "mentions"}]}, "empty": {"x": "text"}},
        name="org.example.pairs",
        version="2",
    )
    def pairs(doc):
        first, second = doc.mentions
        return {"pairs": [(first, {"other": [second.start, second.end], "of": 1})]}

    stages = [{"uses": "segmenter"}, {"uses": "tagger", "model": "none"}, {"uses": pairs}]
    doc = rawi.Pipeline({"stage": stages})("😀 وصل من بيروت إلى دمشق")
    assert not doc.errors
    assert (doc.pairs[0].text, doc.pairs[0].other.text, doc.pairs[0].of.text) == ("بيروت", "دمشق", "دمشق")
    assert len(doc["empty"]) == 0 and doc.pairs.by["uses"] == "org.example.pairs"


@rawi.stage(provides={"found": {"n": "integer"}})
class Counter:
    """A class is made once, with the options."""

    made = 0

    def __init__(self, start: int = 1):
        type(self).made += 1
        self.start = start

    def __call__(self, doc):
        return [(0, len(doc.text), {"n": self.start + len(doc.text)})]


def test_a_class_is_made_once():
    before = Counter.of.made
    pipe = rawi.Pipeline({"stage": [{"uses": Counter, "start": 5}]})
    made = Counter.of.made
    assert [doc.found[0].n for doc in pipe.map(["نص", "خبر"])] == [7, 8]
    assert Counter.of.made == made > before


def test_a_batch_gives_what_each_document_gives_alone():
    sizes = []

    @rawi.stage(requires=["tokens"], provides={"long": {"letters": "integer"}}, batch=4)
    def long(docs, *, least=3):
        sizes.append(len(docs))
        if any("!" in doc.text for doc in docs) and len(docs) > 1:
            raise ValueError("one of them")
        return [[(token, {"letters": len(token.text)}) for token in doc.tokens if len(token.text) >= least] for doc in docs]

    pipe = rawi.Pipeline({"stage": [{"uses": "segmenter"}, {"uses": long, "least": 4}]})
    texts = [f"وصل الوفد رقم {i}{'!' if i % 10 == 3 else '.'}" for i in range(50)]

    def rows(doc):
        return [(row.text, row.letters) for row in doc.long]

    alone = [rows(pipe(text)) for text in texts]
    assert max(sizes) == 1
    together = [rows(doc) for doc in pipe.map(texts, threads=2)]
    assert together == alone and max(sizes) == 4

    @rawi.stage(provides={"none": {}}, batch=4)
    def too_few(docs):
        return []

    with pytest.raises(rawi.StageError, match="1 documents, 0 lists"):
        rawi.Pipeline({"stage": [{"uses": too_few}], "run": {"on-error": "stop"}})("نص")
    with pytest.raises(rawi.InputError, match="at least one document"):
        rawi.stage(provides={"none": {}}, batch=0)(too_few.of)


def test_a_pipeline_takes_its_stages_along(pipe):
    again = pickle.loads(pickle.dumps(pipe))
    assert [row.text for row in again("مدفع").weapons] == ["مدفع"]
    assert [stage["hash"] for stage in again.stages] == [stage["hash"] for stage in pipe.stages]


def test_a_stage_in_a_table(pipe):
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"text": ["مدفع", "لا", None] * 600})
    found = rawi.transform(table, pipe, threads=3)
    assert [None if rows is None else len(rows) for rows in found["weapons"].to_pylist()] == [1, 0, None] * 600
    polars = pytest.importorskip("polars")
    assert rawi.transform(polars.from_arrow(table), pipe)["weapons"].len() == 1800


def test_testing_finds_what_is_wrong(pipe):
    from rawi.testing import assert_transcript, check_stage

    assert check_stage(weapons, before=["segmenter"], words=["في"], texts=["في"]) > 1
    assert check_stage("numbers", before=["segmenter"]) > 3
    assert_transcript(pipe, "وصل مدفع", """
        line  وصل مدفع
          weapons 7..15 class=gun sure=0.5  مدفع
        """, show=["weapons"])
    with pytest.raises(AssertionError, match=r"\+  weapons 0..8"):
        assert_transcript(pipe, "مدفع", "line  مدفع", show=["weapons"])

    @rawi.stage(provides={"found": {}})
    def empty(doc):
        return [(0, len(doc.text))]

    with pytest.raises(AssertionError, match="stage `empty` failed on ''"):
        check_stage(empty)

    @rawi.stage(provides={"found": {"n": "integer"}})
    def moody(doc, _calls=[]):
        _calls.append(1)
        return [(0, 1, {"n": len(_calls)})] if doc.text else []

    with pytest.raises(AssertionError, match="something else when it was asked again"):
        check_stage(moody)


def test_what_is_no_stage_is_told():
    with pytest.raises(rawi.InputError, match="at least one layer"):
        rawi.stage(provides={})(lambda doc: [])
    with pytest.raises(rawi.InputError, match="layer `x`: fields.0..kind: `int` is no kind"):
        rawi.Pipeline({"stage": [{"uses": rawi.stage(provides={"x": {"n": "int"}}, name="odd")(lambda doc: [])}]})
    assert weapons.summary == "Finds weapons by a list of words." and weapons.__doc__
    assert list(weapons(rawi.Pipeline({"stage": [{"uses": "segmenter"}]})("مدفع"), words=["مدفع"]))


def test_a_standard_layer_is_mended():
    @rawi.stage(requires=["mentions"], provides="mentions")
    def without_places(doc):
        for row in doc.mentions:
            if row.label != "GPE":
                fields = {key: value for key, value in row.to_dict().items() if value is not None}
                yield {**fields, "label": "ORG"}

    tagger = [{"uses": "segmenter"}, {"uses": "tagger", "model": "none"}]
    text = "زار أحمد الشرع بيروت"
    assert [row.label for row in rawi.Pipeline({"stage": tagger})(text).mentions] == ["PERS", "GPE"]
    doc = rawi.Pipeline({"stage": [*tagger, {"uses": without_places}]})(text)
    assert not doc.errors and [(row.text, row.label) for row in doc.mentions] == [("أحمد الشرع", "ORG")]
    with pytest.raises(rawi.InputError, match="`names` is no standard layer; say what its rows hold"):
        rawi.stage(provides=["names"])(lambda doc: [])


def test_snapshots(pipe, tmp_path, monkeypatch):
    from rawi.testing import assert_snapshot

    path = tmp_path / "snapshots" / "gun.txt"
    monkeypatch.delenv("RAWI_UPDATE", raising=False)
    with pytest.raises(AssertionError, match="there is no .*gun.txt; RAWI_UPDATE=1 writes it"):
        assert_snapshot(pipe, "وصل مدفع", path)
    monkeypatch.setenv("RAWI_UPDATE", "1")
    assert_snapshot(pipe, "وصل مدفع", path, show=["weapons"])
    monkeypatch.delenv("RAWI_UPDATE")
    assert "class=gun" in path.read_text(encoding="utf-8")
    assert_snapshot(pipe, "وصل مدفع", path, show=["weapons"])
    with pytest.raises(AssertionError, match="-  weapons 7..15"):
        assert_snapshot(pipe, "وصل رجل", path, show=["weapons"])


def test_the_recipe_for_the_command(tmp_path, seeds):
    """`rawi run | python | rawi run`, as docs/python.md has it."""
    import json
    import re
    import subprocess
    import sys
    from pathlib import Path

    guide = (Path(__file__).parents[3] / "docs" / "python.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"```\w+\n# (\S+)\n(.*?)```", guide, re.S))
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "reports").mkdir()
    for seed in seeds:
        (tmp_path / "reports" / f"{seed['id']}.txt").write_bytes(seed["text"].encode())
    line = re.search(r"^rawi run before.toml.*$", guide, re.M).group()
    rawi_is, python = f'"{sys.executable}" -m rawi', f'"{sys.executable}"'
    line = line.replace("rawi run", f"{rawi_is} run").replace("python mine.py", f"{python} mine.py")
    done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(records) == 5 and all({"long-words", "numbers", "tokens"} <= record["layers"].keys() for record in records)
    assert sum(len(record["layers"]["long-words"]["rows"]) for record in records) > 10
