//! The work of the segmenter, counted in the tests of growth: characters looked at.

rawi_arabic::count_steps!();
