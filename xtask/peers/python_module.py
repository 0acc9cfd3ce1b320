#!/usr/bin/env python3
"""rawi in Python beside arabic-norm, arabic-normalize and araclean, and `pipe.map` beside the command, on one text, in one run.

  pip install ./crates/rawi-python arabic-norm==0.1.0 arabic-normalize==0.1.0 araclean==0.3.0     # Python 3.12
  xtask/peers/python_module.py TEXT.txt [ROUNDS]

TEXT.txt holds documents separated by form feeds (U+000C). rawi's views lead back to the source; of the peers only araclean does, where it is
said. CPU time of this process or of the command, the best of the rounds; each round times all, since neighbours on the machine come and go.
araclean reads a hundredth of the text: it is that much slower.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import araclean
import arabic_norm
import arabic_normalize

import rawi


def best(works, rounds):
    """Of each work the least CPU time, with that of the processes that it started."""
    found = {name: float("inf") for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            before = cpu()
            work()
            found[name] = min(found[name], cpu() - before)
    return found


def cpu():
    of = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in of)


def start():
    code = "import time; a = time.perf_counter(); import rawi; b = time.perf_counter(); rawi.Pipeline('news')('نص'); print(b - a, time.perf_counter() - b)"
    told = min(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(5))
    imported, first = map(float, told.split())
    print(f"import {imported:.3f} s, then the first document {first:.3f} s")


def normalizers(texts, rounds):
    few = texts[: max(1, len(texts) // 100)]
    size, few_size = (sum(len(text.encode()) for text in some) / 1e6 for some in (texts, few))
    peer, aligned = arabic_normalize.Normalizer(), araclean.Pipeline.from_profile("search")
    works = {
        "rawi.normalize, with the way back": lambda: [view.text for view in rawi.normalize(texts, threads=1)],
        "arabic-norm": lambda: [arabic_norm.normalize(text) for text in texts],
        "arabic-normalize": lambda: [peer.normalize(text) for text in texts],
        "araclean": lambda: [araclean.normalize(text, profile="search") for text in few],
        "araclean, with the way back": lambda: [aligned.apply_aligned(text) for text in few],
    }
    speeds = {name: (few_size if "araclean" in name else size) / seconds for name, seconds in best(works, rounds).items()}
    ours = speeds["rawi.normalize, with the way back"]
    for name, speed in speeds.items():
        print(f"{name}: {speed:.1f} MB/s, rawi is {ours / speed:.2f} times as fast", flush=True)


def many(texts, rounds):
    pipe = rawi.Pipeline("news")
    with tempfile.TemporaryDirectory() as folder:
        source, empty = (os.path.join(folder, name) for name in ("in.jsonl", "empty.jsonl"))
        with open(source, "w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
        open(empty, "w").close()
        for threads in (1, 2):
            out = os.path.join(folder, "out.jsonl")
            tail = ["-o", out, "--overwrite", "--quiet", "--threads", str(threads)]
            command = lambda path: subprocess.run([sys.executable, "-m", "rawi", "run", "news", path, *tail], check=True)
            works = {
                "map": lambda: sum(1 for _ in pipe.map(texts, threads=threads)),
                "records": lambda: sum(len(doc.to_json()) for doc in pipe.map(texts, threads=threads)),
                "command": lambda: command(source),
                "start": lambda: command(empty),
            }
            found = best(works, rounds)
            whole = found["command"] - found["start"]
            print(
                f"pipe.map, {threads} threads: {len(texts) / found['map']:.0f} documents a second of CPU, {whole / found['map']:.2f} times the"
                f" command's; with their records {whole / found['records']:.2f} (the command's start taken off)",
                flush=True,
            )


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        texts = file.read().split("\f")
    start()
    normalizers(texts, rounds)
    many(texts, rounds)


if __name__ == "__main__":
    main()
