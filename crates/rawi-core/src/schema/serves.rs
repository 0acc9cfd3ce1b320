use super::kind::{Field, Kind, Schema};
use std::fmt;

/// What a reader expects and a layer does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The dotted name of the field; empty where it is the layer as a whole.
    pub path: String,
    /// What is expected, and what the layer holds.
    pub what: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.what),
            path => write!(f, "`{path}`: {}", self.what),
        }
    }
}

impl std::error::Error for Mismatch {}

impl Schema {
    /// Whether who expects `reader` can read every value of a layer with this schema. Fields that the reader does not know are
    /// no hindrance, nor is overlap, which is looked at document by document.
    ///
    /// ```
    /// use rawi_core::schema::{Field, Kind, Schema};
    /// let given = Schema::new([Field::new("year", Kind::Text, "")]);
    /// let expected = Schema::new([Field::new("year", Kind::INTEGER, "")]);
    /// let mismatch = given.serves(&expected).unwrap_err();
    /// assert_eq!(mismatch.to_string(), "`year`: expected an integer, and it is a text");
    /// assert!(given.serves(&given).is_ok());
    /// ```
    ///
    /// # Errors
    /// The first field that does not serve.
    pub fn serves(&self, reader: &Self) -> Result<(), Mismatch> {
        if reader.is_whole() && !self.is_whole() {
            let what =
                "expected annotations of the document as a whole, and they stand at places in the text".to_owned();
            return Err(Mismatch { path: String::new(), what });
        }
        group(self.fields(), reader.fields())
    }
}

fn group(given: &[Field], expected: &[Field]) -> Result<(), Mismatch> {
    for wanted in expected {
        let at = |what: &str| Mismatch { path: wanted.name.clone().into_owned(), what: what.to_owned() };
        match given.iter().find(|field| field.name == wanted.name) {
            None if wanted.optional => {}
            None => return Err(at("expected, and it is not there")),
            Some(field) => {
                if field.optional && !wanted.optional {
                    return Err(at("expected in every value, and some lack it"));
                }
                kind(&field.kind, &wanted.kind).map_err(|inner| Mismatch {
                    path: if inner.path.is_empty() {
                        wanted.name.clone().into_owned()
                    } else {
                        format!("{}.{}", wanted.name, inner.path)
                    },
                    what: inner.what,
                })?;
            }
        }
    }
    Ok(())
}

fn kind(given: &Kind, expected: &Kind) -> Result<(), Mismatch> {
    let no = |what: String| Err(Mismatch { path: String::new(), what });
    match (given, expected) {
        (Kind::Integer { min, max }, Kind::Integer { min: least, max: most }) => {
            if min >= least && max <= most {
                return Ok(());
            }
            no(format!("expected a whole number from {least} to {most}, and it is one from {min} to {max}"))
        }
        // A decimal may happen to be whole, and JSON does not tell.
        (Kind::Integer { .. }, Kind::Decimal) => Ok(()),
        (_, Kind::Enum { open: true, .. }) | (Kind::Enum { .. }, Kind::Text) if is_text(given) => Ok(()),
        (Kind::Enum { names, open }, Kind::Enum { names: known, .. }) => {
            let strange: Vec<&str> =
                names.iter().filter(|name| !known.contains(name)).map(|name| name.as_ref()).collect();
            if *open {
                return no(format!("expected one of {}, and it may be any name", known.join(", ")));
            }
            if strange.is_empty() {
                return Ok(());
            }
            no(format!("expected one of {}, and it may also be {}", known.join(", "), strange.join(", ")))
        }
        (Kind::Ref(layer), Kind::Ref(wanted)) if layer != wanted => {
            no(format!("expected a row of `{wanted}`, and it is one of `{layer}`"))
        }
        (Kind::List(item), Kind::List(wanted)) => kind(item, wanted),
        (Kind::Group(fields), Kind::Group(wanted)) => group(fields, wanted),
        (given, expected) if std::mem::discriminant(given) == std::mem::discriminant(expected) => Ok(()),
        (given, expected) => no(format!("expected {}, and it is {}", a(expected), a(given))),
    }
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Enum { .. })
}

fn a(kind: &Kind) -> String {
    match kind.name() {
        "spans" => "spans".to_owned(),
        name if name.starts_with(['a', 'e', 'i', 'o']) => format!("an {name}"),
        name => format!("a {name}"),
    }
}
