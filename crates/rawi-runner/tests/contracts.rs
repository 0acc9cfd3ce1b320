//! Steps make a pipeline only if their contracts fit, and who builds one is told in words why they do not.

use rawi_core::{Contract, Doc, LayerKey, Output, Stage, StageError, Verdict, layers};
use rawi_runner::{Pipeline, Step};

rawi_core::schema! {
    /// A value with a number.
    struct Numbered {
        /// It.
        n: u32,
    }
}
rawi_core::schema! {
    /// A value of the same layer with a text.
    struct Named {
        /// It.
        n: String,
    }
}
static GIVEN: LayerKey<Numbered> = LayerKey::new("own");
static EXPECTED: LayerKey<Named> = LayerKey::new("own");

struct Any(Contract);

impl Stage for Any {
    fn contract(&self) -> Contract {
        self.0.clone()
    }
    fn process(&self, _: Doc<'_>, _: &mut Output) -> Result<Verdict, StageError> {
        Ok(Verdict::Keep)
    }
}

fn step(id: &str, contract: Contract) -> Step {
    Step::new(id, Box::new(Any(contract)))
}

#[track_caller]
fn refused(steps: Vec<Step>, brought: &[&str], expected: &str) {
    assert_eq!(
        Pipeline::with_layers(steps, brought).err().map(|error| error.to_string()).unwrap_or_default(),
        expected
    );
}

fn words() -> Step {
    step("words", Contract::new().provides(&layers::TOKENS))
}

fn names() -> Step {
    step("names", Contract::new().requires(&layers::TOKENS).provides(&layers::MENTIONS))
}

#[test]
fn what_is_required_must_be_there() {
    assert!(Pipeline::new(vec![words(), names()]).is_ok());
    let missing = "stage `names` requires layer `tokens`, which no stage before it provides; put a step that gives it before, or say that documents bring it (`Pipeline::with_layers`)";
    refused(vec![names()], &[], missing);
    refused(vec![names()], &["sentences"], missing);
    refused(vec![names()], &["tokens"], "");
}

#[test]
fn the_order_and_a_near_name_are_told() {
    refused(
        vec![names(), words()],
        &[],
        "stage `names` stands before stage `words`, whose layer `tokens` it requires; give them in another order",
    );
    let near = step("near", Contract::new().requires(rawi_core::Slot::layer("token")));
    refused(
        vec![words(), near],
        &[],
        "stage `near` requires layer `token`, which no stage before it provides; did you mean layer `tokens`, which stage `words` provides?",
    );
}

#[test]
fn a_layer_is_given_once_and_in_the_shape_that_is_expected() {
    let again = step("again", Contract::new().provides(&layers::TOKENS));
    refused(
        vec![words(), again],
        &[],
        "two stages provide layer `tokens`: `words` and `again`; leave one of them out, or rename it in a pipeline file",
    );
    let giver = step("giver", Contract::new().provides(&GIVEN));
    let reader = step("reader", Contract::new().requires(&EXPECTED));
    refused(
        vec![giver, reader],
        &[],
        "stage `reader` expects other values in layer `own` than stage `giver` gives (`n`: expected a text, and it is an integer); use versions of both that agree, or give the reader another layer with `rename`",
    );
}
