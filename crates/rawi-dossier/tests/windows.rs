//! Events of a corpus, found in windows of days: those that all reports at once give.

use rawi_core::Document;
use rawi_dossier::{
    Claim, Digest, Event, Frequencies, Key, Link, Report, Tie, Windows, clusters_of, event_of, events, figures, groups,
    json, links, sort,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Numbers that look random, and are the same each time (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % end as u64) as usize
    }

    fn one_of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }
}

const SUBJECTS: [&str; 8] = ["مركب", "حافلة", "قطار", "طائرة", "مصنع", "مستودع", "جسر", "منجم"];
const VERBS: [&str; 6] = ["غرق", "احترق", "انهار", "اصطدم", "توقف", "انفجر"];
const TOWNS: [&str; 10] =
    ["الحيدرية", "الوراق", "السالمية", "المنارة", "الزهراء", "الفيحاء", "الربوة", "النخيل", "الصفا", "الكرمة"];
/// Of these are words made that hardly two reports have by chance.
const SYLLABLES: [&str; 12] = ["مر", "سع", "دل", "نو", "كت", "بر", "حس", "فل", "جن", "طا", "شق", "غم"];

fn made(pick: &mut Numbers, words: usize) -> String {
    let word = |pick: &mut Numbers| (0..3).map(|_| pick.one_of(&SYLLABLES)).collect::<String>();
    (0..words).map(|_| word(pick)).collect::<Vec<_>>().join(" ")
}

/// Reports of three months: of each of many accidents several, copies among them; bulletins with the same words day after day; some
/// without a day.
fn corpus(count: usize) -> Vec<Report> {
    let mut pick = Numbers(14);
    let mut reports: Vec<Report> = Vec::new();
    let (mut day, mut told) = (16_000, String::new());
    for number in 0..count {
        if pick.below(6) == 0 {
            day += [0, 0, 0, 1, 1, 2][pick.below(6)];
            let (verb, subject, town) = (pick.one_of(&VERBS), pick.one_of(&SUBJECTS), pick.one_of(&TOWNS));
            let names = made(&mut pick, 3);
            told = format!("{verb} {subject} قرب {town} مساء أمس وأصيب {number} شخصا بجروح بينهم {names}");
        }
        let text = match pick.below(8) {
            0 => format!("نشرة الطرق: حركة السير كثيفة قرب {} ونشطة قرب الصفا صباح اليوم", pick.one_of(&TOWNS)),
            1 if number > 20 => reports[number - 1 - pick.below(20)].text.clone(),
            _ => format!("{told}. وقال {}.", made(&mut pick, 40)),
        };
        let mut doc = Document::new(format!("r{:04}", pick.below(1_000) * 10_000 + number), text).unwrap();
        if pick.below(20) > 0 {
            let hour = pick.below(10);
            let day = rawi_dossier::date_of(day + pick.below(3) as i32);
            doc.meta_mut().set("published", format!("{day}T0{hour}:00"));
        }
        let mut report = Report::of(&doc).unwrap();
        if let Some(start) = report.text.find(" شخصا") {
            let count = report.text[..start].rsplit(' ').next().and_then(|word| word.parse().ok());
            let at = (start, start + " شخصا".len());
            report.claims.push(Claim { at, predicate: "injured".into(), count, ..Claim::default() });
        }
        reports.push(report);
    }
    reports
}

/// The events as all reports at once give them, as JSON.
fn at_once(reports: &[Report]) -> Vec<String> {
    let mut reports = reports.to_vec();
    sort(&mut reports);
    events(&reports).iter().map(|event| told(event, &reports)).collect()
}

fn told(event: &Event, reports: &[Report]) -> String {
    json(event, &figures(event, reports), reports).to_string()
}

/// The links of `reports`, found in windows of so many days.
fn in_windows(reports: &[Report], days: u16) -> Vec<Link> {
    let windows = Windows::of(days.try_into().unwrap());
    let mut frequencies = Frequencies::default();
    for part in reports.chunks(97) {
        let digests: Vec<Digest> = part.iter().map(Digest::of).collect();
        let part = Frequencies::of(&digests);
        frequencies.reports += part.reports;
        part.words.into_iter().for_each(|(word, count)| *frequencies.words.entry(word).or_default() += count);
    }
    let (mut undated, mut dated) = (Vec::new(), BTreeMap::<i32, Vec<Digest>>::new());
    for digest in reports.iter().rev().map(Digest::of) {
        let sent = Digest::from_bytes(&digest.to_bytes()).unwrap();
        match sent.day() {
            Some(day) => windows.at(day).for_each(|window| dated.entry(window).or_default().push(sent.clone())),
            None => undated.push(sent),
        }
    }
    let mut found = links(undated.clone(), frequencies.clone(), None);
    for (window, mut digests) in dated {
        digests.extend(undated.iter().cloned());
        found.extend(links(digests, frequencies.clone(), Some(windows.first_day(window))));
    }
    found
}

/// The events that these links make of the reports, as JSON, in the order of those at once.
fn tied(reports: &[Report], links: Vec<Link>) -> Vec<String> {
    let members = groups(links.iter().cloned());
    let group: HashMap<&str, &Arc<Key>> = members.iter().map(|one| (one.report.id(), &one.group)).collect();
    let source: HashMap<&str, &str> = members.iter().map(|one| (one.report.id(), one.source.id())).collect();
    let mut of_groups: BTreeMap<&Arc<Key>, Vec<Link>> = BTreeMap::new();
    for link in links {
        if let Some(&group) = group.get(link.report.id()) {
            of_groups.entry(group).or_default().push(link);
        }
    }
    let mut clusters: Vec<Vec<String>> = Vec::new();
    for links in of_groups.into_values() {
        clusters
            .extend(clusters_of(links).into_iter().map(|keys| keys.iter().map(|key| key.id().to_owned()).collect()));
    }
    let known: BTreeSet<String> = clusters.iter().flatten().cloned().collect();
    clusters.extend(reports.iter().filter(|report| !known.contains(&report.id)).map(|report| vec![report.id.clone()]));
    let by_id: HashMap<&str, &Report> = reports.iter().map(|report| (report.id.as_str(), report)).collect();
    let mut all: Vec<(Event, String)> = clusters
        .iter()
        .map(|ids| {
            let mut reports: Vec<Report> = ids.iter().map(|id| by_id[id.as_str()].clone()).collect();
            sort(&mut reports);
            let mut names: Vec<&str> = Vec::new();
            let sources = reports.iter().map(|report| {
                let name = source.get(report.id.as_str()).copied().unwrap_or(&report.id);
                names.iter().position(|known| *known == name).unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                })
            });
            let event = event_of(&reports, &sources.collect::<Vec<_>>());
            let told = told(&event, &reports);
            (event, told)
        })
        .collect();
    all.sort_by_key(|(event, _)| {
        let size = (event.source_count(), event.reports.len());
        (std::cmp::Reverse(size), event.date.clone(), event.id.clone())
    });
    all.into_iter().map(|(_, told)| told).collect()
}

#[test]
fn events_in_windows_are_those_of_all_reports_at_once() {
    let reports = corpus(1_200);
    let whole = at_once(&reports);
    for days in [1, 3, 14, 40] {
        let found = tied(&reports, in_windows(&reports, days));
        assert_eq!(found.len(), whole.len(), "windows of {days} days");
        for (found, whole) in found.iter().zip(&whole) {
            assert_eq!(found, whole, "windows of {days} days");
        }
    }
    // Else this shows little: events of several reports and sources, reports with more pairs than are kept, words that find none.
    let found = in_windows(&reports, 3);
    let mut kept: HashMap<&str, usize> = HashMap::new();
    for link in found.iter().filter(|link| link.tie != Tie::Copy) {
        *kept.entry(link.report.id()).or_default() += 1;
    }
    assert!(kept.values().filter(|&&count| count > 64).count() > 10, "{:?}", kept.values().max());
    let mut sorted = reports.clone();
    sort(&mut sorted);
    let events = events(&sorted);
    assert!(events.iter().filter(|event| event.source_count() > 1).count() > 20, "{}", events.len());
    assert!(events.iter().any(|event| event.source_count() < event.reports.len()));
    assert!(reports.iter().filter(|report| report.day().is_none()).count() > 20);
}

#[test]
fn nothing_is_no_trouble() {
    assert_eq!(links(Vec::new(), Frequencies::default(), None), []);
    assert_eq!(groups([]), []);
    assert!(clusters_of([]).is_empty());
    let error = Digest::from_bytes(b"no digest").unwrap_err();
    assert!(error.starts_with("no digest of this version of rawi"), "{error}");
    let far = Windows::of(1.try_into().unwrap());
    assert_eq!(far.at(i32::MAX), i32::MAX..=i32::MAX);
    assert_eq!(far.first_day(i32::MIN), i32::MIN);
}
