#!/usr/bin/env python3
"""Events of a corpus in Ray on this machine: in windows of days they are those that one process finds in all records at once.

    python3 ray_events.py [REPORTS]
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import ray
from common import as_parquet

import rawi.ray


def in_order(rows: list) -> list:
    return sorted(rows, key=lambda row: (-row["sources"], -len(row["reports"]), row["date"], row["id"]))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        as_parquet(folder / "in", count)
        ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, object_store_memory=300_000_000)
        ds = ray.data.read_parquet(str(folder / "in"))
        rawi.ray.records(ds, "news", text="body", meta={"published": "day"}, concurrency=2).write_parquet(str(folder / "records"))
        records = ray.data.read_parquet(str(folder / "records"))
        # Every tenth report without a day.
        undated = records.map(without_a_day)
        for given in (records, undated):
            whole = rawi.figures(row["record"] for row in given.iter_rows())
            for days in (3, 40):
                began = time.monotonic()
                rows = in_order(rawi.ray.events(given, days=days, num_partitions=4).take_all())
                took = time.monotonic() - began
                assert [json.loads(row["event"]) for row in rows] == whole, f"other events than at once, in windows of {days} days"
                print(f"events       {count} reports, {len(rows)} events, windows of {days} days: {took:.1f} s in Ray, as at once")
            assert sum(len(event["reports"]) > 1 for event in whole) > 10, "no events of several reports"
        alone = records.limit(1)
        assert len(rawi.ray.events(alone, num_partitions=1).take_all()) == 1
        try:
            rawi.ray.events(records.union(alone), num_partitions=1)
        except rawi.InputError as error:
            assert "2 reports have the id `r" in str(error), error
        else:
            raise AssertionError("an id that comes twice was not refused")
        ray.shutdown()


def without_a_day(row: dict) -> dict:
    record = json.loads(row["record"])
    if record["id"].endswith("0"):
        del record["meta"]["published"]
    return {"record": json.dumps(record, ensure_ascii=False)}


if __name__ == "__main__":
    main()
