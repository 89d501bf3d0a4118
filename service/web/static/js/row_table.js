// A table with rows in the form: what its columns add up to, and rows of another table that are pasted into it.

import { rowsOf } from "./clipboard.js";
import { Documents } from "./documents.js";
import { add, format, parse, zero } from "./numbers.js";

const TOTALS = /^(?:tổng|tổng số|tổng cộng|cộng|total)$/i;
const COUNTED = /^(?:tt|stt|số tt|số thứ tự)$/i;

const plain = (text) => text.normalize("NFC").trim().replace(/\s+/g, " ");
const same = (text) => plain(text).toLowerCase();

export class RowTable extends Documents {
  constructor(body, { table, ...told }) {
    super(body, told);
    this.table = table;
    this.compute();
  }

  // A whole table goes below the rows that are there; some of its columns go downwards from the cell in which one pasted.
  paste(event) {
    super.paste(event);
    const row = event.target.closest("tr");
    const at = this.cells(row).indexOf(event.target);
    const part = event.defaultPrevented || at < 0 ? null : this.reader.part(rowsOf(event.clipboardData), at);
    if (!part) return;
    event.preventDefault();
    if (!part.rows) return this.onPaste(part.width, "rowsUnfit");
    this.place(part.rows, [...this.body.rows].indexOf(row), at);
    this.onChange("pasted");
    this.onPaste(part.rows.length * part.width, "pasted");
  }

  place(block, first, at) {
    const rows = this.all();
    block.forEach((cells, index) => {
      const row = (rows[first + index] ??= Array(this.reader.typed.length).fill(""));
      row.splice(at, cells.length, ...cells);
    });
    this.show(rows);
  }

  // Numbers are added up wherever rows were changed, by hand or by others.
  renumber() {
    super.renumber();
    if (this.table) this.compute();
  }

  get value() {
    if (this.table) this.compute();
    return super.value;
  }

  compute() {
    const totals = new Map();
    for (const row of this.body.rows) {
      const known = new Map(this.cells(row).map((cell) => [cell.name.split(".").at(-1), parse(cell.value, true).value]));
      for (const { code, parts } of this.table.columns.filter((column) => column.isCount)) {
        const numbers = (parts.length ? parts : [code]).map((part) => known.get(part)).filter(Boolean);
        const sum = numbers.length ? numbers.reduce(add, zero) : null;
        if (parts.length) put(row.querySelector(`[data-column="${code}"]`), sum);
        if (sum) totals.set(code, add(totals.get(code) ?? zero, sum));
      }
    }
    const foot = this.body.parentElement.tFoot;
    for (const output of foot?.querySelectorAll("[data-total]") ?? []) put(output, totals.get(output.dataset.total));
  }
}

function put(output, sum) {
  const text = sum ? format(sum) : "";
  if (output && output.textContent !== text) output.textContent = text;
}

// Pasted rows as those of the table: with or without a running number and the columns that are added up.
export class TableRows {
  constructor({ columns, totals }) {
    Object.assign(this, { columns, totals });
    this.typed = columns.filter(({ parts }) => !parts.length);
  }

  // The rows on the clipboard, or null where they are not those of such a table.
  read({ rows, isTable }) {
    if (!isTable || !rows.length) return null;
    const width = rows[0].length;
    const shapes = [this.columns, this.typed].flatMap((columns) => [columns, [null, ...columns]]);
    const shape = shapes.find((columns) => columns.length === width);
    if (!shape) return null;
    const cut = rows.map((cells) => this.row(cells, shape)).filter((cells) => cells.some(Boolean) && this.isRow(cells));
    return cut.length ? cut : null;
  }

  // Some columns from that one on, as `rows` of `width`: without `rows` where it is not clear which columns they are,
  // and null where it is a text for one cell. What a cell in the midst says stays in its row.
  part({ rows, isTable }, at) {
    const width = rows[0].length;
    const isBlock = width > 1 || (rows.length > 1 && (isTable || this.typed[at].isCount));
    if (!isBlock) return null;
    const here = this.typed.slice(at, at + width);
    const places = here.map((column) => this.columns.indexOf(column));
    const isClear = here.length === width && places.at(-1) - places[0] === width - 1;
    if (!isClear) return { width };
    const block = rows.map((cells) => this.row(cells, here));
    const from = block.findIndex((cells) => cells.some(Boolean) && this.isRow(cells));
    const until = block.length - (this.totals && TOTALS.test(block.at(-1)[0]) ? 1 : 0);
    return from < 0 ? { width } : { width, rows: block.slice(from, until).map((cells) => cells.slice(at, at + width)) };
  }

  row(cells, shape) {
    return this.typed.map((column) => this.chosen(plain(cells[shape.indexOf(column)] ?? ""), column));
  }

  chosen(text, { choices }) {
    return choices.find((known) => same(known) === same(text)) ?? text;
  }

  // Heads, lines of column numbers and the line of sums are no rows.
  isRow(cells) {
    if (this.totals && TOTALS.test(cells[0])) return false;
    const isHead = cells.some((cell, at) => COUNTED.test(cell) || (cell && same(cell) === same(this.typed[at].title)));
    const isNumbered = /^\(?\d+\)?$/.test(cells[0]) && !this.typed[0].isCount;
    const isReadable = cells.every((cell, at) => !this.typed[at].isCount || !/[a-zà-ỹđ]{4,}/i.test(cell));
    return !isHead && !isNumbered && isReadable;
  }
}
