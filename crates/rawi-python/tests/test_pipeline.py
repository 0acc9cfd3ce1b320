"""Pipelines: what they take, what they refuse, many documents at once."""

import gc
import itertools
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import rawi


def test_mistakes_are_told_all_at_once_as_check_tells_them(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text('rawi = 1\n[[stage]]\nuses = "normaliser"\n[[stage]]\nuses = "segmenter"\ncolour = 1\n', encoding="utf-8")
    with pytest.raises(rawi.PipelineError) as caught:
        rawi.Pipeline(path)
    message = str(caught.value)
    assert "p.toml:3:8" in message and "normaliser" in message and "colour" in message
    assert [problem["code"] for problem in caught.value.problems] == ["unknown-stage", "unknown-key"]
    told = subprocess.run([sys.executable, "-m", "rawi", "check", str(path)], capture_output=True, text=True)
    assert told.returncode == 2
    for problem in caught.value.problems:
        assert problem["message"] in told.stdout + told.stderr


def test_a_pipeline_says_what_it_gives(news):
    assert {"mentions", "numbers", "dates", "quotes", "summary", "tokens"} <= set(news.layers) == set(news.schemas)
    assert news.views == ["normal"] and news.name == "<news>" and news.offsets == "chars"
    assert repr(news).startswith("<Pipeline <news>: normalizer, segmenter")


def test_a_name_that_is_none_says_what_was_meant():
    with pytest.raises(rawi.PipelineError, match="no pipeline file `nws`.*did you mean `news`"):
        rawi.Pipeline("nws")
    with pytest.raises(rawi.InputError, match='offsets="runes"; offsets count "chars"'):
        rawi.Pipeline("news", offsets="runes")
    with pytest.raises(rawi.PipelineError, match="no stage `nothing`|nothing"):
        rawi.Pipeline({"stage": [{"uses": "nothing"}]})
    with pytest.raises(rawi.InputError, match="None"):
        rawi.Pipeline({"stage": [{"uses": "normalizer", "profile": None}]})
    with pytest.raises(TypeError):
        rawi.Pipeline(7)
    assert issubclass(rawi.PipelineError, rawi.Error)


def test_warnings_of_check_are_warnings(tmp_path):
    (tmp_path / "names.tsv").write_text("زعرور الجديدة\tGPE\nزعرور الجديدة\tORG\n", encoding="utf-8")
    toml = 'rawi = 1\n[[stage]]\nuses = "segmenter"\n[[stage]]\nuses = "tagger"\nmodel = "none"\ngazetteers = ["names.tsv"]\n'
    with pytest.warns(UserWarning, match="names.tsv") as caught:
        pipe = rawi.Pipeline.from_toml(toml, base=tmp_path)
    assert len(caught) == 1 and caught[0].filename == __file__
    assert pipe.stages[1]["id"] == "tagger"


def test_the_same_as_the_command_on_any_number_of_threads(news, seeds, tmp_path):
    import json

    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    texts = [{**seed, "id": f"{seed['id']}-{i}"} for i in range(30) for seed in seeds]
    source.write_text("".join(json.dumps(seed, ensure_ascii=False) + "\n" for seed in texts), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "rawi", "run", "news", str(source), "-o", str(out), "--quiet"], check=True)
    wanted = out.read_text(encoding="utf-8").splitlines()
    assert len(wanted) == 150
    for threads in (1, 2, 7):
        found = [doc.to_json(offsets="bytes") for doc in news.map(texts, threads=threads)]
        assert found == wanted


def test_map_takes_texts_dicts_pairs_and_documents(quick):
    doc = quick("أولا", id="x")
    items = ["نص", {"text": "خبر", "id": "b", "title": "عنوان"}, ("ثالث", {"published": "2025-05-18"}), doc]
    docs = list(quick.map(items))
    assert [(d.id, d.text, d.meta) for d in docs] == [
        ("0", "نص", {}),
        ("b", "خبر", {"title": "عنوان"}),
        ("2", "ثالث", {"published": "2025-05-18"}),
        ("x", "أولا", {}),
    ]
    assert items[1] == {"text": "خبر", "id": "b", "title": "عنوان"}
    assert list(quick.map([])) == []


@pytest.mark.parametrize("bad, message", [(7, "item 3: a report is a str, and this is int"), ({"body": ""}, "item 3: a dict without `text`"), ("\ud800", "item 3: a report holds half characters")])
def test_an_item_that_is_none_is_told_after_those_before_it(quick, bad, message):
    found = []
    with pytest.raises(rawi.InputError, match=message):
        for doc in quick.map(["نص"] * 3 + [bad, "نص"]):
            found.append(doc)
    assert len(found) == 3


def test_an_exception_of_the_iterable_comes_through(quick):
    def texts():
        yield "نص"
        raise RuntimeError("no more")

    found = quick.map(texts())
    assert next(found).text == "نص"
    with pytest.raises(RuntimeError, match="no more"):
        next(found)
    assert list(found) == []


def test_map_streams_an_endless_source_and_ends_when_it_goes(quick):
    taken = itertools.count()

    def texts():
        for i in taken:
            yield f"وصل {i} شخصا"

    before = threading.active_count()
    found = quick.map(texts(), threads=3)
    assert [doc.text for doc in itertools.islice(found, 5)] == [f"وصل {i} شخصا" for i in range(5)]
    # As far as the window reaches and a batch more, if the first batch takes longer than all others.
    assert next(taken) <= 5 + 1024 + 32 + 1
    found.close()
    assert list(found) == []
    for doc in quick.map(texts(), threads=2):
        break
    del doc
    gc.collect()
    assert threading.active_count() == before


def test_a_slow_source_is_not_waited_for_by_the_documents_before(quick):
    def texts():
        yield "أول"
        yield "ثان"
        time.sleep(1.5)
        yield "ثالث"

    began = time.monotonic()
    found = quick.map(texts())
    next(found)
    assert list(found)[-1].text == "ثالث"
    assert time.monotonic() - began < 15


def test_other_threads_of_python_run_meanwhile(news, seeds):
    text = "\n".join(seed["text"] for seed in seeds) * 40
    ticks, ended = [], threading.Event()

    def tick():
        while not ended.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    began = time.monotonic()
    news(text)
    during = [moment for moment in ticks if moment > began]
    ended.set()
    thread.join()
    assert len(during) > 10


def test_two_threads_of_python_share_an_iterator(quick):
    found, gathered = quick.map((f"نص {i}" for i in range(2000)), threads=2), [[], []]

    def take(into):
        for doc in found:
            into.append(doc.text)

    threads = [threading.Thread(target=take, args=(into,)) for into in gathered]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(gathered[0] + gathered[1]) == sorted(f"نص {i}" for i in range(2000))


def test_ctrl_c_ends_the_wait():
    program = (
        "import rawi, itertools, sys\n"
        "pipe = rawi.Pipeline('news')\n"
        "text = 'قال أحمد الشرع في دمشق. ' * 3000\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    for doc in pipe.map(itertools.repeat(text)): pass\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert said == "interrupted\n" and process.returncode == 0


def test_failures_follow_the_policy(tmp_path):
    broken = '{"rawi":1,"id":"a","meta":{},"text":"وصل 30 شخصا","layers":{"sentences":{"rows":[[0,6,{"kind":"body"}]]},"tokens":{"rows":[[0,6,{"kind":"word"}]]}}}'
    doc = rawi.Document.from_json(broken)
    short = rawi.Document.from_json(broken.replace("وصل 30 شخصا", "وصل"))
    stages = [{"uses": "summarizer", "sentences": 1}]
    source = {"uses": "jsonl", "provides": ["sentences", "tokens"]}
    kept = rawi.Pipeline({"source": source, "stage": stages})(doc)
    assert kept.rejected is None
    big = {"source": source, "stage": stages, "run": {"max-document": 10}}
    for policy in ("keep", "drop"):
        big["run"]["on-error"] = policy
        found = list(rawi.Pipeline(big).map([doc, short]))
        assert found[1].rejected is None
        assert found[0].rejected["stage"] == "source" and "max-document" in found[0].rejected["message"]
    big["run"]["on-error"] = "stop"
    with pytest.raises(rawi.StageError, match="document `a`, stage `source`: the text has .* bytes") as caught:
        list(rawi.Pipeline(big).map([short, doc, short]))
    assert (caught.value.stage, caught.value.kind, caught.value.document) == ("source", "input", "a")


def test_too_many_threads_are_refused(quick):
    with pytest.raises(rawi.InputError, match="threads=5000; 1024 at most"):
        quick.map([], threads=5000)


def command(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "rawi", *arguments], capture_output=True, text=True, **options)


def test_the_module_is_the_command():
    assert command("--version").stdout.startswith("rawi ")
    told = command("inspect", "news", "--text", "وبيروت عاصمة لبنان.", "--show", "mentions")
    assert "GPE 2..12 entity=LB/beirut  بيروت" in told.stdout and told.returncode == 0
    assert command("nothing").returncode == 2
    assert command("run", "news", "no-such-file.txt").returncode == 2
    script = os.path.join(os.path.dirname(sys.executable), "rawi")
    if os.path.exists(script):
        assert subprocess.run([script, "--version"], capture_output=True, text=True).stdout.startswith("rawi ")
