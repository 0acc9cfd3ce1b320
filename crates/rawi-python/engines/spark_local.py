#!/usr/bin/env python3
"""rawi in Spark on this machine: rows in are rows out, with the values of the command, also when workers are killed.

    python3 spark_local.py [REPORTS]

Needs pyspark and Java 17.
"""

import sys
import tempfile
import time
from pathlib import Path

from common import LAYERS, Watch, as_parquet, check, of_the_command
from pyspark.sql import SparkSession

import rawi.spark


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        wanted = of_the_command(folder, count)
        as_parquet(folder / "in", count)
        # Four attempts for each task: on a cluster this is what Spark does by itself.
        spark = (
            SparkSession.builder.master("local[2,4]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "2000")
            .config("spark.sql.files.maxPartitionBytes", "16m")
            .config("spark.driver.memory", "2g")
            .getOrCreate()
        )
        spark.sparkContext.setLogLevel("OFF")
        for kill in (0, 2):
            metrics = rawi.spark.Metrics(spark)
            df = spark.read.parquet(str(folder / "in"))
            found = rawi.spark.transform(df, "news", text="body", id="id", meta={"published": "day"}, layers=LAYERS, metrics=metrics)
            out = folder / f"out{kill}"
            began = time.monotonic()
            with Watch("pyspark.daemon", kill=kill) as watch:
                found.write.parquet(str(out))
            took = time.monotonic() - began
            check(out, count, wanted)
            assert len(watch.killed) == kill, f"{len(watch.killed)} workers were killed; take more reports"
            print(f"spark        {count} reports in {took:.1f} s, {count / took:.0f} reports/s with local[2]; {kill} workers killed; {metrics}")
            print(f"             memory of a worker: {watch.memory()}")
        spark.stop()
    print("spark        the same rows and values as the command, each time")


if __name__ == "__main__":
    main()
