//! A stage that calls `exit`, as a plugin in C may, does not make the program look as if it had done its work.

use rawi_core::{Contract, Doc, Document, Output, Stage, StageError, Verdict};
use rawi_runner::{OnError, Pipeline, Step};

unsafe extern "C" {
    fn exit(code: i32) -> !;
}

struct Exits;

impl Stage for Exits {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn process(&self, _: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
        // SAFETY: ends the process, as any code may.
        unsafe { exit(0) }
    }
}

/// Does nothing unless it is the process that [`an_exit_is_a_failure`] starts.
#[test]
fn the_program_that_exits() {
    if std::env::var_os("RAWI_TEST_EXITS").is_some() {
        let pipeline = Pipeline::new(vec![Step::new("exits", Box::new(Exits))]).unwrap();
        let _ = pipeline.process(Document::new("a", "نص").unwrap(), OnError::Keep);
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn an_exit_is_a_failure() {
    let mut program = std::process::Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", "the_program_that_exits", "--nocapture"]).env("RAWI_TEST_EXITS", "1");
    let output = program.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("a stage ended the program"), "{output:?}");
}
