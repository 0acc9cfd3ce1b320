//! Figures of an event: what stands beside what, and what is said of it.

use rawi_core::{Document, Span};
use rawi_dossier::{
    Claim, Dated, Event, Name, Part, Policy, Quantity, Report, Shared, Source, Verdict, When, csv, csv_head, events,
    figures, json, sort,
};

/// A report whose text is `text`, with a claim for each of `claims`: predicate, the words, the count, and the words of who says so.
fn report(id: &str, published: &str, text: &str, claims: &[(&str, &str, Option<u64>, &str)]) -> Report {
    let mut doc = Document::new(id, text).unwrap();
    doc.meta_mut().set("published", published);
    doc.meta_mut().set("outlet", format!("صحيفة {id}"));
    let mut report = Report::of(&doc).unwrap();
    let span = |words: &str| {
        let start = text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
        Span::new(start, start + words.len())
    };
    for &(predicate, words, count, speaker) in claims {
        let at = span(words);
        let source = (!speaker.is_empty()).then(|| Source {
            span: Some(span(speaker)),
            kind: "official".into(),
            ..Source::default()
        });
        report.claims.push(Claim {
            at: (at.start(), at.end()),
            predicate: predicate.into(),
            count,
            source,
            ..Claim::default()
        });
    }
    report
}

fn one(reports: &[Report]) -> Event {
    let all = (0..reports.len()).collect();
    let sources = (0..reports.len()).collect();
    Event { id: reports[0].id.clone(), date: reports[0].published.clone(), places: Vec::new(), reports: all, sources }
}

fn verdicts(reports: &[Report]) -> Vec<(String, Verdict)> {
    let figures = figures(&one(reports), reports);
    figures.quantities.iter().map(|quantity: &Quantity| (quantity.predicate.clone(), quantity.verdict)).collect()
}

#[test]
fn figures_agree_differ_or_rise() {
    let a = report(
        "a",
        "2025-05-17",
        "قال الجيش إن ثلاثة قتلوا واعتقل عشرة",
        &[("killed", "ثلاثة", Some(3), "الجيش"), ("detained", "عشرة", Some(10), "الجيش")],
    );
    let b = report(
        "b",
        "2025-05-17",
        "قتل مسلح واعتقل عشرة",
        &[("killed", "مسلح", Some(1), ""), ("detained", "عشرة", Some(10), "")],
    );
    let c = report("c", "2025-05-18", "ارتفع عدد القتلى إلى خمسة", &[("killed", "خمسة", Some(5), "")]);
    assert_eq!(verdicts(&[a.clone(), b]), [("killed".into(), Verdict::Disagree), ("detained".into(), Verdict::Agree)]);
    assert_eq!(verdicts(&[a.clone(), c]), [("killed".into(), Verdict::Updated), ("detained".into(), Verdict::Single)]);
    assert_eq!(
        verdicts(std::slice::from_ref(&a)),
        [("killed".into(), Verdict::Single), ("detained".into(), Verdict::Single)]
    );
}

#[test]
fn a_vague_word_agrees_with_what_it_allows() {
    let vague = |id| {
        let mut report = report(id, "2025-05-17", "أصيب العشرات", &[("injured", "العشرات", None, "")]);
        report.claims[0].vague = Some("tens".into());
        report
    };
    let exact = |count| report("z", "2025-05-17", "أصيب كثيرون بجروح", &[("injured", "كثيرون", Some(count), "")]);
    assert_eq!(verdicts(&[vague("a"), vague("b")]), [("injured".into(), Verdict::Vague)]);
    assert_eq!(verdicts(&[vague("a"), exact(30)]), [("injured".into(), Verdict::Partial)]);
    assert_eq!(verdicts(&[vague("a"), exact(300)]), [("injured".into(), Verdict::Disagree)]);
}

#[test]
fn the_attackers_death_and_older_events_stand_apart() {
    let text = "قتل ثلاثة، وفجر مهاجم نفسه، وكان خمسة قتلوا قبل شهر، ولم يقتل اثنان";
    let mut report = report(
        "a",
        "2025-05-17",
        text,
        &[
            ("killed", "ثلاثة", Some(3), ""),
            ("killed", "مهاجم", Some(1), ""),
            ("killed", "خمسة", Some(5), ""),
            ("killed", "اثنان", Some(2), ""),
        ],
    );
    report.claims[1].suicide = true;
    report.claims[2].historic = true;
    report.claims[3].negated = true;
    let reports = [report];
    let figures = figures(&one(&reports), &reports);
    let counts = |all: &[Quantity]| all.iter().map(|q| (q.suicide, q.high.unwrap())).collect::<Vec<_>>();
    assert_eq!(counts(&figures.quantities), [(false, 3), (true, 1)]);
    assert_eq!(counts(&figures.background), [(false, 5)]);
}

/// The figures told of the event and those told as background, as numbers.
fn told_and_background(reports: &[Report]) -> (Vec<u64>, Vec<u64>) {
    let figures = figures(&one(reports), reports);
    let numbers = |all: &[Quantity]| {
        all.iter().flat_map(|quantity| &quantity.cells).filter_map(|cell| cell.figure()).collect::<Vec<_>>()
    };
    (numbers(&figures.quantities), numbers(&figures.background))
}

/// Makes the sentences and the places of `report`: each sentence ends with a point, and each place is a name with its entity.
fn read(report: &mut Report, places: &[(&str, &str)]) {
    let mut start = 0;
    for sentence in report.text.split_inclusive('.') {
        report.sentences.push(Part { span: Span::new(start, start + sentence.len()), body: true });
        start += sentence.len();
    }
    for claim in &mut report.claims {
        claim.sentence = report.sentences.partition_point(|part| part.span.end() <= claim.at.0);
    }
    for &(words, entity) in places {
        for (at, _) in report.text.match_indices(words) {
            let span = Span::new(at, at + words.len());
            let (label, usual) = ("GPE".into(), Shared::default());
            report.names.push(Name { span, label, entity: entity.into(), usual });
        }
    }
    report.names.sort_by_key(|name| name.span);
}

#[test]
fn what_happened_in_another_country_is_background_up_to_where_the_report_comes_home() {
    let text = "قتل سبعة في سوق مدينة تنس في الجزائر. وقتل تسعة في انفجار في بلدة كنو بنيجيريا. وقال شاهد إنه أحصى أربع جثث. \
                وأصيب في الجزائر خمسة.";
    let claims = [
        ("killed", "سبعة", Some(7), ""),
        ("killed", "تسعة", Some(9), ""),
        ("killed", "أربع", Some(4), "شاهد"),
        ("injured", "خمسة", Some(5), ""),
    ];
    let mut first = report("a", "2025-05-17", text, &claims);
    read(&mut first, &[("الجزائر", "DZ"), ("كنو", ""), ("نيجيريا", "NG")]);
    assert_eq!(told_and_background(std::slice::from_ref(&first)), (vec![7, 5], vec![9, 4]));
    // What another report opens with is not background, wherever it is told.
    let mut second = report("b", "2025-05-17", "قتل تسعة في مدينة تنس.", &[("killed", "تسعة", Some(9), "")]);
    read(&mut second, &[]);
    assert_eq!(told_and_background(&[first, second]), (vec![7, 9, 9, 5], vec![4]));
}

#[test]
fn a_figure_that_most_tell_as_background_is_background_where_one_does_not_say_so() {
    let told = |id: &str, historic: bool| {
        let text = "قتل مسلح شخصين في سينما. وكان اثنا عشر شخصا قتلوا في سينما أخرى.";
        let mut told = report(
            id,
            "2025-05-17",
            text,
            &[("killed", "شخصين", Some(2), ""), ("killed", "اثنا عشر شخصا", Some(12), "")],
        );
        read(&mut told, &[]);
        told.claims[1].historic = historic;
        told
    };
    assert_eq!(told_and_background(&[told("a", true), told("b", false)]), (vec![2, 2], vec![12, 12]));
    assert_eq!(told_and_background(&[told("a", false), told("b", false)]), (vec![2, 12, 2, 12], vec![]));
}

#[test]
fn a_toll_far_beyond_every_one_that_reports_open_with_is_of_a_war_or_a_year() {
    let toll = |all: u64| {
        let text = "قتل أربعة في قصف. وقتل في المدينة كثيرون.";
        let claims = [("killed", "أربعة", Some(4), ""), ("killed", "كثيرون", Some(all), "")];
        let mut toll = report("a", "2025-05-17", text, &claims);
        read(&mut toll, &[]);
        told_and_background(&[toll])
    };
    assert_eq!(toll(700), (vec![4], vec![700]));
    assert_eq!(toll(10), (vec![4, 10], vec![]));
}

#[test]
fn a_smaller_figure_of_the_same_voice_is_a_part_and_that_of_another_a_rival() {
    let hurt = |speaker: &str| {
        let text = "أصيب خمسون شخصا، قال الهلال الأحمر. وقالت الشرطة إن تسعة وثلاثين أصيبوا.";
        let claims = [("injured", "خمسون", Some(50), "الهلال الأحمر"), ("injured", "تسعة وثلاثين", Some(39), speaker)];
        let mut hurt = report("a", "2025-05-17", text, &claims);
        read(&mut hurt, &[]);
        let figures = figures(&one(std::slice::from_ref(&hurt)), &[hurt]);
        figures.quantities.iter().map(|quantity| (quantity.part, quantity.verdict)).collect::<Vec<_>>()
    };
    assert_eq!(hurt("الهلال الأحمر"), [(false, Verdict::Single), (true, Verdict::Single)]);
    assert_eq!(hurt("الشرطة"), [(false, Verdict::Disagree)]);
}

#[test]
fn an_attackers_death_told_once_more_is_no_other_death() {
    let text = "فجر مسلح نفسه وقتل آخر في اشتباك. وقال شاهد إن المسلح قتل.";
    let claims =
        [("killed", "مسلح", Some(1), ""), ("killed", "آخر", Some(1), ""), ("killed", "المسلح", Some(1), "شاهد")];
    let mut reports = [report("a", "2025-05-17", text, &claims)];
    read(&mut reports[0], &[]);
    for claim in &mut reports[0].claims {
        claim.subject.class = "militants".into();
        claim.form = "singular".into();
    }
    reports[0].claims[0].suicide = true;
    let figures = figures(&one(&reports), &reports);
    let deaths: Vec<_> = figures.quantities.iter().map(|one| (one.suicide, one.cells.len())).collect();
    assert_eq!(deaths, [(false, 1), (true, 2)]);
}

#[test]
fn things_of_two_kinds_are_two_quantities() {
    let text = "دهمت الشرطة مئة وأربعين منزلا وثلاثة مواقع.";
    let claims = [("attacked", "مئة وأربعين", Some(140), ""), ("attacked", "ثلاثة", Some(3), "")];
    let mut reports = [report("a", "2025-05-17", text, &claims)];
    for (claim, words) in reports[0].claims.iter_mut().zip(["منزلا", "مواقع"]) {
        claim.subject.class = "objects".into();
        claim.subject.words = Some(words.into());
        claim.form = "number".into();
    }
    let figures = figures(&one(&reports), &reports);
    let things: Vec<_> = figures.quantities.iter().map(|one| (one.things.as_str(), one.high)).collect();
    assert_eq!(things, [("منزلا", Some(140)), ("مواقع", Some(3))]);
}

#[test]
fn parts_that_add_up_are_told_and_those_that_cannot() {
    let sum = |parts: [u64; 2]| {
        let mut report = report(
            "a",
            "2025-05-17",
            "خلية من سبعة: قتل ثلاثة واعتقل أربعة",
            &[
                ("other", "سبعة", Some(7), ""),
                ("killed", "ثلاثة", Some(parts[0]), ""),
                ("detained", "أربعة", Some(parts[1]), ""),
            ],
        );
        for claim in &mut report.claims {
            claim.subject.class = "militants".into();
        }
        let reports = [report];
        figures(&one(&reports), &reports).checks.iter().map(|check| (check.total, check.holds)).collect::<Vec<_>>()
    };
    assert_eq!(sum([3, 4]), [(7, true)]);
    assert_eq!(sum([3, 5]), [(7, false)]);
}

/// Reports of the same event and others, as texts alone.
fn texts() -> Vec<Report> {
    [
        (
            "a",
            "2025-05-17",
            "غرق مركب في النهر قرب الوراق مساء الأربعاء بعد اصطدامه بصندل نهري كان ينقل الرمل، وانتشل الغواصون الركاب",
        ),
        (
            "b",
            "2025-05-18",
            "المركب الذي غرق في النهر قرب الوراق اصطدم بصندل نهري ينقل الرمل، وقال شهود إن الغواصين انتشلوا الركاب ليلا",
        ),
        ("c", "2025-05-18", "أغلقت سوق الأسهم على ارتفاع طفيف بعد تداولات ضعيفة قادها قطاع المصارف والبتروكيماويات"),
        (
            "d",
            "2025-07-30",
            "غرق مركب في النهر قرب الوراق مساء الأربعاء بعد اصطدامه بصندل نهري كان ينقل الرمل، وانتشل الغواصون الركاب",
        ),
        (
            "e",
            "2025-05-18",
            "غرق مركب في النهر قرب الوراق مساء الأربعاء بعد اصطدامه بصندل نهري كان ينقل الرمل، وانتشل الغواصون الركاب.",
        ),
        ("f", "", "استقبل الوزير وفدا من رجال الأعمال وبحث معهم فرص الاستثمار في قطاع السياحة والفنادق"),
    ]
    .into_iter()
    .map(|(id, published, text)| report(id, published, text, &[]))
    .collect()
}

fn groups(reports: &[Report]) -> Vec<Vec<String>> {
    let ids = |event: &Event| event.reports.iter().map(|&at| reports[at].id.clone()).collect();
    events(reports).iter().map(ids).collect()
}

#[test]
fn reports_of_one_event_come_together_whatever_their_order() {
    let mut reports = texts();
    sort(&mut reports);
    let expected = groups(&reports);
    assert_eq!(expected[0], ["a", "b", "e"]);
    assert_eq!(expected.len(), 4, "{expected:?}"); // the same words two months later are another event
    for turn in 0..6 {
        let mut reports = texts();
        reports.rotate_left(turn);
        if turn % 2 == 0 {
            reports.reverse();
        }
        sort(&mut reports);
        assert_eq!(groups(&reports), expected);
    }
}

#[test]
fn two_attacks_on_one_town_are_two_events_if_they_were_on_other_days() {
    let attack = |id: &str, published: &str, text: &str, day: &str| {
        let mut attack = report(id, published, text, &[("killed", "عشرين شخصا", Some(20), "")]);
        attack.claims[0].date = Some(When { value: Some(day.into()) });
        read(&mut attack, &[("تنس", "DZ/tenes")]);
        attack
    };
    let first = "قتل هجوم انتحاري عشرين شخصا في سوق مدينة تنس، وقال شهود إن المهاجم فجر نفسه بين الباعة.";
    let other = "قال مسؤولون إن هجوما انتحاريا على سوق تنس قتل عشرين شخصا، وإن المهاجم كان بين الباعة.";
    let of = |day: &str| {
        let mut reports = vec![attack("a", "2025-05-17", first, "2025-05-16"), attack("b", "2025-05-19", other, day)];
        sort(&mut reports);
        events(&reports).len()
    };
    assert_eq!(of("2025-05-16"), 1);
    assert_eq!(of("2025-05-17"), 1, "reports mistake a day for the next");
    assert_eq!(of("2025-05-19"), 2);
}

#[test]
fn civilians_are_added_to_soldiers_and_people_may_hold_them() {
    let killed = |class: &str| {
        let mut one = report(
            "a",
            "2025-05-17",
            "قتل جنديان ومترجم",
            &[("killed", "جنديان", Some(2), ""), ("killed", "مترجم", Some(1), "")],
        );
        one.claims[0].subject.class = "security_forces".into();
        one.claims[1].subject.class = class.into();
        let reports = [one];
        let event = self::one(&reports);
        Policy::Acled.killed(&figures(&event, &reports), &event).and_then(|killed| killed.best)
    };
    assert_eq!([killed("civilians"), killed("unknown")], [Some(3), Some(2)]);
}

#[test]
fn a_vague_word_is_a_figure_where_nobody_gives_a_number() {
    let killed = |count| report("a", "2025-05-17", "قتل ركاب كثيرون", &[("killed", "ركاب", count, "")]);
    let mut tens = killed(None);
    tens.claims[0].vague = Some("tens".into());
    let best = |reports: &[Report]| {
        let event = one(reports);
        Policy::Acled.killed(&figures(&event, reports), &event).and_then(|killed| killed.best)
    };
    assert_eq!(best(&[tens.clone()]), Some(10));
    assert_eq!(best(&[tens, killed(Some(83)), killed(Some(70))]), Some(70));
}

#[test]
fn a_later_toll_is_no_lower_one() {
    let battle = |id: &str, published: &str, text: &str, count: (&str, u64)| {
        let mut battle = report(id, published, text, &[("killed", count.0, Some(count.1), "")]);
        read(&mut battle, &[("تنس", "DZ/tenes")]);
        battle
    };
    let first = "قتل 60 شخصا في قصف بالصواريخ على حي شرقي مدينة تنس، وقال سكان إن القصف بدأ قبيل الفجر.";
    let of = |published: &str, text: &str, count: (&str, u64)| {
        let mut reports = vec![battle("a", "2025-05-17", first, ("60", 60)), battle("b", published, text, count)];
        sort(&mut reports);
        events(&reports).len()
    };
    let other = |count: &str| {
        format!("استعادت القوات مواقع في مدينة تنس، وقتل {count} شخصا في المعارك، وقال سكان إن القصف توقف.")
    };
    assert_eq!(of("2025-05-19", &other("64"), ("64", 64)), 1);
    assert_eq!(of("2025-05-19", &other("28"), ("28", 28)), 2);
    assert_eq!(of("2025-05-17", &other("28"), ("28", 28)), 1, "on one day outlets differ");
}

#[test]
fn others_who_came_to_harm_in_one_region_on_one_day_are_another_event() {
    let accident = |id: &str, text: &str, class: &str| {
        let mut accident = report(id, "2025-07-26", text, &[("injured", "واحد", Some(1), "")]);
        accident.claims[0].subject.class = class.into();
        let day = text.find("السبت").unwrap();
        accident.dates.push(Dated { span: Span::new(day, day + "السبت".len()), value: "2025-07-26".into() });
        read(&mut accident, &[("تنس", "DZ/tenes")]);
        accident
    };
    let shell = "أصيب شخص واحد صباح السبت بشظايا قذيفة سقطت على قرية في منطقة تنس، وفتشت دوريات المزارع القريبة بحثا عن شظايا أخرى.";
    let fire = "قال ضابط إن فردا واحدا أصيب السبت في أثناء إخماد حريق كبير التهم مستودعا للأخشاب والأثاث في منطقة تنس، وشاركت عشر فرق في الإطفاء.";
    let of = |class: &str| {
        let mut reports = vec![accident("a", shell, "civilians"), accident("b", fire, class)];
        sort(&mut reports);
        events(&reports).len()
    };
    assert_eq!([of("civilians"), of("unknown"), of("security_forces")], [1, 1, 2]);
}

#[test]
fn reports_of_one_text_are_one_source() {
    let mut reports = texts();
    sort(&mut reports);
    let event = &events(&reports)[0];
    assert_eq!((event.reports.len(), event.source_count()), (3, 2));
    assert_eq!(event.sources[0], event.sources[2]);
}

#[test]
fn what_is_written_down_is_what_was_found() {
    let mut reports =
        vec![report("a", "2025-05-17", "قال الجيش إن ثلاثة قتلوا", &[("killed", "ثلاثة", Some(3), "الجيش")])];
    sort(&mut reports);
    let event = &events(&reports)[0];
    let figures = figures(event, &reports);
    let value = json(event, &figures, &reports);
    assert_eq!(value["figures"][0]["cells"][0]["span"], serde_json::json!([23, 33]));
    assert_eq!(value["figures"][0]["cells"][0]["speaker"], "الجيش");
    assert_eq!(value["reports"], serde_json::json!(["a"]));
    let table = csv_head() + &csv(event, &figures, &reports);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with("a,2025-05-17,,killed,people,,,,,single,a,صحيفة a,2025-05-17,3,"), "{}", lines[1]);
}
