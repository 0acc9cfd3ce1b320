//! `cargo xtask nightly`: what is too slow for every commit.
fn main() {}
