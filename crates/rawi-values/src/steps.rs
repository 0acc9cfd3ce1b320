//! The work of numbers and dates, counted in the tests of growth: atoms looked at, characters passed over.

rawi_arabic::count_steps!();
