use super::{Failure, Outcome, Result};
use anstream::eprintln;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// A pipeline file to change: the embedded `news`, with a source and a sink
    Pipeline {
        /// The file to write
        #[arg(default_value = "pipeline.toml")]
        file: PathBuf,
    },
    /// A crate with a stage, its casebook and its tests
    Stage {
        /// The crate's name: ASCII letters, digits and hyphens
        name: String,
        /// The folder to write; the name if left out
        #[arg(long)]
        path: Option<PathBuf>,
        /// Where rawi's sources lie; found by itself below a checkout of rawi
        #[arg(long, value_name = "PATH")]
        sdk: Option<PathBuf>,
    },
}

pub(crate) fn run(args: &Args, quiet: bool) -> Result {
    let message = match &args.what {
        What::Pipeline { file } => pipeline(file)?,
        What::Stage { name, path, sdk } => stage(name, path.as_deref(), sdk.as_deref())?,
    };
    if !quiet {
        eprintln!("{message}");
    }
    Ok(Outcome::Fine)
}

const SOURCE: &str = r#"
[source]
uses = "text"              # or jsonl, csv, html; `rawi stages text` lists the options
files = ["reports/*.txt"]  # relative to this file
"#;

const SINK: &str = r#"
[sink]
uses = "jsonl"             # or csv, transcript
path = "out.jsonl"
"#;

fn pipeline(file: &Path) -> std::result::Result<String, Failure> {
    let news = rawi::embedded_pipeline("news").unwrap_or_default();
    let text: Vec<&str> = news.lines().skip_while(|line| line.starts_with('#')).collect();
    let text = text.join("\n").replacen("rawi = 1\n", &format!("rawi = 1\n{SOURCE}"), 1);
    let text = text.replacen("\n[run]", &format!("{SINK}\n[run]"), 1);
    write(file, &(text + "\n"))?;
    Ok(format!(
        "{0} is written; put reports where `files` says, then\n  rawi check {0}\n  rawi run {0}",
        file.display()
    ))
}

const TEMPLATE: [(&str, &str); 4] = [
    ("src/lib.rs", include_str!("../../../../plugins/rawi-years/src/lib.rs")),
    ("tests/cases/years.md", include_str!("../../../../plugins/rawi-years/tests/cases/years.md")),
    ("tests/casebook.rs", include_str!("../../../../plugins/rawi-years/tests/casebook.rs")),
    ("tests/stage.rs", include_str!("../../../../plugins/rawi-years/tests/stage.rs")),
];

fn stage(name: &str, path: Option<&Path>, sdk: Option<&Path>) -> std::result::Result<String, Failure> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty()
        || !name.chars().all(plain)
        || !name.starts_with(|c: char| c.is_ascii_lowercase())
        || name.ends_with('-')
    {
        return Err(Failure::usage(format!(
            "`{name}` is no name for a crate: use small ASCII letters, digits and hyphens, beginning with a letter"
        )));
    }
    let sdk = sdk.map_or_else(find_sdk, |path| Ok(path.to_owned()))?;
    let sdk = fs::canonicalize(&sdk).map_err(|error| Failure::usage(format!("--sdk {}: {error}", sdk.display())))?;
    if !sdk.join("crates/rawi-core/Cargo.toml").is_file() {
        return Err(Failure::usage(format!(
            "{}: there is no crates/rawi-core in it; name a checkout of rawi",
            sdk.display()
        )));
    }
    let folder = path.unwrap_or(Path::new(name));
    if folder.exists() {
        return Err(Failure::usage(format!("{} is there already; choose another --path", folder.display())));
    }
    // The stage is called like the crate, without the project's own prefix.
    let short = name.strip_prefix("rawi-").unwrap_or(name);
    let snake = short.replace('-', "_");
    let camel: String = short.split('-').map(capital).collect();
    let rename = |text: &str| {
        text.replace("rawi_years", &name.replace('-', "_"))
            .replace("rawi-years", name)
            .replace("YEARS", &snake.to_uppercase())
            .replace("Years", &camel)
            .replace("\"years\"", &format!("\"{short}\""))
            .replace("years.md", &format!("{short}.md"))
            .replace("  years ", &format!("  {short} "))
            .replace("empty years", &format!("empty {short}"))
    };
    for (file, text) in TEMPLATE {
        write(&folder.join(rename(file)), &rename(text))?;
    }
    let crate_path = |krate: &str| sdk.join("crates").join(krate).display().to_string().replace('\\', "/");
    let manifest = format!(
        r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[dependencies]
rawi-core = {{ path = "{}" }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"

[dev-dependencies]
rawi-config = {{ path = "{}" }}
rawi-segmenter = {{ path = "{}" }}
rawi-testkit = {{ path = "{}" }}

[[test]]
name = "casebook"
harness = false

# Its own workspace, so that it also works inside another repository.
[workspace]
"#,
        crate_path("rawi-core"),
        crate_path("rawi-config"),
        crate_path("rawi-segmenter"),
        crate_path("rawi-testkit"),
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    write(&folder.join(".gitignore"), "/target\n")?;
    Ok(format!(
        "{0} is written: a stage `{short}` that marks years, to change into yours\n  cd {0}\n  cargo test                    # its casebook and the rules of a stage\n  RAWI_UPDATE=1 cargo test      # after a change: rewrites what is expected, to be read in the diff",
        folder.display()
    ))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// The checkout of rawi that the working folder lies in.
fn find_sdk() -> std::result::Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|error| Failure::run(format!("the working folder: {error}")))?;
    let found = here.ancestors().find(|folder| folder.join("crates/rawi-core/Cargo.toml").is_file());
    found
        .map(Path::to_owned)
        .ok_or_else(|| Failure::usage("a stage is built against rawi's sources; name a checkout of rawi: --sdk PATH"))
}

/// Writes a new file; never over one that is there.
fn write(path: &Path, text: &str) -> std::result::Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::run(format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    if path.exists() {
        return Err(Failure::usage(format!("{} is there already; name another file", path.display())));
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)
}
