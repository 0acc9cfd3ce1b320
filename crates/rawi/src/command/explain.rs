use super::{Failure, Format, Result, columns, print, print_json};
use rawi_config::{explain, explanations};
use serde_json::json;

pub(crate) fn run(code: Option<&str>, format: Format) -> Result {
    let Some(code) = code else {
        return match format {
            Format::Text => {
                let rows: Vec<_> = explanations().iter().map(|e| vec![e.code.to_owned(), e.title.to_owned()]).collect();
                print(&columns(&rows))
            }
            Format::Json => {
                let all =
                    explanations().into_iter().map(|e| json!({ "code": e.code, "title": e.title, "text": e.text }));
                print_json(&all.collect())
            }
        };
    };
    let Some(explanation) = explain(code) else {
        return Err(Failure::usage(format!("there is no problem `{code}`; `rawi explain` lists all")));
    };
    match format {
        Format::Text => {
            print(&format!("{}: {}\n\n{}\n", explanation.code, explanation.title, explanation.text.trim_end()))
        }
        Format::Json => {
            print_json(&json!({ "code": explanation.code, "title": explanation.title, "text": explanation.text }))
        }
    }
}
