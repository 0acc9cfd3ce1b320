//! What every stage must hold.

use rawi_config::Registry;
use rawi_segmenter::Segmenter;
use rawi_testkit::check_stage;
use rawi_values::{DatesConfig, NumbersConfig};

#[test]
fn both_keep_the_rules_of_a_stage() {
    let registry = Registry::new().stage::<Segmenter>().stage::<DatesConfig>().stage::<NumbersConfig>();
    check_stage::<DatesConfig>(&registry);
    check_stage::<NumbersConfig>(&registry);
}
