use crate::renames::Renames;
use std::borrow::Cow;
use std::sync::Arc;

/// The fields of a layer's values, and whether its annotations may overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    fields: Arc<[Field]>,
    overlap: bool,
    whole: bool,
}

/// A field of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its key in JSON.
    pub name: Cow<'static, str>,
    /// What it says, for who reads records, tables and `rawi stages NAME`.
    pub doc: Cow<'static, str>,
    /// What it holds.
    pub kind: Kind,
    /// Whether a value may lack it.
    pub optional: bool,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A string.
    Text,
    /// A whole number, from `min` to `max`.
    Integer {
        /// The least.
        min: i64,
        /// The most.
        max: u64,
    },
    /// A finite number.
    Decimal,
    /// True or false.
    Boolean,
    /// One of these names; of any other too, if it is open.
    Enum {
        /// The names.
        names: Vec<Cow<'static, str>>,
        /// Whether other names may stand there.
        open: bool,
    },
    /// A place in the source text: whole characters, at least one.
    Span,
    /// The number of a row, from 0, of the layer of this name.
    Ref(Cow<'static, str>),
    /// Any number of these, in order.
    List(Box<Self>),
    /// An object with these fields.
    Group(Vec<Field>),
}

impl Field {
    /// A field that is always there.
    pub fn new(name: impl Into<Cow<'static, str>>, kind: Kind, doc: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), doc: doc.into(), kind, optional: false }
    }

    /// The same, that a value may lack.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

impl Kind {
    /// Any whole number of 64 bits.
    pub const INTEGER: Self = Self::Integer { min: i64::MIN, max: u64::MAX };

    /// A list of places in the source text.
    #[must_use]
    pub fn spans() -> Self {
        Self::List(Box::new(Self::Span))
    }

    /// As it stands in JSON and in messages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer { .. } => "integer",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Enum { .. } => "enum",
            Self::Span => "span",
            Self::Ref(_) => "ref",
            Self::List(item) if **item == Self::Span => "spans",
            Self::List(_) => "list",
            Self::Group(_) => "group",
        }
    }

    fn renamed(&self, renames: &Renames) -> Self {
        match self {
            Self::Ref(layer) => Self::Ref(renames.apply(layer).to_owned().into()),
            Self::List(item) => Self::List(Box::new(item.renamed(renames))),
            Self::Group(fields) => Self::Group(fields.iter().map(|field| field.renamed(renames)).collect()),
            other => other.clone(),
        }
    }

    fn refers(&self) -> bool {
        match self {
            Self::Ref(_) => true,
            Self::List(item) => item.refers(),
            Self::Group(fields) => fields.iter().any(|field| field.kind.refers()),
            _ => false,
        }
    }
}

impl Field {
    fn renamed(&self, renames: &Renames) -> Self {
        Self { kind: self.kind.renamed(renames), ..self.clone() }
    }
}

impl Schema {
    /// Values with these fields, in a layer whose annotations may overlap.
    pub fn new(fields: impl Into<Arc<[Field]>>) -> Self {
        Self { fields: fields.into(), overlap: true, whole: false }
    }

    /// The same for a layer whose annotations must not overlap.
    #[must_use]
    pub fn flat(mut self) -> Self {
        self.overlap = false;
        self
    }

    /// The same for a layer whose annotations are of the document as a whole: each stands at the whole text.
    #[must_use]
    pub fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// Whether annotations are of the document as a whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The fields, in the order in which they are written.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whether annotations may overlap.
    #[must_use]
    pub fn overlap(&self) -> bool {
        self.overlap
    }

    /// The same where references point to layers by the pipeline's names.
    #[must_use]
    pub fn renamed(&self, renames: &Renames) -> Self {
        if renames.is_empty() || !self.fields.iter().any(|field| field.kind.refers()) {
            return self.clone();
        }
        let fields: Vec<Field> = self.fields.iter().map(|field| field.renamed(renames)).collect();
        Self { fields: fields.into(), overlap: self.overlap, whole: self.whole }
    }

    /// The layers that values refer to, each with the dotted name of the field that does: `speaker.mention`, `mentions`.
    #[must_use]
    pub fn references(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        self.each_leaf(&mut |path, _, kind| {
            if let Kind::Ref(layer) = kind {
                found.push((path.join("."), layer.clone().into_owned()));
            }
        });
        found
    }

    /// Whether a field refers to rows of `layer`.
    pub(crate) fn refers_to(&self, layer: &str) -> bool {
        fn any(fields: &[Field], layer: &str) -> bool {
            fields.iter().any(|field| {
                let mut kind = &field.kind;
                while let Kind::List(item) = kind {
                    kind = item;
                }
                match kind {
                    Kind::Group(fields) => any(fields, layer),
                    Kind::Ref(to) => to == layer,
                    _ => false,
                }
            })
        }
        any(&self.fields, layer)
    }

    /// Calls `f` with the keys, the description and the kind of every field that is no group, also those of lists.
    pub(crate) fn each_leaf(&self, f: &mut dyn FnMut(&[&str], &str, &Kind)) {
        fn walk<'s>(path: &mut Vec<&'s str>, fields: &'s [Field], f: &mut dyn FnMut(&[&str], &str, &Kind)) {
            for field in fields {
                path.push(&field.name);
                let mut kind = &field.kind;
                while let Kind::List(item) = kind {
                    kind = item;
                }
                match kind {
                    Kind::Group(fields) => walk(path, fields, f),
                    leaf => f(path, &field.doc, leaf),
                }
                path.pop();
            }
        }
        walk(&mut Vec::new(), &self.fields, f);
    }
}
