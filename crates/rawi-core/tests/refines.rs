//! A stage that refines a layer: it reads it as it stands and gives it anew.

use rawi_core::layers::{Label, MENTIONS, Mention, QUOTES, Quote, QuoteKind, Speaker};
use rawi_core::schema::Ref;
use rawi_core::{
    Contract, Doc, Document, Layer, Output, Provenance, Renames, Slot, Span, Stage, StageError, Verdict, host,
};

const TEXT: &str = "قال سامي إن السفينة ليلى وصلت.";

fn mention(label: Label) -> Mention {
    Mention { label, entity: None, name: None, confidence: 1.0, by: "test".into() }
}

/// Two names, and a quote whose speaker is the first.
fn document() -> Document {
    let mut doc = Document::new("a", TEXT).unwrap();
    let at = |word: &str| TEXT.find(word).map(|start| Span::new(start, start + word.len())).unwrap();
    let names = vec![at("سامي"), at("ليلى")];
    let by = Provenance { stage: "tagger".into(), ..Provenance::default() };
    let mentions = Layer::new(TEXT, names, vec![mention(Label::PERS), mention(Label::PERS)]).unwrap();
    doc.insert_layer("mentions", mentions.with_provenance(by)).unwrap();
    let speaker = Some(Speaker { span: at("سامي"), mention: Some(Ref::new(0)), carried: false });
    let quote = Quote { kind: QuoteKind::Indirect, speaker, cue: None };
    let said = Span::new(TEXT.find("إن").unwrap(), TEXT.len() - 1);
    doc.insert_layer("quotes", Layer::new(TEXT, vec![said], vec![quote]).unwrap()).unwrap();
    doc
}

/// Does to each mention what it is told to.
struct Mend(fn(&str, Mention) -> Option<Mention>);

impl Stage for Mend {
    fn contract(&self) -> Contract {
        Contract::new().refines(&MENTIONS)
    }
    fn process(&self, doc: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
        out.refine(doc, &MENTIONS, |span, mention| (self.0)(doc.text(span), mention))?;
        Ok(Verdict::Keep)
    }
}

fn labels(doc: &Document) -> Vec<(&str, Label)> {
    let mentions = doc.layer(&MENTIONS).unwrap().unwrap();
    mentions.iter().map(|(span, mention)| (doc.text(span), mention.label.clone())).collect()
}

#[test]
fn it_takes_the_place_of_what_was_there() {
    let mut doc = document();
    let ship = Mend(|name, mention| {
        Some(if name == "ليلى" { Mention { label: Label::MISC, ..mention } } else { mention })
    });
    doc.apply(&ship).unwrap();
    assert_eq!(labels(&doc), [("سامي", Label::PERS), ("ليلى", Label::MISC)]);
    // Rows have the numbers that they had: who refers to them still means the same.
    let quotes = doc.layer(&QUOTES).unwrap().unwrap();
    assert_eq!(quotes.get(0).unwrap().1.speaker.unwrap().mention.unwrap().row(), 0);
    let earlier = |doc: &Document| -> Vec<String> {
        doc.raw_layer("mentions").unwrap().earlier().iter().map(|by| by.stage.clone()).collect()
    };
    assert_eq!(earlier(&doc), ["tagger"]);
    doc.apply(&ship).unwrap();
    assert_eq!(earlier(&doc), ["tagger", ""], "every one of them is kept");
}

#[test]
fn who_refers_to_rows_that_are_others_now_goes() {
    let mut doc = document();
    doc.apply(&Mend(|name, mention| (name != "سامي").then_some(mention))).unwrap();
    assert_eq!(labels(&doc), [("ليلى", Label::PERS)]);
    assert!(doc.raw_layer("quotes").is_none());
}

#[test]
fn one_that_fails_leaves_all_as_it_was() {
    struct Broken;
    impl Stage for Broken {
        fn contract(&self) -> Contract {
            Contract::new().refines(&MENTIONS)
        }
        fn process(&self, _: Doc<'_>, out: &mut Output) -> Result<Verdict, StageError> {
            out.layer(&MENTIONS)?.push(Span::new(0, 1), mention(Label::PERS));
            Ok(Verdict::Keep)
        }
    }
    let (mut doc, before) = (document(), document());
    assert!(doc.apply(&Broken).is_err());
    assert_eq!(doc, before);
    // Nor can it begin without the layer, nor may one that only provides it take its place.
    let mut bare = Document::new("a", TEXT).unwrap();
    assert!(bare.apply(&Mend(|_, mention| Some(mention))).unwrap_err().message().contains("`mentions` is required"));
    let out = Output::new(&Contract::new().provides(&MENTIONS));
    let changes = host::finish(out, TEXT).unwrap();
    let error = host::commit(&mut doc, changes, &Provenance::default(), &Renames::default()).unwrap_err();
    assert!(error.message().contains("written already"), "{error}");
    assert_eq!(doc, before);
}

#[test]
fn under_another_name() {
    let renames = Renames::from_iter([("mentions", "names")]);
    let mut doc = Document::new("a", TEXT).unwrap();
    let names = Layer::new(TEXT, vec![Span::new(0, 6)], vec![mention(Label::PERS)]).unwrap();
    doc.insert_layer("names", names).unwrap();
    let contract = Contract::new().refines(&MENTIONS);
    assert!(contract.renamed(&renames).is_refined(&Slot::layer("names")));
    let mut out = Output::new(&contract);
    out.layer(&MENTIONS).unwrap().push(Span::new(7, 15), mention(Label::ORG));
    let changes = host::finish(out, TEXT).unwrap();
    host::commit(&mut doc, changes, &Provenance::default(), &renames).unwrap();
    assert_eq!(doc.raw_layer("names").unwrap().spans(), [Span::new(7, 15)]);
}
