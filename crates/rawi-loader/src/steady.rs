//! Whether a stage gives the same for the same document.

/// What tells that it does not: `give` is called again, and by eight threads at once, and should give what it gave `first`.
pub(crate) fn differences<T: PartialEq + Send + Sync>(first: &T, give: impl Fn() -> T + Sync) -> Vec<String> {
    let mut findings = Vec::new();
    if give() != *first {
        findings.push("the same document gave something else the second time".to_owned());
    }
    let same = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(&give)).collect();
        threads.into_iter().all(|thread| thread.join().is_ok_and(|other| other == *first))
    });
    if !same {
        findings.push("8 threads at once do not all give what one gives".to_owned());
    }
    findings
}
