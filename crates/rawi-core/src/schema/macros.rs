/// Declares the type of a layer's values, of a group of fields in them, or of names that a field chooses from: the type, its
/// JSON and its [`Schema`](crate::schema::Schema) from one text. See [`schema`](mod@crate::schema) for an example.
///
/// A struct gets `Clone`, `Debug`, `Serialize` and `Deserialize`, and every field's type is a
/// [`FieldValue`](crate::schema::FieldValue). Attributes stay as they are written; the key in JSON is the field's name, so no
/// `rename`. A field that is an `Option`, or has `#[serde(default ...)]`, may be missing. The crate needs `serde` with `derive`.
///
/// An enum gets `Clone`, `Copy`, `Debug`, `PartialEq` and `Eq`, is written as the name behind `=`, and knows its names:
/// `as_str`, `from_name`, `ALL`.
#[macro_export]
macro_rules! schema {
    (
        $(#[$($meta:tt)*])*
        $vis:vis struct $name:ident {
            $( $(#[$($attr:tt)*])* $field_vis:vis $field:ident : $type:ty ),* $(,)?
        }
    ) => {
        #[derive(Clone, Debug, ::serde::Serialize, ::serde::Deserialize)]
        $(#[$($meta)*])*
        $vis struct $name {
            $( $(#[$($attr)*])* $field_vis $field: $type ),*
        }

        impl $crate::schema::FieldValue for $name {
            fn kind() -> $crate::schema::Kind {
                $crate::schema::Kind::Group(::std::vec![$({
                    let field = $crate::schema::Field::new(
                        $crate::schema::plain_name(stringify!($field)),
                        <$type as $crate::schema::FieldValue>::kind(),
                        $crate::schema::assembled_doc(concat!($($crate::schema!(@doc $($attr)*)),*)),
                    );
                    let missing = <$type as $crate::schema::FieldValue>::OPTIONAL $(|| $crate::schema!(@default $($attr)*))*;
                    if missing { field.optional() } else { field }
                }),*])
            }
            #[inline]
            fn check(&self, check: &mut $crate::schema::Check<'_>) -> ::std::result::Result<(), $crate::schema::Wrong> {
                let _ = &check; // a struct may have no fields
                $(
                    $crate::schema::FieldValue::check(&self.$field, check)
                        .map_err(|wrong| wrong.within(stringify!($field)))?;
                )*
                ::std::result::Result::Ok(())
            }
        }

        impl $crate::LayerValue for $name {
            fn fields() -> ::std::option::Option<&'static ::std::sync::Arc<[$crate::schema::Field]>> {
                static FIELDS: ::std::sync::OnceLock<::std::sync::Arc<[$crate::schema::Field]>> =
                    ::std::sync::OnceLock::new();
                ::std::option::Option::Some(FIELDS.get_or_init(|| {
                    match <Self as $crate::schema::FieldValue>::kind() {
                        $crate::schema::Kind::Group(fields) => fields.into(),
                        _ => ::std::unreachable!("a struct is a group"),
                    }
                }))
            }
            #[inline]
            fn check(&self, check: &mut $crate::schema::Check<'_>) -> ::std::result::Result<(), $crate::schema::Wrong> {
                $crate::schema::FieldValue::check(self, check)
            }
        }
    };

    (
        $(#[$($meta:tt)*])*
        $vis:vis enum $name:ident {
            $( $(#[$($attr:tt)*])* $variant:ident = $text:literal ),+ $(,)?
        }
    ) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $(#[$($meta)*])*
        $vis enum $name {
            $( $(#[$($attr)*])* $variant ),+
        }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            const NAMES: &'static [&'static str] = &[$($text),+];

            /// Its name.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }

            /// The one of this name.
            #[must_use]
            pub fn from_name(name: &str) -> ::std::option::Option<Self> {
                match name {
                    $($text => ::std::option::Option::Some(Self::$variant),)+
                    _ => ::std::option::Option::None,
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::schema::FieldValue for $name {
            fn kind() -> $crate::schema::Kind {
                let names = Self::NAMES.iter().map(|&name| ::std::borrow::Cow::Borrowed(name)).collect();
                $crate::schema::Kind::Enum { names, open: false }
            }
        }

        impl $crate::schema::__serde::Serialize for $name {
            fn serialize<S: $crate::schema::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::schema::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::schema::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::schema::read_name(deserializer, Self::NAMES).map(|at| Self::ALL[at])
            }
        }
    };

    (@doc doc = $text:expr) => { concat!($text, "\n") };
    (@doc $($other:tt)*) => { "" };
    (@default serde(default $($rest:tt)*)) => { true };
    (@default serde(rename $($rest:tt)*)) => { compile_error!("the key in JSON is the field's name: name the field as the key") };
    (@default $($other:tt)*) => { false };
}

/// A field's name without the `r#` of a keyword.
#[must_use]
pub fn plain_name(name: &'static str) -> &'static str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The lines of a doc comment as one text.
#[must_use]
pub fn assembled_doc(lines: &'static str) -> String {
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
