// Confirming what was read from a report: one key a decision, the sentence beside the figure, choices kept as they are
// made. Without this the page is a plain form.

const WAIT = 400;
const form = document.getElementById("xac-nhan");
const panel = document.getElementById("so-lieu");
const status = document.getElementById("trang-thai");
const left = document.getElementById("con-lai");
const decisions = [...panel.querySelectorAll(".decision[data-code]")];
let timer = null;
let writes = Promise.resolve();
let newest = 0;

const typed = (item) => item.querySelector(".typed");
const isMissing = (item) => item.classList.contains("missing");
const isDecided = (item) => {
  if (isMissing(item)) return true;
  const chosen = item.querySelector("input:is([type=radio], [type=checkbox]):checked");
  if (item.classList.contains("sure")) return Boolean(chosen) || typed(item).value !== typed(item).defaultValue;
  return chosen && (chosen.value !== "other" || typed(item).value.trim() !== "");
};

function count() {
  for (const item of decisions) item.classList.toggle("decided", !isMissing(item) && Boolean(isDecided(item)));
  const open = decisions.filter((item) => !isDecided(item)).length;
  left.textContent = open ? form.dataset.left.replace("#", open) : form.dataset.done;
}

// One after the other, so that an older choice never comes after a newer one.
function keep() {
  clearTimeout(timer);
  timer = null;
  const body = new FormData(form);
  body.set("what", "save");
  const sent = newest;
  const tell = (words) => sent === newest && (status.textContent = words);
  writes = writes.then(() => fetch(form.action, { method: "POST", body, keepalive: true }))
    .then((answer) => tell(answer.status === 204 ? form.dataset.saved : form.dataset.failed))
    .catch(() => tell(form.dataset.failed));
}

function changed() {
  count();
  newest += 1;
  status.textContent = "";
  clearTimeout(timer);
  timer = setTimeout(keep, WAIT);
}

// The text and the figures have a window each, which is scrolled without moving the page.
function show(target) {
  const pane = target.closest("#van-ban");
  if (pane) {
    const place = target.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    pane.scrollTop += place.top - frame.top - pane.clientHeight / 3;
  } else target.scrollIntoView({ block: "nearest" });
}

function mark(item) {
  for (const old of document.querySelectorAll(".shown")) old.classList.remove("shown");
  item?.classList.add("shown");
  const places = [...(item?.querySelectorAll(".sentence") ?? [])].map((link) => document.getElementById(link.hash.slice(1)));
  for (const place of places) place?.classList.add("shown");
  const first = places.find(Boolean);
  if (first) show(first);
}

function go(item) {
  if (!item) return;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "center" });
}

function next(item) {
  const after = decisions.slice(decisions.indexOf(item) + 1);
  go(after.find((other) => !isDecided(other)) ?? decisions.find((other) => !isDecided(other)) ?? after[0]);
}

function acceptAll() {
  for (const item of decisions.filter((other) => other.classList.contains("sure"))) {
    item.querySelector("[type=checkbox]").checked = true;
  }
  changed();
  go(decisions.find((item) => !isDecided(item)));
}

function pick(item, key) {
  const choice = item.querySelector(`[data-key="${key}"]`);
  if (item.classList.contains("sure")) {
    if (key !== "1" && key !== "0") return false;
    item.querySelector("[type=checkbox]").checked = key === "1";
  } else if (choice?.type === "radio") choice.checked = true;
  else return false;
  changed();
  if (isDecided(item)) next(item);
  return true;
}

function edit(item) {
  const other = item.querySelector("[value=other]");
  if (other) other.checked = true;
  typed(item).focus();
  typed(item).select();
}

function step(item, by) {
  go(decisions[decisions.indexOf(item) + by]);
  return true;
}

const KEYS = {
  ArrowDown: (item) => step(item, 1),
  ArrowUp: (item) => step(item, -1),
  s: (item) => (edit(item), true),
  t: (item) => (mark(item), true),
  a: () => (acceptAll(), true),
};

panel.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const item = event.target.closest(".decision[data-code]") ?? decisions[0];
  if (event.target.matches(".typed")) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const box = item.querySelector("[type=checkbox]");
    if (box) box.checked = true;
    changed();
    next(item);
    return;
  }
  // The arrows of a choice, and Enter on a button or link, are the browser's.
  const isChoice = event.target.matches("[type=radio]");
  if (isChoice && event.key.startsWith("Arrow")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isDone = /^[0-9]$/.test(key) ? pick(item, key) : Boolean(item && KEYS[key]?.(item));
  if (isDone) event.preventDefault();
});

panel.addEventListener("focusin", (event) => {
  const item = event.target.closest(".decision[data-code]");
  if (item && !item.classList.contains("shown")) mark(item);
});

panel.addEventListener("input", (event) => {
  const item = event.target.closest(".decision");
  const other = item?.querySelector("[value=other]");
  if (event.target.matches(".typed") && other) other.checked = true;
  if (event.target.matches(".sure .typed")) item.querySelector("[type=checkbox]").checked = true;
  changed();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".sentence, .found");
  const target = link && document.getElementById(link.hash.slice(1));
  const item = event.target.closest(".decision[data-code]");
  if (target) {
    event.preventDefault();
    mark(link.matches(".found") ? target : item);
    show(target);
    if (link.matches(".found")) target.focus({ preventScroll: true });
  } else if (item) mark(item);
});

document.getElementById("nhan-het")?.addEventListener("click", (event) => {
  event.preventDefault();
  acceptAll();
});

form.addEventListener("submit", () => clearTimeout(timer));
addEventListener("pagehide", () => timer && keep());
document.documentElement.classList.add("has-script");
count();
// The keys work at once, without a way through all numbers of the text.
if (!location.hash) (decisions.find((item) => !isDecided(item)) ?? panel).focus({ preventScroll: true });
