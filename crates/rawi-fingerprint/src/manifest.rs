//! The parts of `Cargo.toml` and `Cargo.lock` that say what a crate stands on. Read line by line: a build script that
//! compiles a TOML reader first would cost every build more than it is worth.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A crate's manifest.
pub(crate) struct Manifest {
    pub(crate) name: String,
    /// Normal dependencies by name, those of the workspace with their folder.
    pub(crate) dependencies: Vec<(String, Option<PathBuf>)>,
}

impl Manifest {
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join("Cargo.toml");
        let text = read(&path)?;
        let name = lines(&text, "package").find_map(|(key, value)| (key == "name").then(|| unquoted(value)));
        let name = name.ok_or_else(|| format!("{}: no name in [package]", path.display()))?;
        let mut workspace = None;
        let mut dependencies = Vec::new();
        for (key, value) in lines(&text, "dependencies") {
            let (dependency, rest) = key.split_once('.').unwrap_or((key, ""));
            let own = path_of(value).map(|path| folder.join(path));
            let inherited = rest == "workspace" || value.contains("workspace");
            let path = match own {
                None if inherited => {
                    if workspace.is_none() {
                        workspace = Some(Workspace::above(folder)?);
                    }
                    workspace.as_ref().and_then(|workspace| workspace.members.get(dependency).cloned())
                }
                own => own,
            };
            let path = path.map(|path| path.canonicalize().map_err(|error| format!("{}: {error}", path.display())));
            dependencies.push((dependency.to_owned(), path.transpose()?));
        }
        Ok(Self { name, dependencies })
    }
}

struct Workspace {
    /// `[workspace.dependencies]` that have a path.
    members: BTreeMap<String, PathBuf>,
}

impl Workspace {
    fn above(folder: &Path) -> Result<Self, String> {
        for folder in folder.ancestors().skip(1) {
            let path = folder.join("Cargo.toml");
            if !path.is_file() {
                continue;
            }
            let text = read(&path)?;
            let members = lines(&text, "workspace.dependencies")
                .filter_map(|(key, value)| Some((key.to_owned(), folder.join(path_of(value)?))));
            return Ok(Self { members: members.collect() });
        }
        Err(format!("{}: no workspace above it", folder.display()))
    }
}

/// `Cargo.lock`: which versions a crate is built with.
pub(crate) struct Lock {
    /// None where there is no such file; the versions then tell nothing.
    pub(crate) path: Option<PathBuf>,
    packages: Vec<Package>,
}

struct Package {
    name: String,
    version: String,
    checksum: String,
    /// `name`, or `name version` where there are several.
    dependencies: Vec<String>,
}

impl Lock {
    /// The lock file of the workspace that `folder` lies in.
    pub(crate) fn above(folder: &Path) -> Result<Self, String> {
        let path = folder.ancestors().map(|folder| folder.join("Cargo.lock")).find(|path| path.is_file());
        let Some(path) = path else { return Ok(Self { path: None, packages: Vec::new() }) };
        let text = read(&path)?;
        let packages = text.split("[[package]]").skip(1).map(|block| {
            let value = |key: &str| {
                let line = block.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
                line.map(unquoted).unwrap_or_default()
            };
            let listed = block.split_once("dependencies = [").and_then(|(_, list)| list.split(']').next());
            let dependencies = listed.into_iter().flat_map(|list| list.split(',')).map(unquoted);
            Package {
                name: value("name"),
                version: value("version"),
                checksum: value("checksum"),
                dependencies: dependencies.filter(|name| !name.is_empty()).collect(),
            }
        });
        Ok(Self { packages: packages.collect(), path: Some(path) })
    }

    /// Name, version and checksum of the `wanted` dependencies of a crate, and of all that they stand on.
    pub(crate) fn closure<'a>(&self, of: &str, wanted: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
        let wanted: BTreeSet<&str> = wanted.collect();
        let Some(own) = self.packages.iter().find(|package| package.name == of) else { return BTreeSet::new() };
        let name = |dependency: &'_ str| dependency.split(' ').next().unwrap_or_default().to_owned();
        let mut waiting: Vec<&String> =
            own.dependencies.iter().filter(|dependency| wanted.contains(name(dependency).as_str())).collect();
        let mut found = BTreeSet::new();
        while let Some(dependency) = waiting.pop() {
            let mut words = dependency.split(' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next());
            let is =
                |package: &&Package| package.name == name && version.is_none_or(|version| package.version == version);
            let Some(package) = self.packages.iter().find(is) else { continue };
            if found.insert(format!("{} {} {}", package.name, package.version, package.checksum)) {
                waiting.extend(&package.dependencies);
            }
        }
        found
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Keys and values of a table, and of the tables below it: `[dependencies.serde]` gives the key `serde` with each of its lines.
fn lines<'t>(text: &'t str, table: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let mut inside = false;
    let mut below = None;
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            below = header.strip_prefix(table).and_then(|rest| rest.strip_prefix('.'));
            inside = header == table || below.is_some();
            return None;
        }
        let (key, value) = line.split_once('=').filter(|_| inside && !line.starts_with('#'))?;
        Some((below.unwrap_or(key.trim()), if below.is_some() { line } else { value.trim() }))
    })
}

/// What `path = "..."` names in an inline table.
fn path_of(value: &str) -> Option<&str> {
    let (before, after) = value.split_once("path")?;
    let key = before.trim_end().is_empty() || before.trim_end().ends_with(['{', ',']);
    let value = after.trim_start().strip_prefix('=').filter(|_| key)?;
    value.split('"').nth(1)
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches('"').to_owned()
}
