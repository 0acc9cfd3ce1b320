use super::{Failure, Outcome, Result};
use crate::terminal::say;
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
        /// Where rawi's crates come from: a checkout (PATH), a repository (GIT@REV) or a registry (VERSION); found by itself
        /// below a checkout of rawi
        #[arg(long, value_name = "PATH|GIT@REV|VERSION")]
        sdk: Option<String>,
    },
}

pub(crate) fn run(args: &Args, quiet: bool) -> Result {
    let message = match &args.what {
        What::Pipeline { file } => pipeline(file)?,
        What::Stage { name, path, sdk } => stage(name, path.as_deref(), sdk.as_deref())?,
    };
    if !quiet {
        say(&message);
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
    let news = crate::embedded_pipeline("news").unwrap_or_default();
    let text: Vec<&str> = news.lines().skip_while(|line| line.starts_with('#')).collect();
    let text = text.join("\n").replacen("rawi = 1\n", &format!("rawi = 1\n{SOURCE}"), 1);
    let text = text.replacen("\n[run]", &format!("{SINK}\n[run]"), 1);
    write(file, &(text + "\n"))?;
    Ok(format!(
        "{0} is written; put reports where `files` says, then\n  rawi check {0}\n  rawi run {0}",
        file.display()
    ))
}

const TEMPLATE: [(&str, &str); 3] = [
    ("src/lib.rs", include_str!("../../../../plugins/rawi-years/src/lib.rs")),
    ("tests/cases/years.md", include_str!("../../../../plugins/rawi-years/tests/cases/years.md")),
    ("tests/stage.rs", include_str!("../../../../plugins/rawi-years/tests/stage.rs")),
];

fn stage(name: &str, path: Option<&Path>, sdk: Option<&str>) -> std::result::Result<String, Failure> {
    if crate_name(name)? != name {
        return Err(Failure::usage(format!(
            "`{name}` is no name for a crate: leave out what stands before the last dot"
        )));
    }
    let sdk = Sdk::new(sdk)?;
    let folder = path.unwrap_or(Path::new(name));
    if folder.exists() {
        return Err(Failure::usage(format!("{} is there already; choose another --path", folder.display())));
    }
    // The stage is called like the crate, without the project's own prefix.
    let short = name.strip_prefix("rawi-").unwrap_or(name);
    for (file, text) in crate_files(short, name, &sdk, false) {
        write(&folder.join(file), &text)?;
    }
    Ok(format!(
        "{0} is written: a stage `{short}` that marks years, to change into yours\n  cd {0}\n  cargo test                    # its casebook and the rules of a stage\n  RAWI_UPDATE=1 cargo test      # after a change: rewrites what is expected, to be read in the diff",
        folder.display()
    ))
}

/// The name of the crate for a stage of this name: what stands behind its last dot.
pub(crate) fn crate_name(stage: &str) -> std::result::Result<&str, Failure> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase()) && part.chars().all(plain) && !part.ends_with('-')
    };
    if !stage.split('.').all(part) {
        return Err(Failure::usage(format!(
            "`{stage}` is no name for a stage: use small ASCII letters, digits and hyphens, beginning with a letter"
        )));
    }
    Ok(stage.rsplit('.').next().unwrap_or(stage))
}

/// Where rawi's crates come from.
pub(crate) enum Sdk {
    Path(PathBuf),
    Git { url: String, rev: String },
    Version(String),
}

impl Sdk {
    /// What `--sdk` says; without it the checkout that the working folder lies in.
    pub(crate) fn new(given: Option<&str>) -> std::result::Result<Self, Failure> {
        let path = match given {
            None => find_sdk()?,
            Some(given) if Path::new(given).exists() => given.into(),
            Some(version) if version.starts_with(|c: char| c.is_ascii_digit()) => {
                return Ok(Self::Version(version.to_owned()));
            }
            Some(given) => match given.rsplit_once('@') {
                Some((url, rev)) if !url.is_empty() && !rev.is_empty() => {
                    return Ok(Self::Git { url: url.to_owned(), rev: rev.to_owned() });
                }
                _ => given.into(),
            },
        };
        let path = fs::canonicalize(&path).map_err(|error| {
            Failure::usage(format!("--sdk {}: {error}; it takes a folder, GIT@REV or a version", path.display()))
        })?;
        if !path.join("crates/rawi-core/Cargo.toml").is_file() {
            return Err(Failure::usage(format!(
                "{}: there is no crates/rawi-core in it; name a checkout of rawi",
                path.display()
            )));
        }
        Ok(Self::Path(path))
    }

    /// The line of a manifest for one of rawi's crates.
    fn dependency(&self, krate: &str) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let from = match self {
            Self::Path(sdk) => {
                let path = sdk.join("crates").join(krate).display().to_string().replace('\\', "/");
                format!("path = {}", quoted(&path))
            }
            Self::Git { url, rev } => format!("git = {}, rev = {}", quoted(url), quoted(rev)),
            Self::Version(version) => format!("version = {}", quoted(version)),
        };
        // What its defaults bring is half as much to build again.
        let lean = if krate == "rawi-testkit" { ", default-features = false" } else { "" };
        format!("{krate} = {{ {from}{lean} }}\n")
    }
}

/// The files of a crate with the stage `stage`; as a plugin it exports it.
pub(crate) fn crate_files(stage: &str, name: &str, sdk: &Sdk, plugin: bool) -> Vec<(String, String)> {
    let last = stage.rsplit('.').next().unwrap_or(stage);
    let snake = last.replace('-', "_");
    let camel: String = last.split('-').map(capital).collect();
    let rename = |text: &str| {
        text.replace("rawi_years", &name.replace('-', "_"))
            .replace("rawi-years", name)
            .replace("YEARS", &snake.to_uppercase())
            .replace("Years", &camel)
            .replace("\"years\"", &format!("\"{stage}\""))
            .replace("`years`", &format!("`{stage}`"))
            .replace("years.md", &format!("{last}.md"))
            .replace("  years ", &format!("  {stage} "))
            .replace("empty years", &format!("empty {stage}"))
    };
    let mut files: Vec<(String, String)> =
        TEMPLATE.into_iter().map(|(file, text)| (rename(file), rename(text))).collect();
    let all = |crates: &[&str]| crates.iter().map(|krate| sdk.dependency(krate)).collect::<String>();
    let (mut library, mut dependencies) = ("", vec!["rawi-core"]);
    if plugin {
        library = "\n# The tests link the stage; rawi loads it.\n[lib]\ncrate-type = [\"lib\", \"cdylib\"]\n";
        dependencies.push("rawi-plugin");
        files[0].1.push_str(&format!("\nrawi_plugin::export_stages!({camel}Config);\n"));
    }
    let manifest = format!(
        r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"
{library}
[dependencies]
{}serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"

[dev-dependencies]
{}
# A debugger is for the stage: what it stands on is built once, and faster so.
[profile.dev.package."*"]
debug = false
incremental = false
codegen-units = 1

# Its own workspace, so that it also works inside another repository.
[workspace]
"#,
        all(&dependencies),
        all(&["rawi-config", "rawi-segmenter", "rawi-testkit"]),
    );
    files.push(("Cargo.toml".to_owned(), manifest));
    files.push((".gitignore".to_owned(), "/target\n".to_owned()));
    files
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// The checkout of rawi that the working folder lies in.
fn find_sdk() -> std::result::Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|error| Failure::run(format!("the working folder: {error}")))?;
    let found = here.ancestors().find(|folder| folder.join("crates/rawi-core/Cargo.toml").is_file());
    found.map(Path::to_owned).ok_or_else(|| {
        Failure::usage("a stage is built against rawi's sources; say where they are: --sdk PATH, GIT@REV or VERSION")
    })
}

/// Writes a new file; never over one that is there.
pub(crate) fn write(path: &Path, text: &str) -> std::result::Result<(), Failure> {
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
