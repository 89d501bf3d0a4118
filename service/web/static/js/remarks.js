// Remarks on a report are kept at the server as they are typed, and the next filing opens at the place of this one.
// Without this the page is a plain form with a button that keeps them.

const WAIT = 600;
const AGAIN = 5000;
const LEAVING = 60000;
const PLACE = "review-place";
const form = document.getElementById("y-kien");
const status = document.getElementById("luu-y-kien");
const changed = new Set();
let timer = null;
let writes = Promise.resolve();
let sending = 0;
// Whether the sign-in is gone, and whether the server would not take the remarks for another reason.
let isExpired = false;
let isRefused = false;
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
  const texts = names.map((name) => [name, form.elements[name].value]);
  status.textContent = form.dataset.saving;
  writes = writes.then(() => send(texts)).then((isKept) => {
    sending -= 1;
    if (!isKept) putOff(names);
    else if (!changed.size && !sending) status.textContent = form.dataset.saved;
    return isKept;
  });
}

function putOff(names) {
  for (const name of names) changed.add(name);
  status.textContent = isExpired ? form.dataset.expired : form.dataset.failed;
  clearTimeout(timer);
  timer = setTimeout(keep, AGAIN);
}

async function send(texts) {
  try {
    if (isExpired) await renew();
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("what", "script");
    for (const [name, text] of texts) body.set(name, text);
    // A browser lets only so much go out behind a page that is left.
    const keepalive = new Blob(texts.flat()).size < LEAVING;
    const answer = await fetch(form.dataset.keep, { method: "POST", body, keepalive });
    isExpired = answer.redirected || [400, 401].includes(answer.status);
    isRefused = !isExpired && answer.status > 401 && answer.status < 500;
    return answer.status === 204;
  } catch {
    isRefused = false;
    return false;
  }
}

// Who signed in again, perhaps in another tab, has a new token; to somebody else nothing is given.
async function renew() {
  const answer = await fetch(form.dataset.page, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const served = page.getElementById(form.id);
  if (served?.dataset.person === form.dataset.person) form.elements.csrf_token.value = served.elements.csrf_token.value;
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

// What is typed is kept first: a decision that gets nowhere, for want of a line or of a sign-in, loses nothing, and
// nothing is kept after it that was on its way before.
form.addEventListener("submit", async (event) => {
  if (event.submitter?.hasAttribute("data-next")) remember();
  if (!changed.size && !sending) return;
  event.preventDefault();
  keep();
  const isKept = await writes;
  if (!isKept && !isRefused) return;
  clearTimeout(timer);
  changed.clear();
  form.requestSubmit(event.submitter);
});

for (const link of document.querySelectorAll("a[data-next]")) link.addEventListener("click", remember);
addEventListener("focus", () => isExpired && keep());
addEventListener("pagehide", keep);
addEventListener("beforeunload", (event) => {
  if (changed.size) keep();
  if (changed.size && [form.dataset.failed, form.dataset.expired].includes(status.textContent)) event.preventDefault();
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
