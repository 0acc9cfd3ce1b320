#!/usr/bin/env python3
"""The normalizer beside camel-tools, on one text, in one run.

  pip install --no-deps camel-tools && pip install emoji
  xtask/peers/normalizer.py TEXT.txt

TEXT.txt holds documents separated by form feeds (U+000C). camel-tools has no one function for the rules of the `search`
profile; the chain below is the nearest in its own functions, and does less: no alignment, no white
space. `functions` is its four functions for Unicode, marks, alef and alef maksura; `chain` adds a character
map for tatweel, digits, Persian letters, quotes and controls, which camel-tools' CharMapper applies.

CPU time of this process, best of five, and then the project's own benchmark.
"""
import os
import subprocess
import sys
import time

from camel_tools.utils.charmap import CharMapper
from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_unicode

CONTROLS = "\u00ad\u061c\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
MAP = {"\u0640": "", "\u06cc": "\u064a", "\u06a9": "\u0643"}
MAP |= {c: "" for c in CONTROLS}
MAP |= {chr(zero + i): str(i) for zero in (0x660, 0x6F0) for i in range(10)}
MAP |= dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›", "'")
MAPPER = CharMapper(MAP)


def functions(text):
    return normalize_alef_maksura_ar(normalize_alef_ar(dediac_ar(normalize_unicode(text))))


def chain(text):
    return MAPPER.map_string(functions(text))


def main():
    path = os.path.abspath(sys.argv[1])
    with open(path, encoding="utf-8", newline="") as file:
        texts = file.read().split("\f")
    size = sum(len(text.encode()) for text in texts)
    for peer in (functions, chain):
        best = float("inf")
        for _ in range(5):
            start = time.process_time()
            for text in texts:
                peer(text)
            best = min(best, time.process_time() - start)
        print(f"camel-tools {peer.__name__}: {size / best / 1e6:.1f} MB/s", flush=True)
    command = ["cargo", "bench", "-q", "-p", "rawi-normalizer", "--bench", "normalizer", "--", "Search"]
    subprocess.run(command, env=os.environ | {"RAWI_BENCH_TEXT": path}, check=True)


if __name__ == "__main__":
    main()
