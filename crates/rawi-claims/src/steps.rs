//! The work of the stage, counted in the tests of growth: words looked at.

rawi_arabic::count_steps!();
