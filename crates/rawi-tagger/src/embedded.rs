//! The gazetteers in the binary, one folder a source under `gazetteers/`.

use crate::gazetteer::{Gazetteer, Kind};
use crate::learned::Learned;
use crate::table;
use crate::tagger::ModelChoice;
use rawi_core::StageError;

/// The embedded sources: name and licence.
pub const SOURCES: [(&str, &str); 6] = [
    ("rawi", "MIT OR Apache-2.0"),
    ("syria", "facts published by OCHA"),
    ("cldr", "Unicode-3.0"),
    ("umpirsky", "MIT"),
    ("world-cities", "CC BY 4.0"),
    ("akhateeb", "MIT"),
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
            into.add_foreign_places(table!("rawi/places.tsv"));
            into.add_nationalities(table!("rawi/nationalities.tsv"));
            into.add_name_parts(table!("rawi/given.txt"), Kind::Given);
            into.add_name_parts(table!("rawi/family.txt"), Kind::Family);
        }
        "syria" => into.add_foreign_places(table!("syria/places.tsv")),
        "cldr" => into.add_foreign_places(table!("cldr/territories.tsv")),
        "umpirsky" => into.add_foreign_places(table!("umpirsky/countries.tsv")),
        "world-cities" => into.add_foreign_places(table!("world-cities/cities.tsv")),
        _ => {
            into.add_name_parts(table!("akhateeb/given.txt"), Kind::Given);
            into.add_name_parts(table!("akhateeb/family.txt"), Kind::Family);
        }
    }
}

/// The word classes of the context patterns.
pub(crate) fn words() -> &'static str {
    table!("rawi/words.tsv")
}

/// The learned model `choice`; its licence is told in `models/MODEL.md` and NOTICE.
///
/// # Errors
/// `Asset`, if rawi was built without the models.
pub(crate) fn model(choice: ModelChoice) -> Result<Option<Learned>, StageError> {
    let (name, bytes) = match choice {
        ModelChoice::None => return Ok(None),
        #[cfg(feature = "model")]
        ModelChoice::Accurate => ("model:accurate", &include_bytes!("../../../models/accurate.model")[..]),
        #[cfg(feature = "model")]
        ModelChoice::Fast => ("model:fast", &include_bytes!("../../../models/fast.model")[..]),
        #[cfg(not(feature = "model"))]
        _ => return Err(StageError::asset("this rawi was built without the feature `model`; write model = \"none\"")),
    };
    let model = crate::model::Model::from_bytes(bytes).map_err(|error| StageError::bug(format!("{name}: {error}")))?;
    Ok(Some(Learned::new(model, name)))
}
