//! Every heading of `tests/cases/*.md` is a test; `RAWI_UPDATE=1 cargo test` rewrites what is expected.

use rawi_claims::ClaimsConfig;
use rawi_config::Registry;
use rawi_quotes::QuotesConfig;
use rawi_segmenter::Segmenter;
use rawi_tagger::TaggerConfig;
use rawi_values::{DatesConfig, NumbersConfig};

fn main() -> std::process::ExitCode {
    rawi_testkit::casebooks(env!("CARGO_MANIFEST_DIR"), "tests/cases", || {
        Registry::new()
            .stage::<Segmenter>()
            .stage::<TaggerConfig>()
            .stage::<QuotesConfig>()
            .stage::<DatesConfig>()
            .stage::<NumbersConfig>()
            .stage::<ClaimsConfig>()
    })
}
