//! Possible mentions, before it is decided which of them stand.

use crate::cuts::Cut;
use rawi_core::layers::Label;

/// What produced a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// An entry of a gazetteer, by the entry's number.
    Entry(u32),
    /// A pattern; with the entry of the name it was read from, if there is one.
    Pattern(Pattern, Option<u32>),
    /// The learned model; with the entry of the name it stands for, if one is known.
    Model(Option<u32>),
}

impl Origin {
    /// The same finder with another entry of the name; an entry that is not found itself is a short form.
    pub(crate) fn with(self, entry: Option<u32>) -> Self {
        match self {
            Self::Entry(_) => Self::Pattern(Pattern::ShortForm, entry),
            Self::Pattern(pattern, _) => Self::Pattern(pattern, entry),
            Self::Model(_) => Self::Model(entry),
        }
    }
}

/// A context pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// A head and its complement: وزارة الداخلية.
    Institution,
    /// A head and the person it is named after: جامعة الملك سعود.
    InstitutionOf,
    /// A definite institution and a nationality: السلطات السورية.
    StateInstitution,
    /// A short name in brackets behind an institution.
    Acronym,
    /// A name behind a classifier: مدينة حلب.
    PlaceHead,
    /// A direction and a place: شمال سوريا.
    Direction,
    /// A facility with its head: مطار بيروت.
    Facility,
    /// An event, a work or a weapon by the word before it: كأس العالم، فيلم "…"، صواريخ الكاتيوشا.
    Thing,
    /// A newspaper or a channel: صحيفة الوطن.
    Outlet,
    /// A natural place with its head: نهر الخابور.
    Landform,
    /// A title and its department: وزير الدفاع.
    Title,
    /// A name behind a title.
    TitleName,
    /// A name behind a verb of saying.
    SayName,
    /// Parts of personal names side by side.
    NameParts,
    /// The last part of a full name that stands elsewhere in the report.
    ShortForm,
}

impl Pattern {
    /// As mentions tell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Institution => "pattern:institution",
            Self::InstitutionOf => "pattern:institution-of",
            Self::StateInstitution => "pattern:state-institution",
            Self::Acronym => "pattern:acronym",
            Self::PlaceHead => "pattern:place-head",
            Self::Direction => "pattern:direction",
            Self::Facility => "pattern:facility",
            Self::Thing => "pattern:thing",
            Self::Outlet => "pattern:outlet",
            Self::Landform => "pattern:landform",
            Self::Title => "pattern:title",
            Self::TitleName => "pattern:title-name",
            Self::SayName => "pattern:say-name",
            Self::NameParts => "pattern:name-parts",
            Self::ShortForm => "pattern:short-form",
        }
    }

    /// Whether it takes a head, a direction or a nationality into the name.
    pub(crate) fn is_headed(self) -> bool {
        matches!(
            self,
            Self::Institution
                | Self::StateInstitution
                | Self::Direction
                | Self::Facility
                | Self::Landform
                | Self::Thing
        )
    }
}

/// A possible mention: words `first..last`, from `cut` of the first one.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) cut: Cut,
    pub(crate) label: Label,
    pub(crate) origin: Origin,
    pub(crate) confidence: f32,
    /// Of a person's name, where the words end that are known parts of names.
    pub(crate) known: usize,
    /// Of a short form, the words of the full name and their cut.
    pub(crate) full: Option<(usize, usize, Cut)>,
    /// Which of several entities is meant stays open.
    pub(crate) open: bool,
}

impl Candidate {
    /// The entry it names.
    pub(crate) fn entry(&self) -> Option<u32> {
        match self.origin {
            Origin::Entry(entry) => Some(entry),
            Origin::Pattern(_, entry) | Origin::Model(entry) => entry,
        }
    }
}
