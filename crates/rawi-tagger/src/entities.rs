//! What the gazetteers hold, to be looked up: `rawi entities`.

use crate::country::country;
use crate::embedded::{Form, TABLES};
use crate::gazetteer::adjective_forms;
use crate::lists::all_places;
use crate::table::{self, outlets, rows};
use rawi_arabic::LOOSE;

/// An entity of a gazetteer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entity {
    /// Its id: `SY02`, `FR/paris`, `person:donald-trump`. Empty if the gazetteer gives none.
    pub id: String,
    /// PERS, ORG, GPE and so on.
    pub label: String,
    /// Its usual name.
    pub name: String,
    /// All spellings, the name first. One that ends in `?` needs context.
    pub spellings: Vec<String>,
    /// ISO 3166-1 code of its country, if the id or the table tells it.
    pub country: Option<String>,
    /// People, of places whose number is known.
    pub population: Option<u64>,
    /// The gazetteer: `rawi`, `geonames`, or the name of a file.
    pub source: String,
}

impl Entity {
    /// Whether a spelling holds `text` (compared as the tagger compares, without marks and hamzas), or the id does.
    ///
    /// ```
    /// let found: Vec<_> = rawi_tagger::entities().into_iter().filter(|e| e.matches("الاسكندرية")).collect();
    /// assert!(found.iter().any(|e| e.id == "EG/alexandria"));
    /// ```
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let wanted = LOOSE.key(text.trim());
        !wanted.is_empty()
            && (self.id.to_ascii_lowercase().contains(&wanted)
                || self.spellings.iter().any(|name| LOOSE.key(name).contains(&wanted)))
    }
}

fn entity(source: &str, label: &str, id: &str, name: &str, spellings: Vec<String>) -> Entity {
    Entity {
        id: id.to_owned(),
        label: label.to_owned(),
        name: name.trim_end_matches('?').to_owned(),
        spellings,
        country: country(id).and_then(|code| String::from_utf8(code.letters().to_vec()).ok()),
        population: None,
        source: source.to_owned(),
    }
}

/// The entities of all embedded gazetteers, in the order in which the tagger prefers them. Parts of personal names are none.
#[must_use]
pub fn entities() -> Vec<Entity> {
    let mut all = Vec::new();
    for (source, form, text) in TABLES {
        match form {
            Form::Names | Form::Clubs | Form::Places => {
                table::read("embedded.tsv", text, |row| {
                    let spellings = row.names().map(str::to_owned).collect();
                    all.push(entity(source, row.label.as_str(), row.entity.unwrap_or(""), row.display, spellings));
                });
            }
            Form::Outlets => {
                for outlet in outlets(text) {
                    let spellings = outlet.names().map(str::to_owned).collect();
                    let mut found = entity(source, "ORG", outlet.id, outlet.name, spellings);
                    found.country = (outlet.country != "-").then(|| outlet.country.to_owned());
                    all.push(found);
                }
            }
            Form::Peoples => {
                for (_, row) in rows(text) {
                    let mut fields = row.split('\t');
                    let (stem, id) = (fields.next().unwrap_or(""), fields.next().unwrap_or(""));
                    let mut spellings = Vec::new();
                    adjective_forms(stem, &mut spellings);
                    all.push(entity(source, "NORP", id, stem, spellings));
                }
            }
            Form::Parts(_) => {}
        }
    }
    // A place with several spellings stands there once a spelling.
    let from = all.len();
    for place in all_places() {
        let spelling = format!("{}{}", place.name, if place.needs_context { "?" } else { "" });
        let source = if place.population.is_some() { "geonames" } else { "cldr" };
        let mut found = entity(source, "GPE", place.id, place.name, vec![spelling]);
        found.population = place.population.filter(|&people| people > 0);
        all.push(found);
    }
    all[from..].sort_by(|a, b| a.id.cmp(&b.id).then(b.population.cmp(&a.population)));
    all.dedup_by(|next, kept| {
        let listed = |e: &Entity| e.source == "geonames" || e.source == "cldr" && e.label == "GPE";
        let same = listed(next) && listed(kept) && next.id == kept.id;
        if same {
            kept.spellings.append(&mut next.spellings);
        }
        same
    });
    all
}

/// The entities of a user's table, as [`entities`] has those of the embedded ones.
///
/// # Errors
/// All that is wrong in it, each with its line.
pub fn entities_of(file: &str, text: &str) -> Result<Vec<Entity>, Vec<String>> {
    let mut all = Vec::new();
    let wrong = table::read(file, text, |row| {
        let spellings = row.names().map(str::to_owned).collect();
        all.push(entity(file, row.label.as_str(), row.entity.unwrap_or(""), row.display, spellings));
    });
    if wrong.is_empty() { Ok(all) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_those_of_the_tables() {
        let all = entities();
        let found = |text: &str| all.iter().filter(|e| e.matches(text)).map(|e| e.id.as_str()).collect::<Vec<_>>();
        assert!(found("طرابلس").contains(&"LB/tripoli") && found("طرابلس").contains(&"LY/tripoli"));
        assert!(found("عكاظ").contains(&"org:okaz"));
        assert!(found("سعوديون").contains(&"norp:SA"));
        assert!(all.iter().any(|e| e.id == "FR/paris" && e.country.as_deref() == Some("FR")));
        let riyadh = all.iter().find(|e| e.source == "geonames" && e.id == "SA/riyadh").unwrap();
        assert!(riyadh.population.is_some_and(|people| people > 1_000_000));
        let ids: Vec<&str> = all.iter().filter(|e| e.source == "geonames").map(|e| e.id.as_str()).collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]), "each place once");
    }

    #[test]
    fn a_table_of_ones_own() {
        let mine = entities_of("mine.tsv", "لواء الزيتون\tORG\torg:zaytun\tجماعة الزيتون\n").unwrap();
        assert_eq!((mine.len(), mine[0].id.as_str(), mine[0].spellings.len()), (1, "org:zaytun", 2));
        assert!(entities_of("mine.tsv", "حلب\n").unwrap_err()[0].starts_with("mine.tsv:1: no label"));
    }
}
