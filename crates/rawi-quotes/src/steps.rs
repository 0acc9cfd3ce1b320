//! The work of the stage, counted in its laws: words and pairs of marks looked at.

rawi_arabic::count_steps!();
