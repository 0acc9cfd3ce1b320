"""The embedded pipeline `news`, whole and on one thread, beside spaCy: a blank Arabic pipeline with its rule-based
sentencizer and an EntityRuler of 10,000 names. rawi does more: model, quotes, numbers, dates, claims, summary, records.

    pip install spacy==3.8.7
    RAWI=target/release/rawi python3 xtask/peers/news.py TEXT.txt

TEXT.txt holds reports separated by form feeds (U+000C).
CPU time of each, the median of three in turn; loading of either is not counted.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import spacy
from segmenter_and_gazetteer import phrases

ROOT = Path(__file__).resolve().parents[2]
RAWI = os.environ.get("RAWI", str(ROOT / "target/release/rawi"))
NAMES = 10_000


def by_spacy():
    nlp = spacy.blank("ar")
    nlp.tokenizer.max_cache_size = 1_000_000  # every word, so that none is cut twice
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": name} for name, _ in zip(phrases(), range(NAMES))])
    return nlp


def seconds_of_rawi(reports: Path, out: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [RAWI, "run", "news", str(reports), "-o", str(out), "--threads", "1", "--quiet", "--overwrite"]
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    texts = [text for text in Path(sys.argv[1]).read_text(encoding="utf-8").split("\f") if text.strip()]
    nlp = by_spacy()
    rawi, peer = [], []
    with tempfile.TemporaryDirectory() as folder:
        out, reports, empty = Path(folder, "out.jsonl"), Path(folder, "reports.jsonl"), Path(folder, "empty.jsonl")
        for path, documents in [(reports, texts), (empty, ["نص"])]:
            path.write_text("".join(json.dumps({"text": text}) + "\n" for text in documents), encoding="utf-8")
        for _ in range(3):
            rawi.append(seconds_of_rawi(reports, out) - seconds_of_rawi(empty, out))
            begin = time.process_time()
            for text in texts:
                nlp(text)
            peer.append(time.process_time() - begin)
    rawi, peer = statistics.median(rawi), statistics.median(peer)
    print(f"{len(texts)} reports: rawi {rawi:.2f} s, spaCy {spacy.__version__} {peer:.2f} s, {peer / rawi:.1f} times as fast")


if __name__ == "__main__":
    main()
