//! Events, figures and the page from records, in a program of one's own:
//! `cargo run -p rawi-dossier --example from_records -- records.jsonl figures.json dossier.html`

use rawi_dossier::{Lang, Report, events, figures, json, page, sort};
use std::io::BufRead as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, records, out, html] = args.as_slice() else { return Err("name the records, a .json and a .html".into()) };
    let mut reports = Vec::new();
    for line in std::io::BufReader::new(std::fs::File::open(records)?).lines() {
        reports.push(Report::of(&rawi_io::record::read(line?.as_bytes())?)?);
    }
    sort(&mut reports);
    let events = events(&reports);
    let all: Vec<_> = events.iter().map(|event| json(event, &figures(event, &reports), &reports)).collect();
    std::fs::write(out, serde_json::json!({ "events": all }).to_string())?;
    std::fs::write(html, page(&events, &reports, Lang::Ar))?;
    Ok(())
}
