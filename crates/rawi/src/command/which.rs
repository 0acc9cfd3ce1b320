//! Which days and events are asked for.

use super::Failure;
use crate::terminal::one_line;
use rawi_dossier::{Event, Report, day_number};

/// Which days.
#[derive(clap::Args)]
pub(crate) struct Days {
    /// Only what is of this day or later, ISO 8601: reports by when they were published, events by when they were
    #[arg(long, value_name = "DATE", value_parser = day)]
    since: Option<i32>,
    /// Only what is of this day or earlier
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<i32>,
}

impl Days {
    /// Whether a day is among them; an unknown one is only if no days are asked for.
    pub(crate) fn hold(&self, day: Option<i32>) -> bool {
        let since = self.since.is_none_or(|since| day.is_some_and(|day| day >= since));
        since && self.until.is_none_or(|until| day.is_some_and(|day| day <= until))
    }

    fn are_all(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }
}

fn day(text: &str) -> Result<i32, String> {
    day_number(text).ok_or_else(|| "write a day as 2025-05-17".to_owned())
}

/// Which events.
#[derive(clap::Args)]
pub(crate) struct Which {
    /// Only this event: its id, or that of one of its reports
    #[arg(long, value_name = "ID")]
    event: Option<String>,
    /// Only events at this place, and in it: a name in any spelling, or an id (`LB/beirut`)
    #[arg(long, value_name = "NAME")]
    place: Option<String>,
    #[command(flatten)]
    days: Days,
}

impl Which {
    /// Whether nothing is left out.
    pub(crate) fn are_all(&self) -> bool {
        self.event.is_none() && self.place.is_none() && self.days.are_all()
    }

    /// Those among the `events` of these reports that are asked for.
    ///
    /// # Errors
    /// If there are none, though some are asked for.
    pub(crate) fn of(&self, mut events: Vec<Event>, reports: &[Report]) -> Result<Vec<Event>, Failure> {
        if let Some(id) = &self.event {
            events.retain(|event| event.reports.iter().any(|&at| reports[at].id == *id));
            if events.is_empty() {
                let id = one_line(id);
                let message = format!("no event and no report is called `{id}`; `rawi figures` lists the events");
                return Err(Failure::usage(message));
            }
        }
        events.retain(|event| self.days.hold(day_number(&event.date)));
        if let Some(place) = &self.place {
            events.retain(|event| event.is_at(place));
        }
        if events.is_empty() && !self.are_all() {
            let place = self.place.as_deref().map_or(String::new(), |place| format!(" at `{}`", one_line(place)));
            let days = if self.days.are_all() { "" } else { " on these days" };
            return Err(Failure::run(format!("no event{place}{days}; `rawi figures` without these options lists all")));
        }
        Ok(events)
    }
}
