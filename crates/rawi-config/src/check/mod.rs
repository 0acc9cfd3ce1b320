//! From the text of a pipeline file to a plan, or to all of its problems.

mod context;
mod ends;
mod stages;
mod tests;

use crate::assets::{self, DiskAssets};
use crate::contracts::{Member, Offered};
use crate::file;
use crate::options::{self, Table};
use crate::plan::{CheckOutcome, Plan, waves};
use crate::problem::Problem;
use crate::problems::Problems;
use crate::registry::Registry;
use crate::wiring;
use crate::wording::{self, Owner};
use context::{Check, ENOUGH};
use rawi_core::{AssetSource, Contract};
use stages::ParsedStage;
use std::io::Read;
use std::path::Path;
use toml::de::DeTable;

/// The most bytes that a pipeline file may have: 4 MB.
pub const MAX_FILE: u64 = 4_000_000;

/// Checks a pipeline file. Files it names are relative to its folder.
#[must_use]
pub fn check_file(path: &Path, registry: &Registry) -> CheckOutcome {
    let name = path.display().to_string();
    let failed =
        |problem: Problem, text: &str| CheckOutcome { plan: None, problems: Problems::new(&name, text, vec![problem]) };
    let mut bytes = Vec::new();
    if let Err(error) = std::fs::File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes)) {
        return failed(wording::file_unreadable(&error.to_string()), "");
    }
    if bytes.len() as u64 > MAX_FILE {
        return failed(wording::file_too_large(MAX_FILE), "");
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let base = assets::folder(path);
            check(&name, &text, Some(&base), &DiskAssets::new(&base), registry)
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            failed(wording::not_utf8(valid), &String::from_utf8_lossy(error.as_bytes()))
        }
    }
}

/// Checks a pipeline that is no file; `name` is shown in its place, as `<news>`.
#[must_use]
pub fn check_text(name: &str, text: &str, assets: &dyn AssetSource, registry: &Registry) -> CheckOutcome {
    if text.len() as u64 > MAX_FILE {
        let problems = Problems::new(name, "", vec![wording::file_too_large(MAX_FILE)]);
        return CheckOutcome { plan: None, problems };
    }
    check(name, text, None, assets, registry)
}

fn check(name: &str, text: &str, base: Option<&Path>, assets: &dyn AssetSource, registry: &Registry) -> CheckOutcome {
    let mut check = Check::new(text, base, assets, registry);
    let plan = plan(&mut check, name);
    let problems = Problems::new(name, text, check.problems);
    CheckOutcome { plan: if problems.has_errors() { None } else { plan }, problems }
}

fn plan(check: &mut Check<'_>, name: &str) -> Option<Plan> {
    let text = check.text;
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut root = root.into_inner();
    options::prune(&mut root);
    let broken = check.syntax(&errors);

    version(check, &mut root);
    let (source, given) = check.source(&mut root);
    let mut parsed = check.stages(&mut root);
    check.name_stages(&mut parsed);
    let (members, parsed): (Vec<Member>, Vec<ParsedStage>) = parsed.into_iter().unzip();
    let offered = Offered::by(&members);
    let sinks = check.sinks(&mut root, &offered, &given);
    let run = check.run_options(&mut root);
    check.problems.extend(wiring::check(&members, &given, Some(check.registry), ENOUGH));
    let tests = check.tests(&mut root, &members, &offered);
    for key in root.keys() {
        check.problems.push(wording::unknown_key(key.span(), key.get_ref(), &Owner::Top, "", &file::FILE.keys()));
    }
    check.forget_what_follows(&broken);

    let contracts: Vec<Contract> =
        members.iter().filter_map(|m| Some(m.contract.as_ref()?.renamed(&m.renames))).collect();
    let stages = members.into_iter().zip(parsed).map(|(m, parsed)| parsed.planned(m)).collect::<Option<Vec<_>>>()?;
    Some(Plan {
        name: name.to_owned(),
        base: check.base.map(Path::to_owned),
        source,
        sinks,
        waves: waves(&contracts),
        stages,
        run,
        tests,
    })
}

fn version(check: &mut Check<'_>, root: &mut Table<'_>) {
    match root.remove("rawi") {
        None => {
            let first = check.text.find(|c: char| !c.is_whitespace() && c != '\u{FEFF}').unwrap_or(0);
            check.problems.push(wording::missing_version(first..first));
        }
        Some(node) => match options::integer(&node) {
            Some(1) => {}
            _ => check.problems.push(wording::wrong_version(node.span(), &options::node_text(&node))),
        },
    }
}
