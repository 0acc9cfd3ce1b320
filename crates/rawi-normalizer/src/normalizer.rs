use crate::normalize::Normalizer;
use crate::rules::{Controls, Form, Marks, Profile, Rules, Tatweel, WhiteSpace};
use rawi_core::layers::NORMAL;
use rawi_core::{Assets, Contract, Doc, Output, Stage, StageConfig, StageError, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

/// Options of the stage `normalizer`: a profile, and single rules set otherwise.
///
/// ```toml
/// [[stage]]
/// uses = "normalizer"
/// profile = "search"
/// fold-teh-marbuta = true
/// ```
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct NormalizerConfig {
    /// The rules to start from.
    pub profile: Profile,
    /// The Unicode normalisation form.
    pub form: Option<Form>,
    /// Whether Arabic presentation forms become their letters.
    pub presentation_forms: Option<bool>,
    /// Control and format characters.
    pub controls: Option<Controls>,
    /// White space.
    pub white_space: Option<WhiteSpace>,
    /// Tatweel.
    pub tatweel: Option<Tatweel>,
    /// Combining marks of Arabic.
    pub marks: Option<Marks>,
    /// أ إ آ to ا.
    pub fold_alef: Option<bool>,
    /// ٱ to ا.
    pub fold_alef_wasla: Option<bool>,
    /// ى to ي.
    pub fold_alef_maksura: Option<bool>,
    /// ی to ي.
    pub fold_farsi_yeh: Option<bool>,
    /// ک to ك.
    pub fold_keheh: Option<bool>,
    /// ة to ه.
    pub fold_teh_marbuta: Option<bool>,
    /// Arabic-Indic and Persian digits to ASCII.
    pub fold_digits: Option<bool>,
    /// Quotation marks to " and '.
    pub fold_quotes: Option<bool>,
}

impl NormalizerConfig {
    /// The profile's rules with the single options laid over them.
    #[must_use]
    pub fn rules(&self) -> Rules {
        let base = Rules::profile(self.profile);
        Rules {
            form: self.form.unwrap_or(base.form),
            presentation_forms: self.presentation_forms.unwrap_or(base.presentation_forms),
            controls: self.controls.unwrap_or(base.controls),
            white_space: self.white_space.unwrap_or(base.white_space),
            tatweel: self.tatweel.unwrap_or(base.tatweel),
            marks: self.marks.unwrap_or(base.marks),
            fold_alef: self.fold_alef.unwrap_or(base.fold_alef),
            fold_alef_wasla: self.fold_alef_wasla.unwrap_or(base.fold_alef_wasla),
            fold_alef_maksura: self.fold_alef_maksura.unwrap_or(base.fold_alef_maksura),
            fold_farsi_yeh: self.fold_farsi_yeh.unwrap_or(base.fold_farsi_yeh),
            fold_keheh: self.fold_keheh.unwrap_or(base.fold_keheh),
            fold_teh_marbuta: self.fold_teh_marbuta.unwrap_or(base.fold_teh_marbuta),
            fold_digits: self.fold_digits.unwrap_or(base.fold_digits),
            fold_quotes: self.fold_quotes.unwrap_or(base.fold_quotes),
        }
    }
}

impl StageConfig for NormalizerConfig {
    const NAME: &'static str = "normalizer";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "gives a normalised view of the text, aligned to the source";
    const CASES: &'static str = include_str!("../tests/cases/normalizer.md");
    const FINGERPRINT: &'static str = env!("RAWI_FINGERPRINT");

    fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    fn build(self, _assets: &Assets<'_>) -> Result<Box<dyn Stage>, StageError> {
        Ok(Box::new(NormalizerStage(Normalizer::new(self.rules()))))
    }
}

struct NormalizerStage(Normalizer);

impl Stage for NormalizerStage {
    fn contract(&self) -> Contract {
        Contract::new().provides(&NORMAL)
    }

    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        let (text, alignment) = self.0.normalize(doc.source());
        if u32::try_from(text.len()).is_err() {
            // Only a text of hundreds of megabytes of ﷺ can grow so far.
            return Err(StageError::input(format!("the view has {} bytes, it holds less than 4 GiB", text.len())));
        }
        out.view(&NORMAL, text, alignment)?;
        Ok(Verdict::Keep)
    }
}
