//! The dossier as a workbook: what people hand on.

use crate::cell::Cell;
use crate::events::Event;
use crate::figures::{Figures, Quantity, figures};
use crate::labels::{Lang, label};
use crate::report::Report;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// Characters that a cell of a workbook may hold.
const CELL: usize = 32_000;
/// Events of one report have no matrix; of the others so many have one, since nobody reads more in a sheet.
const MATRICES: usize = 500;

/// A workbook of `events` with the sheets figures side by side, every figure, and reports; as the bytes of an .xlsx file.
///
/// # Errors
/// If a sheet would have more rows than a workbook can.
pub fn workbook(events: &[Event], reports: &[Report], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A workbook says when it was made; the same reports are to give the same bytes.
    let properties = rust_xlsxwriter::DocProperties::new()
        .set_creation_datetime(&rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let found: Vec<Figures> = events.iter().map(|event| figures(event, reports)).collect();
    let styles = Styles::new();
    let mut out = Sheet::new(&mut book, label("matrix", lang), lang)?;
    let several = events.iter().zip(&found).filter(|(event, _)| event.reports.len() > 1 || events.len() == 1);
    for (event, figures) in several.take(MATRICES) {
        matrix(&mut out, event, figures, reports, lang, &styles)?;
    }
    out.widths(&[22, 14, 10, 10, 24, 24, 24, 24, 24, 24])?;
    all_figures(&mut book, events, &found, reports, lang, &styles)?;
    all_reports(&mut book, events, reports, lang, &styles)?;
    book.save_to_buffer()
}

struct Styles {
    title: Format,
    head: Format,
    plain: Format,
    differs: Format,
}

impl Styles {
    fn new() -> Self {
        let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(13),
            head: plain.clone().set_bold().set_background_color(0xF0_ED_E6).set_border(FormatBorder::Thin),
            differs: plain.clone().set_bold().set_border(FormatBorder::Double),
            plain,
        }
    }
}

/// A sheet and the next free row in it.
struct Sheet<'b> {
    sheet: &'b mut Worksheet,
    row: u32,
}

impl<'b> Sheet<'b> {
    fn new(book: &'b mut Workbook, name: &str, lang: Lang) -> Result<Self, XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?.set_right_to_left(lang == Lang::Ar);
        Ok(Self { sheet, row: 0 })
    }

    fn text(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        let end = text.char_indices().nth(CELL).map_or(text.len(), |(at, _)| at);
        self.sheet.write_string_with_format(self.row, column, &text[..end], format)?;
        Ok(())
    }

    fn number(&mut self, column: u16, number: Option<u64>, format: &Format) -> Result<(), XlsxError> {
        if let Some(number) = number {
            self.sheet.write_number_with_format(self.row, column, number as f64, format)?;
        }
        Ok(())
    }

    fn line(&mut self, cells: &[&str], format: &Format) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(cells) {
            self.text(column, cell, format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn widths(&mut self, widths: &[u16]) -> Result<(), XlsxError> {
        for (column, &width) in (0..).zip(widths) {
            self.sheet.set_column_width(column, width)?;
        }
        Ok(())
    }
}

/// What is counted, in words.
fn name(quantity: &Quantity, lang: Lang) -> String {
    let mut name = format!("{} ({}", label(&quantity.predicate, lang), label(quantity.counted(), lang));
    for (is, key) in [(quantity.part, "part"), (quantity.joint, "joint"), (quantity.suicide, "suicide")] {
        if is {
            name.push_str(label("comma", lang));
            name.push_str(label(key, lang));
        }
    }
    name + ")"
}

/// A figure in words.
fn amount(cell: &Cell, lang: Lang) -> String {
    let hedged = |modifier: Option<&str>, count: u64| match modifier {
        Some(modifier) => format!("{} {count}", label(modifier, lang)),
        None => count.to_string(),
    };
    match (cell.count, cell.min, cell.max) {
        (Some(count), ..) => hedged(cell.modifier.as_deref(), count),
        (None, Some(min), Some(max)) => format!("{min}-{max}"),
        (None, Some(min), None) => hedged(Some("at_least"), min),
        (None, None, Some(max)) => hedged(Some("at_most"), max),
        (None, None, None) => label(cell.vague.as_deref().unwrap_or("several"), lang).to_owned(),
    }
}

fn speaker(cell: &Cell, lang: Lang) -> (String, &str) {
    match (cell.speaker.as_str(), cell.kind.as_str()) {
        ("", _) => (String::new(), label("own-voice", lang)),
        (speaker, "outlet") => (speaker.to_owned(), label("other-outlet", lang)),
        (speaker, kind) => (speaker.to_owned(), label(kind, lang)),
    }
}

/// Quantities by reports.
fn matrix(
    out: &mut Sheet<'_>,
    event: &Event,
    figures: &Figures,
    reports: &[Report],
    lang: Lang,
    styles: &Styles,
) -> Result<(), XlsxError> {
    /// Columns before the reports.
    const BEFORE: u16 = 4;
    /// Reports with a column.
    const MOST: usize = 200;
    if figures.quantities.is_empty() {
        return Ok(());
    }
    let headline = event.reports.first().map(|&at| reports[at].headline()).unwrap_or_default();
    let place = event.places.first().map(|place| place.name.as_str()).unwrap_or_default();
    out.text(0, &format!("{headline} · {} · {place} · {}", event.date, event.id), &styles.title)?;
    out.row += 1;
    for (column, key) in (0..).zip(["quantity", "verdict", "low", "high"]) {
        out.text(column, label(key, lang), &styles.head)?;
    }
    for (column, &at) in (BEFORE..).zip(event.reports.iter().take(MOST)) {
        let report = &reports[at];
        let outlet = if report.outlet.is_empty() { &report.id } else { &report.outlet };
        out.text(column, &format!("{outlet}\n{}\n{}", report.published, report.id), &styles.head)?;
    }
    out.row += 1;
    for quantity in &figures.quantities {
        let verdict = quantity.verdict.name();
        out.text(0, &name(quantity, lang), &styles.plain)?;
        out.text(1, label(verdict, lang), if verdict == "disagree" { &styles.differs } else { &styles.plain })?;
        out.number(2, quantity.low, &styles.plain)?;
        out.number(3, quantity.high, &styles.plain)?;
        for at in 0..event.reports.len().min(MOST) {
            let said: Vec<String> = quantity
                .cells
                .iter()
                .filter(|cell| cell.at == at)
                .map(|cell| {
                    let (who, kind) = speaker(cell, lang);
                    let old = if cell.superseded { format!(" [{}]", label("superseded", lang)) } else { String::new() };
                    format!("{}{old}: {}", amount(cell, lang), if who.is_empty() { kind } else { &who })
                })
                .collect();
            if !said.is_empty() {
                out.text(BEFORE + at as u16, &said.join("\n"), &styles.plain)?;
            }
        }
        out.row += 1;
    }
    out.row += 1;
    Ok(())
}

fn all_figures(
    book: &mut Workbook,
    events: &[Event],
    found: &[Figures],
    reports: &[Report],
    lang: Lang,
    styles: &Styles,
) -> Result<(), XlsxError> {
    const KEYS: [&str; 15] = [
        "event",
        "date",
        "place",
        "quantity",
        "verdict",
        "outlet",
        "report",
        "published",
        "low",
        "high",
        "figure",
        "speaker",
        "speaker-kind",
        "background",
        "sentence",
    ];
    let mut out = Sheet::new(book, label("all-figures", lang), lang)?;
    out.line(&KEYS.map(|key| label(key, lang)), &styles.head)?;
    for (event, figures) in events.iter().zip(found) {
        let place = event.places.first().map(|place| place.name.as_str()).unwrap_or_default();
        for (quantity, background) in figures.all() {
            for cell in &quantity.cells {
                let report = &reports[event.reports[cell.at]];
                let ((who, kind), (low, high)) = (speaker(cell, lang), cell.bounds());
                let sentence = report.words(cell.sentence).split_whitespace().collect::<Vec<_>>().join(" ");
                let verdict = label(quantity.verdict.name(), lang);
                for (column, text) in [
                    (0, event.id.as_str()),
                    (1, event.date.as_str()),
                    (2, place),
                    (3, &name(quantity, lang)),
                    (4, verdict),
                    (5, report.outlet.as_str()),
                    (6, report.id.as_str()),
                    (7, report.published.as_str()),
                    (10, &amount(cell, lang)),
                    (11, &who),
                    (12, kind),
                    (13, if background { label("yes", lang) } else { "" }),
                    (14, &sentence),
                ] {
                    out.text(column, text, &styles.plain)?;
                }
                out.number(8, Some(low), &styles.plain)?;
                out.number(9, high, &styles.plain)?;
                out.row += 1;
            }
        }
    }
    out.sheet.set_freeze_panes(1, 0)?;
    if out.row > 1 {
        out.sheet.autofilter(0, 0, out.row - 1, KEYS.len() as u16 - 1)?;
    }
    out.widths(&[12, 11, 14, 24, 12, 16, 14, 12, 8, 8, 14, 28, 16, 8, 80])
}

fn all_reports(
    book: &mut Workbook,
    events: &[Event],
    reports: &[Report],
    lang: Lang,
    styles: &Styles,
) -> Result<(), XlsxError> {
    const KEYS: [&str; 8] = ["event", "source", "report", "outlet", "published", "headline", "address", "sha"];
    let mut out = Sheet::new(book, label("reports", lang), lang)?;
    out.line(&KEYS.map(|key| label(key, lang)), &styles.head)?;
    for event in events {
        for (&at, &source) in event.reports.iter().zip(&event.sources) {
            let report = &reports[at];
            out.text(0, &event.id, &styles.plain)?;
            out.number(1, Some(source as u64 + 1), &styles.plain)?;
            let rest = [&report.id, &report.outlet, &report.published, report.headline(), &report.url, &report.sha256];
            for (column, text) in (2..).zip(rest) {
                out.text(column, text, &styles.plain)?;
            }
            out.row += 1;
        }
    }
    out.sheet.set_freeze_panes(1, 0)?;
    out.widths(&[12, 8, 14, 18, 12, 60, 40, 24])
}
