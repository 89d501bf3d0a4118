// The findings beside the figures that they concern, and in one list that jumps there.

const anchor = (subject) => `o-${subject.replaceAll(".", "-")}`;

const cellOf = (subject) => (subject.startsWith("documents") ? "documents" : subject);
const follows = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);

function remark(item) {
  const said = document.createElement("p");
  said.className = `finding finding-${item.level}`;
  said.textContent = item.message;
  return said;
}

export class Problems {
  constructor(data) {
    this.data = data;
    this.fromServer = [];
    this.list = document.getElementById("can-xem");
    this.count = document.getElementById("so-diem");
    this.counts = document.querySelectorAll("[data-problem-count]");
    this.missing = document.getElementById("con-thieu");
    this.next = document.getElementById("o-thieu-tiep");
    this.next.addEventListener("click", () => this.goToMissing());
    this.missingPlaces = [];
  }

  // What the server said last: all that only the server checks.
  take({ findings, progress }) {
    this.fromServer = findings.filter((item) => !item.isRule && item.rule !== "number");
    for (const [code, done] of Object.entries(progress || {})) this.showProgress(code, done);
  }

  // What was said of a value is over once the value is another.
  outdate(path) {
    this.fromServer = this.fromServer.filter((item) => item.isQuiet || !item.subjects.some((subject) => cellOf(subject) === path));
  }

  showProgress(code, { given, asked, owed }) {
    const line = document.querySelector(`[data-part="${CSS.escape(code)}"]`);
    if (!line) return;
    const { words } = this.data;
    const isComplete = given === asked && !owed;
    const parts = [];
    if (asked) parts.push(words.given.replace("{given}", given).replace("{asked}", asked));
    if (owed) parts.push(words.owed.replace("{owed}", owed));
    line.textContent = parts.join(", ") + (isComplete ? " ✓" : "");
    line.classList.toggle("is-complete", isComplete);
  }

  show(checked) {
    const all = [...checked, ...this.fromServer];
    const shown = all.filter((item) => !item.isQuiet);
    const owed = all.filter((item) => item.isQuiet);
    const quiet = owed.length;
    this.count.textContent = shown.length || "";
    for (const count of this.counts) count.textContent = shown.length || "";
    this.missingPlaces = owed.map((item) => document.getElementById((item.place || "").slice(1))).filter(Boolean);
    this.next.hidden = !this.missingPlaces.length;
    this.missing.textContent = quiet ? this.data.words.missing.replace("{count}", quiet) : "";
    this.list.replaceChildren(...shown.map((item) => this.entry(item)));
    if (!shown.length && !quiet) this.missing.textContent = this.data.words.nothingToMend;
    this.beside(shown);
    this.explanations(checked);
  }

  // The next empty field that is asked for, below where one was last.
  goToMissing() {
    const empty = this.missingPlaces.filter((field) => !field.value).sort((a, b) => (follows(a, b) ? -1 : 1));
    const next = empty.find((field) => this.lastMissing && follows(this.lastMissing, field)) ?? empty[0];
    this.lastMissing = next;
    next?.scrollIntoView({ block: "center" });
    next?.focus({ preventScroll: true });
  }

  entry(item) {
    const entry = document.createElement("li");
    entry.className = `finding finding-${item.level}`;
    const link = document.createElement("a");
    const subject = item.subjects[0] || "";
    link.href = item.place || `#${anchor(subject)}`;
    link.textContent = item.message;
    link.addEventListener("click", (event) => {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!target) return;
      event.preventDefault();
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    });
    entry.append(link);
    return entry;
  }

  beside(shown) {
    for (const place of document.querySelectorAll(".beside")) place.replaceChildren();
    for (const field of document.querySelectorAll("[data-path][aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const row of document.querySelectorAll("tr.has-finding")) row.classList.remove("has-finding");
    for (const item of shown) this.put(item);
  }

  // A broken rule is said once, beside its first figure; the others lead there.
  put(item) {
    const places = [...new Set(item.subjects.map(cellOf))].map((key) => [key, document.getElementById(`f-${key.replaceAll(".", "-")}`)]);
    let first = "";
    for (const [key, place] of places.filter(([, found]) => found)) {
      place.append(first && item.isRule ? this.pointer(first, item) : remark(item));
      first ||= key;
      place.closest("tr")?.classList.add("has-finding");
      document.getElementById(anchor(key))?.setAttribute("aria-invalid", "true");
    }
  }

  pointer(path, item) {
    const said = document.createElement("p");
    said.className = `finding finding-${item.level}`;
    const link = document.createElement("a");
    link.href = `#${anchor(path)}`;
    link.textContent = this.data.words.seeAt.replace("{number}", this.data.indicators[path.replace("indicators.", "")].number);
    said.append(link);
    return said;
  }

  explanations(checked) {
    const broken = new Set(checked.filter((item) => item.isRule).map((item) => item.rule));
    for (const box of document.querySelectorAll(".explain")) {
      box.hidden = !broken.has(box.dataset.rule) && !box.querySelector("textarea").value;
    }
  }
}
