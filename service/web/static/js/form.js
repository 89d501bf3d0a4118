// The form: checks while one types, saves by itself, and shows what others write.

import { Cells, listOf } from "./cells.js";
import { Checks } from "./checks.js";
import { Clashes } from "./clashes.js";
import { DocumentRows } from "./document_rows.js";
import { Documents } from "./documents.js";
import { History } from "./history.js";
import { Judge } from "./judge.js";
import { Jumps } from "./jumps.js";
import { Keys } from "./keys.js";
import { Notices } from "./notices.js";
import { Pasting } from "./pasting.js";
import { Problems } from "./problems.js";
import { RowTable, TableRows } from "./row_table.js";
import { Saving } from "./saving.js";
import { Stillness } from "./stillness.js";
import { Undoing } from "./undoing.js";
import { Unseen } from "./unseen.js";
import { OtherWindows } from "./windows.js";

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("du-lieu").textContent);
const { words } = data;
const layout = byId("chung");
const form = byId("bieu-mau");
const state = byId("trang-thai");
const me = layout.dataset.person;
let savedAt = "";
document.documentElement.classList.add("has-script");
// On a telephone the contents would push the form off the first screens.
if (matchMedia("(max-width: 68.75em)").matches) byId("cac-muc").open = false;

const lists = new Map([...form.querySelectorAll("[data-list]")].map((body) => [body.dataset.list, listIn(body)]));
const cells = new Cells(form, lists, data);
const keys = new Keys(form, { onCancel: (field) => undoing.cancel(field) });
const history = new History(cells);
const jumps = new Jumps(form, words);
const problems = new Problems({ data, cells, jumps });
const still = new Stillness(form, byId("dau-bien"));
const judge = new Judge({ form, cells, checks: new Checks(data), problems, still, onShown: announce });
const notices = new Notices({ region: byId("loi-nhan"), spoken: byId("doc-len"), words, onClose: () => keys.goBack() });
const unseen = new Unseen({ form, head: byId("dau-bien"), notices, words, say: spokenOf, goTo: (place) => jumps.goTo(place) });
const clashes = new Clashes({ cells, words, me, onChoice: chosen });
const undoing = new Undoing({ history, cells, notices, words, data, onWritten: written });
const pasting = new Pasting({ form, cells, keys, data, notices, onPlaced: placed, undo: () => undoing.undo() });
const saving = new Saving({
  address: layout.dataset.save,
  token: layout.dataset.token,
  draft: layout.dataset.draft,
  data,
  me,
  onState: tell,
  onAnswer: answered,
});

// The documents or a table with rows, by what the server says of its columns.
function listIn(body) {
  const path = body.dataset.list;
  const known = data.tables[path];
  const told = { words, onChange: (kind, event) => listChanged(path, kind, event), onPaste: (count, said) => rowsPasted(path, count, said) };
  if (!known) return new Documents(body, { reader: new DocumentRows(data.kinds), ...told });
  return new RowTable(body, { table: known, reader: new TableRows(known), ...told });
}

// A trouble stays said until it is over; what only waits for its turn to be saved is not read aloud.
function tell(what, answer) {
  if (answer?.savedAt) savedAt = answer.savedAt;
  if (what === "waiting" && ["offline", "clash"].includes(state.dataset.state)) return;
  if (what === "saved" && !savedAt) return;
  const isHere = ["expired", "refused", "unkept", "putOff"].includes(what);
  state.setAttribute("aria-busy", String(what === "waiting" || what === "saving"));
  state.dataset.state = isHere ? "offline" : what;
  state.textContent = what === "refused" ? answer.detail : said(what, answer);
  if (what === "expired") state.append(" ", signIn());
  if (what === "clash") state.append(" ", goToClash());
}

function said(what, answer) {
  const text = words[what]
    .replace("{time}", savedAt)
    .replace("{count}", saving.open.size)
    .replace("{seconds}", answer?.seconds);
  return what === "putOff" && answer.detail ? `${answer.detail} ${text}` : text;
}

function signIn() {
  const link = document.createElement("a");
  return Object.assign(link, { href: layout.dataset.signIn, target: "_blank", textContent: words.signIn });
}

function goToClash() {
  const button = document.createElement("button");
  button.addEventListener("click", () => clashes.goToFirst());
  return Object.assign(button, { type: "button", className: "btn btn-link btn-sm p-0", textContent: words.goToClash });
}

function answered(answer) {
  for (const item of answer.news) if (!saving.waiting.has(item.path) && !saving.open.has(item.path)) arrived(item);
  problems.take(answer);
  if (answer.handOver !== data.handOver) dispatchEvent(new Event("hand-over"));
  data.handOver = answer.handOver;
  judge.soon();
  showClashes();
}

// What somebody else wrote. Who stands in the cell and has not begun to type goes on standing there.
function arrived({ path, value, copied, by, at }) {
  if (cells.read(path).value === value) return;
  if (history.open?.path === path) history.seal();
  still.hold(still.held(), () => cells.write(path, { value, isCopied: copied }));
  const field = cells.fields.get(path);
  if (!field) return;
  if (document.activeElement === field) keys.select(field);
  still.hold(still.held(), () => mark(field, (by === me ? words.newsOwn : words.news).replace("{who}", by).replace("{time}", at)));
}

// What there is to say now and was not before, for who hears the page and for who cannot see it where it stands.
function announce({ all, fresh }, isByKey) {
  if (fresh.length) notices.speak(fresh.map(({ item }) => spokenOf(item)).join(" "));
  const errors = (told) => told.filter(({ item }) => item.level === "error");
  unseen.take(errors(fresh), errors(all), isByKey);
}

function spokenOf({ level, message, subjects }) {
  const { number } = data.indicators[subjects[0]?.replace("indicators.", "")] ?? {};
  return `${[words[level], number].filter(Boolean).join(" ")}: ${message}`;
}

function othersChanged(count) {
  if (count) notices.say("windows", words.otherWindow);
  else notices.drop("windows");
}

function showClashes() {
  const isNew = still.hold(still.held(), () => clashes.show(saving.open));
  if (isNew) notices.speak(words.clash.replace("{count}", saving.open.size));
}

// Who else has just written here; without words the mark goes away.
function mark(field, said = "") {
  field.classList.toggle("news", Boolean(said));
  field.parentElement.querySelector(".news-mark")?.remove();
  if (said) field.after(Object.assign(document.createElement("small"), { className: "news-mark", textContent: said }));
}

// Sends what a cell holds now, and drops what was said of what it held before.
function send(path) {
  const { value, isCopied } = cells.read(path);
  saving.change(path, value, isCopied);
  if (clashes.shown.size) showClashes();
  const field = cells.fields.get(path);
  if (field) mark(field);
}

function written(paths) {
  for (const path of paths) send(path);
  judge.soon(paths);
  undoing.refresh();
}

function placed(changes) {
  history.record(changes);
  written(changes.map(({ path }) => path));
}

function listChanged(path, kind, event) {
  const change = cells.take(path);
  if (change.before.value === change.after.value) return;
  if (kind === "typed") undoing.typed(change, event);
  else history.record([change]);
  written([path]);
}

function rowsPasted(path, count, said = data.tables[path] ? "rowsPasted" : "documentsPasted") {
  const action = said === "rowsUnfit" ? null : { label: words.undo, run: () => undoing.undo() };
  notices.say("paste", words[said].replace("{count}", count), { action });
}

function chosen(path, value) {
  const before = cells.read(path);
  cells.write(path, { value });
  history.record([{ path, before, after: cells.read(path) }]);
  saving.choose(path, value);
  showClashes();
  judge.soon([path]);
  undoing.refresh();
  const field = cells.fields.get(path) ?? form.querySelector(`[data-add="${path}"]`);
  field.focus();
}

form.addEventListener("input", (event) => {
  const { path } = event.target.dataset;
  if (!path) return;
  undoing.typed(cells.take(path), event);
  judge.later(path, event.target.classList.contains("figure"));
  send(path);
});

// Programs that fill in forms tell of it only here.
form.addEventListener("change", ({ target }) => {
  const { path } = target.dataset;
  if (target.classList.contains("spared")) placed([cells.tick(target.value, target.checked)]);
  else if (path && cells.read(path).value !== cells.known.get(path).value) placed([cells.take(path)]);
  else if (!path && listOf(target)) listChanged(listOf(target), "filled");
  saving.soon(0);
});

// The page is left only when all of it has arrived and nothing waits for a choice. What goes along is no value: all
// values are saved, and sent again they could overwrite what somebody else writes in this moment.
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { submitter } = event;
  if (submitter?.dataset.add) {
    lists.get(submitter.dataset.add).add().querySelector("input").focus();
    return;
  }
  const isThrough = await saving.flush();
  if (saving.open.size) clashes.goToFirst();
  if (isThrough && submitter?.value) leave(submitter.value);
});

function leave(onward) {
  const bare = Object.assign(document.createElement("form"), { method: "post", hidden: true });
  for (const [name, value] of Object.entries({ csrf_token: saving.token, version: saving.seen, onward })) {
    bare.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(bare);
  bare.submit();
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.code !== "KeyS") return;
  event.preventDefault();
  saving.flush();
});

function restore() {
  let isAny = false;
  for (const [path, [newest, other]] of saving.kept.read()) {
    const isThere = lists.has(path) || cells.fields.has(path);
    if (!isThere) continue;
    if (!other && cells.read(path).value === newest.value) {
      saving.kept.forget(path, [newest.value]);
      continue;
    }
    isAny = true;
    const served = cells.read(path).value;
    cells.write(path, { value: newest.value, isCopied: newest.copied });
    const at = other && new Date(other.at).toLocaleTimeString("vi-VN", { timeStyle: "short" });
    saving.restore(newest, other && { ...other, by: me, at }, served);
  }
  if (!isAny) return;
  notices.say("restored", words.restored);
  if (saving.open.size) tell("clash");
  saving.soon(0);
}

new OtherWindows(layout.dataset.draft, saving.kept.own, othersChanged);
const early = cells.early();
if (early.length) placed(early);
restore();
problems.take({ findings: data.findings });
judge.now(null);
showClashes();
const place = byId(decodeURIComponent(location.hash.slice(1)));
// The browser goes to the cell itself once the page is there; its row is shown after that.
if (place && form.contains(place)) addEventListener("load", () => requestAnimationFrame(() => jumps.goTo(place)));
