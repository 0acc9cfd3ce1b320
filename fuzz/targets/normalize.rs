//! What is normalised is normalised.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi_fuzz::NORMALIZERS;

fuzz_target!(|text: &str| {
    for normalizer in NORMALIZERS.iter() {
        let (once, _) = normalizer.normalize(text);
        let (twice, _) = normalizer.normalize(&once);
        assert_eq!(once, twice);
    }
});
