//! The command `rawi`, for a program that is it.

pub use crate::program::Program;

use crate::command::pipeline::{Mode, Plugins};
use crate::command::{self, Format, Outcome};
use crate::logger;
use crate::terminal::{Message, say, tell};
use clap::{CommandFactory as _, Parser};
use std::ffi::OsString;
use std::io::Write as _;

/// Reads Arabic news reports and writes down what they say.
#[derive(Parser)]
#[command(name = "rawi", version, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Cli {
    /// Say what the binary bundles, and under which licences
    #[arg(long)]
    licenses: bool,
    /// Print nothing on stderr but errors
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Say also what stages log of their work (-v), and what their authors want to know (-vv)
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// Load no plugins: a pipeline that names one is refused, and the plugin's file is not looked at
    #[arg(long, global = true)]
    no_plugins: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

const AFTER_HELP: &str = "\
Exit codes: 0 fine; 1 findings (a document failed) or a run that broke off; 2 usage (also an input that is not there, an output that
exists) or pipeline file; 3 a plugin was refused; 130 interrupted.
Results go to stdout, progress and messages to stderr; `-` is stdin or stdout. rawi never opens a socket.";

#[derive(clap::Subcommand)]
enum Command {
    /// Run a pipeline on the five bundled reports and show what it finds
    Demo,
    /// Run a pipeline over reports
    Run(command::run::Args),
    /// Show how far a run into a folder is: shards, documents, what was rejected, what is left
    Status(command::status::StatusArgs),
    /// Group the documents that a run rejected, with one example of each kind
    Errors(command::status::ErrorsArgs),
    /// Check a pipeline file, and show its plan
    Check(command::check::Args),
    /// Run a pipeline's tests, and compare what its stages give with what they gave
    Test(command::test::Args),
    /// Measure how fast a pipeline is: per stage, per document, on 1 to N threads, and the memory it takes
    Bench(command::bench::Args),
    /// Compare two runs, or two pipelines: what changed in every layer
    Diff(command::diff::Args),
    /// Write records for other programs: CoNLL, brat, Web Annotations, Label Studio, doccano, spaCy
    Export(command::export::Args),
    /// Measure a pipeline against gold: precision, recall and F1 of every label
    Eval(command::eval::Args),
    /// The figures of events: how many, in which report, according to whom, and whether they agree
    Figures(command::figures::Args),
    /// A dossier of events as a page: reports side by side, with every figure one click from its sentence
    Dossier(command::dossier::Args),
    /// What happened when, and what was known when
    ///
    /// Unless events are chosen (--event, --place, --since, --until), only those that several reports tell of, if there are any.
    Timeline(command::timeline::Args),
    /// Why a figure is what it is: its rule, the line of the lexicon, its sentence, what else was read there
    Why(command::why::Args),
    /// All reports that name somebody or something, under all its spellings
    Find(command::find::Args),
    /// Train a learned model on texts with their names
    Train(command::train::Args),
    /// Show what the stages give on a text, as a transcript
    Inspect(command::inspect::Args),
    /// List the stages, or tell all about one
    Stages(command::stages::Args),
    /// Look up the names that rawi knows: ids, spellings, countries, sources
    Entities(command::entities::Args),
    /// Write a pipeline file or a stage to start from
    New(command::new::Args),
    /// Start, check, list and pin plugins
    #[cfg(target_os = "linux")]
    Plugin(command::plugin::Args),
    /// Print a JSON Schema: of the pipeline file, of the record
    Schema(command::schema::Args),
    /// Explain a problem code of `rawi check`
    Explain {
        /// The code, as `check` prints it; all codes if left out
        code: Option<String>,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// Says what clap answers to arguments that ask for help or are none; the exit code.
fn answered(error: &clap::Error) -> u8 {
    let text = error.render().ansi().to_string();
    match error.use_stderr() {
        true => say(text.trim_end()),
        false => _ = command::print(&text),
    }
    u8::try_from(error.exit_code()).unwrap_or(2)
}

/// Runs the command with these arguments, the first of which is its own name, and gives its exit code. `program` is how it is
/// started again.
///
/// It prints, and takes the signals of Ctrl-C: it is for a program that is the command, under whatever name.
pub fn run(args: impl IntoIterator<Item = OsString>, program: &Program) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return answered(&error),
    };
    if cli.licenses {
        let _ = command::print(crate::LICENSES);
        return 0;
    }
    let quiet = cli.quiet;
    logger::show(quiet, cli.verbose);
    let plugins = Plugins { mode: if cli.no_plugins { Mode::Off } else { Mode::Load }, program, quiet };
    let result = match cli.command {
        None => {
            let _ = Cli::command().print_help();
            return 2;
        }
        Some(Command::Demo) => command::demo::run(plugins),
        Some(Command::Run(args)) => command::run::run(&args, plugins),
        Some(Command::Status(args)) => command::status::status(&args),
        Some(Command::Errors(args)) => command::status::errors(&args),
        Some(Command::Check(args)) => command::check::run(&args, plugins),
        Some(Command::Test(args)) => command::test::run(&args, plugins),
        Some(Command::Bench(args)) => command::bench::run(&args, plugins),
        Some(Command::Diff(args)) => command::diff::run(&args, plugins),
        Some(Command::Export(args)) => command::export::run(&args, quiet),
        Some(Command::Eval(args)) => command::eval::run(&args, plugins),
        Some(Command::Figures(args)) => command::figures::run(&args, plugins),
        Some(Command::Dossier(args)) => command::dossier::run(&args, plugins),
        Some(Command::Timeline(args)) => command::timeline::run(&args, plugins),
        Some(Command::Why(args)) => command::why::run(&args, plugins),
        Some(Command::Find(args)) => command::find::run(&args, plugins),
        Some(Command::Train(args)) => command::train::run(&args, quiet),
        Some(Command::Inspect(args)) => command::inspect::run(&args, plugins),
        Some(Command::Stages(args)) => command::stages::run(&args, plugins),
        Some(Command::Entities(args)) => command::entities::run(&args),
        Some(Command::New(args)) => command::new::run(&args, quiet),
        #[cfg(target_os = "linux")]
        Some(Command::Plugin(args)) => command::plugin::run(&args, plugins),
        Some(Command::Schema(args)) => command::schema::run(&args),
        Some(Command::Explain { code, format }) => command::explain::run(code.as_deref(), format),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "rawi", &mut script);
            command::print_data(&String::from_utf8_lossy(&script))
        }
    };
    let code = match result {
        Ok(Outcome::Fine) => 0,
        Ok(Outcome::Findings) => 1,
        Err(failure) => {
            if !failure.message.is_empty() {
                tell(Message::Error, &failure.message);
            }
            failure.code
        }
    };
    let _ = std::io::stdout().flush();
    code
}
