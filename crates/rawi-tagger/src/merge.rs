//! The stage `merge`.

use crate::resolve::{Claim, by_rank, resolve};
use rawi_core::layers::Mention;
use rawi_core::{Assets, Contract, Doc, LayerKey, Output, Stage, StageConfig, StageError, Verdict};

/// Options of the stage `merge`.
///
/// ```toml
/// [[stage]]
/// uses = "tagger"
/// rename = { mentions = "mentions.names" }
///
/// [[stage]]
/// plugin = "plugins/libweapons.so"
/// uses = "org.example.weapons"
///
/// [[stage]]
/// uses = "merge"
/// layers = ["org.example.weapons", "mentions.names"]
/// ```
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct MergeConfig {
    /// The layers of mentions to merge, the most trusted first. A layer is written once: the stage that writes
    /// `mentions` needs a `rename` if it is to be one of them.
    pub layers: Vec<String>,
    /// The layer that the merged mentions go to.
    pub into: String,
    /// What decides where mentions overlap: the longer one (and of equals the more trusted layer), or the layer alone.
    pub prefer: Prefer,
}

/// What decides between mentions of several layers that overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Prefer {
    /// The longer one; of two as long, the one of the layer named first.
    #[default]
    Longest,
    /// The one of the layer named first, however short.
    First,
}

impl Default for MergeConfig {
    fn default() -> Self {
        Self { layers: Vec::new(), into: "mentions".to_owned(), prefer: Prefer::Longest }
    }
}

impl StageConfig for MergeConfig {
    const NAME: &'static str = "merge";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "One layer of mentions from several; where they overlap, a stated rule decides.";
    const CASES: &'static str = include_str!("../tests/cases/merge.md");
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, _: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        let mut wrong = Vec::new();
        if self.layers.len() < 2 {
            wrong.push("merge needs at least two `layers`, the most trusted first".to_owned());
        }
        for (i, name) in self.layers.iter().enumerate() {
            if self.layers[..i].contains(name) {
                wrong.push(format!("`layers` names `{name}` twice; name each once"));
            } else if OTHERS.contains(&name.as_str()) {
                wrong.push(format!("`{name}` holds no mentions; only layers of mentions can be merged"));
            } else if *name == self.into {
                wrong.push(format!(
                    "`{name}` is read and written; a layer is written once: rename it where it is made \
                     (rename = {{ {name} = \"{name}.names\" }}) and merge that"
                ));
            }
        }
        if OTHERS.contains(&self.into.as_str()) {
            wrong.push(format!("`into` is `{}`, which holds no mentions; give it a name of its own", self.into));
        }
        if !wrong.is_empty() {
            return Err(StageError::asset(wrong.join("\n")));
        }
        let keys = self.layers.into_iter().map(LayerKey::named).collect();
        Ok(Box::new(Merge { keys, into: LayerKey::named(self.into), prefer: self.prefer }))
    }
}

/// The standard layers that hold something else. Of other layers only the values tell.
const OTHERS: [&str; 5] = ["sentences", "tokens", "numbers", "dates", "summary"];

struct Merge {
    keys: Vec<LayerKey<Mention>>,
    into: LayerKey<Mention>,
    prefer: Prefer,
}

impl Stage for Merge {
    fn contract(&self) -> Contract {
        self.keys.iter().fold(Contract::new().provides(&self.into), Contract::requires)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let mut mentions = Vec::new();
        let mut chosen: Vec<Claim> = Vec::new();
        for (rank, key) in self.keys.iter().enumerate() {
            for (span, mention) in doc.layer(key)?.iter() {
                mentions.push((span, mention.clone()));
                chosen.push(Claim { start: span.start(), end: span.end(), rank: rank as u32 });
            }
        }
        let winners = match self.prefer {
            Prefer::Longest => resolve(&chosen).0,
            Prefer::First => by_rank(&chosen),
        };
        let layer = out.layer(&self.into)?;
        for i in winners {
            let (span, mention) = mentions[i].clone();
            layer.push(span, mention);
        }
        Ok(Verdict::Keep)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rawi_core::layers::{Label, MENTIONS};
    use rawi_core::{Document, Span};

    /// Marks each of `names` with `label` in layer `to`.
    struct Marks(LayerKey<Mention>, &'static str, Vec<&'static str>);
    impl Stage for Marks {
        fn contract(&self) -> Contract {
            Contract::new().provides(&self.0)
        }
        fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
            let layer = out.layer(&self.0)?;
            for name in &self.2 {
                let start = doc.source().find(name).unwrap();
                let mention = Mention {
                    label: Label::from(self.1.to_owned()),
                    entity: None,
                    name: None,
                    confidence: 1.0,
                    by: "test".to_owned(),
                };
                layer.push(Span::new(start, start + name.len()), mention);
            }
            Ok(Verdict::Keep)
        }
    }

    fn merged(prefer: Prefer) -> Vec<(String, String)> {
        let mut doc = Document::new("a", "صاروخ باتريوت في مطار دمشق الدولي").unwrap();
        doc.apply(&Marks(LayerKey::new("weapons"), "WEAPON", vec!["باتريوت", "دمشق"])).unwrap();
        doc.apply(&Marks(LayerKey::new("names"), "FAC", vec!["باتريوت", "مطار دمشق الدولي"])).unwrap();
        let config = MergeConfig { layers: vec!["weapons".into(), "names".into()], prefer, ..MergeConfig::default() };
        doc.apply(&*config.build(&Assets::none()).unwrap()).unwrap();
        let layer = doc.layer(&MENTIONS).unwrap().unwrap();
        layer.iter().map(|(s, m)| (doc.text(s).to_owned(), m.label.to_string())).collect()
    }

    #[test]
    fn the_longer_one_wins_then_the_first_layer() {
        let rows = merged(Prefer::Longest);
        assert_eq!(rows, [("باتريوت".into(), "WEAPON".into()), ("مطار دمشق الدولي".into(), "FAC".into())]);
        let rows = merged(Prefer::First);
        assert_eq!(rows, [("باتريوت".into(), "WEAPON".into()), ("دمشق".into(), "WEAPON".into())]);
    }

    #[test]
    fn wrong_options_say_what_to_do() {
        for (layers, says) in [
            (vec!["mentions", "x"], "rename"),
            (vec!["x"], "at least two"),
            (vec!["x", "x"], "names `x` twice"),
            (
                vec!["x", "tokens", "dates"],
                "`tokens` holds no mentions; only layers of mentions can be merged\n`dates`",
            ),
        ] {
            let config = MergeConfig { layers: layers.into_iter().map(Into::into).collect(), ..MergeConfig::default() };
            let error = config.build(&Assets::none()).err().unwrap().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
