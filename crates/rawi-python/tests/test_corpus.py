"""Events of a corpus in passes: those of all records at once, however they are cut."""

import json
import random
from collections import Counter, defaultdict

import pytest

import rawi
from rawi import corpus

pa = pytest.importorskip("pyarrow")


def variations(seeds, count, seed=14):
    """Reports of two months made of the bundled ones: each in other words, on another day, some without one, copies among them."""
    pick = random.Random(seed)
    sentences = [line for report in seeds for line in report["text"].split("\n") if line.strip()]
    made = []
    for number in range(count):
        report = pick.choice(seeds)
        if made and pick.random() < 0.1:
            text, title = made[-1]["text"], made[-1]["title"]
        else:
            lines = [line for line in report["text"].split("\n") if line.strip() and pick.random() < 0.7]
            text = "\n".join([f"وقتل {pick.randrange(1, 40)} شخصا في الحادث.", *lines, pick.choice(sentences)])
            title = report["title"]
        day = f"2025-0{pick.randrange(3, 5)}-{pick.randrange(1, 29):02}" if pick.random() < 0.9 else ""
        made.append({"id": f"r{pick.randrange(1000)}-{number}", "text": text, "title": title, "published": day, "outlet": f"o{number % 7}"})
    return made


@pytest.fixture(scope="module")
def records(quick_claims, seeds):
    reports = [{name: value for name, value in report.items() if value} for report in variations(seeds, 150)]
    return [doc.to_json(offsets="bytes") for doc in quick_claims.map(reports)]


@pytest.fixture(scope="module")
def quick_claims():
    stages = ["normalizer", "segmenter", {"uses": "tagger", "model": "none"}, "quotes", "dates", "numbers", "claims"]
    return rawi.Pipeline({"stage": [{"uses": stage} if isinstance(stage, str) else stage for stage in stages]})


def in_passes(records, parts, days):
    """The events of records that lie in parts, as rows."""
    digests, counts = [], Counter()
    for part in parts:
        found = pa.table(corpus.digests(pa.table({"record": part}), days=days))
        digests += found.to_pylist()
        for row in pa.table(corpus.frequencies(found)).to_pylist():
            counts[row["word"]] += row["reports"]
    frequencies = {word: count for word, count in counts.items() if count > 1}
    frequencies = pa.table({"word": list(frequencies), "reports": list(frequencies.values())})
    windows = defaultdict(list)
    undated = [row["digest"] for row in digests if row["windows"] is None]
    for row in digests:
        for window in row["windows"] or ():
            windows[window].append(row["digest"])
    windows = {window: given + undated for window, given in windows.items()}
    links = []
    for window, given in {**windows, None: undated}.items():
        table = pa.table({"digest": given})
        links.append(pa.table(corpus.links(table, frequencies, reports=len(digests), window=window, days=days)))
    links = pa.concat_tables(links)
    members = pa.table(corpus.groups(links.filter(pa.compute.not_equal(links["tie"], "like")))).to_pylist()
    group, source = ({row["report"]: row[name] for row in members} for name in ("group", "source"))
    event = {}
    for of_group in sorted(set(group.values())):
        mine = links.filter(pa.array([group.get(report) == of_group for report in links["report"].to_pylist()]))
        event.update((row["report"], row["event"]) for row in pa.table(corpus.clusters(mine)).to_pylist())
    rows = [{"record": record, "id": json.loads(record)["id"]} for part in parts for record in part]
    for row in rows:
        row["event"], row["source"] = event.get(row["id"], row["id"]), source.get(row["id"], row["id"])
    found = pa.table(corpus.events(pa.Table.from_pylist(rows))).to_pylist()
    return sorted(found, key=lambda row: (-row["sources"], -len(row["reports"]), row["date"], row["id"]))


@pytest.mark.parametrize("days, cut", [(1, 7), (5, 1), (28, 40)])
def test_events_in_passes_are_those_at_once(records, days, cut):
    import pyarrow.compute  # noqa: F401 (loaded as pa.compute)

    whole = rawi.figures(records)
    shuffled = records[:]
    random.Random(days).shuffle(shuffled)
    parts = [shuffled[at : at + cut] for at in range(0, len(shuffled), cut)]
    found = in_passes(records, parts, days)
    assert [row["event"] for row in found] == [json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in whole]
    assert [row["reports"] for row in found] == [event["reports"] for event in whole]
    assert [row["sources"] for row in found] == [event["sources"] for event in whole]
    # Else this shows little.
    assert sum(len(event["reports"]) > 1 for event in whole) >= 10
    assert sum(event["sources"] < len(event["reports"]) for event in whole) >= 5
    assert sum(len(event["figures"]) for event in whole) >= 20


def test_figures_by_a_rule(records):
    table = pa.table({"record": records[:1], "event": ["e"], "source": ["s"]})
    (row,) = pa.table(corpus.events(table, policy="range")).to_pylist()
    assert json.loads(row["event"]) == rawi.figures(records[:1], policy="range")[0]
    with pytest.raises(rawi.InputError, match='policy="median"'):
        corpus.events(table, policy="median")


def test_what_cannot_be_is_told(records):
    with pytest.raises(rawi.InputError, match="row 1: malformed JSON"):
        corpus.digests(pa.table({"record": [records[0], "{"]}))
    with pytest.raises(rawi.InputError, match="there is no column `record` among text"):
        corpus.digests(pa.table({"text": ["نص"]}))
    with pytest.raises(rawi.InputError, match="no digest of this version of rawi"):
        corpus.frequencies(pa.table({"digest": [b"no digest"]}))
    with pytest.raises(rawi.InputError, match="column `digest` holds Utf8 and no bytes"):
        corpus.frequencies(pa.table({"digest": ["نص"]}))
    with pytest.raises(rawi.InputError, match="days=0; a window has one day or more"):
        corpus.digests(pa.table({"record": records[:1]}), days=0)
