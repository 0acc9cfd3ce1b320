//! Which field or column is what, for the sources of many documents a file.

use crate::origin::Origin;

/// What a field is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Id,
    Text,
    /// Metadata, under this name.
    Meta(String),
}

/// Names of fields and what each is used for; one field may have several uses (`id = "url"`).
#[derive(Clone, Debug)]
pub(crate) struct Fields(Vec<(String, Role)>);

impl Fields {
    /// From the options that both sources have; fields of `meta` keep their names.
    pub(crate) fn new(id: &str, text: &str, standard: [(&str, &str); 4], meta: &[String]) -> Self {
        let mut fields = vec![(id.to_owned(), Role::Id), (text.to_owned(), Role::Text)];
        fields.extend(standard.map(|(name, field)| (field.to_owned(), Role::Meta(name.to_owned()))));
        fields.extend(meta.iter().map(|name| (name.clone(), Role::Meta(name.clone()))));
        Self(fields)
    }

    /// The uses of the field `name`.
    pub(crate) fn roles(&self, name: &str) -> impl Iterator<Item = &Role> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, role)| role)
    }

    /// The uses of the columns of a table, by their names: as they are written, and where a use finds no such column, one that is
    /// the same but for the case of its letters.
    pub(crate) fn of_columns(&self, names: &[String]) -> Vec<Vec<Role>> {
        let mut columns: Vec<Vec<Role>> = names.iter().map(|name| self.roles(name).cloned().collect()).collect();
        for (field, role) in &self.0 {
            if !columns.iter().flatten().any(|found| found == role) {
                let same = |name: &String| name.to_lowercase() == field.to_lowercase();
                if let Some(at) = names.iter().position(same) {
                    columns[at].push(role.clone());
                }
            }
        }
        columns
    }

    /// The field that has this use.
    pub(crate) fn of(&self, role: &Role) -> &str {
        self.0.iter().find(|(_, r)| r == role).map_or("", |(field, _)| field)
    }
}

/// The id of a document that has none: the number of its line, from 0, after the file's name if there are several.
pub(crate) fn default_id(origin: &Origin, several: bool) -> String {
    let number = origin.line.saturating_sub(1);
    if several { format!("{}:{number}", origin.file) } else { number.to_string() }
}
