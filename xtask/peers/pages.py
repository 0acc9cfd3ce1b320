"""What rawi and other readers of web pages make of the pages in crates/rawi-io/tests/pages: F1 of the words of each article.

    pip install trafilatura==2.3.1 newspaper4k==0.9.6 nltk readability-lxml==0.9 lxml_html_clean
    RAWI=target/release/rawi python3 xtask/peers/pages.py
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import lxml.html
import newspaper
import trafilatura
from readability import Document

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "crates/rawi-io/tests/pages"
RAWI = os.environ.get("RAWI", str(ROOT / "target/release/rawi"))
PIPELINE = 'rawi = 1\n[[stage]]\nuses = "segmenter"\n'


def read_by_rawi() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        pipeline, out = Path(folder, "pages.toml"), Path(folder, "out.jsonl")
        pipeline.write_text(PIPELINE)
        command = [RAWI, "run", str(pipeline), str(PAGES / "*.html"), "-o", str(out), "--quiet"]
        subprocess.run(command, check=True)
        records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return {record["id"]: record["text"] for record in records}


def by_newspaper(page: str) -> str:
    article = newspaper.Article("http://example.org/a", language="ar")
    article.download(input_html=page)
    article.parse()
    return article.text


READERS = {
    "trafilatura": lambda page: trafilatura.extract(page, include_comments=False) or "",
    "newspaper4k": by_newspaper,
    "readability": lambda page: lxml.html.fromstring(Document(page).summary()).text_content(),
}


def f1(read: str, article: str) -> float:
    read, article = (Counter(re.findall(r"\w+", text)) for text in (read, article))
    return 2 * (read & article).total() / max(1, read.total() + article.total())


def main() -> None:
    rawi, scores = read_by_rawi(), {}
    for path in sorted(PAGES.glob("*.html")):
        page, article = path.read_text(encoding="utf-8"), path.with_suffix(".txt").read_text(encoding="utf-8")
        headline = re.search("<title>(.*?) - ", page)[1]
        texts = {"rawi": rawi.get(path.stem, "")}
        for name, reader in READERS.items():
            try:
                texts[name] = reader(page)
            except Exception as error:
                print(f"{path.stem}: {name}: {error}", file=sys.stderr)
                texts[name] = ""
        # The headline may open the text or not.
        row = {name: max(f1(text, article), f1(text, f"{headline} {article}")) for name, text in texts.items()}
        print(f"{path.stem:32}", "  ".join(f"{name} {score:.3f}" for name, score in row.items()))
        for name, score in row.items():
            scores.setdefault(name, []).append(score)
    for name, row in scores.items():
        print(f"{name:12} mean {sum(row) / len(row):.3f}, lowest {min(row):.3f}")


if __name__ == "__main__":
    main()
