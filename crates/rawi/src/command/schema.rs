use super::{Result, print_json};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Of what
    #[arg(value_enum)]
    of: Of,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Of {
    /// The pipeline file, for an editor to complete and check
    Pipeline,
    /// The record, a line of JSON for each document
    Record,
}

pub(crate) fn run(args: &Args) -> Result {
    print_json(&match args.of {
        Of::Pipeline => rawi_config::schema(&crate::builtin_stages()),
        Of::Record => rawi_io::record::json_schema(),
    })
}
