//! Documents, views, layers and the stage trait of rawi.
#![forbid(unsafe_code)]
