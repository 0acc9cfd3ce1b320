//! The worked examples of docs/lexicons.md are cases of a casebook; `RAWI_UPDATE=1` rewrites what they expect.

fn main() -> std::process::ExitCode {
    rawi_testkit::casebooks(env!("CARGO_MANIFEST_DIR"), "../docs/lexicons.md", rawi::builtin_stages)
}
