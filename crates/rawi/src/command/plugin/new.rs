use crate::command::new::{Sdk, crate_files, crate_name, write};
use crate::command::{Failure, Outcome, Result};
use crate::terminal::{say, shown};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The stage's name, with a name of yours before it: org.example.weapons
    name: String,
    /// The language
    #[arg(long, value_enum)]
    lang: Language,
    /// The folder to write; the last part of the name if left out
    #[arg(long)]
    path: Option<PathBuf>,
    /// Where a stage in Rust has rawi's crates from: a checkout (PATH), a repository (GIT@REV) or a registry (VERSION); found
    /// by itself below a checkout of rawi. A stage in C or C++ needs none
    #[arg(long, value_name = "PATH|GIT@REV|VERSION")]
    sdk: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    Rust,
    C,
    /// C++11
    Cpp,
}

/// What a plugin in C or C++ includes, beside it.
const HEADERS: [(&str, &str); 2] = [
    ("rawi_stage.h", include_str!("../../../../rawi-plugin/include/rawi_stage.h")),
    ("rawi_json.h", include_str!("../../../../rawi-plugin/include/rawi_json.h")),
];

pub(crate) fn run(args: &Args, quiet: bool) -> Result {
    let name = crate_name(&args.name)?;
    let folder = args.path.as_deref().unwrap_or(Path::new(name));
    if folder.exists() {
        return Err(Failure::usage(format!("{} is there already; choose another --path", folder.display())));
    }
    let library = match args.lang {
        Language::Rust => format!("target/release/lib{}.so", name.replace('-', "_")),
        Language::C | Language::Cpp => format!("{name}.so"),
    };
    let with_headers = |files: &[(String, &str)]| {
        let headers = HEADERS.iter().map(|(file, text)| ((*file).to_owned(), *text));
        let all = files.iter().cloned().chain(headers).chain([(".gitignore".to_owned(), "*.so\n")]);
        all.map(|(file, text)| (file, text.to_owned())).collect::<Vec<_>>()
    };
    let mut files = match args.lang {
        Language::Rust => crate_files(&args.name, name, &Sdk::new(args.sdk.as_deref())?, true),
        Language::C | Language::Cpp if args.sdk.is_some() => {
            return Err(Failure::usage("a plugin in C or C++ needs no --sdk: its headers are written beside it"));
        }
        Language::C => with_headers(&[
            (format!("{name}.c"), include_str!("template/stage.c")),
            ("Makefile".to_owned(), include_str!("template/Makefile")),
        ]),
        Language::Cpp => with_headers(&[
            (format!("{name}.cpp"), include_str!("template/stage.cpp")),
            ("Makefile".to_owned(), include_str!("template/Makefile.cpp")),
            ("rawi_stage.hpp".to_owned(), include_str!("../../../../rawi-plugin/include/rawi_stage.hpp")),
        ]),
    };
    files.push(("pipeline.toml".to_owned(), include_str!("template/pipeline.toml").to_owned()));
    for (file, text) in files {
        let text = text.replace("STAGE_NAME", &args.name).replace("CRATE_NAME", name);
        write(&folder.join(file), &text.replace("PLUGIN_FILE", &library))?;
    }
    if !quiet {
        let steps = match args.lang {
            Language::Rust => format!(
                "  cargo test                    # its casebook and the rules of a stage, linked\n  cargo build --release         # {library}\n  rawi test pipeline.toml       # loaded\n  rawi plugin check {library}"
            ),
            Language::C | Language::Cpp => {
                "  make                          # the plugin\n  make test                     # the tests of pipeline.toml, and rawi plugin check".to_owned()
            }
        };
        say(&format!(
            "{0} is written: a stage `{1}` that marks years, to change into yours\n  cd {0}\n{steps}",
            shown(&folder.display().to_string()),
            shown(&args.name)
        ));
    }
    Ok(Outcome::Fine)
}
