// A list with rows that come and go, and all of it is one value of the draft: the documents, or a table.

import { rowsOf } from "./clipboard.js";
import { grow } from "./growing.js";

export class Documents {
  // `onChange(kind)` tells that a person typed, or did something else to the rows; `reader` reads what is pasted.
  constructor(body, { reader, words, onChange, onPaste }) {
    Object.assign(this, { body, reader, words, onChange, onPaste });
    this.pattern = body.rows[body.rows.length - 1].cloneNode(true);
    for (const row of body.rows) this.equip(row);
    body.addEventListener("input", (event) => this.onChange("typed", event));
    body.addEventListener("paste", (event) => this.paste(event));
    this.renumber();
  }

  equip(row) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-secondary btn-sm";
    button.textContent = "×";
    button.addEventListener("click", () => this.remove(row));
    row.lastElementChild.replaceChildren(button);
  }

  // The focus goes to the row that takes the place, and not to the page.
  remove(row) {
    const at = [...this.body.rows].indexOf(row);
    if (this.body.rows.length > 1) row.remove();
    else for (const cell of this.cells(row)) cell.value = "";
    this.renumber();
    this.body.rows[Math.min(at, this.body.rows.length - 1)].querySelector("button").focus();
    this.onChange("removed");
  }

  add(values = []) {
    const row = this.pattern.cloneNode(true);
    this.cells(row).forEach((cell, index) => (cell.value = values[index] ?? ""));
    this.body.append(row);
    this.equip(row);
    this.renumber();
    return row;
  }

  // Documents go below those that are there; a text goes into its field as the browser does it.
  paste(event) {
    const pasted = this.reader.read(rowsOf(event.clipboardData));
    if (!pasted) return;
    event.preventDefault();
    const known = this.rows();
    this.show([...known, ...pasted, []]);
    this.cells(this.body.rows[known.length])[0].focus();
    this.onChange("pasted");
    this.onPaste(pasted.length);
  }

  cells(row) {
    return [...row.querySelectorAll("input, textarea")];
  }

  all(held = "value") {
    return [...this.body.rows].map((row) => this.cells(row).map((cell) => cell[held]));
  }

  // All as the page came with it.
  served() {
    const rows = this.all("defaultValue");
    return { value: valueOf(filled(rows)), rows };
  }

  // The row that holds the document of that index, gaps left out.
  filledRow(index) {
    return [...this.body.rows].filter((row) => this.cells(row).some((cell) => cell.value.trim()))[index];
  }

  rows() {
    return filled(this.all());
  }

  get value() {
    return valueOf(this.rows());
  }

  // The rows are kept where they are and only filled anew, so that who stands in one goes on standing there.
  show(rows) {
    const wanted = rows.some((cells) => cells.some(Boolean)) && rows.at(-1).some(Boolean) ? [...rows, []] : rows;
    while (this.body.rows.length > Math.max(wanted.length, 1)) this.body.rows[this.body.rows.length - 1].remove();
    wanted.forEach((values, index) => {
      const row = this.body.rows[index];
      if (!row) this.add(values);
      else this.cells(row).forEach((cell, place) => cell.value !== (values[place] ?? "") && (cell.value = values[place] ?? ""));
    });
    if (!wanted.length) for (const cell of this.cells(this.body.rows[0])) cell.value = "";
    this.renumber();
  }

  renumber() {
    [...this.body.rows].forEach((row, index) => {
      for (const cell of this.cells(row)) {
        cell.name = cell.name.replace(/\.\d+\./, `.${index}.`);
        cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+$/, index + 1));
      }
      row.querySelector("button").setAttribute("aria-label", this.words.remove.replace("{row}", index + 1));
    });
    grow(this.body.querySelectorAll("textarea"));
  }
}

const filled = (rows) => rows.map((row) => row.map((cell) => cell.trim())).filter((row) => row.some(Boolean));

// Rows as the server writes them, so that the same rows are the same value.
export function valueOf(rows) {
  return rows.length ? `[${rows.map((row) => `[${row.map((cell) => JSON.stringify(cell)).join(", ")}]`).join(", ")}]` : "";
}
