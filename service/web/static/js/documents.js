// The table of documents: rows come and go, and all of it is one value of the draft.

import { documentRow, looksLikeDocuments, table } from "./paste.js";

export class Documents {
  constructor(body, { kinds, words, onChange }) {
    Object.assign(this, { body, kinds, words, onChange });
    this.pattern = body.rows[body.rows.length - 1].cloneNode(true);
    for (const row of body.rows) this.equip(row);
    body.addEventListener("input", () => this.onChange());
    body.addEventListener("paste", (event) => this.paste(event));
  }

  equip(row) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-secondary btn-sm";
    button.textContent = "×";
    button.addEventListener("click", () => {
      if (this.body.rows.length > 1) row.remove();
      else for (const cell of this.cells(row)) cell.value = "";
      this.renumber();
      this.onChange();
    });
    row.lastElementChild.replaceChildren(button);
  }

  add(values = ["", "", "", ""]) {
    const row = this.pattern.cloneNode(true);
    this.cells(row).forEach((cell, index) => (cell.value = values[index]));
    this.body.append(row);
    this.equip(row);
    this.renumber();
    return row;
  }

  paste(event) {
    const rows = table(event.clipboardData);
    if (!looksLikeDocuments(rows)) return;
    event.preventDefault();
    const known = this.rows();
    this.show([...known, ...rows.map((cells) => documentRow(cells, this.kinds))]);
    this.onChange();
  }

  cells(row) {
    return [...row.querySelectorAll("input, textarea")];
  }

  rows() {
    return [...this.body.rows].map((row) => this.cells(row).map((cell) => cell.value.trim())).filter((row) => row.some(Boolean));
  }

  get value() {
    const rows = this.rows();
    // As the server writes it, so that the same rows are the same value.
    return rows.length ? `[${rows.map((row) => `[${row.map((cell) => JSON.stringify(cell)).join(", ")}]`).join(", ")}]` : "";
  }

  set value(text) {
    this.show(text ? JSON.parse(text) : []);
  }

  show(rows) {
    this.body.replaceChildren();
    for (const row of rows.filter((cells) => cells.some(Boolean))) this.add(row);
    this.add();
  }

  renumber() {
    [...this.body.rows].forEach((row, index) => {
      for (const cell of this.cells(row)) {
        cell.name = cell.name.replace(/\d+/, index);
        cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+$/, index + 1));
      }
      row.querySelector("button").setAttribute("aria-label", this.words.remove.replace("{row}", index + 1));
    });
  }
}
