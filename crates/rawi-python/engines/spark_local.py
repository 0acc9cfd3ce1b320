#!/usr/bin/env python3
"""rawi in Spark on this machine: rows in are rows out, with the values of the command, also when workers are killed.

    python3 spark_local.py [REPORTS]

Needs pyspark and Java 17.
"""

import sys
import tempfile
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet
from common import LAYERS, Watch, of_the_command, reports, values
from pyspark.sql import SparkSession

import rawi.spark


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        wanted = of_the_command(folder, count)
        (folder / "in").mkdir()
        rows = list(reports(count))
        for part in range(8):
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows[part::8]), folder / "in" / f"{part}.parquet")
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
            table = pyarrow.parquet.read_table(out)
            same = {row["id"]: values(row) for row in table.select(["id", *LAYERS]).to_pylist()}
            assert table.num_rows == count, (table.num_rows, count)
            assert same == wanted, "other values than the command's"
            assert len(watch.killed) == kill, f"{len(watch.killed)} workers were killed; take more reports"
            print(f"spark        {count} reports in {took:.1f} s, {count / took:.0f} reports/s with local[2]; {kill} workers killed; {metrics}")
            print(f"             memory of a worker: {watch.memory()}")
        spark.stop()
    print("spark        the same rows and values as the command, each time")


if __name__ == "__main__":
    main()
