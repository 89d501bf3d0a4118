// Ctrl+Z and Ctrl+Y, and the two buttons for who has no such keys: one history for all that is done to the form.

import { listOf } from "./cells.js";

const SPACE = /\s/;
const CUTS = /^(insertFromPaste|insertFromDrop|insertReplacementText|deleteByCut|deleteByDrag)/;

export class Undoing {
  constructor({ history, cells, notices, words, data, onWritten }) {
    Object.assign(this, { history, cells, notices, words, data, onWritten });
    this.buttons = { undo: document.getElementById("hoan-tac"), redo: document.getElementById("lam-lai") };
    this.buttons.undo.addEventListener("click", () => this.undo());
    this.buttons.redo.addEventListener("click", () => this.redo());
    document.addEventListener("keydown", (event) => this.key(event));
    // The menu of the browser offers an undoing too.
    document.addEventListener("beforeinput", (event) => {
      if (event.inputType === "historyUndo") this.instead(event, () => this.undo());
      if (event.inputType === "historyRedo") this.instead(event, () => this.redo());
    });
    document.addEventListener("input", (event) => this.afterBrowser(event), true);
    document.addEventListener("focusout", () => this.history.seal());
    this.refresh();
  }

  // Typing in a figure is one step until one leaves it; in a text it is a word.
  typed(change, { inputType = "", data, timeStamp, target }) {
    const isCell = target.tagName === "INPUT";
    if (CUTS.test(inputType)) this.history.record([change]);
    else this.history.typed(change, isCell ? "cell" : "text", isCell ? 0 : timeStamp);
    if (!isCell && SPACE.test(data ?? "\n") && inputType.startsWith("insert")) this.history.seal();
    this.refresh();
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "z") this.instead(event, () => (event.shiftKey ? this.redo() : this.undo()));
    else if (key === "y") this.instead(event, () => this.redo());
  }

  // What was typed into a field since one came to it, or began anew there.
  cancel(field) {
    const { path } = field.dataset;
    if (path && this.history.open?.path === path) this.undo();
  }

  instead(event, work) {
    event.preventDefault();
    work();
  }

  // Where the browser has undone something all the same, the field goes back to what it held before.
  afterBrowser(event) {
    if (!event.inputType?.startsWith("history")) return;
    event.stopImmediatePropagation();
    const path = event.target.dataset.path ?? listOf(event.target);
    this.cells.write(path, this.cells.known.get(path));
    if (event.inputType === "historyUndo") this.undo();
    else this.redo();
  }

  undo() {
    this.tell(this.history.undo(), this.words.undone, this.words.nothingToUndo);
  }

  redo() {
    this.tell(this.history.redo(), this.words.redone, this.words.nothingToRedo);
  }

  tell(result, done, nothing) {
    if (!result) {
      this.notices.speak(nothing);
      return;
    }
    const { changed, left } = result;
    if (changed.length) this.go(changed[0]);
    this.onWritten(changed.map(({ path }) => path));
    this.notices.drop("paste");
    if (left.length) this.notices.say("undo", this.words.notUndone.replace("{count}", left.length));
    this.notices.speak(`${done} ${changed.map((change) => this.name(change)).join("; ")}`);
  }

  name({ path, content }) {
    const number = this.data.indicators[path.slice(path.indexOf(".") + 1)]?.number;
    return number ? `${number}: ${content.value || this.words.empty}` : "";
  }

  // One sees what was undone: a figure is selected, in a text the caret stands where it changed.
  go({ path, content, was }) {
    const field = this.cells.fields.get(path);
    if (!field) return;
    if (document.activeElement?.closest(".undo-buttons")) {
      field.scrollIntoView({ block: "nearest" });
      return;
    }
    field.focus();
    if (field.tagName === "INPUT") field.select();
    else field.setSelectionRange(...changedPart(was.value, content.value));
  }

  refresh() {
    this.buttons.undo.setAttribute("aria-disabled", String(!this.history.done.length));
    this.buttons.redo.setAttribute("aria-disabled", String(!this.history.undone.length));
  }
}

function changedPart(before, after) {
  let start = 0;
  while (start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [after.length - end, after.length - end];
}
