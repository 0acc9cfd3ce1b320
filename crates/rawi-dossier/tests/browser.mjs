// The page in a real browser: `node browser.mjs chromium dossier.html hostile.html OUT [axe.min.js]`. It speaks the protocol of
// Chromium over a pipe, so it needs nothing but Node and the browser. Screenshots go to the folder OUT; exit 1 if a check fails.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { tmpdir } from "node:os";

const [chromium, page, hostile, out, axe] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = spawn(chromium, ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", "--no-first-run", "--allow-file-access-from-files",
  "--user-data-dir=" + tmpdir() + "/rawi-browser-" + process.pid, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const [send, receive] = [browser.stdio[3], browser.stdio[4]];
let next = 1, buffer = "";
const waiting = new Map(), events = [];
receive.on("data", (chunk) => {
  buffer += chunk;
  let end;
  while ((end = buffer.indexOf("\0")) >= 0) {
    const message = JSON.parse(buffer.slice(0, end));
    buffer = buffer.slice(end + 1);
    if (message.id) { waiting.get(message.id)(message); waiting.delete(message.id); } else events.push(message);
  }
});
const call = (method, params = {}, sessionId) => new Promise((done, failed) => {
  const id = next++;
  waiting.set(id, (message) => message.error ? failed(new Error(method + ": " + message.error.message)) : done(message.result));
  send.write(JSON.stringify({ id, method, params, sessionId }) + "\0");
});
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let failures = 0;
const check = (name, holds, more = "") => { if (!holds) failures++; console.log((holds ? "ok    " : "FAILED ") + name, holds ? "" : more); };

const { targetId } = await call("Target.createTarget", { url: "about:blank" });
const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
const tab = (method, params) => call(method, params, sessionId);
for (const domain of ["Page", "Runtime", "Log", "Network"]) await tab(domain + ".enable");
const js = async (expression) => {
  const { result, exceptionDetails } = await tab("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
  if (exceptionDetails) throw new Error(expression + "\n" + (exceptionDetails.exception?.description || exceptionDetails.text));
  return result.value;
};
const size = (width, height, mobile = false) => tab("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile });
const shot = async (name, full = false) => {
  const { data } = await tab("Page.captureScreenshot", { format: "png", captureBeyondViewport: full });
  writeFileSync(out + "/" + name + ".png", Buffer.from(data, "base64"));
};
const open = async (file, hash = "") => {
  events.length = 0;
  await tab("Page.navigate", { url: "about:blank" });
  const began = Date.now();
  await tab("Page.navigate", { url: "file://" + resolve(file) + hash });
  for (let i = 0; i < 200 && !(await js("document.readyState === 'complete' && !!document.querySelector('#content').children.length")); i++) await sleep(50);
  return Date.now() - began;
};
const troubles = () => events.filter((e) => e.method === "Runtime.exceptionThrown" || e.method === "Log.entryAdded" && e.params.entry.level === "error")
  .map((e) => e.params.entry?.text || e.params.exceptionDetails?.exception?.description);
const requests = () => events.filter((e) => e.method === "Network.requestWillBeSent").map((e) => e.params.request.url).filter((url) => !url.startsWith("file:") && !url.startsWith("about:") && !url.startsWith("data:"));

const audit = async (name) => {
  if (!axe) return;
  await tab("Page.setBypassCSP", { enabled: true });
  await tab("Runtime.evaluate", { expression: readFileSync(axe, "utf8") });
  const found = await js("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'best-practice']}).then((r) => r.violations.map((v) => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 2).map((n) => n.html).join(' | ')))");
  check("axe finds nothing: " + name, found.length === 0, "\n  " + found.join("\n  "));
};

try {
  await size(1280, 900);
  console.log("loaded in ms:", await open(page));
  check("no error, no request", troubles().length + requests().length === 0, [...troubles(), ...requests()].join("; "));
  check("direction and language", await js("document.documentElement.lang && ['rtl', 'ltr'].includes(document.documentElement.dir)"));
  await shot("list");
  await audit("list");
  if (await js("!!document.querySelector('ol.events')")) {
    const all = await js("document.querySelectorAll('ol.events > li').length");
    await js("(() => { const s = document.querySelector('input[type=search]'); s.value = 'zzzz'; s.dispatchEvent(new Event('input')); })()");
    check("the search finds nothing for nonsense", await js("document.querySelectorAll('ol.events > li').length === 0"));
    await js("(() => { const s = document.querySelector('input[type=search]'); s.value = ''; s.dispatchEvent(new Event('input')); })()");
    check("and all again", await js("document.querySelectorAll('ol.events > li').length") === all);
    await js("document.querySelector('ol.events a').click()");
    await sleep(300);
  }
  check("an event is open", await js("!!document.querySelector('h2') && !!document.querySelector('table')"));
  await shot("event", false);
  await shot("event-full", true);
  await audit("event");
  const clicked = await js("(() => { const b = document.querySelector('td button.figure.odd') || document.querySelector('td button.figure'); b.click(); return b.title; })()");
  await sleep(400);
  const lit = await js("(() => { const s = document.querySelector('.sentence.lit'); const m = document.querySelector('mark.lit'); return s && m ? [m.textContent, s.textContent] : null; })()");
  check("a figure opens its sentence", lit && lit[0] === clicked && lit[1].includes(clicked), JSON.stringify([clicked, lit]));
  check("and it is in sight", await js("(() => { const r = document.querySelector('.sentence.lit').getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight; })()"));
  await shot("sentence");
  await audit("sentence");
  await js("document.querySelector('#reader').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))");
  check("Escape closes it and goes back to the figure", await js("!document.querySelector('#reader') && document.activeElement.matches('td button.figure')"));
  const before = await js("document.querySelectorAll('td button.figure').length");
  await js("(() => { const s = document.querySelectorAll('.bar select')[0]; s.selectedIndex = 1; s.dispatchEvent(new Event('change')); window.scrollTo(0, 0); })()");
  const after = await js("document.querySelectorAll('td button.figure').length");
  check("a filter leaves fewer figures", after > 0 && after < before, before + " " + after);
  await js("(() => { const s = document.querySelectorAll('.bar select')[0]; s.selectedIndex = 0; s.dispatchEvent(new Event('change')); })()");
  await js("document.activeElement?.blur(); document.querySelector('td button.figure').focus()");
  check("a figure takes the focus of the keyboard", await js("document.activeElement.classList.contains('figure')"));
  const saved = await js(`(async () => { let blob; const old = URL.createObjectURL; URL.createObjectURL = (b) => { blob = b; return old(b); };
    document.querySelectorAll('.bar button')[0].click(); await new Promise((d) => setTimeout(d, 50)); return blob ? await blob.text() : ''; })()`);
  check("the table can be saved", saved.split("\r\n").length > 2 && saved.charCodeAt(0) === 0xFEFF || saved.includes(","), saved.slice(0, 80));
  const { data } = await tab("Page.printToPDF", { printBackground: true });
  writeFileSync(out + "/print.pdf", Buffer.from(data, "base64"));
  check("it prints", Buffer.from(data, "base64").length > 5000);
  await tab("Emulation.setEmulatedMedia", { media: "print" });
  await size(794, 1123);
  await shot("print", true);
  await size(1280, 900);
  await tab("Emulation.setEmulatedMedia", { media: "", features: [{ name: "prefers-color-scheme", value: "dark" }] });
  await js("window.scrollTo(0, 0)");
  await shot("dark");
  await audit("dark");
  await tab("Emulation.setEmulatedMedia", { media: "", features: [] });
  await size(390, 844, true);
  await sleep(200);
  await js("window.scrollTo(0, 0)");
  await shot("phone");
  await shot("phone-full", true);
  await audit("phone");
  await js("document.querySelector('td button.figure').click()");
  await sleep(200);
  check("a figure opens its sentence on a phone", await js("(() => { const r = document.querySelector('.sentence.lit').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; })()"));
  await shot("phone-sentence");
  check("nothing is wider than a phone", await js("document.documentElement.scrollWidth <= innerWidth + 1"), await js("document.documentElement.scrollWidth + ' of ' + innerWidth"));

  await size(1280, 900);
  console.log("hostile page loaded in ms:", await open(hostile));
  await sleep(300);
  if (await js("!!document.querySelector('ol.events')")) { await js("[...document.querySelectorAll('ol.events a')].at(-1).click()"); await sleep(300); }
  await js("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
  await sleep(500);
  check("a hostile report runs nothing", await js("typeof window.owned === 'undefined' && !document.querySelector('#content img, #content script, #content iframe')"));
  check("and asks for nothing", requests().length === 0, requests().join("; "));
  check("its words are there as words", await js("document.body.textContent.includes('</script>')"));
  check("and do not widen the page", await js("document.documentElement.scrollWidth <= innerWidth + 1"), await js("document.documentElement.scrollWidth + ' of ' + innerWidth"));
  check("no control of direction is left", await js("!/[\\u202A-\\u202E\\u2066-\\u2069\\u200E\\u200F]/.test(document.querySelector('#content').textContent)"));
  await shot("hostile");
} catch (error) {
  failures++;
  console.log("FAILED", error);
}
await call("Browser.close").catch(() => {});
process.exit(failures ? 1 : 0);
