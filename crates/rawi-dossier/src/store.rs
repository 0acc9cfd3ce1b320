//! Reports and events that stay: one SQLite file, to which every run adds.

use crate::events::{Event, events, sort};
use crate::figures::{Figures, figures};
use crate::report::Report;
use crate::shared::Pool;
use rusqlite::{Connection, Transaction, params};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The version of the file's tables.
const VERSION: i32 = 1;

/// The tables; docs/dossier.md tells them for those who query them.
const SCHEMA: &str = "
CREATE TABLE reports (
  id TEXT PRIMARY KEY, outlet TEXT NOT NULL, published TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL,
  text TEXT NOT NULL, layers TEXT NOT NULL
) STRICT;
CREATE TABLE events (
  id TEXT PRIMARY KEY, date TEXT NOT NULL, place TEXT NOT NULL, country TEXT NOT NULL, reports INTEGER NOT NULL, sources INTEGER NOT NULL
) STRICT;
CREATE TABLE event_reports (
  event TEXT NOT NULL REFERENCES events(id), report TEXT NOT NULL REFERENCES reports(id), source INTEGER NOT NULL,
  PRIMARY KEY (event, report)
) STRICT;
CREATE TABLE figures (
  event TEXT NOT NULL REFERENCES events(id), predicate TEXT NOT NULL, class TEXT NOT NULL, part INTEGER NOT NULL, joint INTEGER NOT NULL,
  suicide INTEGER NOT NULL, background INTEGER NOT NULL, verdict TEXT NOT NULL, report TEXT NOT NULL REFERENCES reports(id),
  first_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL, words TEXT NOT NULL, count INTEGER, min INTEGER, max INTEGER, modifier TEXT,
  vague TEXT, speaker TEXT NOT NULL, speaker_kind TEXT NOT NULL, superseded INTEGER NOT NULL
) STRICT;
CREATE INDEX figures_by_event ON figures(event, predicate);
CREATE INDEX event_by_report ON event_reports(report);
";

/// Why a store cannot be used.
#[derive(Debug)]
pub struct StoreError(String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

/// Reports and their events in one file.
///
/// ```
/// use rawi_core::Document;
/// use rawi_dossier::{Report, Store};
/// let folder = tempfile::tempdir().unwrap();
/// let file = folder.path().join("events.db");
/// let report = |id: &str| Report::of(&Document::new(id, "نص").unwrap()).unwrap();
/// Store::open(&file).unwrap().add(vec![report("a")]).unwrap();
/// let all = Store::open(&file).unwrap().add(vec![report("b")]).unwrap();
/// assert_eq!(all.iter().map(|report| report.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
/// ```
pub struct Store {
    path: PathBuf,
    connection: Connection,
}

impl Store {
    /// The store in the file `path`, which is made if it is not there.
    ///
    /// # Errors
    /// If the file cannot be opened, is no store, or is one of a newer program.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |error: rusqlite::Error| told(path, &error);
        let mut connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(std::time::Duration::from_secs(30)).map_err(failed)?;
        let version: i32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
        match (version, tables) {
            (VERSION, _) => {}
            (0, 0) => {
                let new = connection.transaction().map_err(failed)?;
                new.execute_batch(SCHEMA).map_err(failed)?;
                new.pragma_update(None, "user_version", VERSION).map_err(failed)?;
                new.commit().map_err(failed)?;
            }
            (0, _) => {
                let message = format!("{} is a database of another program; name another file", path.display());
                return Err(StoreError(message));
            }
            (other, _) => {
                let message = format!(
                    "{} is a store of version {other}, and this program reads version {VERSION}; use the program that made it, \
                     or make a new one from the records",
                    path.display()
                );
                return Err(StoreError(message));
            }
        }
        Ok(Self { path: path.to_owned(), connection })
    }

    /// Adds reports, finds the events of all reports that there are now, and gives all, sorted. A report whose id is there already
    /// takes its place. All of it is one transaction: if it is broken off, the store is as it was.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn add(&mut self, new: Vec<Report>) -> Result<Vec<Report>, StoreError> {
        let path = self.path.clone();
        let failed = |error: rusqlite::Error| told(&path, &error);
        let writes = !new.is_empty();
        let change = self
            .connection
            .transaction_with_behavior(if writes {
                rusqlite::TransactionBehavior::Immediate
            } else {
                rusqlite::TransactionBehavior::Deferred
            })
            .map_err(failed)?;
        let mut all: BTreeMap<String, Report> = BTreeMap::new();
        let mut pool = Pool::default();
        {
            let mut rows = change.prepare("SELECT layers FROM reports").map_err(failed)?;
            let mut rows = rows.query([]).map_err(failed)?;
            while let Some(row) = rows.next().map_err(failed)? {
                let layers: String = row.get(0).map_err(failed)?;
                let mut report: Report = serde_json::from_str(&layers).map_err(|error| {
                    StoreError(format!("{}: a report in it cannot be read: {error}", path.display()))
                })?;
                report.share(&mut pool);
                all.insert(report.id.clone(), report);
            }
        }
        for report in new {
            write_report(&change, &report).map_err(failed)?;
            all.insert(report.id.clone(), report);
        }
        let mut all: Vec<Report> = all.into_values().collect();
        sort(&mut all);
        if writes {
            write_events(&change, &all).map_err(failed)?;
        }
        change.commit().map_err(failed)?;
        Ok(all)
    }
}

fn told(path: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError(format!("{}: {error}", path.display()))
}

fn write_report(change: &Transaction<'_>, report: &Report) -> rusqlite::Result<()> {
    let layers =
        serde_json::to_string(report).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let mut insert = change.prepare_cached(
        "INSERT INTO reports (id, outlet, published, title, url, sha256, text, layers) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET outlet = ?2, published = ?3, title = ?4, url = ?5, sha256 = ?6, text = ?7, layers = ?8",
    )?;
    let Report { id, outlet, published, url, sha256, text, .. } = report;
    insert.execute(params![id, outlet, published, report.headline(), url, sha256, text, layers])?;
    Ok(())
}

/// Writes the events of all reports anew: those of another day change with what is added.
fn write_events(change: &Transaction<'_>, reports: &[Report]) -> rusqlite::Result<()> {
    change.execute_batch("DELETE FROM figures; DELETE FROM event_reports; DELETE FROM events;")?;
    for event in &events(reports) {
        let place = event.places.first();
        change.prepare_cached("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
            event.id,
            event.date,
            place.map(|place| place.name.as_str()).unwrap_or_default(),
            place.map(|place| place.country.as_str()).unwrap_or_default(),
            event.reports.len() as i64,
            event.source_count() as i64,
        ])?;
        for (&at, &source) in event.reports.iter().zip(&event.sources) {
            change.prepare_cached("INSERT INTO event_reports VALUES (?1, ?2, ?3)")?.execute(params![
                event.id,
                reports[at].id,
                source as i64 + 1
            ])?;
        }
        write_figures(change, event, &figures(event, reports))?;
    }
    Ok(())
}

fn write_figures(change: &Transaction<'_>, event: &Event, figures: &Figures) -> rusqlite::Result<()> {
    let mut insert = change.prepare_cached(
        "INSERT INTO figures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?;
    for (quantity, background) in figures.all() {
        for cell in &quantity.cells {
            // SQLite's integers have a sign.
            let number = |count: Option<u64>| count.and_then(|count| i64::try_from(count).ok());
            insert.execute(params![
                event.id,
                quantity.predicate,
                quantity.class,
                quantity.part,
                quantity.joint,
                quantity.suicide,
                background,
                quantity.verdict.name(),
                cell.report,
                cell.span.start() as i64,
                cell.span.end() as i64,
                cell.text,
                number(cell.count),
                number(cell.min),
                number(cell.max),
                cell.modifier,
                cell.vague,
                cell.speaker,
                cell.kind,
                cell.superseded,
            ])?;
        }
    }
    Ok(())
}
