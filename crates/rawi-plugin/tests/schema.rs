//! The rows that cross the border hold what the layers' schemas say, and the header's enums are theirs.

use rawi_core::layers;
use rawi_core::schema::{Field, Kind};
use rawi_plugin::rows::Format;

/// The columns that a field of the schema has in a row.
fn columns(layer: &str, prefix: &str, field: &Field, optional: bool) -> Vec<String> {
    let name = if prefix.is_empty() { field.name.to_string() } else { prefix.to_owned() };
    // Defaults of the reader are always written, so only what has no default is optional in a row.
    let optional = optional || (field.optional && !matches!(field.name.as_ref(), "by" | "confidence"));
    let mark = if optional { "?" } else { "" };
    match (&field.kind, layer, field.name.as_ref()) {
        (Kind::Enum { open: false, .. }, "sentences", "kind") => vec!["sentence:u32".to_owned()],
        (Kind::Enum { open: false, .. }, "tokens", "kind") => vec!["token:u32".to_owned()],
        (Kind::List(_), "tokens", "clitics" | "enclitics") => vec![format!("{name}:u8[4]")],
        (Kind::Text | Kind::Enum { open: true, .. }, ..) => vec![format!("{name}:text{mark}")],
        (Kind::Enum { open: false, .. } | Kind::Integer { min: 0, .. }, ..) => vec![format!("{name}:u32")],
        (Kind::Decimal, "numbers", _) => vec![format!("{name}:f64{mark}")],
        (Kind::Decimal, ..) => vec![format!("{name}:f32")],
        // A span is there if the group that holds it is.
        (Kind::Span, ..) => vec![format!("{name}_start:u32"), format!("{name}_end:u32")],
        (Kind::Group(fields), ..) => fields.iter().flat_map(|inner| columns(layer, &name, inner, optional)).collect(),
        (kind, ..) => panic!("layer `{layer}`: no row has a column for `{name}`, which is {}", kind.name()),
    }
}

#[test]
fn rows_hold_every_field_of_their_layers() {
    for (layer, schema) in layers::standard() {
        let format = Format::of_layer(layer);
        if format == Format::Json {
            continue; // its schema crosses with its port
        }
        let mut expected = vec!["start:u32".to_owned(), "end:u32".to_owned()];
        expected.extend(schema.fields().iter().flat_map(|field| columns(layer, "", field, false)));
        let mut found: Vec<String> = format.text().split(',').map(str::to_owned).filter(|c| c != "zero:u32").collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{layer}: a format never changes; what a layer learns later needs a new one");
        assert_eq!(format.schema(layer).as_ref(), Some(&schema));
        assert_eq!(format.schema("other").unwrap().fields(), schema.fields());
        assert!(format.schema("other").unwrap().overlap());
    }
}

#[test]
fn the_enums_of_the_header_are_those_of_the_layers() {
    let header = include_str!("../include/rawi_stage.h");
    for (layer, field) in [("sentences", "kind"), ("tokens", "kind"), ("numbers", "form")] {
        let schema = layers::schema_of(layer).unwrap();
        let field = schema.fields().iter().find(|known| known.name == field).unwrap();
        let Kind::Enum { names, .. } = &field.kind else { panic!("{layer}: no enum") };
        // Order in the type is free, the number in the header is not: each name has one.
        for name in names {
            let constant = format!("RAWI_{} = ", name.to_uppercase().replace('-', "_"));
            assert!(header.contains(&constant), "{constant}");
        }
    }
}
