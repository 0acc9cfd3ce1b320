//! The countries of entities.

/// The two letters of ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Country(u16);

impl Country {
    pub(crate) fn new(letters: [u8; 2]) -> Self {
        Self(u16::from_be_bytes(letters))
    }

    pub(crate) fn letters(self) -> [u8; 2] {
        self.0.to_be_bytes()
    }
}

/// The country of an entity's id: SY02, FR/paris, GB-SCT, norp:SY. World regions and other things have none.
pub(crate) fn country(entity: &str) -> Option<Country> {
    let entity = entity.strip_prefix("norp:").unwrap_or(entity);
    let (code, rest) = (entity.as_bytes().first_chunk::<2>()?, entity.as_bytes().get(2));
    (code.iter().all(u8::is_ascii_uppercase) && !rest.is_some_and(u8::is_ascii_alphabetic)).then(|| Country::new(*code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_tell_their_country() {
        assert_eq!(country("SY02"), Some(Country::new(*b"SY")));
        assert_eq!(country("FR/paris"), Some(Country::new(*b"FR")));
        assert_eq!(country("norp:SA"), Some(Country::new(*b"SA")));
        assert_eq!(country("GB-SCT"), Some(Country::new(*b"GB")));
        assert_eq!(country("m49:150"), None);
        assert_eq!(country("norp:ISLAM"), None);
        assert_eq!(country("loc:nile"), None);
    }
}
