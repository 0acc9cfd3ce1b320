"""Documents, their rows, views and records."""

import copy
import datetime
import json
import pickle

import pytest

import rawi

TEXT = "وبيروت عاصمة لبنان."


def test_rows_have_the_fields_of_the_schema(news):
    doc = news(TEXT)
    row = doc.mentions[0]
    assert (row.text, row.label, row.entity, row.name) == ("بيروت", "GPE", "LB/beirut", "بيروت")
    assert (row.start, row.end, row.index, row.layer) == (1, 6, 0, "mentions")
    assert doc.text[row.start : row.end] == row.text
    assert [m.text for m in doc.mentions] == ["بيروت", "لبنان"]
    assert [m.text for m in doc.mentions[::-1]] == ["لبنان", "بيروت"]
    assert doc.mentions[-1] == doc.mentions[1] != row
    assert row["label"] == "GPE" and set(dir(row)) >= {"label", "entity", "start"}
    assert {field["name"] for field in news.schemas["mentions"]["fields"]} == set(doc.mentions.fields)
    assert row.to_dict()["label"] == "GPE"
    assert doc.mentions.by["stage"] == "tagger" and len(doc.mentions.by["hash"]) == 64
    assert doc.mentions.spans() == [(1, 6), (13, 18)]
    assert [m.text for m in doc.mentions.within(0, 8)] == ["بيروت"]
    with pytest.raises(IndexError, match="row 2 of layer `mentions`, which has 2"):
        doc.mentions[2]
    with pytest.raises(AttributeError, match="a row of layer `mentions` has no `colour`; it has start, end, text, label"):
        row.colour


def test_inner_spans_rows_of_other_layers_and_groups_are_objects(news):
    doc = news("قال أحمد الشرع إن «دمشق عاصمة سوريا». وصل 30 شخصا.", published="2025-05-18")
    quote = doc.quotes[0]
    assert quote.speaker.mention.text == "أحمد الشرع" and quote.speaker.mention == doc.mentions[0]
    start, end = quote.cue.span
    assert doc.text[start:end] == "قال" == quote.cue.span.text
    assert quote.cue.span == (start, end) and len({quote.cue.span, quote.cue.span}) == 1
    assert quote.to_dict()["cue"]["span"] == [start, end]
    first, second = news("وبالبيت رجل").tokens
    assert [span.text for span in first.clitics] == ["و", "ب", "ال"] and second.clitics == ()


def test_every_offset_of_odd_text_is_exact(quick, odd_texts):
    rows = 0
    for text, doc in zip(odd_texts, quick.map(odd_texts)):
        assert doc.text == text and not doc.errors
        for name in doc.layers:
            for row in doc[name]:
                assert text[row.start : row.end] == row.text != "", (name, row)
                rows += 1
        for token in doc.tokens:
            assert "".join(span.text for span in token.clitics) == "".join(text[s:e] for s, e in token.clitics)
    assert rows > 100_000


@pytest.mark.parametrize("offsets, encoding, unit", [("bytes", "utf-8", 1), ("utf16", "utf-16-le", 2)])
def test_offsets_in_other_units(odd_texts, offsets, encoding, unit):
    pipe = rawi.Pipeline({"stage": [{"uses": "normalizer"}, {"uses": "segmenter"}, {"uses": "numbers"}]}, offsets=offsets)
    for text, doc in zip(odd_texts[:500], pipe.map(odd_texts[:500])):
        encoded = text.encode(encoding)
        for row in [*doc.tokens, *doc.numbers, *doc.sentences]:
            assert encoded[row.start * unit : row.end * unit].decode(encoding) == row.text
        normal = doc.normal.text.encode(encoding)
        for token in doc.tokens:
            place = doc.normal.to_view(token)
            if place is not None:
                assert normal[place[0] * unit : place[1] * unit].decode(encoding) == doc.normal.slice(token)


def test_views_lead_back_to_the_source(news):
    doc = news("كَتَبَ سامي")
    assert doc.normal.text == str(doc.normal) == "كتب سامي"
    assert doc.normal.to_source(0, 3) == (0, 6)
    assert doc.normal.to_source((0, 1)) == (0, 2)
    assert doc.normal.to_source([(0, 3), (4, 8)]) == [(0, 6), (7, 11)]
    assert doc.normal.to_view(0, 6) == (0, 3)
    assert doc.normal.to_view(1, 2) is None
    assert doc.normal.to_view(doc.tokens) == [(0, 3), (4, 8)]
    assert [doc.normal.slice(token) for token in doc.tokens] == ["كتب", "سامي"]
    with pytest.raises(rawi.InputError, match="no place in the text"):
        doc.normal.to_source(0, 99)
    with pytest.raises(rawi.InputError, match="a place is"):
        doc.normal.to_source("ab")


def test_normalize_gives_the_view_of_each_text(news, odd_texts):
    view = rawi.normalize("كَتَبَ سامي")
    assert (view.text, view.source, view.to_source(0, 3)) == ("كتب سامي", "كَتَبَ سامي", (0, 6))
    views = rawi.normalize(odd_texts[:500], threads=3)
    assert [view.text for view in views] == [doc.normal.text for doc in news.map(odd_texts[:500])]
    assert rawi.normalize([]) == [] and rawi.normalize("ة", profile="display").text == "ة"
    with pytest.raises(rawi.InputError, match="profile=.*unknown variant `loud`"):
        rawi.normalize("", profile="loud")
    with pytest.raises(rawi.InputError, match="item 1: a text is a str"):
        rawi.normalize(["", None])


def test_views_take_arrays(news):
    numpy = pytest.importorskip("numpy")
    doc = news("كَتَبَ سامي")
    places = doc.normal.to_source(numpy.array([[0, 3], [4, 8]]))
    assert places.shape == (2, 2) and places.tolist() == [[0, 6], [7, 11]]
    assert doc.normal.to_view(numpy.array([[0, 6], [1, 2]])).tolist() == [[0, 3], [-1, -1]]
    assert doc.normal.to_view(numpy.zeros((0, 2), int)).shape == (0, 2)


def test_metadata_is_text_numbers_and_dates(quick):
    day = datetime.date(2025, 5, 18)
    doc = quick("وصل أمس", id=7, published=day, title="عنوان", page=3, outlet=None)
    assert doc.id == "7" and doc.meta == {"published": "2025-05-18", "title": "عنوان", "page": "3"}
    assert doc.dates[0].value == "2025-05-17"
    with pytest.raises(rawi.InputError, match="`title` is a text, a number or a date, and this is list"):
        quick("نص", title=["a"])


def test_records_are_those_of_the_command_and_are_read_again(news, tmp_path, seeds):
    docs = list(news.map(seeds))
    path = tmp_path / "out.jsonl"
    path.write_text("".join(doc.to_json() + "\n" for doc in docs), encoding="utf-8")
    read = list(rawi.read(path))
    assert [doc.id for doc in read] == [seed["id"] for seed in seeds]
    for doc, again in zip(docs, read):
        assert [m.to_dict() for m in doc.mentions] == [m.to_dict() for m in again.mentions]
    record = docs[0].to_dict()
    assert record["offsets"] == "chars" and record["layers"]["mentions"]["rows"][0]["text"] == docs[0].mentions[0].text
    assert json.loads(docs[0].to_json(layers=["dates"], offsets="bytes"))["layers"].keys() == {"dates"}
    path.write_text('{"rawi":1}\n', encoding="utf-8")
    with pytest.raises(rawi.InputError, match="out.jsonl:1: .*missing field `id`"):
        list(rawi.read(path))


def test_documents_and_pipelines_travel(news, seeds):
    doc = news(seeds[0]["text"], id="a", published="2025-05-18")
    again = pickle.loads(pickle.dumps(doc))
    assert again == doc and again.normal.text == doc.normal.text and len(again.tokens) == len(doc.tokens)
    assert copy.copy(doc) == doc
    pipe = pickle.loads(pickle.dumps(news))
    assert pipe(doc) == doc
    assert [stage["hash"] for stage in pipe.stages] == [stage["hash"] for stage in news.stages]


def test_a_pipeline_travels_with_its_files(tmp_path):
    (tmp_path / "names.tsv").write_text("زعرور الجديدة\tGPE\n", encoding="utf-8")
    (tmp_path / "p.toml").write_text(
        'rawi = 1\n[[stage]]\nuses = "segmenter"\n[[stage]]\nuses = "tagger"\nmodel = "none"\ngazetteers = ["names.tsv"]\n', encoding="utf-8"
    )
    pipe = rawi.Pipeline(tmp_path / "p.toml")
    parcel = pickle.dumps(pipe)
    (tmp_path / "names.tsv").unlink()
    doc = pickle.loads(parcel)("وصل إلى زعرور الجديدة.")
    assert [m.text for m in doc.mentions] == ["زعرور الجديدة"]


def test_what_is_not_there_says_what_is(news):
    doc = news(TEXT)
    with pytest.raises(AttributeError, match="nothing is called `name`; there is .*mentions.*normal"):
        doc.name
    with pytest.raises(KeyError, match="nothing is called"):
        doc["name"]
    assert "mentions" in doc and "claim" not in doc and "mentions" in dir(doc)
    assert doc.mentions_nested.name == "mentions.nested"
    assert not hasattr(doc, "__array__")
    assert "line  " in doc.transcript() and "GPE" in doc.transcript(["mentions"])
    with pytest.raises(rawi.InputError, match="nothing is called"):
        doc.transcript(["names"])


def test_html_is_escaped_and_goes_from_right_to_left(news):
    doc = news('<script>alert("1")</script> وصل أحمد الشرع إلى بيروت & دمشق', id="<b>", title='"><i>')
    html = doc._repr_html_()
    assert 'dir="rtl"' in html and "<script" not in html and "<b><b>" not in html and "<i>" not in html
    assert "&lt;script&gt;alert" in html and "أحمد الشرع" in html and "PERS" in html and " &amp; " in html
    page = rawi.display([doc, doc])
    assert page._repr_html_().count('dir="rtl"') == 2
    in_bytes = rawi.Pipeline("news", offsets="bytes")("وصل أحمد الشرع إلى بيروت 😀")
    assert in_bytes._repr_html_() == news("وصل أحمد الشرع إلى بيروت 😀")._repr_html_()


def test_html_keeps_every_character(quick, odd_texts):
    import html
    import re

    for text in odd_texts[:300]:
        body = rawi.display(quick(text), layers=["mentions", "numbers", "dates", "sentences"])._repr_html_()
        body = body.split("</div>", 1)[1].rsplit("</div>", 1)[0]
        body = re.sub(r"<sub.*?</sub>|<[^>]*>", "", body)
        assert html.unescape(body) == text
