//! A span of the text and of its normalised view lead to each other and cut no character.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rawi::core::{View, ViewSpan};
use rawi_fuzz::{NORMALIZERS, spans};

fuzz_target!(|input: (u8, &str)| {
    let (first, text) = (usize::from(input.0), input.1);
    for normalizer in NORMALIZERS.iter() {
        let (normal, alignment) = normalizer.normalize(text);
        let view = View::new(text, normal, alignment).expect("the alignment covers both");
        for span in spans(text, first) {
            if let Some(inner) = view.to_view(span) {
                assert!(view.text().get(inner.range()).is_some());
                assert!(span.contains(view.to_source(inner)));
            }
        }
        for span in spans(view.text(), first) {
            let span = ViewSpan::new(span.start(), span.end());
            let outer = view.to_source(span);
            assert!(text.get(outer.range()).is_some());
            assert!(view.to_view(outer).is_some_and(|inner| inner.contains(span)));
        }
    }
});
