#!/usr/bin/env python3
"""rawi in Ray on this machine: rows in are rows out, with the values of the command.

    python3 ray_local.py [REPORTS]
"""

import sys
import tempfile
import time
from pathlib import Path

import ray
from common import LAYERS, Watch, as_parquet, check, of_the_command

import rawi.ray


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        wanted = of_the_command(folder, count)
        as_parquet(folder / "in", count)
        # Actors leave CPUs to the tasks that read and write.
        ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, object_store_memory=300_000_000)
        found = rawi.ray.transform(
            ray.data.read_parquet(str(folder / "in")), "news", text="body", id="id", meta={"published": "day"}, layers=LAYERS, concurrency=2
        )
        began = time.monotonic()
        with Watch("ray::") as watch:
            found.write_parquet(str(folder / "out"))
        took = time.monotonic() - began
        check(folder / "out", count, wanted)
        print(f"ray          {count} reports in {took:.1f} s, {count / took:.0f} reports/s with 2 actors")
        print(f"             memory of an actor: {watch.memory()}")
        ray.shutdown()
    print("ray          the same rows and values as the command")


if __name__ == "__main__":
    main()
