//! The work of the model, counted in the tests of growth: words, features and emissions looked at.

rawi_arabic::count_steps!();
