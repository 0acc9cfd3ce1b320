//! Stages that try the plugin border: all that can cross does, and the tests compare linked with loaded.
//!
//! To start a stage of your own copy `rawi-years`.
#![forbid(unsafe_code)]

use rawi_core::layers::{Label, MENTIONS, Mention, TOKENS, TokenKind};
use rawi_core::{
    Alignment, Assets, Contract, Doc, LayerKey, Output, Slot, Stage, StageConfig, StageError, Verdict, ViewKey,
};
use serde::Deserialize;
use serde_json::{Value, json};

rawi_core::schema! {
    /// A value of a layer that only this plugin knows.
    pub struct Length {
        /// Characters of the token.
        pub characters: u32,
        /// Their share of a line of ten.
        pub share: f32,
    }
}

/// The view: the source without the letter alif.
pub static WITHOUT_ALIF: ViewKey = ViewKey::new("without-alif");
/// The layer of the plugin's own type.
pub static LENGTHS: LayerKey<Length> = LayerKey::new("lengths");

/// Options of `crossing`: tokens and metadata in; mentions, a view, a layer of its own and metadata out.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CrossingConfig {
    /// A file of words, one a line; they become mentions. Without one, words with a clitic do.
    words: Option<String>,
    /// What goes wrong: `note` (nothing: it warns of the document, and logs), `drop`, `fail`, `panic`, `panic-odd`, `index`, `undeclared`, when it is made `refuse`, `warn`, `panic-create`.
    fault: Option<String>,
}

impl StageConfig for CrossingConfig {
    const NAME: &'static str = "crossing";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "gives a view, mentions and lengths, or a fault";
    const CASES: &'static str = "";

    fn schema() -> Value {
        let option = json!({ "type": "string" });
        json!({ "type": "object", "additionalProperties": false, "properties": { "words": option, "fault": option } })
    }

    fn build(self, assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        if self.fault.as_deref() == Some("refuse") {
            return Err(StageError::asset("`fault` asks to be refused"));
        }
        assert!(self.fault.as_deref() != Some("panic-create"), "no stage today");
        if self.fault.as_deref() == Some("warn") {
            assets.warn("`fault` is of no use");
        }
        let words = match &self.words {
            Some(file) => assets.read_text(file)?.lines().map(str::to_owned).collect(),
            None => Vec::new(),
        };
        Ok(Box::new(Crossing { words, fault: self.fault }))
    }
}

struct Crossing {
    words: Vec<String>,
    fault: Option<String>,
}

struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("and again");
    }
}

impl Stage for Crossing {
    fn contract(&self) -> Contract {
        Contract::new()
            .requires(&TOKENS)
            .provides(&WITHOUT_ALIF)
            .provides(&MENTIONS)
            .provides(&LENGTHS)
            .refines(Slot::meta("words"))
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let tokens = doc.layer(&TOKENS)?;
        for (i, (span, token)) in tokens.iter().enumerate() {
            let text = doc.text(span);
            let (characters, share) = (text.chars().count() as u32, text.chars().count() as f32 / 10.0);
            out.layer(&LENGTHS)?.push(span, Length { characters, share });
            let named =
                if self.words.is_empty() { !token.clitics.is_empty() } else { self.words.iter().any(|w| w == text) };
            if token.kind == TokenKind::Word && named {
                let entity = doc.meta().title().map(str::to_owned);
                let name = (i % 2 == 0).then(|| text.to_owned());
                let (label, by) = (Label::MISC, format!("clitics:{}", token.clitics.len()));
                out.layer(&MENTIONS)?.push(span, Mention { label, entity, name, confidence: 0.9, by });
            }
        }
        let mut text = String::new();
        let mut alignment = Alignment::builder();
        for c in doc.source().chars() {
            if c == 'ا' {
                alignment.replace(c.len_utf8(), 0);
            } else {
                alignment.copy(c.len_utf8());
                text.push(c);
            }
        }
        out.view(&WITHOUT_ALIF, text, alignment.finish())?;
        if !tokens.is_empty() {
            let before = doc.meta().get("words").and_then(|words| words.parse().ok()).unwrap_or(0);
            out.set_meta("words", (before + tokens.len()).to_string())?;
        }
        match self.fault.as_deref() {
            Some("note") => {
                log::warn!("few words");
                log::debug!("only {} tokens", tokens.len());
                for span in tokens.spans() {
                    out.warn_at(*span, format!("`{}` is odd", doc.text(*span)));
                }
                out.warn("odd, all in all");
                Ok(Verdict::Keep)
            }
            Some("drop") => {
                out.warn("goes with the document");
                Ok(Verdict::drop("short of words"))
            }
            Some("fail") => {
                let cause = std::io::Error::other("the cause");
                Err(StageError::input("no verb").at(tokens.span(0)).cause(cause))
            }
            Some("panic") => panic!("out of words at {}", doc.id()),
            Some("panic-odd") => std::panic::panic_any(PanicsWhenDropped),
            Some("index") => Ok(Verdict::drop(tokens.span(tokens.len()).to_string())),
            Some("undeclared") => {
                Err(doc.layer(&MENTIONS).map(|_| ()).err().unwrap_or_else(|| StageError::bug("read it")))
            }
            _ => Ok(Verdict::Keep),
        }
    }
}

rawi_plugin::export_stages!(CrossingConfig);
