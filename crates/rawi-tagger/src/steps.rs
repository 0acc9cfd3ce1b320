//! The work of the rules, counted in the tests of growth: words, names and places looked at.

rawi_arabic::count_steps!();
