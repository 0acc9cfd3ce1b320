use super::refused::refused;
use crate::command::pipeline::Plugins;
use crate::command::{Failure, Format, Outcome, Result, columns, print, print_json};
use crate::pipelines::plugin_path;
use crate::terminal::{Message, shown, tell};
use rawi_config::{PluginRequest, StageEntry, WorkerLimits};
use rawi_loader::{Description, Loader, PluginFile};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Plugins, or folders with plugins; the folders of RAWI_PLUGIN_PATH if left out
    files: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args, plugins: Plugins<'_>) -> Result {
    let wanted = if args.files.is_empty() { plugin_path() } else { args.files.clone() };
    if wanted.is_empty() {
        return Err(Failure::usage("name plugins, or folders with plugins, or set RAWI_PLUGIN_PATH"));
    }
    let loader = plugins.loader();
    let (mut rows, mut values, mut outcome) = (Vec::new(), Vec::new(), Outcome::Fine);
    for path in libraries(&wanted)? {
        let (file, plugin) = match read(&loader, &path) {
            Ok(found) => found,
            // A folder may hold other libraries as well; a file that was named is meant.
            Err(failure) => {
                tell(Message::Refused, &failure.message);
                outcome = Outcome::Findings;
                continue;
            }
        };
        let stages: Vec<&str> = plugin.stages.iter().map(|stage| stage.name.as_str()).collect();
        rows.push(vec![
            format!("{} {}", plugin.name, plugin.version),
            stages.join(", "),
            format!("{} (ABI {}.{})", plugin.built_with, plugin.abi.0, plugin.abi.1),
            file.sha256.clone(),
            path.display().to_string(),
        ]);
        values.push(json!({ "file": path, "sha256": file.sha256, "plugin": plugin }));
    }
    match args.format {
        Format::Json => print_json(&json!(values))?,
        Format::Text if rows.is_empty() => print("no plugins\n")?,
        Format::Text => {
            rows.insert(0, ["plugin", "stages", "built with", "sha256", "file"].map(str::to_owned).to_vec());
            print(&shown(&columns(&rows)))?
        }
    };
    Ok(outcome)
}

/// The stages of the plugins in RAWI_PLUGIN_PATH, with the files they come from. Nothing of them runs in this process.
pub(crate) fn stages(plugins: Plugins<'_>) -> Vec<(PathBuf, Arc<StageEntry>)> {
    let loader = plugins.loader();
    let mut found = Vec::new();
    for path in libraries(&plugin_path()).unwrap_or_default() {
        let (file, plugin) = match read(&loader, &path) {
            Ok(found) => found,
            Err(failure) => {
                tell(Message::Refused, &failure.message);
                continue;
            }
        };
        let Some(name) = path.to_str() else { continue };
        let limits = WorkerLimits::default();
        for stage in &plugin.stages {
            let request = PluginRequest {
                plugin: name,
                base: None,
                uses: Some(&stage.name),
                sha256: None,
                worker: (!file.is_module).then_some(&limits),
                sandbox: None,
                allow_unpinned: true,
            };
            found.extend(loader.resolve(&request).ok().map(|entry| (path.clone(), entry)));
        }
    }
    found
}

/// The libraries among these files and directly in these folders, by name.
fn libraries(paths: &[PathBuf]) -> std::result::Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let failed = |error: std::io::Error| Failure::run(format!("{}: {error}", path.display()));
        let mut inside: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            inside.push(entry.map_err(failed)?.path());
        }
        inside.retain(|path| path.extension().is_some_and(|ending| ending == "so" || ending == "wasm"));
        inside.sort();
        found.extend(inside);
    }
    Ok(found)
}

fn read(loader: &Loader, path: &Path) -> std::result::Result<(PluginFile, Description), Failure> {
    let file = PluginFile::read(path).map_err(|refusal| refused(path, &refusal))?;
    let plugin = loader.describe(&file).map_err(|refusal| refused(path, &refusal))?;
    Ok((file, plugin))
}
