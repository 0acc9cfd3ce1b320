//! Chores that are too slow for every commit.
//!
//! `cargo xtask nightly` runs all; `cargo xtask laws|fuzz|soak|deny|miri|peers|engines|languages [ARGS]` one of them.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a chore talks to whoever started it

mod languages;
mod shell;

use languages::languages;
use shell::{Result, root, run};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

type Chore = fn(&[String]) -> Result;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let chores: &[(&str, Chore)] = &[
        ("laws", laws),
        ("fuzz", fuzz),
        ("soak", soak),
        ("deny", deny),
        ("miri", miri),
        ("peers", peers),
        ("engines", engines),
        ("languages", languages),
    ];
    let names = |between: &str| -> String {
        let names: Vec<&str> = ["nightly"].into_iter().chain(chores.iter().map(|(name, _)| *name)).collect();
        names.join(between)
    };
    let result = match args.split_first() {
        Some((name, rest)) if name == "nightly" => {
            let failed: Vec<String> = chores
                .iter()
                .filter_map(|(name, chore)| {
                    println!("== {name}");
                    chore(rest).err().map(|error| format!("{name}: {error}"))
                })
                .collect();
            if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
        }
        Some((name, rest)) => match chores.iter().find(|(known, _)| known == name) {
            Some((_, chore)) => chore(rest),
            None => Err(format!("there is no chore `{name}`; there is {}", names(", "))),
        },
        None => Err(format!("usage: cargo xtask {} [ARGS]", names("|"))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The tests with new cases for every property, and more of them; then every word of every lexicon, 50,000 times, through all
/// stages together.
fn laws(_: &[String]) -> Result {
    let seed = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), "laws");
    println!("PROPTEST_RNG_SEED={seed}");
    run(Command::new("cargo")
        .args(["test", "--workspace", "--locked"])
        .env("PROPTEST_RNG_SEED", seed.to_string())
        .env("PROPTEST_CASES", "50000"))?;
    let together = ["test", "--release", "--locked", "-p", "rawi-tests", "--test", "laws"];
    run(Command::new("cargo").args(together).env("RAWI_LAWS", "all"))
}

/// Every target of `fuzz/targets`, for ten minutes or as many seconds as are given, from the seeds beside them; of the
/// targets only those named after the seconds. What is found lies in `fuzz/artifacts`. Needs cargo-fuzz.
fn fuzz(args: &[String]) -> Result {
    let (seconds, named) = args.split_first().map_or(("600", args), |(seconds, named)| (seconds.as_str(), named));
    let folder = root().join("fuzz");
    let mut targets: Vec<String> = fs::read_dir(folder.join("targets"))
        .map_err(|error| error.to_string())?
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .filter(|target| named.is_empty() || named.contains(target))
        .collect();
    targets.sort();
    let seeds = folder.join("seeds");
    for target in &targets {
        let own = seeds.join(target);
        let seeds = if own.exists() { own } else { seeds.join("text") };
        let corpus = folder.join("corpus").join(target);
        fs::create_dir_all(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
        // Without a sanitizer it builds with stable Rust; what is looked for is broken laws and panics of safe code.
        run(Command::new("cargo")
            .args(["fuzz", "run", "--sanitizer", "none", target])
            .arg(&corpus)
            .arg(seeds)
            .arg("--")
            .args([
                &format!("-max_total_time={seconds}"),
                "-timeout=20",
                "-rss_limit_mb=4096",
                "-print_final_stats=1",
            ]))
        .map_err(|error| format!("{error}; cargo install cargo-fuzz"))?;
    }
    Ok(())
}

/// Licences, advisories and sources of the dependencies, by `deny.toml`.
fn deny(_: &[String]) -> Result {
    run(Command::new("cargo").args(["deny", "check"])).map_err(|error| format!("{error}; cargo install cargo-deny"))
}

/// Undefined behaviour, in the crates that Miri can run.
fn miri(_: &[String]) -> Result {
    run(Command::new("cargo").args(["+nightly", "miri", "test", "-p", "rawi-core", "-p", "rawi-transcript"]))
        .map_err(|error| format!("{error}; rustup +nightly component add miri"))
}

/// The scripts in `xtask/peers`, each of which times one peer beside rawi.
fn peers(args: &[String]) -> Result {
    let folder = root().join("xtask/peers");
    let mut scripts: Vec<PathBuf> = fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "py"))
        .collect();
    scripts.sort();
    for script in scripts {
        run(Command::new("python3").arg(script).args(args))?;
    }
    Ok(())
}

/// The wheel for Python in an environment with Spark, Ray, spaCy and others: its tests, and the examples in
/// `crates/rawi-python/engines`. Takes the number of reports for Ray and Spark. Needs Java 17.
fn engines(args: &[String]) -> Result {
    let folder = root().join("crates/rawi-python");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let (home, wheels) = (target.join("engines"), target.join("engines-wheels"));
    let python = home.join("bin/python3");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
    }
    let pip = || {
        let mut command = Command::new(&python);
        command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        command
    };
    run(pip().arg("-r").arg(folder.join("engines/requirements.txt")).arg("maturin==1.16.0"))?;
    let _ = fs::remove_dir_all(&wheels); // it may not be there
    run(Command::new(home.join("bin/maturin"))
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--interpreter")
        .arg(&python)
        .arg("--out")
        .arg(&wheels))?;
    let wheel = fs::read_dir(&wheels).map_err(|error| error.to_string())?.filter_map(|entry| Some(entry.ok()?.path()));
    run(pip().args(["--force-reinstall", "--no-deps"]).args(wheel))?;
    run(Command::new(&python).args(["-m", "pytest", "-q"]).arg(folder.join("tests")))?;
    run(Command::new(&python).arg(folder.join("engines/ray_local.py")).args(args))?;
    run(Command::new(&python).arg(folder.join("engines/ray_events.py")))?;
    let spark = |example: &str| {
        let mut command = Command::new(&python);
        command.arg(folder.join("engines").join(example)).env("PYSPARK_PYTHON", &python);
        command
    };
    run(&mut spark("spark_events.py"))?;
    run(spark("spark_local.py").args(args))
}

/// Runs `news` over 20 MB and 500 MB of the seeds: every document accounted for, peak memory flat, the same bytes on 1, 2
/// and 8 threads, and how much faster 2 threads are, beside what two processes of one thread reach on the machine.
fn soak(_: &[String]) -> Result {
    run(Command::new("cargo").args(["build", "--release", "--locked", "-p", "rawi"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let rawi = target.join("release/rawi");
    let folder = target.join("soak");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let (small, large) = (folder.join("small.jsonl"), folder.join("large.jsonl"));
    let documents = write_reports(&small, 20_000_000)?;
    let time = |input: &Path, outputs: &[&str], threads| {
        let outputs: Vec<PathBuf> = outputs.iter().map(|name| folder.join(name)).collect();
        time(&rawi, input, &outputs, threads)
    };
    // Neighbours on the machine come and go: what one round compares was timed in the same seconds.
    let (mut ratios, mut limits, mut peak_kb) = (Vec::new(), Vec::new(), 0);
    for _ in 0..5 {
        let one = time(&small, &["1.jsonl"], 1)?;
        let two = time(&small, &["2.jsonl"], 2)?;
        let both = time(&small, &["a.jsonl", "b.jsonl"], 1)?;
        ratios.push(one.seconds / two.seconds);
        limits.push(2.0 * one.seconds / both.seconds);
        peak_kb = two.peak_kb.max(peak_kb);
    }
    time(&small, &["8.jsonl"], 8)?;
    let read = |name: &str| fs::read(folder.join(name)).map_err(|error| format!("{name}: {error}"));
    let first = read("1.jsonl")?;
    if first != read("2.jsonl")? || first != read("8.jsonl")? {
        return Err("1, 2 and 8 threads wrote different bytes".to_owned());
    }
    let lines = first.iter().filter(|&&b| b == b'\n').count();
    if lines != documents {
        return Err(format!("{documents} documents went in, {lines} came out"));
    }
    println!(
        "same bytes on 1, 2 and 8 threads; 2 threads are {:.2} times as fast, two processes {:.2} times",
        median(ratios),
        median(limits)
    );
    write_reports(&large, 500_000_000)?;
    let big = time(&large, &["large.out.jsonl"], 2)?;
    println!("peak memory: {} MB for 20 MB, {} MB for 500 MB", peak_kb / 1000, big.peak_kb / 1000);
    fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    if big.peak_kb > peak_kb + peak_kb / 10 {
        return Err("memory grows with the input by more than 10 %".to_owned());
    }
    Ok(())
}

/// The seeds over and over, as JSONL of about `bytes`; how many documents.
fn write_reports(path: &Path, bytes: usize) -> Result<usize> {
    let mut seeds = Vec::new();
    let mut names: Vec<PathBuf> = fs::read_dir(root().join("seeds"))
        .map_err(|error| error.to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    names.sort();
    for name in names {
        let text = fs::read_to_string(&name).map_err(|error| format!("{}: {error}", name.display()))?;
        seeds.push(text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"));
    }
    let file = fs::File::create(path).map_err(|error| error.to_string())?;
    let mut file = std::io::BufWriter::new(file);
    let (mut written, mut documents) = (0, 0);
    while written < bytes {
        let mut line = String::new();
        let text = &seeds[documents % seeds.len()];
        let _ = writeln!(line, "{{\"id\":\"{documents}\",\"published\":\"2025-05-17\",\"text\":\"{text}\"}}");
        std::io::Write::write_all(&mut file, line.as_bytes()).map_err(|error| error.to_string())?;
        written += line.len();
        documents += 1;
    }
    std::io::Write::flush(&mut file).map_err(|error| error.to_string())?;
    Ok(documents)
}

struct Timing {
    seconds: f64,
    peak_kb: u64,
}

/// Runs `rawi` on `input`, once for each of `outputs`, all at the same time.
fn time(rawi: &Path, input: &Path, outputs: &[PathBuf], threads: usize) -> Result<Timing> {
    let began = Instant::now();
    let mut children = Vec::new();
    for output in outputs {
        let child = Command::new(rawi)
            .args(["run", "news", "--overwrite", "--quiet", "--threads", &threads.to_string(), "-o"])
            .arg(output)
            .arg(input)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", rawi.display()))?;
        children.push(child);
    }
    let mut peak_kb = 0;
    while let Some(child) = children.last_mut() {
        // The highest resident size so far, kept by the kernel; the last look is close enough to the end.
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok());
        peak_kb = peak_kb.max(kb.unwrap_or(0));
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) if status.success() => drop(children.pop()),
            Some(status) => return Err(format!("rawi ended with {status}")),
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let bytes = fs::metadata(input).map_err(|error| error.to_string())?.len() * outputs.len() as u64;
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{} of {threads} threads: {megabytes:.0} MB in {seconds:.2} s, {:.1} MB/s",
        outputs.len(),
        megabytes / seconds
    );
    Ok(Timing { seconds, peak_kb })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
