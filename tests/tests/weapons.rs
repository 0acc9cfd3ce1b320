//! The casebook of `plugins/weapons`, which is no crate: every heading is a test;
//! `RAWI_UPDATE=1 cargo test -p rawi-tests --test weapons` rewrites what is expected.

use rawi::config::PluginRequest;
use std::sync::Arc;

fn main() -> std::process::ExitCode {
    rawi_testkit::casebooks(env!("CARGO_MANIFEST_DIR"), "../plugins/weapons/cases", || {
        // The stage under its name, as if it were linked, so that the casebook need not know where the library lies.
        let folder = tempfile::tempdir().expect("a folder");
        let library = rawi_tests::weapons(folder.path());
        let request = PluginRequest {
            plugin: library.to_str().expect("a path in UTF-8"),
            base: None,
            uses: None,
            sha256: None,
            worker: None,
            allow_unpinned: true,
        };
        let entry = rawi::loader::Loader::new().resolve(&request).unwrap_or_else(|error| panic!("{}", error.message));
        rawi::builtin_stages().stage_entry(Arc::into_inner(entry).expect("nobody else has it"))
    })
}
