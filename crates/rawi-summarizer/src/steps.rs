//! The work of the summarizer, counted in the tests of growth: words weighed, pairs compared.

rawi_arabic::count_steps!();
