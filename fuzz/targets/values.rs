//! Numbers are finite, their bounds in order, and no two of them share a character.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi::core::layers::NUMBERS;
use rawi::runner::Pipeline;
use std::sync::LazyLock;

static VALUES: LazyLock<Pipeline> = LazyLock::new(|| {
    rawi_fuzz::pipeline(
        "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[[stage]]\nuses = \"dates\"\n[[stage]]\nuses = \"numbers\"\n",
    )
});

fuzz_target!(|text: &str| {
    let Some(doc) = rawi_fuzz::processed(&VALUES, text) else { return };
    let numbers = doc.layer(&NUMBERS).expect("it is given").expect("in its shape");
    let mut at = 0;
    for (span, number) in numbers.iter() {
        assert!(at <= span.start());
        at = span.end();
        let bounds: Vec<f64> = [number.min, number.value, number.max].into_iter().flatten().collect();
        assert!(bounds.iter().all(|bound| bound.is_finite()) && bounds.is_sorted(), "{number:?}");
    }
});
