//! Records with `rows = "objects"`, and as Parquet, in the programs that read columns.

use rawi_tests::{built, root};
use std::process::Command;

#[test]
#[ignore = "needs python3 with pyarrow, polars and duckdb, which .ci/run installs"]
fn pyarrow_polars_and_duckdb_read_every_row_as_written() {
    let script = root().join("tests/python/records_as_columns.py");
    let output = Command::new("python3").arg(script).arg(built("rawi")).output().expect("there is a python3");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said.matches("reads every row").count(), 6, "{said}");
    assert_eq!(said.matches("reads every figure").count(), 1, "{said}");
}
