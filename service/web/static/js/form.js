// The form: checks while one types, saves by itself, and shows what others write.

import { Checks } from "./checks.js";
import { Clashes } from "./clashes.js";
import { Documents } from "./documents.js";
import { parse } from "./numbers.js";
import { fillDown, table } from "./paste.js";
import { Problems } from "./problems.js";
import { Saving } from "./saving.js";

const data = JSON.parse(document.getElementById("du-lieu").textContent);
const layout = document.getElementById("chung");
const form = document.getElementById("bieu-mau");
const state = document.getElementById("trang-thai");
const fields = new Map([...form.querySelectorAll("[data-path]")].map((field) => [field.dataset.path, field]));
const checks = new Checks(data);
const problems = new Problems(data);
const isSpared = (text) => Boolean(parse(text, false).spared);
let savedAt = "";
document.documentElement.classList.add("has-script");
// On a telephone the contents would push the form off the first screens.
if (matchMedia("(max-width: 68.75em)").matches) document.querySelector(".contents").open = false;

const documents = new Documents(document.getElementById("van-ban-dong"), {
  kinds: data.kinds,
  words: data.words,
  onChange: () => saving.change("documents", documents.value),
});
documents.renumber();

const saving = new Saving({
  address: layout.dataset.save,
  token: layout.dataset.token,
  key: `tonghop:${layout.dataset.draft}`,
  data,
  onState: tell,
  onAnswer: (answer, sent) => {
    for (const item of answer.news) if (!saving.waiting.has(item.path)) show(item.path, item.value, item);
    problems.take(answer);
    check();
    if (answer.clashes.length) clashes.ask(answer.clashes, sent);
  },
});

const clashes = new Clashes({
  dialog: document.getElementById("tranh-chap"),
  body: document.getElementById("tranh-chap-o"),
  words: data.words,
  label: (path) => document.getElementById(`t-${path.replaceAll(".", "-")}`)?.querySelector("label")?.textContent || path.split(".").slice(1).join("."),
  onChoice: (path, value) => {
    const isMine = fields.get(path)?.value === value || (path === "documents" && documents.value === value);
    show(path, value);
    if (isMine) saving.change(path, value);
    else tell("chosen");
    check();
  },
});

function tell(what, answer) {
  if (what === "chosen") what = saving.waiting.size ? "saving" : "saved";
  state.dataset.state = { expired: "offline", refused: "offline", putOff: "offline" }[what] || what;
  if (answer?.savedAt) savedAt = answer.savedAt;
  state.textContent = what === "refused" ? answer.detail : said(what, answer);
  if (what === "expired") state.append(" ", signIn());
}

function said(what, answer) {
  const text = data.words[what].replace("{time}", savedAt).replace("{seconds}", answer?.seconds);
  return what === "putOff" && answer.detail ? `${answer.detail} ${text}` : text;
}

function signIn() {
  const link = document.createElement("a");
  Object.assign(link, { href: layout.dataset.signIn, target: "_blank", textContent: data.words.signIn });
  return link;
}

function show(path, value, from) {
  const field = fields.get(path);
  if (path === "documents") documents.value = value;
  if (!field || field.value === value) return;
  field.value = value;
  const spared = field.closest("tr")?.querySelector(".spared");
  if (spared) spared.checked = isSpared(value);
  if (from) mark(field, data.words.news.replace("{who}", from.by).replace("{time}", from.at));
}

// Who else has just written here; without words the mark goes away.
function mark(field, words = "") {
  field.classList.toggle("news", Boolean(words));
  field.parentElement.querySelector(".news-mark")?.remove();
  if (!words) return;
  const said = document.createElement("small");
  said.className = "news-mark";
  said.textContent = words;
  field.after(said);
}

function figures() {
  return [...fields]
    .filter(([path]) => path.startsWith("indicators."))
    .map(([path, field]) => [path.slice("indicators.".length), field.value]);
}

function check() {
  const found = checks.run(figures());
  for (const [code, text] of found.ratios) {
    const output = document.getElementById(`o-indicators-${code.replaceAll(".", "-")}`);
    if (output) output.textContent = text;
  }
  problems.show(found.findings);
}

function changed(field) {
  const box = field.closest(".text-box");
  if (box?.classList.contains("is-copied")) {
    box.classList.remove("is-copied");
    box.querySelector(".copied-mark").hidden = true;
  }
  mark(field);
  const copy = box?.querySelector(".copy-previous");
  if (copy) copy.hidden = Boolean(field.value);
  saving.change(field.dataset.path, field.value);
}

form.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset.path) {
    changed(field);
    if (field.classList.contains("figure")) {
      field.closest("tr").querySelector(".spared").checked = isSpared(field.value);
      check();
    }
  }
});

form.addEventListener("change", (event) => {
  const field = event.target;
  if (field.classList.contains("spared")) {
    const figure = field.closest("tr").querySelector(".figure");
    figure.value = field.checked ? "n/a" : "";
    changed(figure);
    check();
  }
  saving.soon(0);
});

form.addEventListener("paste", (event) => {
  const field = event.target;
  if (!field.classList?.contains("figure")) return;
  const rows = table(event.clipboardData);
  if (rows.length < 2) return;
  event.preventDefault();
  const filled = fillDown(field, rows);
  for (const target of filled) changed(target);
  check();
  state.textContent = data.words.pasted.replace("{count}", filled.length);
});

// The page is left only when all of it has arrived: where the line is down or the session over, it stays.
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { submitter } = event;
  if (submitter?.id === "them-dong") {
    documents.add().querySelector("input").focus();
    return;
  }
  if (!(await saving.flush()) || !submitter?.value) return;
  form.elements.version.value = saving.seen;
  form.elements.csrf_token.value = saving.token;
  const onward = document.createElement("input");
  form.append(Object.assign(onward, { type: "hidden", name: "onward", value: submitter.value }));
  form.submit();
});

// Enter does not send the form; from a figure it goes on to the next one, as in a spreadsheet.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  const all = [...form.querySelectorAll("input.figure")];
  const at = all.indexOf(event.target);
  if (at >= 0) all[at + (event.shiftKey ? -1 : 1)]?.focus();
});

const kept = Object.values(saving.kept());
for (const change of kept) {
  show(change.path, change.value);
  saving.waiting.set(change.path, change);
}
problems.take({ findings: data.findings });
check();
if (kept.length) {
  state.textContent = data.words.restored;
  saving.soon(0);
}
