#!/usr/bin/env python3
"""rawi in Ray on this machine: rows in are rows out, with the values of the command.

    python3 ray_local.py [REPORTS]
"""

import sys
import tempfile
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet
import ray
from common import LAYERS, Watch, of_the_command, reports, values

import rawi.ray


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        wanted = of_the_command(folder, count)
        (folder / "in").mkdir()
        rows = list(reports(count))
        for part in range(8):
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows[part::8]), folder / "in" / f"{part}.parquet")
        # Actors leave CPUs to the tasks that read and write.
        ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, object_store_memory=300_000_000)
        found = rawi.ray.transform(
            ray.data.read_parquet(str(folder / "in")), "news", text="body", id="id", meta={"published": "day"}, layers=LAYERS, concurrency=2
        )
        began = time.monotonic()
        with Watch("ray::") as watch:
            found.write_parquet(str(folder / "out"))
        took = time.monotonic() - began
        table = pyarrow.parquet.read_table(folder / "out")
        same = {row["id"]: values(row) for row in table.select(["id", *LAYERS]).to_pylist()}
        assert table.num_rows == count, (table.num_rows, count)
        assert same == wanted, "other values than the command's"
        print(f"ray          {count} reports in {took:.1f} s, {count / took:.0f} reports/s with 2 actors")
        print(f"             memory of an actor: {watch.memory()}")
        ray.shutdown()
    print("ray          the same rows and values as the command")


if __name__ == "__main__":
    main()
