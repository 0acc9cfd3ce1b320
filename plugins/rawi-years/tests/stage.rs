//! What every stage must hold.

use rawi_config::Registry;
use rawi_segmenter::Segmenter;
use rawi_years::YearsConfig;

#[test]
fn it_keeps_the_rules_of_a_stage() {
    rawi_testkit::check_stage::<YearsConfig>(&Registry::new().stage::<Segmenter>().stage::<YearsConfig>());
}
