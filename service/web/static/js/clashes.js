// Two people, or two windows, in one cell: what the other wrote waits beside the cell until one chooses. Nothing takes
// the keys or the focus from somebody who is typing.

import { valueOf } from "./documents.js";

const NOTES = "notes.";
const FIGURES = "indicators.";

export class Clashes {
  // `onChoice(path, value)` is told which content is to be kept.
  constructor({ cells, words, me, onChoice }) {
    Object.assign(this, { cells, words, me, onChoice });
    this.shown = new Map();
  }

  // The notices are those that wait for a choice, by path; says whether there are new ones.
  show(open) {
    for (const [path, { notice }] of this.shown) if (!open.has(path)) this.drop(path, notice);
    let isNew = false;
    for (const [path, { mine, theirs }] of open) {
      const known = this.shown.get(path);
      if (known?.value === theirs.value) continue;
      isNew = true;
      known?.notice.remove();
      const notice = this.notice(path, mine, theirs);
      this.place(path).append(notice);
      this.shown.set(path, { notice, value: theirs.value });
    }
    return isNew;
  }

  drop(path, notice) {
    notice.remove();
    this.shown.delete(path);
  }

  // The first notice on the page, for who asks to go on.
  goToFirst() {
    const [first] = document.getElementsByClassName("clash-notice");
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("button").focus({ preventScroll: true });
  }

  place(path) {
    if (isList(path)) return document.getElementById(`tranh-chap-${path.replace(".", "-")}`);
    const field = this.cells.fields.get(path);
    return field.closest("tr")?.querySelector("th") ?? field.closest(".text-box, .explain");
  }

  notice(path, mine, theirs) {
    const box = document.createElement("div");
    box.className = "clash-notice";
    box.dataset.about = path;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", this.words.clashHere);
    const isOwn = theirs.by === this.me;
    const said = document.createElement("p");
    said.textContent = (isOwn ? this.words.clashOwn : this.words.clashOther).replace("{who}", theirs.by).replace("{time}", theirs.at);
    const text = document.createElement("p");
    text.className = "prose";
    text.textContent = readable(path, theirs.value) || this.words.empty;
    const keepTheirs = isOwn ? this.words.keepOtherWindow : this.words.keepTheirs.replace("{who}", theirs.by);
    box.append(said, text, this.button(keepTheirs, path, () => theirs.value));
    box.append(this.button(this.words.keepMine, path, () => this.cells.read(path).value));
    if (!path.startsWith(FIGURES) && theirs.value && mine.value) {
      box.append(this.button(this.words.keepBoth, path, () => both(path, theirs.value, this.cells.read(path).value)));
    }
    return box;
  }

  button(label, path, value) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-outline-primary btn-sm me-2 mb-1", textContent: label });
    button.addEventListener("click", () => this.onChoice(path, value()));
    return button;
  }
}

const isList = (path) => /^(?:documents$|tables\.)/.test(path);

// A note has one line; of a list, the rows of both that are not the same.
function both(path, theirs, mine) {
  if (isList(path)) return rowsOfBoth(JSON.parse(theirs), mine ? JSON.parse(mine) : []);
  if (mine.includes(theirs)) return mine;
  if (theirs.includes(mine)) return theirs;
  return [theirs, mine].join(path.startsWith(NOTES) ? "; " : "\n");
}

function rowsOfBoth(theirs, mine) {
  const known = new Set(theirs.map((row) => JSON.stringify(row)));
  return valueOf([...theirs, ...mine.filter((row) => !known.has(JSON.stringify(row)))]);
}

const readable = (path, value) =>
  isList(path) && value ? JSON.parse(value).map((row) => row.filter(Boolean).join("; ")).join("\n") : value;
