//! The casebooks of `tagger` and `merge`.

use rawi_config::Registry;
use std::process::ExitCode;

fn main() -> ExitCode {
    rawi_testkit::casebooks(env!("CARGO_MANIFEST_DIR"), "tests/cases", || {
        Registry::new()
            .stage::<rawi_segmenter::Segmenter>()
            .stage::<rawi_tagger::TaggerConfig>()
            .stage::<rawi_tagger::MergeConfig>()
    })
}
