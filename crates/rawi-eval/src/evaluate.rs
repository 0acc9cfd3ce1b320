//! Running a pipeline over the gold.

use crate::claims::Claims;
use crate::error::EvalError;
use crate::gold::Gold;
use crate::layer::LayerScorer;
use crate::names::Names;
use crate::offsets::Offsets;
use crate::reading::Reading;
use crate::scorer::{Scorer, Settings, TaskScore};
use crate::sentences::Sentences;
use crate::summaries::Summaries;
use crate::values::Values;
use rawi_config::{PlannedStage, closest};
use rawi_core::{Document, Slot, SlotKind};
use rawi_runner::{OnError, Outcome, Pipeline};

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Task by task.
    pub tasks: Vec<TaskScore>,
    /// What the user should know: labels that no stage gave, layers of the gold that were not measured.
    pub warnings: Vec<String>,
    /// How many reports the gold has.
    pub reports: usize,
}

/// Tasks with rules of their own, in the order in which they are told.
const TASKS: [&str; 6] = ["mentions", "sentences", "numbers", "dates", "claims", "rank"];

/// Runs `stages` over every report of the gold and counts. A report that a stage fails on counts as one in which that stage
/// found nothing.
///
/// # Errors
/// If a task is asked for that the gold or the pipeline has not, a field is asked for that the layer has not, or the gold has
/// rows that are none; with the place in the gold.
pub fn evaluate(gold: &Gold, stages: Vec<PlannedStage>, settings: &Settings) -> Result<Scores, EvalError> {
    let given: Vec<Slot> =
        stages.iter().flat_map(PlannedStage::provides).filter(|slot| slot.kind == SlotKind::Layer).collect();
    let mut warnings = Vec::new();
    let mut scorers = Vec::new();
    for task in tasks(gold, &given, settings, &mut warnings)? {
        scorers.push(scorer(&task, gold, &given, settings)?);
    }
    let pipeline = Pipeline::from(stages);
    for report in &gold.reports {
        let mut doc = Document::new(&report.id, report.text.as_str())
            .map_err(|error| EvalError(format!("{}: {error}", report.place)))?;
        for (name, value) in report.meta.iter() {
            doc.meta_mut().set(name, value);
        }
        let doc = match pipeline.process(doc, OnError::Keep) {
            Outcome::Kept(doc) => Some(doc),
            Outcome::Dropped { .. } | Outcome::Failed(_) => None,
        };
        let reading = Reading { gold: report, offsets: Offsets::new(&report.text), doc };
        for scorer in &mut scorers {
            scorer.add(&reading)?;
        }
    }
    let tasks = scorers.into_iter().map(|scorer| scorer.score(&mut warnings)).collect();
    Ok(Scores { tasks, warnings, reports: gold.reports.len() })
}

/// What is measured.
fn tasks(
    gold: &Gold,
    given: &[Slot],
    settings: &Settings,
    warnings: &mut Vec<String>,
) -> Result<Vec<String>, EvalError> {
    let layers = gold.layers();
    let of_layer = |task: &&str| *task != "rank" && layers.contains(task);
    let mut there: Vec<&str> = TASKS.iter().copied().filter(of_layer).collect();
    there.extend(gold.has_summaries().then_some("rank"));
    there.extend(layers.iter().filter(|layer| !TASKS.contains(layer)));
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if there.is_empty() {
        return Err(EvalError(format!(
            "{} holds no gold: no rows of a layer, as `\"gold\": {{\"mentions\": [...]}}`, and no `summaries`",
            gold.file
        )));
    }
    if let Some(task) = &settings.task {
        if there.contains(&task.as_str()) {
            return Ok(vec![task.clone()]);
        }
        let hint = match closest(task, there.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has {}", quoted(&there)),
        };
        return Err(EvalError(format!("{} has no gold for this task, `{task}`; {hint}", gold.file)));
    }
    let gives = |task: &str| given.iter().any(|slot| slot.name == layer_of(task));
    let (measured, left): (Vec<&str>, Vec<&str>) = there.into_iter().partition(|task| gives(task));
    if !left.is_empty() {
        warnings.push(format!("not measured, because the pipeline does not give it: {}", quoted(&left)));
    }
    if measured.is_empty() {
        let names: Vec<&str> = given.iter().map(|slot| slot.name.as_str()).collect();
        return Err(EvalError(format!("the pipeline gives nothing that the gold has; it gives {}", quoted(&names))));
    }
    Ok(measured.into_iter().map(str::to_owned).collect())
}

/// The layer that a task is measured on.
fn layer_of(task: &str) -> &str {
    if task == "rank" { "summary" } else { task }
}

fn scorer(task: &str, gold: &Gold, given: &[Slot], settings: &Settings) -> Result<Box<dyn Scorer>, EvalError> {
    let layer = layer_of(task);
    let Some(slot) = given.iter().find(|slot| slot.name == layer) else {
        let names = given.iter().map(|slot| slot.name.as_str());
        let hint = match closest(layer, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it gives {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        };
        return Err(EvalError(format!("the pipeline gives no layer `{layer}`; {hint}")));
    };
    let own_rules = TASKS.contains(&task);
    if own_rules && settings.fields.is_empty() {
        return Ok(match task {
            "mentions" => Box::new(Names::new(settings)),
            "sentences" => Box::new(Sentences::default()),
            "numbers" => Box::new(Values::new("numbers")),
            "dates" => Box::new(Values::new("dates")),
            "claims" => Box::new(Claims::default()),
            _ => Box::new(Summaries::default()),
        });
    }
    Ok(Box::new(LayerScorer::new(slot, gold, &settings.fields)?))
}
