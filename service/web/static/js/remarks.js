// Remarks on a filing are kept at the server as they are typed, and the next filing opens at the place of this one.
// Without this the page is a plain form with a button that keeps them.

const WAIT = 600;
const AGAIN = 5000;
const PLACE = "review-place";
const form = document.getElementById("y-kien");
const status = document.getElementById("luu-y-kien");
const changed = new Set();
let timer = null;
let writes = Promise.resolve();
let sending = 0;
// Where somebody was writing, also when a button has the focus now.
let last = "";

const isRemark = (field) => field.name === "reason" || field.name.startsWith("nhan_xet.");

// One after the other, so that an older text never comes after a newer one; only what was typed here is sent.
function keep() {
  clearTimeout(timer);
  timer = null;
  const names = [...changed];
  if (!names.length) return;
  changed.clear();
  sending += 1;
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("what", "script");
  for (const name of names) body.set(name, form.elements[name].value);
  status.textContent = form.dataset.saving;
  writes = writes
    .then(() => fetch(form.dataset.keep, { method: "POST", body, keepalive: true }))
    .then((answer) => answer.status === 204, () => false)
    .then((isKept) => {
      sending -= 1;
      if (isKept) {
        if (!changed.size && !sending) status.textContent = form.dataset.saved;
        return;
      }
      for (const name of names) changed.add(name);
      status.textContent = form.dataset.failed;
      timer = setTimeout(keep, AGAIN);
    });
}

form.addEventListener("focusin", (event) => {
  if (isRemark(event.target)) last = event.target.name;
});

form.addEventListener("input", (event) => {
  if (!isRemark(event.target)) return;
  changed.add(event.target.name);
  clearTimeout(timer);
  timer = setTimeout(keep, WAIT);
});

// A decision sends all fields itself: nothing may be kept after it that was on its way before.
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  changed.clear();
  if (event.submitter?.hasAttribute("data-next")) remember();
  if (!sending) return;
  event.preventDefault();
  await writes;
  clearTimeout(timer);
  changed.clear();
  form.requestSubmit(event.submitter);
});

for (const link of document.querySelectorAll("a[data-next]")) link.addEventListener("click", remember);
addEventListener("pagehide", keep);
addEventListener("beforeunload", (event) => {
  if (changed.size) keep();
  if (status.textContent === form.dataset.failed && changed.size) event.preventDefault();
});

function remember() {
  const tops = [...document.querySelectorAll("section[id], tr[id]")].filter((item) => item.getBoundingClientRect().top <= 120);
  sessionStorage.setItem(PLACE, JSON.stringify({ id: tops.at(-1)?.id ?? "", field: last }));
}

function resume() {
  const kept = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (!kept) return;
  const { id, field } = JSON.parse(kept);
  document.getElementById(id)?.scrollIntoView({ block: "start" });
  form.elements[field]?.focus({ preventScroll: true });
}

resume();
