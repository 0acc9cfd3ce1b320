//! The same stage in every language that plugins are written in: built, checked, and compared on the seeds.

use crate::shell::{Result, root, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const STAGE: &str = "org.example.years";

/// Needs a C and a C++ compiler, make, Go, and Zig (`ZIG="python3 -m ziglang"`, where it is no program of its own).
pub(crate) fn languages(_: &[String]) -> Result {
    run(Command::new("cargo").args(["build", "--locked", "-p", "rawi"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let (rawi, folder) = (target.join("debug/rawi"), target.join("languages"));
    let _ = fs::remove_dir_all(&folder); // it may not be there
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut libraries = Vec::new();
    for language in ["c", "cpp"] {
        let own = folder.join(language);
        run(Command::new(&rawi).args(["--quiet", "plugin", "new", STAGE, "--lang", language, "--path"]).arg(&own))?;
        run(Command::new("make").arg("-C").arg(&own))?;
        libraries.push((language, own.join("years.so")));
    }
    let go = folder.join("go.so");
    let build = "cd plugins/years-go && exec go build -buildmode=c-shared -o \"$0\"";
    run(Command::new("sh").args(["-c", build]).arg(&go))?;
    libraries.push(("go", go));
    let zig = folder.join("zig.so");
    let build =
        "exec ${ZIG:-zig} build-lib -dynamic -O ReleaseSafe -fstrip -femit-bin=\"$0\" plugins/years-zig/years.zig";
    run(Command::new("sh").args(["-c", build]).arg(&zig).current_dir(root()))?;
    libraries.push(("zig", zig));

    let mut first: Option<String> = None;
    for (language, library) in libraries {
        run(Command::new(&rawi).args(["plugin", "check"]).arg(&library))?;
        let given = transcripts(&rawi, &folder, &library)?;
        match &first {
            None if given.contains(&format!("  {STAGE} ")) => first = Some(given),
            None => return Err(format!("the stage in {language} finds no year in any seed")),
            Some(first) if *first == given => println!("{language}: the same transcripts"),
            Some(first) => return Err(format!("{language} gives\n{given}\nand C gives\n{first}")),
        }
    }
    Ok(())
}

/// What the stage gives on the seeds.
fn transcripts(rawi: &Path, folder: &Path, library: &Path) -> Result<String> {
    let pipeline = folder.join("pipeline.toml");
    let stages = "rawi = 1\n[[stage]]\nuses = \"segmenter\"\n[[stage]]\n";
    let text = format!("{stages}plugin = {:?}\nallow-unpinned = true\nfrom = 1950\n", library.display().to_string());
    fs::write(&pipeline, text).map_err(|error| format!("{}: {error}", pipeline.display()))?;
    let mut inspect = Command::new(rawi);
    inspect.arg("inspect").arg(&pipeline).args(["seeds", "--show", STAGE]).current_dir(root());
    let output = inspect.output().map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
