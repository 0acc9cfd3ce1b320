"use strict";
(() => {
  const data = (id) => JSON.parse(document.getElementById(id).textContent);
  const labels = data("labels"), index = data("index");
  const main = document.getElementById("content");
  const say = (key) => labels[key] || key;
  const SVG = "http://www.w3.org/2000/svg";
  const shapes = { disagree: "\u2260", agree: "=", updated: "\u2191", vague: "~", partial: "\u2243", single: "\u25CB" };

  /* Nothing of a report ever becomes markup: text nodes only. */
  const put = (parent, ...children) => {
    for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== "") parent.append(child);
    return parent;
  };
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
    }
    return put(element, children);
  };
  const draw = (name, attributes, text) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const bdi = (text, attributes) => make("bdi", attributes, text);
  /* What is read beside the matrix. */
  let reader = null;
  const closeReader = () => {
    reader?.remove();
    reader = null;
    document.body.classList.remove("reading");
    main.querySelectorAll('[aria-pressed="true"]').forEach((button) => button.setAttribute("aria-pressed", "false"));
  };
  const clear = () => { closeReader(); main.replaceChildren(); };
  const web = (url) => /^https?:\/\//i.test(url) ? url : null;
  const clean = (text) => text.replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "");
  const number = (value) => bdi(String(value), { dir: "ltr" });
  const day = (value) => make("time", { datetime: value, dir: "ltr" }, value);

  const folded = (text) => clean(text).toLowerCase().normalize("NFKD").replace(/[\u0640\u064B-\u065F\u0670\u0610-\u061A]/g, "")
    .replace(/[\u0622\u0623\u0625\u0671]/g, "\u0627").replace(/\u0649/g, "\u064A").replace(/\u0629/g, "\u0647");

  const verdict = (name) => make("span", { class: "verdict " + name },
    make("bdi", { "aria-hidden": "true", dir: "ltr" }, shapes[name]), " ", say(name));

  const amount = (cell) => {
    if (cell.count !== undefined) return put(make("span", {}), cell.modifier ? [make("span", { class: "hedge" }, say(cell.modifier)), " "] : "", number(cell.count));
    if (cell.min !== undefined && cell.max !== undefined) return number(cell.min + "\u2013" + cell.max);
    if (cell.min !== undefined) return put(make("span", {}), say("at_least") + " ", number(cell.min));
    if (cell.max !== undefined) return put(make("span", {}), say("at_most") + " ", number(cell.max));
    return document.createTextNode(say(cell.vague || "several"));
  };
  const value = (cell) => cell.count ?? cell.min ?? cell.max;
  /* The figure that most cells give. */
  const usual = (cells) => {
    const counts = new Map();
    for (const cell of cells) if (value(cell) !== undefined && !cell.superseded) counts.set(value(cell), (counts.get(value(cell)) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  };
  const kind = (name) => say(name === "outlet" ? "other-outlet" : name);
  const quantityName = (quantity) => {
    const notes = ["part", "joint", "suicide"].filter((key) => quantity[key]).map(say);
    const of = quantity.things ? clean(quantity.things) : say(quantity.class);
    return { head: say(quantity.predicate), rest: [of, ...notes].join(labels.comma || ", ") };
  };
  const range = (quantity) => quantity.low === undefined ? null
    : quantity.low === quantity.high ? number(quantity.low) : number(quantity.low + "\u2013" + quantity.high);

  /* ---- the list ---- */
  const orders = {
    "sort-reports": (a, b) => b.sources - a.sources || b.reports - a.reports || a.at - b.at,
    "sort-differ": (a, b) => b.differs - a.differs || b.sources - a.sources || a.at - b.at,
    "sort-date": (a, b) => (b.date > a.date) - (b.date < a.date) || a.at - b.at,
  };
  index.forEach((event, at) => {
    event.at = at;
    event.differs = event.quantities.filter((quantity) => quantity.verdict === "disagree" || quantity.verdict === "updated").length;
    event.words = folded([event.title, event.place, event.date, ...event.outlets, ...event.ids].join(" "));
  });
  const list = { search: "", order: "sort-reports", shown: 100 };

  const showList = () => {
    clear();
    document.title = say("title");
    const items = make("ol", { class: "events" });
    const more = make("button", { type: "button", onclick: () => { list.shown += 200; fill(); } }, say("more"));
    const none = make("p", { role: "status" }, say("no-match"));
    const fill = () => {
      const wanted = folded(list.search).split(/\s+/).filter(Boolean);
      const found = index.filter((event) => wanted.every((word) => event.words.includes(word))).sort(orders[list.order]);
      items.replaceChildren(...found.slice(0, list.shown).map(listItem));
      more.hidden = found.length <= list.shown;
      none.hidden = found.length > 0;
    };
    const search = make("input", { type: "search", value: list.search, oninput: (e) => { list.search = e.target.value; list.shown = 100; fill(); } });
    const order = make("select", { onchange: (e) => { list.order = e.target.value; fill(); } },
      Object.keys(orders).map((key) => make("option", { value: key, selected: key === list.order }, say(key))));
    put(main, make("div", { class: "bar", role: "search" },
      make("label", { class: "wide" }, say("search"), search), make("label", {}, say("sort"), order)), items, none, more);
    fill();
  };
  const listItem = (event) => {
    const quantities = event.quantities.slice(0, 6).map((quantity) => {
      const name = quantityName(quantity);
      return make("li", { class: "chip" }, name.head, make("span", { class: "kind" }, " (" + name.rest + ") "), make("b", {}, range(quantity)), " ", verdict(quantity.verdict));
    });
    return make("li", {}, make("h2", {}, make("a", { href: "#event/" + encodeURIComponent(event.id) }, bdi(clean(event.title)))),
      make("p", { class: "soft" }, facts(event.date, [event.place], event.reports, event.sources)),
      quantities.length ? make("ul", { class: "chips" }, quantities) : "");
  };

  /* Where and when an event was, and who tells of it. */
  const facts = (date, places, reports, sources) => {
    const parts = [places.filter(Boolean).map((place, i) => [i ? labels.comma || ", " : "", bdi(clean(place))]), date ? [day(date)] : [],
      [say("reports"), " ", number(reports)], [say("sources"), " ", number(sources)]];
    return parts.filter((part) => part.length).map((part, i) => [i ? " \u00B7 " : "", part]);
  };

  /* ---- an event ---- */
  const loaded = new Map();
  const load = (at) => {
    if (!loaded.has(at)) loaded.set(at, data("e" + at));
    return loaded.get(at);
  };
  const words = (report, start, end) => clean(report.text.slice(start, end));

  const showEvent = (entry) => {
    const event = load(entry.at);
    const filter = { outlet: "", kind: "", predicate: "" };
    clear();
    document.title = clean(entry.title) + " \u00B7 " + say("title");
    const reports = event.reports;
    for (const quantity of [...event.quantities, ...event.background]) quantity.usual = usual(quantity.cells);
    const name = (r) => reports[r].outlet || reports[r].id;

    const passes = (quantity, cell) => (!filter.outlet || name(cell.r) === filter.outlet)
      && (!filter.kind || cell.kind + (cell.speaker ? "" : "!") === filter.kind) && (!filter.predicate || quantity.predicate === filter.predicate);

    /* The report beside the matrix, with the sentence of the figure marked. */
    const open = (button, cell) => {
      closeReader();
      const report = reports[cell.r], { box, sentences, marks } = text(report, cell.r);
      const url = web(report.url);
      const close = make("button", { type: "button", onclick: () => { closeReader(); button.focus(); } }, say("close"));
      reader = make("aside", { id: "reader", "aria-label": say("report"), onkeydown: (e) => { if (e.key === "Escape") close.click(); } },
        make("div", { class: "top" }, make("h3", {}, bdi(clean(report.title))), close,
          make("p", { class: "meta" }, bdi(clean(name(cell.r))), report.published ? [" \u00B7 ", day(report.published)] : "",
            url ? [" \u00B7 ", make("a", { href: url, rel: "noreferrer noopener" }, say("open"))] : "")), box);
      document.body.append(reader);
      document.body.classList.add("reading");
      button.setAttribute("aria-pressed", "true");
      marks.get(cell.a)?.classList.add("lit");
      const sentence = sentences[cell.s] || box;
      sentence.classList.add("lit");
      sentence.scrollIntoView({ block: "center", behavior: "instant" });
      sentence.focus({ preventScroll: true });
    };

    const figure = (quantity, cell) => {
      const odd = quantity.verdict === "disagree" && value(cell) !== undefined && !cell.superseded && value(cell) !== quantity.usual;
      const button = make("button", { type: "button", class: "figure" + (cell.superseded ? " old" : "") + (odd ? " odd" : ""),
        "aria-describedby": "hint", "aria-pressed": "false", title: words(reports[cell.r], cell.a, cell.b), onclick: () => open(button, cell) }, amount(cell));
      const notes = ["superseded", "alleged"].filter((key) => cell[key]).map(say);
      return make("li", {}, button, cell.speaker
        ? make("span", { class: "who" }, bdi(clean(cell.speaker)), make("span", { class: "kind" }, [kind(cell.kind), ...notes].join(labels.comma || ", ")))
        : make("span", { class: "who kind" }, [say("own-voice"), ...notes].join(labels.comma || ", ")));
    };

    /* Reports of one text stand in one column. */
    const columns = [];
    reports.forEach((report, r) => (columns[report.source] ||= []).push(r));

    const matrix = (quantities, caption) => {
      const shown = quantities.map((quantity) => ({ quantity, cells: quantity.cells.filter((cell) => passes(quantity, cell)) }))
        .filter((row) => row.cells.length);
      if (!shown.length) return make("p", { class: "soft" }, say("none"));
      const used = columns.filter((column) => shown.some((row) => row.cells.some((cell) => column.includes(cell.r))));
      const head = make("tr", {}, make("th", { scope: "col" }, say("quantity")), used.map((column) => make("th", { scope: "col" },
        make("a", { href: "#report-" + column[0], onclick: (e) => { e.preventDefault(); jump(column[0]); } }, bdi(clean(name(column[0])))),
        make("div", { class: "meta" }, reports[column[0]].published ? day(reports[column[0]].published) : ""),
        column.length > 1 ? make("details", {}, make("summary", { class: "kind" }, say("copies") + " ", number(column.length)),
          make("ul", {}, column.slice(1).map((r) => make("li", {}, bdi(clean(name(r))))))) : "")));
      const body = shown.map(({ quantity, cells }) => {
        const label = quantityName(quantity);
        const steps = quantity.verdict === "updated" ? [...new Set(cells.filter((cell) => !cell.superseded).map(value).filter((v) => v !== undefined))] : [];
        return make("tr", { class: quantity.verdict === "disagree" ? "differs" : null }, make("th", { scope: "row" }, label.head,
          make("div", { class: "kind" }, label.rest),
          make("div", { class: "says" }, verdict(quantity.verdict), steps.length > 1 ? make("span", { class: "steps", dir: "ltr" }, steps.join(" \u2192 ")) : range(quantity))),
        used.map((column) => {
          const own = cells.filter((cell) => column.includes(cell.r));
          const seen = new Set();
          const once = own.filter((cell) => {
            const key = [value(cell), cell.vague, cell.modifier, folded(cell.speaker), cell.superseded].join("|");
            return column.length === 1 || (!seen.has(key) && seen.add(key));
          });
          return make("td", { "data-outlet": clean(name(column[0])) }, once.length ? make("ul", {}, once.map((cell) => figure(quantity, cell))) : "");
        }));
      });
      return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
        make("table", {}, make("thead", {}, head), make("tbody", {}, body)));
    };
    const jump = (r) => { const at = document.getElementById("report-" + r); at.scrollIntoView(); at.focus({ preventScroll: true }); };

    /* The text of a report with its sentences and, by where they begin, its figures. */
    const text = (report, r) => {
      const box = make("div", { class: "text", tabindex: "0", role: "region", "aria-label": clean(report.title) });
      const cells = [...event.quantities, ...event.background].flatMap((quantity) => quantity.cells).filter((cell) => cell.r === r);
      cells.sort((a, b) => a.a - b.a || b.b - a.b);
      const marks = new Map();
      const piece = (parent, start, end) => {
        let at = start;
        for (const cell of cells) {
          if (cell.a < at || cell.b > end) continue;
          marks.set(cell.a, make("mark", {}, words(report, cell.a, cell.b)));
          put(parent, words(report, at, cell.a), marks.get(cell.a));
          at = cell.b;
        }
        put(parent, words(report, at, end));
      };
      let at = 0;
      const sentences = report.sentences.map(([start, end]) => {
        put(box, words(report, at, start));
        const sentence = make("span", { class: "sentence", tabindex: "-1" });
        piece(sentence, start, end);
        put(box, sentence);
        at = end;
        return sentence;
      });
      put(box, words(report, at, report.text.length));
      return { box, sentences, marks };
    };
    const article = (report, r) => {
      const url = web(report.url);
      const details = make("details", {}, make("summary", {}, say("report-text")));
      details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) put(details, text(report, r).box); });
      return make("article", { id: "report-" + r, tabindex: "-1" }, make("h4", {}, bdi(clean(report.title))),
        make("p", { class: "meta" }, bdi(clean(name(r))), report.published ? " \u00B7 " : "", report.published ? day(report.published) : "", " \u00B7 ", bdi(report.id),
          " \u00B7 ", say("source"), " ", number(report.source + 1), url ? " \u00B7 " : "", url ? make("a", { href: url, rel: "noreferrer noopener" }, say("open")) : ""),
        make("p", { class: "meta" }, say("sha") + " ", make("code", { dir: "ltr" }, report.sha256.slice(0, 16))), details);
    };

    const times = () => {
      if (!event.happened.length) return "";
      return make("dl", { class: "times" }, event.happened.map((item) => [make("dt", {}, day(item.date)),
        make("dd", {}, bdi(words(reports[item.r], ...reports[item.r].sentences[item.s])), " ", make("span", { class: "kind by" }, bdi(clean(name(item.r)))))]));
    };

    const quantities = event.quantities;
    const choices = (key, all, text) => make("label", {}, say(key), make("select", { onchange: (e) => {
      filter[key === "speaker-kind" ? "kind" : key] = e.target.value; refill(); } },
    make("option", { value: "" }, say("all")), [...new Set(all)].sort().map((item) => make("option", { value: item }, text(item)))));
    const cells = [...quantities, ...event.background].flatMap((quantity) => quantity.cells);
    const kindName = (key) => key.endsWith("!") ? say("own-voice") : kind(key);
    const table = make("div", {}), behind = make("div", {});
    const refill = () => {
      closeReader();
      table.replaceChildren(matrix(quantities, say("matrix")));
      if (event.background.length) behind.replaceChildren(matrix(event.background, say("background")));
    };

    const known = chart(event, say);
    put(main,
      index.length > 1 ? make("p", { class: "back" }, make("a", { href: "#" }, say("back"))) : "",
      make("h2", { tabindex: "-1", id: "heading" }, bdi(clean(entry.title))),
      make("p", { class: "soft facts" }, facts(entry.date, event.places.slice(0, 3).map((place) => place.name), reports.length, entry.sources)),
      make("p", { id: "hint", hidden: true }, say("show-figure")),
      table,
      make("div", { class: "bar", role: "group", "aria-label": say("filters") },
        choices("outlet", cells.map((cell) => name(cell.r)), clean),
        choices("speaker-kind", cells.map((cell) => cell.kind + (cell.speaker ? "" : "!")), kindName),
        choices("predicate", quantities.map((quantity) => quantity.predicate), say),
        make("button", { type: "button", class: "push", onclick: () => save(entry.id + ".csv", "text/csv", csv()) }, say("export-csv")),
        make("button", { type: "button", onclick: () => save(entry.id + ".txt", "text/plain", citations()) }, say("export-citations")),
        make("button", { type: "button", onclick: () => window.print() }, say("print"))),
      event.summary.length ? [make("h3", {}, say("summary")), make("ol", { class: "summary" }, event.summary.map((item) => make("li", {},
        bdi(words(reports[item.r], ...reports[item.r].sentences[item.s])), " ",
        make("a", { class: "by", href: "#report-" + item.r, onclick: (e) => { e.preventDefault(); jump(item.r); } }, bdi(clean(name(item.r)))))))] : "",
      event.checks.length ? [make("h3", {}, say("checks")), make("ul", {}, event.checks.map((check) => make("li", {},
        check.parts.map(([what, count], i) => [i ? " + " : "", number(count), " ", say(what)]), " = ", number(check.total), " ",
        make("b", {}, say(check.holds ? "holds" : "fails")), " ", make("span", { class: "kind" }, bdi(clean(name(check.r)))))))] : "",
      event.background.length ? [make("h3", {}, say("background")), behind] : "",
      known || event.happened.length ? make("h3", {}, say("timeline")) : "", known, event.happened.length ? make("h4", {}, say("happened")) : "", times(),
      event.places.length ? [make("h3", {}, say("places")), make("ul", { class: "chips places" },
        event.places.slice(0, 12).map((place) => make("li", { class: "chip" }, bdi(clean(place.name)), " ", number(place.reports))))] : "",
      make("h3", {}, say("reports")),
      columns.some((column) => column.length > 1) ? make("p", { class: "soft" }, say("copies-note")) : "",
      reports.map(article));
    refill();

    const csv = () => {
      const quote = (cell) => {
        let text = clean(String(cell ?? ""));
        if (/^[=+\-@\t\r]/.test(text)) text = "'" + text;
        return /[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
      };
      const rows = [[say("quantity"), "", say("verdict"), say("outlet"), say("report"), say("date"), say("low"), say("high"), say("speaker"), say("speaker-kind"), say("sentence")]];
      for (const quantity of quantities) for (const cell of quantity.cells.filter((cell) => passes(quantity, cell))) {
        const label = quantityName(quantity), report = reports[cell.r];
        rows.push([label.head, label.rest, say(quantity.verdict), name(cell.r), report.id, report.published, cell.low, cell.high, cell.speaker,
          cell.speaker ? kind(cell.kind) : say("own-voice"), words(report, ...report.sentences[cell.s])]);
      }
      return "\uFEFF" + rows.map((row) => row.map(quote).join(",")).join("\r\n") + "\r\n";
    };
    const citations = () => reports.map((report, r) => [name(r), report.title, report.published, report.url, "sha256:" + report.sha256].filter(Boolean).map(clean).join(". ")).join("\n") + "\n";
  };

  const save = (file, type, text) => {
    const url = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
    make("a", { href: url, download: file.replace(/[^\p{L}\p{N}._-]+/gu, "_") }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };

  /* What was known when: the reports on an axis of days, and the figure of the first quantity as steps. Time runs from left to right in
     both directions of writing, as its dates do. */
  const chart = (event, say) => {
    const dated = event.reports.map((report, r) => ({ r, at: Date.parse(report.published), report })).filter((item) => !Number.isNaN(item.at));
    if (!dated.length) return "";
    const first = Math.min(...dated.map((item) => item.at)), last = Math.max(...dated.map((item) => item.at));
    /* On one day everything was known at once. */
    if (first === last) return "";
    const width = 900, left = 60, right = 60, height = 150, base = 112;
    const x = (at) => left + (at - first) / (last - first) * (width - left - right);
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": say("known"), direction: "ltr" });
    svg.append(draw("line", { class: "axis", x1: left - 20, x2: width - right + 20, y1: base, y2: base }));
    let lastLabel = -1e9;
    for (const time of [...new Set(dated.map((item) => item.at))].sort((a, b) => a - b)) {
      const at = x(time);
      svg.append(draw("line", { class: "tick", x1: at, x2: at, y1: 10, y2: base + 6 }));
      if (at - lastLabel > 78) {
        svg.append(draw("text", { x: at, y: base + 24, "text-anchor": "middle" }, new Date(time).toISOString().slice(0, 10)));
        lastLabel = at;
      }
    }
    const stacked = new Map();
    for (const item of dated) {
      const level = stacked.get(item.at) || 0;
      stacked.set(item.at, level + 1);
      if (level > 60) continue;
      const dot = draw("circle", { class: "dot", cx: x(item.at) + level * 9, cy: base, r: 5 });
      dot.append(draw("title", {}, clean((item.report.outlet || item.report.id) + ": " + item.report.title)));
      svg.append(dot);
    }
    /* What differs says more than what does not. */
    const whole = event.quantities.filter((quantity) => !quantity.part && !quantity.suicide && quantity.cells.some((cell) => value(cell) !== undefined));
    const known = whole.find((quantity) => quantity.verdict === "updated") || whole[0];
    let caption = say("known");
    if (known) {
      const points = [];
      for (const item of dated) {
        const values = known.cells.filter((cell) => cell.r === item.r && !cell.superseded).map(value).filter((v) => v !== undefined);
        if (values.length) points.push([item.at, Math.max(...values), Math.min(...values)]);
      }
      points.sort((a, b) => a[0] - b[0]);
      const top = Math.max(1, ...points.map((point) => point[1]));
      const y = (v) => base - 16 - v / top * 72;
      let path = "", seen = new Set();
      const written = [];
      points.forEach(([at, high, low], i) => {
        path += i ? ` H${x(at)} V${y(high)}` : `M${x(at)} ${y(high)}`;
        for (const v of new Set([high, low])) {
          const key = x(at) + "/" + v;
          if (seen.has(key)) continue;
          seen.add(key);
          svg.append(draw("rect", { class: "square", x: x(at) - 4, y: y(v) - 4, width: 8, height: 8 }));
          /* A number that would stand on another one is left to the square's own title. */
          const square = svg.lastChild;
          square.append(draw("title", {}, String(v)));
          if (written.some(([wx, wy]) => Math.abs(wx - x(at)) < 34 && Math.abs(wy - y(v)) < 14)) continue;
          written.push([x(at), y(v)]);
          svg.append(draw("text", { x: x(at) + 8, y: y(v) - 5 }, String(v)));
        }
      });
      svg.append(draw("path", { class: "step", d: path }));
      const label = quantityName(known);
      caption += labels.colon + label.head + " (" + label.rest + ")";
    }
    return make("figure", { tabindex: "0" }, make("figcaption", {}, caption), svg);
  };

  const route = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (hash.startsWith("event/")) {
      const entry = index.find((event) => event.id === hash.slice(6));
      if (entry) {
        showEvent(entry);
        window.scrollTo(0, 0);
        document.getElementById("heading").focus({ preventScroll: true });
        return;
      }
    }
    if (index.length === 1) showEvent(index[0]); else showList();
  };
  document.getElementById("count").append(say("events"), " ", number(index.length), " \u00B7 ", say("reports"), " ",
    number(index.reduce((sum, event) => sum + event.reports, 0)));
  addEventListener("hashchange", route);
  route();
})();
