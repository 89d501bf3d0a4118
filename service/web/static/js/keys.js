// Moving about the figures as in a spreadsheet: a cell that is entered is selected, so that typing replaces it; F2 or
// a second click puts the caret in, and then the arrows move the caret.

const COLUMNS = ["figure", "note", "spared"];
const INTO = ["Home", "End"];

export class Keys {
  // `onCancel(field)` takes back what was just typed into a cell.
  constructor(form, { onCancel }) {
    Object.assign(this, { form, onCancel });
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
    if (isCell(target) && (INTO.includes(key) || (event.shiftKey && key.startsWith("Arrow")))) this.edited = target;
    else if (this.isTaken(target, key, event.shiftKey)) event.preventDefault();
  }

  // Whether the key did something here that a browser does not.
  isTaken(target, key, isShifted) {
    if (key === "Enter") return this.go(target, isShifted ? -1 : 1);
    if (!columnOf(target)) return false;
    if (key === "F2" && isCell(target)) return this.enter(target);
    if (key === "Escape") return this.cancel(target);
    if (this.edited === target) return false;
    if (key === "ArrowDown" || key === "ArrowUp") return this.go(target, key === "ArrowDown" ? 1 : -1);
    if (key === "ArrowRight" || key === "ArrowLeft") return this.goAside(target, key === "ArrowRight" ? 1 : -1);
    return false;
  }

  enter(field) {
    this.edited = field;
    field.setSelectionRange(field.value.length, field.value.length);
    return true;
  }

  cancel(field) {
    this.onCancel(field);
    this.select(field);
    return true;
  }

  // Up or down in the column, which ends with the last cell of the form.
  go(field, step) {
    const all = columnOf(field)?.(this.form) ?? documentColumn(field);
    this.moveTo(all[all.indexOf(field) + step] ?? field);
    return true;
  }

  // To the cell beside it; at the edge of the table the cell stays selected.
  goAside(field, step) {
    const all = [...field.closest("tr").querySelectorAll(COLUMNS.map((name) => `input.${name}`).join(", "))];
    this.moveTo(all[all.indexOf(field) + step] ?? field);
    return true;
  }

  moveTo(field) {
    field.focus();
    if (field.type !== "checkbox") field.select();
    if (isCell(field)) this.edited = null;
  }
}

// What finds all cells of the field's column, where it stands in one of figures.
function columnOf(field) {
  const name = COLUMNS.find((known) => field.classList.contains(known));
  return name && ((form) => [...form.querySelectorAll(`input.${name}`)]);
}

// The inputs of the same column in the list of documents or in a table.
function documentColumn(field) {
  const [, column] = field.name.match(/^(?:documents|tables\.\w+)\.\d+\.(\w+)$/) ?? [];
  return column ? [...field.closest("tbody").querySelectorAll(`[name$=".${column}"]`)] : [field];
}

const isCell = (element) => element.classList?.contains("figure") || element.classList?.contains("note");
