//! Names in Arabic text: the stages `tagger` and `merge`.
//!
//! The tagger finds names by gazetteers (lists of names with labels and ids) and by a few context patterns (a title and a
//! name, the head of an institution and its complement, a direction and a place). Everything it finds says what produced
//! it: `gazetteer:cldr`, `user:names.tsv`, `pattern:title-name`, `model:accurate`.
//!
//! ```
//! use rawi_core::{Assets, Document, layers::{MENTIONS, TOKENS, Token, TokenKind}};
//! # use rawi_core::{Contract, Doc, Output, Span, Stage, StageError, Verdict};
//! # struct Words; // stands for rawi-segmenter, which is no dependency of this crate
//! # impl Stage for Words {
//! #     fn contract(&self) -> Contract { Contract::new().provides(&TOKENS) }
//! #     fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
//! #         let mut start = 0;
//! #         for word in doc.source().split(' ') {
//! #             out.layer(&TOKENS)?.push(Span::new(start, start + word.len()), Token::new(TokenKind::Word));
//! #             start += word.len() + 1;
//! #         }
//! #         Ok(Verdict::Keep)
//! #     }
//! # }
//! use rawi_tagger::{Tagger, TaggerConfig};
//!
//! let mut doc = Document::new("a", "زار الرئيس السوري أحمد الشرع باريس للأمم المتحدة").unwrap();
//! doc.apply(&Words).unwrap();
//! doc.apply(&Tagger::new(&TaggerConfig::default(), &Assets::none()).unwrap()).unwrap();
//! let mentions = doc.layer(&MENTIONS).unwrap().unwrap();
//! let found: Vec<_> = mentions.iter().map(|(span, m)| (m.label.as_str(), doc.text(span))).collect();
//! assert_eq!(found, [("OCC", "الرئيس"), ("NORP", "السوري"), ("PERS", "أحمد الشرع"), ("GPE", "باريس"), ("ORG", "لأمم المتحدة")]);
//! ```
//!
//! # How a name is matched
//! 1. Every token has a key in which spellings that writers mix are one: no marks, no tatweel, no hamza on alef, ى as ي, ة as
//!    ه, ؤ as و, ئ as ي. A trie over words finds the phrases of all gazetteers.
//! 2. A name may begin behind و ف ب ل ك, and behind لل, which stands for ل and ال (the span of للعراق is `لعراق`, its `name`
//!    العراق). The segmenter's clitics allow a cut, and so does a name that begins there if the whole word is not known.
//! 3. Keys find candidates, the source spelling decides: a name with a word whose key is that of a common one (على, علي) must be
//!    written as in the gazetteer, up to the hamza of an alef, and needs context.
//! 4. A name that a gazetteer marks with `?` is also an ordinary word, or names something else too. It is a mention only with
//!    context: a title, a head (مدينة، قناة، منصة), quotation marks, a list of places, or the same entity by a longer name in the
//!    same report.
//! 5. Quotation marks inside a name are no obstacle: تنظيم "داعش".
//!
//! # Overlaps
//! The longest wins; of two with one span, an entry before a pattern, a user's entry before an embedded one. Names strictly
//! inside a winner go to `mentions.nested` if they name something else.
//!
//! # Entity ids
//! Countries by ISO 3166-1 (`SY`), world regions by UN M49 (`m49:150`), cities as `COUNTRY/name` (`FR/paris`), governorates,
//! districts and subdistricts of Syria by OCHA's p-code (`SY02`; a governorate and its capital of the same name share it),
//! everything else by kind and name (`person:donald-trump`, `org:isis`, `norp:SY`, `occ:president`).
//!
//! # A gazetteer of one's own
//! `gazetteers = ["names.tsv"]`, a name a line: `NAME<TAB>LABEL<TAB>ID<TAB>VARIANT|VARIANT<TAB>DISPLAY`; the last three may be
//! left out, `#` opens a comment. The same as TOML:
//!
//! ```toml
//! [[name]]
//! name = "لواء الزيتون"
//! label = "ORG"
//! entity = "org:zaytun"
//! variants = ["جماعة الزيتون"]
//! ```
//!
//! Clitics, hamzas, ة and ه, ى and ي, عبد and أبو joined or apart need no variants.
//!
//! # Words of one's own
//! `words = ["words.tsv"]`, a line a word: `head<TAB>ديوان`. What the rules look for, heads of institutions, classifiers of places, verbs of
//! saying and so on, stands in `lexicons/words.tsv`, each class with what it is; a file of one's own adds words to a class or takes some away
//! (`-head<TAB>حزب`).
//!
//! Look elsewhere for names of other languages, and for the learned model and its training (`rawi-model`).
#![forbid(unsafe_code)]

mod candidate;
mod country;
mod cuts;
mod embedded;
mod entities;
mod filter;
mod find;
mod gazetteer;
#[cfg(test)]
mod growth;
mod hashed;
mod key;
mod learned;
mod lexemes;
mod lexicon;
mod link;
mod lists;
mod merge;
mod model_words;
mod patterns;
mod pool;
mod resolve;
mod rules;
mod shape;
mod steps;
mod table;
mod tagger;
mod trie;
mod weigh;
mod which;
mod words;
mod written;

pub use embedded::{MODELS, SOURCES};
pub use entities::{Entity, entities, entities_of};
pub use merge::{MergeConfig, Prefer};
pub use model_words::model_words;
pub use tagger::{Names, Spans, Tagger, TaggerConfig};
