//! `tests/cases/*.md`; `RAWI_UPDATE=1 cargo test -p rawi-values --test casebook` rewrites what they expect.

use rawi_config::Registry;
use rawi_segmenter::Segmenter;
use rawi_values::{DatesConfig, NumbersConfig};
use std::process::ExitCode;

fn main() -> ExitCode {
    rawi_testkit::casebooks(env!("CARGO_MANIFEST_DIR"), "tests/cases", || {
        Registry::new().stage::<Segmenter>().stage::<DatesConfig>().stage::<NumbersConfig>()
    })
}
