use super::{Failure, Format, Outcome, Result, columns, print, print_json};
use rawi_tagger::{Entity, entities, entities_of};
use serde_json::json;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only entities of which a spelling or the id holds this; hamzas and marks are no matter
    #[arg(long, value_name = "TEXT")]
    find: Option<String>,
    /// Only entities with this label: PERS, ORG, GPE ...
    #[arg(long)]
    label: Option<String>,
    /// Only entities of this country (ISO 3166-1, two letters)
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Only entities of this gazetteer: rawi, syria, cldr, umpirsky, world-cities, geonames, or a file of your own
    #[arg(long)]
    source: Option<String>,
    /// A gazetteer of your own, whose entities come first
    #[arg(long, value_name = "FILE")]
    gazetteer: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Result {
    let mut all: Vec<Entity> = Vec::new();
    for path in &args.gazetteer {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Failure::usage(format!("{name}: {error}")))?;
        all.extend(entities_of(&name, &text).map_err(|wrong| Failure::usage(wrong.join("\n")))?);
    }
    all.extend(entities());
    all.retain(|e| {
        args.label.as_ref().is_none_or(|label| e.label.eq_ignore_ascii_case(label))
            && args.source.as_ref().is_none_or(|source| e.source == *source)
            && args.country.as_ref().is_none_or(|code| e.country.as_ref().is_some_and(|c| c.eq_ignore_ascii_case(code)))
            && args.find.as_ref().is_none_or(|text| e.matches(text))
    });
    match args.format {
        Format::Json => {
            print_json(
                &all.iter()
                    .map(|e| {
                        json!({
                            "id": e.id, "label": e.label, "name": e.name, "spellings": e.spellings,
                            "country": e.country, "population": e.population, "source": e.source,
                        })
                    })
                    .collect(),
            )?;
        }
        Format::Text => {
            let mut rows: Vec<Vec<String>> =
                vec![["id", "label", "country", "people", "source", "spellings"].map(str::to_owned).to_vec()];
            rows.extend(all.iter().map(|e| {
                vec![
                    if e.id.is_empty() { "-".to_owned() } else { e.id.clone() },
                    e.label.clone(),
                    e.country.clone().unwrap_or_else(|| "-".to_owned()),
                    e.population.map_or_else(|| "-".to_owned(), |people| people.to_string()),
                    e.source.clone(),
                    e.spellings.join(" | "),
                ]
            }));
            if all.is_empty() {
                print(
                    "no such entity. To add one: a line NAME<TAB>LABEL<TAB>ID in a file names.tsv, and in the pipeline, at the \
                     tagger, gazetteers = [\"names.tsv\"].\n",
                )?;
            } else {
                print(&columns(&rows))?;
            }
        }
    }
    Ok(if all.is_empty() { Outcome::Findings } else { Outcome::Fine })
}
