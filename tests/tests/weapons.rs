//! The casebook of `plugins/weapons`, which is no crate: every heading is a test;
//! `RAWI_UPDATE=1 cargo test -p rawi-tests --test weapons` rewrites what is expected.

use rawi::config::PluginRequest;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

fn main() -> std::process::ExitCode {
    rawi_testkit::casebooks(env!("CARGO_MANIFEST_DIR"), "../plugins/weapons/cases", || {
        // The stage under its name, as if it were linked, so that the casebook need not know where the library lies.
        static LIBRARY: LazyLock<PathBuf> =
            LazyLock::new(|| rawi_tests::weapons(Path::new(env!("CARGO_TARGET_TMPDIR"))));
        let request = PluginRequest {
            plugin: LIBRARY.to_str().expect("a path in UTF-8"),
            base: None,
            uses: None,
            sha256: None,
            worker: None,
            sandbox: None,
            allow_unpinned: true,
        };
        let entry = rawi::loader::Loader::new().resolve(&request).unwrap_or_else(|error| panic!("{}", error.message));
        let book =
            std::fs::read_to_string(rawi_tests::root().join("plugins/weapons/cases/weapons.md")).expect("it is there");
        let said = |part: &str| book.contains(part.trim_end());
        assert!(entry.cases.split("\n\n").all(said), "the example that it carries is another than its casebook's");
        rawi::builtin_stages().stage_entry(Arc::into_inner(entry).expect("nobody else has it"))
    })
}
