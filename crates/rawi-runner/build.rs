//! What tells this crate's code, and that of the crates below it, from other code: a run goes on only with the same.

fn main() {
    rawi_fingerprint::emit();
}
