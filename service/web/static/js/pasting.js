// Pasting into a figure or a note: one value takes the place of what is there, a column fills downwards, a table goes
// where its numbers say; what may surprise is shown first, and all of it can be undone.

import { rowsOf } from "./clipboard.js";
import { Placing, isSurprising } from "./placing.js";
import { Preview } from "./preview.js";

export class Pasting {
  constructor({ form, cells, keys, data, notices, onPlaced, undo }) {
    Object.assign(this, { cells, keys, words: data.words, notices, onPlaced, undo });
    this.placing = new Placing(form, cells, data);
    this.preview = new Preview({ dialog: document.getElementById("xem-truoc"), words: data.words, onDone: (placed, plan) => this.decided(placed, plan) });
    form.addEventListener("paste", (event) => this.paste(event));
  }

  paste(event) {
    const field = event.target;
    if (!["figure", "note"].some((name) => field.classList?.contains(name))) return;
    const { rows, isTable } = rowsOf(event.clipboardData);
    const isOne = rows.length === 1 && rows[0].length === 1;
    if (!rows.length || this.isForBrowser(field, rows, isTable, isOne)) return;
    event.preventDefault();
    this.field = field;
    if (isOne) this.write([{ path: field.dataset.path, value: rows[0][0] }]);
    else this.plan(this.placing.plan(rows, field));
  }

  // A piece of text goes where the caret is; lines without columns are one remark.
  isForBrowser(field, rows, isTable, isOne) {
    const isNote = field.classList.contains("note");
    return isOne ? isNote || this.keys.isInside(field) : isNote && !isTable;
  }

  plan(plan) {
    if (plan.isOnlyBefore || !plan.columns.length) {
      this.notices.say("paste", plan.isOnlyBefore ? this.words.onlyBefore : this.words.noFigures);
      return;
    }
    const placed = plan.place(plan.chosen);
    if (plan.isPlain && !isSurprising(placed)) this.put(placed);
    else this.preview.open(plan);
  }

  // What was shown is what is written: where somebody else has changed a cell meanwhile, it is shown again.
  decided(placed, plan) {
    if (placed?.writes.some(({ path, was }) => this.cells.read(path).value !== was)) {
      this.preview.open(plan);
      return;
    }
    this.field.focus();
    if (placed) this.put(placed);
  }

  put({ writes, left }) {
    this.write(writes);
    const text = this.words.pasted.replace("{count}", writes.length) + (left.length ? ` ${this.words.notPlaced.replace("{count}", left.length)}` : "");
    const lines = left.map(({ text: what, why }) => `${what} (${this.words[why]})`);
    this.notices.say("paste", text, { lines, action: writes.length ? { label: this.words.undo, run: this.undo } : null });
  }

  write(writes) {
    const changes = writes.map(({ path, value }) => {
      const before = this.cells.read(path);
      this.cells.write(path, { value });
      return { path, before, after: this.cells.read(path) };
    });
    this.keys.select(this.field);
    this.onPlaced(changes);
  }
}
