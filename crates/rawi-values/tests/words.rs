//! Words of a user: a line of a file adds one, and a malformed line is told with its place.

use rawi_core::layers::{DATES, NUMBERS};
use rawi_core::{AssetSource, Assets, Document, Stage, StageConfig, StageError};
use rawi_segmenter::Segmenter;
use rawi_values::{DatesConfig, NumbersConfig};
use std::sync::Arc;

struct File(&'static str);

impl AssetSource for File {
    fn read(&self, _: &str) -> Result<Arc<[u8]>, StageError> {
        Ok(self.0.as_bytes().into())
    }
}

fn numbers(lines: &'static str) -> Result<Box<dyn Stage>, StageError> {
    NumbersConfig { words: vec!["mine.tsv".to_owned()] }.build(&Assets::new(&File(lines)))
}

fn dates(lines: &'static str) -> Result<Box<dyn Stage>, StageError> {
    DatesConfig { words: vec!["mine.tsv".to_owned()] }.build(&Assets::new(&File(lines)))
}

fn read(stage: &dyn Stage, text: &str) -> Document {
    let mut doc = Document::new("test", text).unwrap();
    doc.meta_mut().set("published", "2025-11-27");
    doc.apply(&Segmenter::default()).unwrap();
    doc.apply(stage).unwrap();
    doc
}

/// Value and unit of each number.
fn values(doc: &Document) -> Vec<(Option<f64>, Option<String>)> {
    let numbers = doc.layer(&NUMBERS).unwrap().unwrap();
    numbers.values().iter().map(|n| (n.value, n.unit.as_ref().map(|unit| unit.name.clone()))).collect()
}

#[test]
fn a_line_adds_a_unit_with_its_forms() {
    let stage = numbers("unit\tفرسخ\tname=league\tforms=فرسخا\tdual=فرسخين\tplural=فراسخ\n").unwrap();
    let doc = read(stage.as_ref(), "سار 15 فرسخا ثم فرسخين ثم ثلاثة فراسخ.");
    let league = |value| (Some(value), Some("league".to_owned()));
    assert_eq!(values(&doc), [league(15.0), league(2.0), league(3.0)]);
}

#[test]
fn a_line_adds_a_currency_and_a_number_word() {
    let stage = numbers("currency\tصلدي\tname=SLD\tplural=أصلاد\ncardinal\tدرزن\tvalue=12\n").unwrap();
    let doc = read(stage.as_ref(), "دفع 40 صلدي واشترى درزن بيض.");
    assert_eq!(values(&doc), [(Some(40.0), Some("SLD".to_owned())), (Some(12.0), None)]);
}

#[test]
fn a_line_adds_a_month() {
    let stage = dates("month\tغشتبر\tcalendar=gregorian\tnumber=8\n").unwrap();
    let doc = read(stage.as_ref(), "وصل في 12 غشتبر 2024.");
    let dates = doc.layer(&DATES).unwrap().unwrap();
    assert_eq!(dates.values()[0].value.as_deref(), Some("2024-08-12"));
}

#[test]
fn malformed_lines_are_told_all_at_once_with_their_place() {
    let lines = "unit\tفرسخ\n# a comment\ncurency\tصلدي\tname=SLD\nmonth\tغشتبر\tcalendar=julian\tnumber=8\ncardinal\tدرزن\tvalue=many\n";
    for stage in [numbers(lines), dates(lines)] {
        let message = stage.err().expect("four mistakes").to_string();
        for place in ["mine.tsv:1:", "mine.tsv:3:", "mine.tsv:4:", "mine.tsv:5:"] {
            assert!(message.contains(place), "{place} in {message}");
        }
        assert!(message.contains("`currency`"), "what was meant: {message}");
    }
}
