// The form: checks while one types, saves by itself, and shows what others write.

import { Checks } from "./checks.js";
import { Clashes } from "./clashes.js";
import { Documents } from "./documents.js";
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
let savedAt = "";
document.documentElement.classList.add("has-script");
// On a telephone the contents would push the form off the first screens.
if (matchMedia("(max-width: 900px)").matches) document.querySelector(".contents").open = false;

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
  state.dataset.state = { expired: "offline", refused: "offline" }[what] || what;
  const said = { saving: "saving", saved: "saved", offline: "offline", expired: "expired", clash: "clash" }[what];
  if (answer?.savedAt) savedAt = answer.savedAt;
  state.textContent = what === "refused" ? answer.detail : data.words[said].replace("{time}", savedAt);
}

function show(path, value, from) {
  const field = fields.get(path);
  if (path === "documents") documents.value = value;
  if (!field || field.value === value) return;
  field.value = value;
  const spared = field.closest("tr")?.querySelector(".spared");
  if (spared) spared.checked = value.toLowerCase() === "n/a";
  if (!from) return;
  field.classList.add("news");
  field.title = data.words.news.replace("{who}", from.by).replace("{time}", from.at);
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
  field.classList.remove("news");
  const copy = box?.querySelector(".copy-previous");
  if (copy) copy.hidden = Boolean(field.value);
  saving.change(field.dataset.path, field.value);
}

form.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset.path) {
    changed(field);
    if (field.classList.contains("figure")) {
      field.closest("tr").querySelector(".spared").checked = field.value.trim().toLowerCase() === "n/a";
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

// A form that is sent whole has been saved whole: nothing is left to keep.
form.addEventListener("submit", (event) => {
  if (event.submitter?.id === "them-dong") {
    event.preventDefault();
    documents.add().querySelector("input").focus();
    return;
  }
  saving.waiting.clear();
  saving.keep();
});

// Enter goes on to the next figure, as in a spreadsheet, and does not send the form.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.classList.contains("figure")) return;
  event.preventDefault();
  const all = [...form.querySelectorAll("input.figure")];
  all[all.indexOf(event.target) + (event.shiftKey ? -1 : 1)]?.focus();
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
