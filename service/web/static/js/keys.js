// Moving about the figures as in a spreadsheet: a cell that is entered is selected, so that typing replaces it; F2 or
// a second click puts the caret in.

const COLUMNS = ["figure", "note", "spared"];

export class Keys {
  constructor(form) {
    this.form = form;
    this.edited = null;
    this.pressed = null;
    this.last = null;
    form.addEventListener("focusin", ({ target }) => this.arrive(target));
    form.addEventListener("focusout", () => (this.edited = null));
    form.addEventListener("mousedown", ({ target }) => this.press(target));
    form.addEventListener("click", ({ target }) => this.release(target));
    form.addEventListener("keydown", (event) => this.key(event));
  }

  // Whether the caret is inside the cell, so that what comes in is put there and does not replace all of it.
  isInside(field) {
    return this.edited === field;
  }

  arrive(target) {
    this.last = target;
    if (isCell(target)) target.select();
  }

  // A cell that was written into is selected as a whole again.
  select(field) {
    this.edited = null;
    if (isCell(field)) field.select();
  }

  // To where one was before pressing a button beside the form.
  goBack() {
    if (this.last?.isConnected) this.last.focus({ preventScroll: true });
  }

  press(target) {
    this.pressed = isCell(target) && document.activeElement !== target ? target : null;
    if (isCell(target) && !this.pressed) this.edited = target;
  }

  // The press put the caret where it was made; a part that was chosen by drawing over it stays chosen.
  release(target) {
    if (target !== this.pressed) return;
    this.pressed = null;
    const { selectionStart: start, selectionEnd: end } = target;
    if (start !== end && end - start < target.value.length) this.edited = target;
    else target.select();
  }

  key(event) {
    const { target, key } = event;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || target.tagName !== "INPUT") return;
    if (key === "F2" && isCell(target)) this.enter(target);
    else if (key === "Enter") this.go(target, event.shiftKey ? -1 : 1);
    else if (key === "ArrowDown" && this.mayMove(target)) this.go(target, 1);
    else if (key === "ArrowUp" && this.mayMove(target)) this.go(target, -1);
    else return;
    event.preventDefault();
  }

  mayMove(target) {
    return column(target) !== undefined && this.edited !== target;
  }

  enter(field) {
    this.edited = field;
    field.setSelectionRange(field.value.length, field.value.length);
  }

  go(field, step) {
    const kind = column(field);
    if (!kind) return;
    const all = [...this.form.querySelectorAll(`input.${kind}`)];
    const next = all[all.indexOf(field) + step] ?? field;
    next.focus();
    if (isCell(next)) next.select();
  }
}

const column = (element) => COLUMNS.find((name) => element.classList.contains(name));
const isCell = (element) => element.classList?.contains("figure") || element.classList?.contains("note");
