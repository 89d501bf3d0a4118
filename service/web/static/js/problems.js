// The findings beside the figures that they concern, and in one list that jumps there.

const anchor = (subject) => `o-${subject.replaceAll(".", "-")}`;

const cellOf = (subject) => /^(?:documents|tables\.\w+)/.exec(subject)?.[0] ?? subject;
const spotOf = (key) => document.getElementById(`f-${key.replaceAll(".", "-")}`);

const sign = (item) => [item.message, ...item.subjects].join("\n");

function remark(item) {
  const said = document.createElement("p");
  said.className = `finding finding-${item.level}`;
  said.textContent = item.message;
  return said;
}

export class Problems {
  constructor({ data, cells, jumps }) {
    Object.assign(this, { data, cells, jumps });
    this.fromServer = [];
    this.known = null;
    this.list = document.getElementById("can-xem");
    this.counts = document.querySelectorAll("[data-problem-count]");
    this.missing = document.getElementById("con-thieu");
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

  // Shows all there is to say, and gives back {item, place} of each, and of those that were not said before.
  show(checked) {
    const all = [...checked, ...this.fromServer];
    const shown = all.filter((item) => !item.isQuiet);
    const empty = this.emptyAmong(all.filter((item) => item.isQuiet));
    for (const count of this.counts) count.textContent = shown.length || "";
    this.missing.textContent = empty.length ? this.data.words.missing.replace("{count}", empty.length) : "";
    if (!shown.length && !empty.length) this.missing.textContent = this.data.words.nothingToMend;
    const places = this.beside(shown);
    this.list.replaceChildren(...shown.map((item, at) => this.entry(item, places[at])));
    const ofLevel = (level) => places.filter((place, at) => place && shown[at].level === level);
    this.jumps.show({ missing: empty, error: ofLevel("error"), warning: ofLevel("warning") });
    this.explanations(all);
    return this.told(shown.map((item, at) => ({ item, place: places[at] })));
  }

  // The fields that are asked for and hold nothing yet; their labels say so.
  emptyAmong(owed) {
    const places = owed.map((item) => this.placeOf(item)).filter(Boolean);
    const empty = places.filter((place) => !place.value);
    for (const mark of document.querySelectorAll(".text-box .must")) mark.hidden = !empty.includes(mark.closest(".text-box").querySelector("textarea"));
    return empty;
  }

  told(all) {
    const { known } = this;
    this.known = new Set(all.map(({ item }) => sign(item)));
    return { all, fresh: known ? all.filter(({ item }) => !known.has(sign(item))) : [] };
  }

  placeOf(item) {
    return this.rowOf(item)?.field ?? document.getElementById(decodeURIComponent(item.place || `#${anchor(item.subjects[0] || "")}`).slice(1));
  }

  entry(item, place) {
    const entry = document.createElement("li");
    entry.className = `finding finding-${item.level}`;
    const link = document.createElement("a");
    link.href = place?.id ? `#${place.id}` : item.place || "#noi-dung";
    link.textContent = item.message;
    link.addEventListener("click", (event) => {
      if (!place) return;
      event.preventDefault();
      this.jumps.goTo(place);
    });
    entry.append(link);
    return entry;
  }

  // Where each is said.
  beside(shown) {
    for (const place of document.querySelectorAll(".beside")) place.replaceChildren();
    for (const field of document.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const row of document.querySelectorAll("tr.has-finding")) row.classList.remove("has-finding");
    return shown.map((item) => this.put(item));
  }

  // A broken rule is said once, beside the figure that was entered last; the others lead there.
  put(item) {
    const row = this.rowOf(item);
    if (row) return this.putAtRow(row, item);
    const keys = [...new Set(item.subjects.map(cellOf))].filter(spotOf);
    const typed = keys.filter((key) => this.cells.fields.has(key));
    const main = this.cells.newest(typed.length ? typed : keys);
    for (const key of keys) {
      const spot = spotOf(key);
      spot.append(key !== main && item.isRule ? this.pointer(main, item) : remark(item));
      spot.closest("tr")?.classList.add("has-finding");
      document.getElementById(anchor(key))?.setAttribute("aria-invalid", "true");
    }
    return (main && document.getElementById(anchor(main))) || this.placeOf(item);
  }

  // The row and the field of which something is said of one document, or one row of a table.
  rowOf(item) {
    const [, path, index, column] = /^(documents|tables\.\w+)\[(\d+)\](?:\.(\w+))?/.exec(item.subjects[0] ?? "") ?? [];
    const row = index && this.cells.lists.get(path)?.filledRow(Number(index));
    return row ? { row, field: row.querySelector(column ? `[name$=".${column}"]` : "input") } : null;
  }

  putAtRow({ row, field }, item) {
    row.querySelector(".beside").append(remark(item));
    row.classList.add("has-finding");
    field.setAttribute("aria-invalid", "true");
    return field;
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

  explanations(said) {
    const broken = new Map(said.map((item) => [item.rule, item.message]));
    for (const box of document.querySelectorAll(".explain")) {
      const message = broken.get(box.dataset.rule);
      box.hidden = message === undefined;
      if (message) box.querySelector("[data-said]").textContent = message;
    }
  }
}
