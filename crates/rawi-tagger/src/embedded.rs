//! The gazetteers in the binary, one folder a source under `gazetteers/`.

use crate::gazetteer::{Gazetteer, Kind};
use crate::learned::Learned;
use crate::table;
use rawi_core::{Assets, StageError};
use rawi_model::Model;

/// The embedded sources: name and licence.
pub const SOURCES: [(&str, &str); 10] = [
    ("rawi", "MIT OR Apache-2.0"),
    ("syria", "facts published by OCHA"),
    ("cldr", "Unicode-3.0"),
    ("umpirsky", "MIT"),
    ("world-cities", "CC BY 4.0"),
    ("akhateeb", "MIT"),
    ("geonames", "CC BY 4.0"),
    ("wikidata", "CC0-1.0"),
    ("arabnamer", "CC BY 4.0"),
    ("wikipedia", "CC BY-SA 4.0"),
];

/// How a table is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As those of users: name, label, id, variants, display.
    Names,
    /// The same; of foreign names both spellings of a g are known.
    Places,
    /// As those of users, of clubs.
    Clubs,
    /// Newspapers and channels: name, country, id, variants, sites.
    Outlets,
    /// Peoples: masculine singular, id, other forms.
    Peoples,
    /// Parts of personal names, one a line.
    Parts(Kind),
}

macro_rules! table {
    ($path:literal) => {
        include_str!(concat!("../gazetteers/", $path))
    };
}

/// The tables that are read when a tagger is made, each with its source; the long lists are no part of them.
pub(crate) const TABLES: [(&str, Form, &str); 17] = [
    ("rawi", Form::Names, table!("rawi/organisations.tsv")),
    ("rawi", Form::Names, table!("rawi/persons.tsv")),
    ("rawi", Form::Names, table!("rawi/titles.tsv")),
    ("rawi", Form::Names, table!("rawi/things.tsv")),
    ("rawi", Form::Clubs, table!("rawi/clubs.tsv")),
    ("rawi", Form::Outlets, table!("rawi/outlets.tsv")),
    ("rawi", Form::Places, table!("rawi/places.tsv")),
    ("rawi", Form::Places, table!("rawi/regions.tsv")),
    ("rawi", Form::Peoples, table!("rawi/nationalities.tsv")),
    ("rawi", Form::Parts(Kind::Given), table!("rawi/given.txt")),
    ("rawi", Form::Parts(Kind::Family), table!("rawi/family.txt")),
    ("syria", Form::Places, table!("syria/places.tsv")),
    ("cldr", Form::Places, table!("cldr/territories.tsv")),
    ("umpirsky", Form::Places, table!("umpirsky/countries.tsv")),
    ("world-cities", Form::Places, table!("world-cities/cities.tsv")),
    ("akhateeb", Form::Parts(Kind::Given), table!("akhateeb/given.txt")),
    ("akhateeb", Form::Parts(Kind::Family), table!("akhateeb/family.txt")),
];

/// Adds the embedded gazetteer `source`; of two entries with the same name the one added first wins.
pub(crate) fn add(source: &str, into: &mut Gazetteer) {
    into.source(format!("gazetteer:{source}"));
    for (_, form, text) in TABLES.iter().filter(|(of, ..)| *of == source) {
        match form {
            Form::Names | Form::Clubs => {
                let first = into.entries.len() as u32;
                let wrong = table::read("embedded.tsv", text, |row| into.add_row(row));
                assert!(wrong.is_empty(), "{wrong:#?}");
                if *form == Form::Clubs {
                    into.clubs = first..into.entries.len() as u32;
                }
            }
            Form::Places => into.add_foreign_places(text),
            Form::Outlets => {
                let first = into.entries.len() as u32;
                into.add_outlets(text);
                into.papers = first..into.entries.len() as u32;
            }
            Form::Peoples => into.add_nationalities(text),
            Form::Parts(kind) => into.add_name_parts(text, *kind),
        }
    }
    let used = &mut into.lists.used;
    match source {
        "geonames" => {
            used.places = true;
            into.places_source = (into.sources.len() - 1) as u16;
        }
        "cldr" => {
            used.units = true;
            into.units_source = (into.sources.len() - 1) as u16;
        }
        "wikidata" => used.parts = true,
        "arabnamer" => used.foreign = true,
        "wikipedia" => used.words = true,
        _ => {}
    }
}

/// The learned models in the binary, by name, and the file of each: none if it was built without the feature `model`. `fast` is the first
/// pass of `accurate`. Their licence is told in `models/MODEL.md` and NOTICE.
pub const MODELS: &[(&str, &[u8])] = &[
    #[cfg(feature = "model")]
    ("accurate", ACCURATE),
    #[cfg(feature = "model")]
    (FAST, ACCURATE),
];

#[cfg(feature = "model")]
static ACCURATE: &[u8] = include_bytes!("../../../models/accurate.model");
const FAST: &str = "fast";

/// The option's default.
pub(crate) const DEFAULT_MODEL: &str = if cfg!(feature = "model") { "accurate" } else { "none" };

/// The learned model that the option `model` names.
///
/// # Errors
/// `Asset`, if there is none of that name or the file is no model.
pub(crate) fn learned(name: &str, assets: &Assets<'_>) -> Result<Option<Learned>, StageError> {
    if name == "none" {
        return Ok(None);
    }
    let model = if name.ends_with(".model") {
        Model::from_bytes(assets.read(name)?.to_vec())
    } else if let Some(&(_, bytes)) = MODELS.iter().find(|(known, _)| *known == name) {
        if name == FAST { Model::first_pass(bytes) } else { Model::from_bytes(bytes) }
    } else {
        let known: String = MODELS.iter().map(|(known, _)| format!("`{known}`, ")).collect();
        let without = if MODELS.is_empty() { " (this rawi was built without the feature `model`)" } else { "" };
        return Err(StageError::asset(format!(
            "model = \"{name}\": there are {known}`none` and files ending in .model{without}"
        )));
    };
    let model = model.map_err(|error| StageError::asset(format!("model `{name}`: {error}")))?;
    Ok(Some(Learned::new(model, &format!("model:{name}"))))
}
