// The findings beside the figures that they concern, and in one list that jumps there.

const anchor = (subject) => `o-${subject.replaceAll(".", "-")}`;

export class Problems {
  constructor(data) {
    this.data = data;
    this.fromServer = [];
    this.list = document.getElementById("can-xem");
    this.count = document.getElementById("so-diem");
    this.missing = document.getElementById("con-thieu");
  }

  // What the server said last: all that only the server checks.
  take({ findings, progress }) {
    this.fromServer = findings.filter((item) => !item.isRule && item.rule !== "number");
    for (const [code, done] of Object.entries(progress || {})) this.showProgress(code, done);
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
    const quiet = all.length - shown.length;
    this.count.textContent = shown.length || "";
    this.missing.textContent = quiet ? this.data.words.missing.replace("{count}", quiet) : "";
    this.list.replaceChildren(...shown.map((item) => this.entry(item)));
    if (!shown.length && !quiet) this.missing.textContent = this.data.words.nothingToMend;
    this.beside(shown);
    this.explanations(checked);
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
    for (const item of shown) for (const subject of item.subjects) this.put(subject, item);
  }

  put(subject, item) {
    const key = subject.startsWith("documents") ? "documents" : subject;
    const place = document.getElementById(`f-${key.replaceAll(".", "-")}`);
    if (!place) return;
    const said = document.createElement("p");
    said.className = `finding finding-${item.level}`;
    said.textContent = item.message;
    place.append(said);
    place.closest("tr")?.classList.add("has-finding");
    document.getElementById(anchor(key))?.setAttribute("aria-invalid", "true");
  }

  explanations(checked) {
    const broken = new Set(checked.filter((item) => item.isRule).map((item) => item.rule));
    for (const box of document.querySelectorAll(".explain")) {
      box.hidden = !broken.has(box.dataset.rule) && !box.querySelector("textarea").value;
    }
  }
}
