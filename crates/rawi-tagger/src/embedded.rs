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

macro_rules! table {
    ($path:literal) => {
        include_str!(concat!("../gazetteers/", $path))
    };
}

/// Adds the embedded gazetteer `source`; of two entries with the same name the one added first wins.
pub(crate) fn add(source: &str, into: &mut Gazetteer) {
    into.source(format!("gazetteer:{source}"));
    match source {
        "rawi" => {
            for text in [
                table!("rawi/organisations.tsv"),
                table!("rawi/persons.tsv"),
                table!("rawi/titles.tsv"),
                table!("rawi/things.tsv"),
            ] {
                let wrong = table::read("embedded.tsv", text, |row| into.add_row(row));
                assert!(wrong.is_empty(), "{wrong:#?}");
            }
            into.add_outlets(table!("rawi/outlets.tsv"));
            into.add_foreign_places(table!("rawi/places.tsv"));
            into.add_foreign_places(table!("rawi/regions.tsv"));
            into.add_nationalities(table!("rawi/nationalities.tsv"));
            into.add_name_parts(table!("rawi/given.txt"), Kind::Given);
            into.add_name_parts(table!("rawi/family.txt"), Kind::Family);
        }
        "syria" => into.add_foreign_places(table!("syria/places.tsv")),
        "cldr" => into.add_foreign_places(table!("cldr/territories.tsv")),
        "umpirsky" => into.add_foreign_places(table!("umpirsky/countries.tsv")),
        "world-cities" => into.add_foreign_places(table!("world-cities/cities.tsv")),
        "geonames" => {
            into.lists.used.places = true;
            into.places_source = (into.sources.len() - 1) as u16;
        }
        "wikidata" => into.lists.used.parts = true,
        "arabnamer" => into.lists.used.foreign = true,
        "wikipedia" => into.lists.used.words = true,
        _ => {
            into.add_name_parts(table!("akhateeb/given.txt"), Kind::Given);
            into.add_name_parts(table!("akhateeb/family.txt"), Kind::Family);
        }
    }
}

/// The learned models in the binary, by name: none if it was built without the feature `model`. Their licence is told in
/// `models/MODEL.md` and NOTICE.
pub const MODELS: &[(&str, &[u8])] = &[
    #[cfg(feature = "model")]
    ("accurate", include_bytes!("../../../models/accurate.model")),
    #[cfg(feature = "model")]
    ("fast", include_bytes!("../../../models/fast.model")),
];

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
        Model::from_bytes(bytes)
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
