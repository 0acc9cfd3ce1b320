"""Events, figures and dossiers: those of the command."""

import json
import subprocess
import sys

import pytest

import rawi


def command(*arguments):
    done = subprocess.run([sys.executable, "-m", "rawi", *map(str, arguments)], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def docs(news, seeds):
    return list(news.map(seeds))


@pytest.fixture
def records(docs, tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("".join(doc.to_json() + "\n" for doc in docs), encoding="utf-8")
    return path


def test_figures_are_those_of_the_command(docs, records, seeds):
    found = rawi.figures(docs)
    assert json.loads(command("figures", records, "--format", "json"))["events"] == found
    assert sorted(report for event in found for report in event["reports"]) == sorted(seed["id"] for seed in seeds)
    assert sum(len(event["figures"]) for event in found) >= 2
    assert rawi.figures(reversed(docs)) == found == rawi.figures(rawi.read(records))


@pytest.mark.parametrize("policy", ["range", "acled", "by-source"])
def test_figures_by_a_rule_are_those_of_the_command(docs, records, policy):
    found = rawi.figures(docs, policy=policy)
    assert json.loads(command("figures", records, "--policy", policy, "--format", "json"))["events"] == found
    estimates = [figure["estimate"] for event in found for figure in event["figures"]]
    assert any(estimates) and found != rawi.figures(docs)
    with pytest.raises(rawi.InputError, match='policy="median"; there is "range"'):
        rawi.figures(docs, policy="median")


def test_records_stand_for_documents(docs, records):
    found = rawi.figures(docs)
    with records.open("rb") as lines:
        assert rawi.figures(lines) == found
    assert rawi.figures(records.read_text(encoding="utf-8").splitlines()) == found
    assert rawi.figures(doc.to_dict() for doc in docs) == found
    assert rawi.figures(rawi.Pipeline("news", offsets="bytes").map(docs)) == found


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_dossier_is_the_page_of_the_command(docs, records, tmp_path, lang):
    page = tmp_path / "d.html"
    assert rawi.dossier(docs, page, lang=lang) == len(rawi.figures(docs))
    assert page.read_bytes() == command("dossier", records, "-o", "-", "--lang", lang)


def test_a_dossier_is_a_workbook(docs, records, tmp_path):
    import zipfile

    rawi.dossier(docs, tmp_path / "d.xlsx")
    command("dossier", records, "-o", tmp_path / "c.xlsx")
    ours, theirs = (zipfile.ZipFile(tmp_path / name) for name in ("d.xlsx", "c.xlsx"))
    sheets = [name for name in ours.namelist() if not name.startswith("docProps/")]  # which tell the time
    assert "xl/worksheets/sheet1.xml" in sheets
    assert {name: ours.read(name) for name in sheets} == {name: theirs.read(name) for name in sheets}


def test_what_cannot_be_is_told(docs, tmp_path):
    page = tmp_path / "d.html"
    rawi.dossier(docs, page)
    with pytest.raises(rawi.InputError, match="d.html exists; name another file, or say overwrite=True"):
        rawi.dossier(docs, page)
    assert rawi.dossier(docs, page, overwrite=True)
    with pytest.raises(rawi.InputError, match="ends in .html or .xlsx, not `.*d.pdf`"):
        rawi.dossier(docs, tmp_path / "d.pdf")
    with pytest.raises(rawi.InputError, match='lang="fr"'):
        rawi.dossier(docs, tmp_path / "e.html", lang="fr")
    with pytest.raises(rawi.InputError, match="item 0: malformed JSON at column 1"):
        rawi.figures(["نص"])
    with pytest.raises(rawi.InputError, match="item 1: int is no document, and no record of one"):
        rawi.figures([docs[0], 7])
    assert rawi.figures([]) == []
    small = rawi.Pipeline({"stage": [{"uses": "segmenter"}], "run": {"max-document": 5, "on-error": "drop"}})
    assert small("وصل الوفد").rejected and rawi.figures([small("وصل الوفد")]) == []
