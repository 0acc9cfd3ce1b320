//! The arguments of `rawi run`.

use crate::command::Format;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A pipeline file, or the name of an embedded pipeline (`news`)
    pub(super) pipeline: String,
    /// Files, globs, folders or `-`; they replace the source's files. The format is told by the ending: .txt .jsonl .csv
    /// .html, each also .gz
    pub(super) inputs: Vec<String>,
    /// Where the output goes; replaces the sinks' paths: a file ending in .jsonl, .csv or .txt (also .gz), a folder, `-`. Several
    /// times for several outputs. A run into a folder is resumed by the same command
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Vec<String>,
    /// The layers that are written; in CSV each is a table
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) layer: Vec<String>,
    /// Where documents go that do not go on, a file ending in .jsonl; else `out.rejected.jsonl` beside the first output
    #[arg(long, value_name = "FILE")]
    pub(super) rejected: Option<String>,
    /// Threads that process documents, 1024 at most; 0 for as many as the machine has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=rawi_runner::MOST_THREADS as i64))]
    pub(super) threads: Option<u16>,
    /// The format of the inputs, where the ending does not tell
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "jsonl", "csv", "html", "parquet"])]
    pub(super) input_format: Option<String>,
    /// The character set of the inputs, `windows-1256`, where it is not told by them
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<String>,
    /// What separates the cells of tables: `;`, `tab`; told by their first lines if not given
    #[arg(long, value_name = "SIGN")]
    pub(super) delimiter: Option<String>,
    /// How the run tells on stderr what happens: for people, or as a line of JSON for each event
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) log: Format,
    /// Write what the run did as JSON: counts, stages with their time, outputs
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<std::path::PathBuf>,
    /// Replace output that exists
    #[arg(long)]
    pub(super) overwrite: bool,
    /// Begin anew in an output folder, and remove what the run there has written
    #[arg(long, conflicts_with = "retry_rejected")]
    pub(super) restart: bool,
    /// Of an output folder, try again only what was rejected, with the pipeline as it is now. What was kept of those documents is
    /// read, not the inputs
    #[arg(long)]
    pub(super) retry_rejected: bool,
    /// Whether to show a digest of each report: on stdout, on stderr if the records go to stdout
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub(super) digest: When,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum When {
    /// If stdout is a terminal
    #[default]
    Auto,
    Always,
    Never,
}
