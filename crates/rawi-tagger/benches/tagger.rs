//! Speed of the matcher and of the whole tagger, given tokens, on one core; and the time to build it.
//!
//! The text is `seeds/*.txt` of the repository, or the file that `RAWI_BENCH_TEXT` names (plain text, or JSON lines whose
//! `content` or `text` is read), so that it can be run on real news.

use divan::counter::BytesCount;
use rawi_core::layers::{TOKENS, Token};
use rawi_core::{AssetSource, Assets, Document, Span, StageError};
use rawi_segmenter::Segmenter;
use rawi_tagger::{Tagger, TaggerConfig};
use std::sync::{Arc, LazyLock};

struct Text {
    source: String,
    tokens: Vec<(Span, Token)>,
}

static TEXTS: LazyLock<Vec<Text>> = LazyLock::new(|| {
    let sources: Vec<String> = match option_env_text() {
        Some(text) => text,
        None => std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds"))
            .expect("seeds")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|e| e == "txt"))
            .map(|path| std::fs::read_to_string(path).expect("a seed"))
            .collect(),
    };
    sources
        .into_iter()
        .map(|source| {
            let mut doc = Document::new("a", source.as_str()).expect("a document");
            doc.apply(&Segmenter::default()).expect("segments");
            let tokens = doc.layer(&TOKENS).expect("tokens").expect("tokens").iter().map(|(s, &t)| (s, t)).collect();
            Text { source, tokens }
        })
        .collect()
});

#[allow(clippy::disallowed_methods)] // a benchmark may ask which text to read
fn option_env_text() -> Option<Vec<String>> {
    let path = std::env::var_os("RAWI_BENCH_TEXT")?;
    let text = std::fs::read_to_string(path).expect("RAWI_BENCH_TEXT");
    if !text.starts_with('{') {
        return Some(vec![text]);
    }
    let content = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        record["content"].as_str().or(record["text"].as_str()).unwrap_or_default().to_owned()
    };
    Some(text.lines().map(content).collect())
}

/// 100,000 names of one to four words: the syllables of Arabic place names in all orders, so that they share words as real names do.
struct Synthetic;
impl AssetSource for Synthetic {
    fn read(&self, _: &str) -> Result<Arc<[u8]>, StageError> {
        const HEADS: [&str; 20] = [
            "تل",
            "كفر",
            "عين",
            "بيت",
            "دير",
            "خربة",
            "رأس",
            "وادي",
            "مزرعة",
            "قلعة",
            "برج",
            "نبع",
            "جب",
            "حوش",
            "شيخ",
            "بئر",
            "مرج",
            "سهل",
            "خان",
            "باب",
        ];
        const ROOTS: [&str; 25] = [
            "حمر", "نصر", "صلح", "سعد", "رشد", "كرم", "جبر", "حسن", "عمر", "خضر", "زيت", "تين", "رمان", "غزال", "حجر",
            "نور", "شمس", "قمر", "بحر", "نهر", "جبل", "وعر", "ريف", "شام", "عرب",
        ];
        let mut table = String::new();
        let mut count = 0;
        'all: for head in HEADS {
            for a in ROOTS {
                for (b, c) in ROOTS.iter().flat_map(|b| ROOTS.iter().map(move |c| (b, c))) {
                    let name = match count % 3 {
                        0 => format!("{head} {a}{b} ال{c}ية"),
                        1 => format!("{head} ال{a}ي{c} {b}ون"),
                        _ => format!("{a}{b}{c}"),
                    };
                    table.push_str(&format!("{name}\tGPE\tx{count}\n"));
                    count += 1;
                    if count == 100_000 {
                        break 'all;
                    }
                }
            }
        }
        Ok(table.into_bytes().into())
    }
}

fn config(large: bool, patterns: bool) -> TaggerConfig {
    TaggerConfig { gazetteers: if large { vec!["x.tsv".into()] } else { vec![] }, patterns, ..TaggerConfig::default() }
}

fn run(bencher: divan::Bencher<'_, '_>, config: &TaggerConfig) {
    let tagger = Tagger::new(config, &Assets::new(&Synthetic)).expect("a tagger");
    let bytes: usize = TEXTS.iter().map(|t| t.source.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        TEXTS.iter().map(|t| tagger.read(&t.source, t.tokens.iter().map(|(s, t)| (*s, t))).flat.len()).sum::<usize>()
    });
}

#[divan::bench]
fn matcher_embedded(bencher: divan::Bencher<'_, '_>) {
    run(bencher, &config(false, false));
}

#[divan::bench]
fn matcher_100_000_more(bencher: divan::Bencher<'_, '_>) {
    run(bencher, &config(true, false));
}

#[divan::bench]
fn with_patterns(bencher: divan::Bencher<'_, '_>) {
    run(bencher, &config(false, true));
}

#[divan::bench]
fn build() -> Tagger {
    Tagger::new(&TaggerConfig::default(), &Assets::none()).expect("a tagger")
}

#[divan::bench]
fn build_100_000_more() -> Tagger {
    Tagger::new(&config(true, false), &Assets::new(&Synthetic)).expect("a tagger")
}

fn main() {
    divan::main();
}
