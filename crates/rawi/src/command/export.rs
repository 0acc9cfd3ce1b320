//! `rawi export`: records for other programs.

use super::samples::{Reading, Samples, open_source};
use super::{Failure, Outcome, Result};
use crate::terminal::{Message, print_data, say, shown, tell};
use rawi_io::export::{Dropped, Export, ExportFormat, file_name};
use rawi_io::{Disk, SourceContext};
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

/// Bytes that are collected before they are written.
const AT_ONCE: usize = 1 << 18;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Records, as `rawi run` writes them: files, folders, globs or `-`
    #[arg(required = true)]
    records: Vec<String>,
    /// The format
    #[arg(long, value_name = "FORMAT", value_parser = ExportFormat::ALL.map(ExportFormat::name))]
    to: String,
    /// A file, or `-`; for brat a folder
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: String,
    /// The format of the records, where the ending does not tell
    #[arg(long, value_name = "FORMAT", value_parser = ["jsonl", "parquet"])]
    input_format: Option<String>,
    /// Replace output that exists
    #[arg(long)]
    overwrite: bool,
}

pub(crate) fn run(args: &Args, quiet: bool) -> Result {
    let format = ExportFormat::ALL.into_iter().find(|format| format.name() == args.to);
    let format = format.ok_or_else(|| Failure::usage(format!("`{}` is no format", args.to)))?;
    if format.is_folder() && args.output == "-" {
        return Err(Failure::usage("brat wants two files for each document; name a folder with `-o`"));
    }
    // Records have been bounded when they were made.
    let context = SourceContext { max_document: u64::MAX / 4, ..SourceContext::default() };
    let reading = Reading { format: args.input_format.as_deref(), ..Reading::default() };
    let documents = Samples::of(open_source(&args.records, &reading, None, &context)?);
    let disk = Disk::default();
    let dropped = match format.is_folder() {
        true => folder(args, format, documents, &disk)?,
        false => stream(args, format, documents, &disk)?,
    };
    if !quiet {
        say(&shown(&dropped.to_string()));
        tell(Message::Note, format.drops());
    }
    Ok(Outcome::Fine)
}

fn stream(args: &Args, format: ExportFormat, documents: Samples, disk: &Disk) -> std::result::Result<Dropped, Failure> {
    let path = PathBuf::from(&args.output);
    let failed = |error: std::io::Error| Failure::run(format!("cannot write {}: {error}", args.output));
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::usage(format!("{} is there already; allow it to be replaced with --overwrite", args.output))
        }
        _ => Failure::usage(format!("cannot write {}: {error}", args.output)),
    };
    let mut file = match args.output.as_str() {
        "-" => None,
        _ => Some(disk.writer(&path, args.overwrite).map_err(refused)?),
    };
    let mut write = |bytes: &mut Vec<u8>| {
        let written = match &mut file {
            Some(file) => file.write_all(bytes),
            None => print_data(bytes),
        };
        bytes.clear();
        written.map_err(failed)
    };
    let (mut export, mut out) = (Export::new(format), Vec::new());
    for doc in documents {
        export.write(&doc?, &mut out).map_err(Failure::run)?;
        if out.len() > AT_ONCE {
            write(&mut out)?;
        }
    }
    let dropped = export.finish(&mut out).map_err(Failure::run)?;
    write(&mut out)?;
    if let Some(file) = file {
        file.appear().map_err(failed)?;
    }
    Ok(dropped)
}

fn folder(args: &Args, format: ExportFormat, documents: Samples, disk: &Disk) -> std::result::Result<Dropped, Failure> {
    let folder = PathBuf::from(&args.output);
    let failed = |error: std::io::Error| Failure::run(format!("cannot write into {}: {error}", args.output));
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let (mut export, mut out) = (Export::new(format), Vec::new());
    let mut names: HashMap<String, u32> = HashMap::new();
    for doc in documents {
        let doc = doc?;
        export.write(&doc, &mut out).map_err(Failure::run)?;
        let mut name = file_name(doc.id());
        // Two ids may look the same without what a file cannot be called.
        let count = names.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            name = format!("{name}~{count}");
        }
        for (ending, bytes) in [("txt", doc.source().as_bytes()), ("ann", out.as_slice())] {
            let path = folder.join(format!("{name}.{ending}"));
            if !args.overwrite && path.exists() {
                return Err(Failure::usage(format!(
                    "{} is there already; allow it to be replaced with --overwrite",
                    path.display()
                )));
            }
            disk.write(&path, bytes).map_err(failed)?;
        }
        out.clear();
    }
    export.finish(&mut out).map_err(Failure::run)
}
