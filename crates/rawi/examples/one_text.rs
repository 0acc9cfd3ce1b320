//! One text through the pipeline `news`: `cargo run -p rawi --example one_text`
#![allow(clippy::print_stdout)] // an example shows what it found

use rawi::core::{Document, layers};
use rawi::runner::{OnError, Outcome};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let pipeline = rawi::pipelines::load("news", &rawi::builtin_stages())?;

    let mut doc = Document::new("a", "قال أحمد الشرع إن 30 شخصا وصلوا أمس إلى دمشق.")?;
    doc.meta_mut().set("published", "2025-05-18");
    let doc = match pipeline.process(doc, OnError::Stop) {
        Outcome::Kept(doc) => doc,
        Outcome::Dropped { stage, reason, .. } => return Err(format!("dropped by `{stage}`: {reason}").into()),
        Outcome::Failed(failure) => return Err(format!("`{}` failed: {}", failure.stage, failure.message).into()),
    };

    let mentions = doc.layer(&layers::MENTIONS)?.ok_or("no stage gives names")?;
    for (span, mention) in mentions.iter() {
        println!("{:?} {} {}", mention.label, doc.text(span), mention.entity.as_deref().unwrap_or_default());
    }
    let dates = doc.layer(&layers::DATES)?.ok_or("no stage gives dates")?;
    for (span, date) in dates.iter() {
        println!("{} is {}", doc.text(span), date.value.as_deref().unwrap_or("unknown"));
    }
    Ok(())
}
