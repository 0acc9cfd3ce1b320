//! The work of the normalizer, counted in the tests of growth: characters looked at.

rawi_arabic::count_steps!();
