//! What every stage must hold, and what this one gives.

use rawi_config::Registry;
use rawi_segmenter::Segmenter;
use rawi_years::YearsConfig;

fn registry() -> Registry {
    Registry::new().stage::<Segmenter>().stage::<YearsConfig>()
}

#[test]
fn it_keeps_the_rules_of_a_stage() {
    rawi_testkit::check_stage::<YearsConfig>(&registry());
}

/// `RAWI_UPDATE=1 cargo test` rewrites what is expected.
#[test]
fn it_gives_what_its_casebook_says() {
    rawi_testkit::check_casebooks(env!("CARGO_MANIFEST_DIR"), "tests/cases", &registry());
}
