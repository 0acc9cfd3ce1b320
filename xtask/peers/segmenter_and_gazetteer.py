#!/usr/bin/env python3
"""The segmenter and the gazetteer beside spaCy, on one text, in one run.

  python3 -m venv FOLDER && FOLDER/bin/pip install spacy       (anywhere outside the repository)
  FOLDER/bin/python xtask/peers/segmenter_and_gazetteer.py TEXT.txt

TEXT.txt holds documents separated by form feeds (U+000C).

- `tokenizer + sentencizer`: spacy.blank("ar") with its rule-based `sentencizer`, text to Doc, beside the stage
  `segmenter`, which also marks clitics and tells headlines.
- `EntityRuler`: 100,000 phrases, from text to entities and, given tokens, alone; beside the tagger's matcher, which is
  given tokens (with the segmenter's time it is from text, too). spaCy compares words as they are written; the matcher
  also finds a name behind clitics and in other spellings. The phrases are those of the project's own benchmark, and the
  tokenizer's cache is enlarged to hold every word.

CPU time of this process, best of three for spaCy; then the project's own benchmarks.
"""
import os
import subprocess
import sys
import time

import spacy

HEADS = "تل كفر عين بيت دير خربة رأس وادي مزرعة قلعة برج نبع جب حوش شيخ بئر مرج سهل خان باب".split()
ROOTS = "حمر نصر صلح سعد رشد كرم جبر حسن عمر خضر زيت تين رمان غزال حجر نور شمس قمر بحر نهر جبل وعر ريف شام عرب".split()


def phrases():
    """The 100,000 names of crates/rawi-tagger/benches/tagger.rs."""
    count = 0
    for head in HEADS:
        for a in ROOTS:
            for b in ROOTS:
                for c in ROOTS:
                    if count == 100_000:
                        return
                    yield (f"{head} {a}{b} ال{c}ية", f"{head} ال{a}ي{c} {b}ون", f"{a}{b}{c}")[count % 3]
                    count += 1


def best(work, items):
    least = float("inf")
    for _ in range(3):
        fresh = items()
        start = time.process_time()
        for item in fresh:
            work(item)
        least = min(least, time.process_time() - start)
    return least


def main():
    path = os.path.abspath(sys.argv[1])
    with open(path, encoding="utf-8", newline="") as file:
        texts = file.read().split("\f")
    size = sum(len(text.encode()) for text in texts)
    print(f"spaCy {spacy.__version__}, {len(texts)} documents, {size} bytes", flush=True)

    nlp = spacy.blank("ar")
    nlp.tokenizer.max_cache_size = 1_000_000
    nlp.add_pipe("sentencizer")
    seconds = best(nlp, lambda: texts)
    print(f"spaCy tokenizer + sentencizer: {size / seconds / 1e6:.2f} MB/s", flush=True)

    nlp = spacy.blank("ar")
    nlp.tokenizer.max_cache_size = 1_000_000
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": phrase} for phrase in phrases()])
    seconds = best(nlp, lambda: texts)
    print(f"spaCy tokenizer + EntityRuler, {len(ruler)} phrases: {size / seconds / 1e6:.2f} MB/s", flush=True)
    seconds = best(ruler, lambda: [nlp.make_doc(text) for text in texts])
    print(f"spaCy EntityRuler alone, tokens given: {size / seconds / 1e6:.2f} MB/s", flush=True)

    env = os.environ | {"RAWI_BENCH_TEXT": path}
    for package, bench, name in [("rawi-segmenter", "segmenter", "stage"), ("rawi-tagger", "tagger", "matcher_100_000")]:
        command = ["cargo", "bench", "-q", "-p", package, "--bench", bench, "--", name]
        subprocess.run(command, env=env, check=True)


if __name__ == "__main__":
    main()
