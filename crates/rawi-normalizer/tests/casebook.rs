//! `tests/cases/*.md`; `RAWI_UPDATE=1 cargo test -p rawi-normalizer --test casebook` rewrites what they expect.

use rawi_config::Registry;
use rawi_normalizer::NormalizerConfig;
use std::process::ExitCode;

fn main() -> ExitCode {
    rawi_testkit::casebooks(env!("CARGO_MANIFEST_DIR"), "tests/cases", || Registry::new().stage::<NormalizerConfig>())
}
