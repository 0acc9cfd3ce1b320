#!/usr/bin/env python3
"""Events of a corpus in Spark on this machine: in windows of days they are those that one process finds in all records at once.

    python3 spark_events.py [REPORTS]

Needs pyspark 4 and Java 17.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from common import as_parquet
from pyspark.sql import SparkSession
from pyspark.sql.functions import desc, size

import rawi.spark


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        as_parquet(folder / "in", count)
        spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.memory", "2g")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate()
        )
        spark.sparkContext.setLogLevel("ERROR")
        df = spark.read.parquet(str(folder / "in"))
        rawi.spark.records(df, "news", text="body", meta={"published": "day"}).write.parquet(str(folder / "records"))
        records = spark.read.parquet(str(folder / "records"))
        whole = rawi.figures(row.record for row in records.toLocalIterator())
        order = [desc("sources"), desc(size("reports")), "date", "id"]
        for days in (3, 40):
            began = time.monotonic()
            rows = rawi.spark.events(records, days=days).orderBy(*order).collect()
            took = time.monotonic() - began
            assert [json.loads(row.event) for row in rows] == whole, f"other events than at once, in windows of {days} days"
            print(f"events       {count} reports, {len(rows)} events, windows of {days} days: {took:.1f} s with local[2], as at once")
        try:
            rawi.spark.events(records.union(records.limit(1)))
        except rawi.InputError as error:
            assert "2 reports have the id `r" in str(error), error
        else:
            raise AssertionError("an id that comes twice was not refused")
        spark.stop()
    assert sum(len(event["reports"]) > 1 for event in whole) > 10, "no events of several reports"


if __name__ == "__main__":
    main()
