//! The standard layers that rows of others refer to.

use crate::schema::Target;

macro_rules! targets {
    ($($target:ident $key:literal $layer:literal),+ $(,)?) => {$(
        #[doc = concat!("The layer [`", $key, "`](crate::layers::", $key, "), for a [`Ref`](crate::schema::Ref) into it.")]
        pub enum $target {}

        impl Target for $target {
            const LAYER: &'static str = $layer;
        }
    )+};
}

targets! {
    Mentions "MENTIONS" "mentions",
    Sentences "SENTENCES" "sentences",
    Quotes "QUOTES" "quotes",
    Dates "DATES" "dates",
    Claims "CLAIMS" "claims",
}
