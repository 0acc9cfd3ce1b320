"""rawi inside other libraries; each with the real one, where it is installed (`pip install spacy datasets datatrove scikit-learn`)."""

import pickle
import subprocess
import sys

import pytest

import rawi

TEXT = "وبيروت عاصمة لبنان. وصل 30 شخصا إلى دمشق."


def test_spacy_component(seeds, odd_texts):
    spacy = pytest.importorskip("spacy")
    import rawi.spacy

    nlp = spacy.blank("ar")
    nlp.add_pipe("rawi")
    assert isinstance(nlp.tokenizer, rawi.spacy.Tokenizer)
    doc = nlp(TEXT)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("بيروت", "GPE"), ("لبنان", "GPE"), ("دمشق", "GPE")]
    assert (doc.ents[0]._.rawi.entity, doc.ents[1]._.rawi.entity) == ("LB/beirut", "LB")
    assert [sent.text for sent in doc.sents] == rawi.sentences(TEXT)
    assert doc._.rawi.numbers[0].value == 30 and doc[0].text == "و"
    assert nlp.tokenizer("").text == "" and nlp("").ents == ()
    for text in [seed["text"] for seed in seeds] + odd_texts[:500]:
        doc = nlp(text)
        assert doc.text == text
        exact = {(row.start, row.end, row.label) for row in doc._.rawi.mentions}
        assert {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents} == exact
    docs = list(nlp.pipe([seed["text"] for seed in seeds]))
    assert [len(doc.ents) for doc in docs] == [len(nlp(seed["text"]).ents) for seed in seeds]


def test_spacy_tokens_are_not_glued(tmp_path):
    spacy = pytest.importorskip("spacy")
    import rawi.spacy

    nlp = spacy.blank("ar")
    nlp.add_pipe("rawi")
    doc = nlp("قال «سامي»: في وزارتهم منذ 12/5/2020، (وبيروت)... http://a.b/c.")
    assert " ".join(token.text for token in doc) == "قال « سامي » : في وزارت هم منذ 12 / 5 / 2020 ، ( و بيروت ) ... http://a.b/c ."
    assert [token.whitespace_ for token in doc[:5]] == [" ", "", "", "", " "]
    nlp.to_disk(tmp_path / "saved")
    again = spacy.load(tmp_path / "saved")
    assert [token.text for token in again(doc.text)] == [token.text for token in doc]
    whole = spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "rawi.Tokenizer.v1", "clitics": False}}})
    whole.add_pipe("rawi")
    assert [token.text for token in whole("(وبيروت).")] == ["(", "وبيروت", ")", "."]


def test_spacy_reads_the_names_of_conllu(tmp_path, news):
    pytest.importorskip("spacy")
    from spacy.training.converters import conllu_to_docs

    (tmp_path / "in.jsonl").write_text(news(TEXT).to_json() + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "rawi", "export", str(tmp_path / "in.jsonl"), "--to", "conllu"]
    conllu = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    names = [(ent.text, ent.label_) for doc in conllu_to_docs(conllu, no_print=True) for ent in doc.ents]
    assert names == [("بيروت", "GPE"), ("لبنان", "GPE"), ("دمشق", "GPE")]


def test_spacy_with_its_own_tokens():
    spacy = pytest.importorskip("spacy")
    import rawi.spacy  # noqa: F401

    nlp = spacy.blank("ar")
    nlp.add_pipe("rawi", config={"layer": "mentions", "tokenizer": False})
    doc = nlp(TEXT)
    assert doc.ents[0].text == "وبيروت" and doc.ents[0]._.rawi.text == "بيروت"


def test_datasets(seeds, news):
    datasets = pytest.importorskip("datasets")
    data = datasets.Dataset.from_list([{"text": seed["text"], "published": seed["published"]} for seed in seeds])
    found = data.with_format("arrow").map(lambda table: rawi.transform(table, news, layers=["mentions"]), batched=True, batch_size=2)
    found = found.with_format(None)
    assert found.num_rows == 5
    for seed, row in zip(seeds, found):
        assert [m["text"] for m in row["mentions"]] == [m.text for m in news(seed["text"]).mentions]
    docs = data.map(lambda batch: {"names": [[m.text for m in doc.mentions] for doc in news.map(batch["text"])]}, batched=True)
    assert docs[0]["names"] == [m.text for m in news(seeds[0]["text"]).mentions]


def test_ray(seeds, news):
    ray = pytest.importorskip("ray")
    import rawi.ray

    ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, object_store_memory=100_000_000)
    try:
        data = ray.data.from_items([{"body": seed["text"], "published": seed["published"], "n": n} for n, seed in enumerate(seeds)])
        found = rawi.ray.transform(data, "news", text="body", layers=["dates"], concurrency=1).take_all()
    finally:
        ray.shutdown()
    found.sort(key=lambda row: row["n"])
    wanted = [[row.value for row in news(seed["text"], published=seed["published"]).dates] for seed in seeds]
    assert [[row["value"] for row in row["dates"]] for row in found] == wanted
    assert [list(row["errors"]) for row in found] == [[]] * 5


def test_sklearn(seeds):
    pytest.importorskip("sklearn")
    from sklearn.base import clone
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    from rawi.sklearn import Counts

    texts = [seed["text"] for seed in seeds]
    counts = clone(Counts("mentions", "label")).fit_transform(texts)
    assert [sum(count.values()) for count in counts] == [len(doc.mentions) for doc in rawi.Pipeline("news").map(texts)]
    words = Counts("tokens", "text", view="normal", pipeline={"stage": [{"uses": "normalizer"}, {"uses": "segmenter"}]})
    assert words.fit(None).transform(["كَتَبَ كتب"]) == [{"كتب": 2}]
    model = make_pipeline(Counts("mentions", "entity"), DictVectorizer(), LogisticRegression())
    model.fit(texts, [0, 0, 0, 1, 1])
    assert model.score(texts, [0, 0, 0, 1, 1]) == 1.0
    assert pickle.loads(pickle.dumps(model)).predict(texts).tolist() == [0, 0, 0, 1, 1]


def test_datatrove(seeds, news):
    pytest.importorskip("datatrove")
    from datatrove.data import Document

    from rawi.datatrove import RawiAnnotator

    docs = (Document(text=seed["text"], id=seed["id"], metadata={"published": seed["published"]}) for seed in seeds)
    step = RawiAnnotator("news", layers=["mentions", "dates"])
    for seed, doc in zip(seeds, step.run(docs)):
        wanted = news(seed["text"], published=seed["published"]).to_dict(layers=["mentions", "dates"])["layers"]
        assert doc.id == seed["id"] and doc.metadata["rawi"]["errors"] == []
        assert doc.metadata["rawi"]["layers"]["dates"] == wanted["dates"]["rows"]
    assert step.stats.stats["read"].total == 5
