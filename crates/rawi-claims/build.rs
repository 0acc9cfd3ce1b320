//! What tells this crate's code from other code, for the provenance of its stages.

fn main() {
    rawi_fingerprint::emit();
}
