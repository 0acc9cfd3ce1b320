"""What the examples share: reports to read, and what the command finds in them."""

import hashlib
import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet

ROOT = Path(__file__).resolve().parents[3]
LAYERS = ["dates", "mentions", "numbers"]


def reports(count: int, seed: int = 14):
    """Reports made of the paragraphs of the bundled ones, each with something of its own: dicts with id, body and day."""
    pick = random.Random(seed)
    parts = [p for path in sorted((ROOT / "seeds").glob("*.txt")) for p in path.read_text(encoding="utf-8").split("\n") if p.strip()]
    for number in range(count):
        body = [pick.choice(parts) for _ in range(pick.randrange(2, 7))]
        body.insert(1, f"وأعلن عن وصول {number} شخصا أمس.")
        yield {"id": f"r{number:07}", "body": "\n".join(body), "day": f"2025-0{pick.randrange(1, 10)}-1{pick.randrange(10)}"}


def values(layers: dict) -> str:
    """What was found in a report, as one short text; places as pairs, what is missing left out."""

    def plain(value):
        if isinstance(value, dict):
            if value.keys() == {"start", "end"}:
                return [value["start"], value["end"]]
            return {key: plain(inner) for key, inner in sorted(value.items()) if inner is not None}
        if isinstance(value, (list, tuple)):
            return [plain(inner) for inner in value]
        # JSON writes 30 for what a column has as 30.0.
        return int(value) if isinstance(value, float) and value.is_integer() else value

    told = json.dumps({name: plain(layers[name] or []) for name in LAYERS}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def of_the_command(folder: Path, count: int) -> dict:
    """Of each report by its id, what the command finds in it."""
    source, pipeline, out = folder / "in.jsonl", folder / "p.toml", folder / "out.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for report in reports(count):
            file.write(json.dumps({"id": report["id"], "text": report["body"], "published": report["day"]}, ensure_ascii=False) + "\n")
    toml = (ROOT / "crates/rawi/pipelines/news.toml").read_text(encoding="utf-8").split("[[test]]")[0]
    pipeline.write_text(f'{toml}\n[sink]\nuses = "jsonl"\nrows = "objects"\noffsets = "chars"\nlayers = {json.dumps(LAYERS)}\n', encoding="utf-8")
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "rawi", "run", pipeline, source, "-o", out, "--quiet", "--threads", "2"], check=True)
    took = time.monotonic() - began
    print(f"command      {count} reports in {took:.1f} s, {count / took:.0f} reports/s on 2 threads")
    found = {}
    with out.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            found[record["id"]] = values({name: layer["rows"] for name, layer in record["layers"].items()})
    return found


def as_parquet(folder: Path, count: int) -> None:
    """Writes the reports as eight files of Parquet into a new folder."""
    folder.mkdir()
    rows = list(reports(count))
    for part in range(8):
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows[part::8]), folder / f"{part}.parquet")


def check(folder: Path, count: int, wanted: dict) -> None:
    """Rows in are rows out, with the values of the command, in a folder of Parquet files."""
    table = pyarrow.parquet.read_table(folder)
    same = {row["id"]: values(row) for row in table.select(["id", *LAYERS]).to_pylist()}
    assert table.num_rows == count, (table.num_rows, count)
    assert same == wanted, "other values than the command's"


class Watch(threading.Thread):
    """Looks at the processes below this one whose command line holds `word`: what memory they take, and ends some of them."""

    def __init__(self, word: str, kill: int = 0) -> None:
        super().__init__(daemon=True)
        self.word, self.kill, self.killed = word, kill, []
        self.resident: list = []
        self.over = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()

    def run(self) -> None:
        import os
        import signal

        began = time.monotonic()
        while not self.over.wait(0.5):
            found = [(pid, rss) for pid, rss in below(os.getpid(), self.word)]
            if found:
                self.resident.append((time.monotonic() - began, max(rss for _, rss in found)))
            if found and len(self.killed) < self.kill and time.monotonic() - began > 8 * (len(self.killed) + 1):
                pid = max(found, key=lambda one: one[1])[0]
                os.kill(pid, signal.SIGKILL)
                self.killed.append(pid)

    def memory(self) -> str:
        """The most memory of one process in the first half of the run, and in the second."""
        if len(self.resident) < 4:
            return "too short to tell"
        middle = self.resident[-1][0] / 2
        first = max((rss for at, rss in self.resident if at <= middle), default=0)
        second = max((rss for at, rss in self.resident if at > middle), default=0)
        return f"{first / 1e6:.0f} MB in the first half, {second / 1e6:.0f} MB in the second"


def below(root: int, word: str):
    """Processes that `root` started, at any depth, by a word of their command line: pid and resident bytes."""
    parents, lines = {}, {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            status = (folder / "status").read_text()
            lines[int(folder.name)] = ((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"), status)
            parents[int(folder.name)] = int(status.split("PPid:")[1].split()[0])
        except (OSError, IndexError):
            continue
    for pid, (line, status) in lines.items():
        at = pid
        while at in parents and at != root:
            at = parents[at]
        if at == root and pid != root and word in line and "VmRSS:" in status:
            # Of a daemon and the workers it forks only these do work.
            if any(parents.get(other) == pid for other in lines):
                continue
            yield pid, int(status.split("VmRSS:")[1].split()[0]) * 1024
