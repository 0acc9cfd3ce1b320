//! Every mistake of a pipeline file has a place in it, and a file without one can be run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi::config::{MemoryAssets, Registry, check_text};
use std::sync::LazyLock;

static REGISTRY: LazyLock<Registry> = LazyLock::new(rawi::builtin_stages);

fuzz_target!(|file: &str| {
    let checked = check_text("fuzz.toml", file, &MemoryAssets::default(), &REGISTRY);
    assert_eq!(checked.plan.is_some(), !checked.problems.has_errors());
    for problem in checked.problems.iter() {
        assert!(problem.span.as_ref().is_none_or(|span| file.get(span.clone()).is_some()), "{problem:?}");
    }
    assert_eq!(checked.problems.render(true, 100).is_empty(), checked.problems.is_empty());
});
