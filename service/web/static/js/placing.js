// Where the cells of a pasted table go: each figure to the row that it names, or downwards from the cell in which one
// pasted, across the ends of sections.

import { fromDecimal, compare, parse } from "./numbers.js";
import { PastedTable, plain, upright } from "./pasted_table.js";

const LONGEST = { figure: 60, note: 1000 };

export class Placing {
  constructor(form, cells, data) {
    Object.assign(this, { cells, data });
    this.lines = [...form.querySelectorAll("tr[data-code]")].map((row) => this.line(row));
    const blocks = [...form.querySelectorAll(".block")];
    this.sections = this.lines.map(({ row }) => blocks.indexOf(row.closest(".block")));
    this.byCode = new Map(this.lines.map((line) => [line.code, line]));
    this.numbers = new Map(this.lines.map(({ number, code }) => [number, code]));
    const names = this.lines.map((line) => plain(line.name));
    this.names = new Map(this.lines.map(({ code }, at) => [names[at], code]).filter(([name], at) => names.indexOf(name) === names.lastIndexOf(name) && name));
  }

  line(row) {
    const { code } = row.dataset;
    const { number, name } = this.data.indicators[code];
    const why = row.querySelector(".figure") ? "" : row.querySelector("output") ? "computed" : "exempt";
    return { code, number, name, row, why };
  }

  // What to do with the rows pasted into a figure or a note, or null where a browser knows as well.
  plan(rows, field) {
    const kind = field.classList.contains("note") ? "note" : "figure";
    const table = new PastedTable(upright(rows, this.numbers, this.names), this.numbers, this.names);
    const start = this.lines.findIndex((line) => line.row === field.closest("tr"));
    const columns = kind === "note" && !table.isMatched ? [0] : table.valueColumns;
    const isColumn = table.width === 1 && !table.isMatched;
    const isPlain = isColumn && !this.mayHaveHeadings(table, start);
    const plan = { columns, heads: columns.map((at) => this.title(table, at)), isPlain, isOnlyBefore: table.isOnlyBefore };
    plan.chosen = this.likeliest(table, columns, start);
    plan.place = (column) => this.place(table, { column, start, kind: isColumn ? kind : "figure" });
    return plan;
  }

  // A column is known by its head, or by the first figures in it.
  title(table, at) {
    return table.heads[at] || table.body.map((row) => row[at]).filter(Boolean).slice(0, 3).join("; ");
  }

  // This period's column stands after last period's, and does not repeat the figures that last period is known to have.
  likeliest(table, columns, start) {
    const fresh = columns.filter((column) => !this.repeatsPrevious(table, column, start));
    return (fresh.length ? fresh : columns).at(-1);
  }

  repeatsPrevious(table, column, start) {
    const pairs = table.body.map((row, at) => [parse(row[column], true).value, this.previous(this.target(table, row, start + at))]);
    const known = pairs.filter(([given, before]) => given && before);
    return known.length > 1 && known.every(([given, before]) => compare(given, before) === 0);
  }

  previous(line) {
    const text = line && this.data.earlier.previous.figures[line.code];
    return text && text !== "n/a" ? fromDecimal(text) : null;
  }

  // Whether a column crosses into another section and has blank cells, which may stand beside the sections' titles.
  mayHaveHeadings({ body }, start) {
    return body.some(([cell]) => !cell) && this.sections[start + body.length - 1] !== this.sections[start];
  }

  // The line for each cell of a column; none for blank cells where a section begins, if all sections begin so.
  onward(table, column, start) {
    const lines = [];
    let [at, skipped, isSound] = [start, 0, true];
    for (const row of table.body) {
      const titles = at > start && at < this.lines.length ? this.sections[at] - this.sections[at - 1] : 0;
      if (!row[column] && skipped < titles) {
        skipped += 1;
        lines.push(undefined);
        continue;
      }
      isSound &&= !titles || skipped > 0;
      skipped = 0;
      lines.push(this.lines[at]);
      at += 1;
    }
    return isSound ? lines : table.body.map((row, place) => this.lines[start + place]);
  }

  target(table, row, at) {
    return table.isMatched ? this.byCode.get(table.codeOf(row)) : this.lines[at];
  }

  // {writes: [{path, line, kind, was, value}], left: [{text, why}], same}: what is written, what finds no place.
  place(table, { column, start, kind }) {
    const found = { writes: [], left: [], same: 0, taken: new Set() };
    const below = table.isMatched ? [] : this.onward(table, column, start);
    table.body.forEach((row, at) => {
      const line = table.isMatched ? this.byCode.get(table.codeOf(row)) : below[at];
      const label = table.isMatched ? row.filter((cell, place) => cell && place !== column).slice(0, 2).join(" ") : "";
      this.put(found, { line, kind, text: row[column] ?? "", label, isMatched: table.isMatched });
      const note = table.noteColumn >= 0 && table.noteColumn !== column ? row[table.noteColumn] : "";
      if (note && line && !line.why) this.put(found, { line, kind: "note", text: note, label, isMatched: true });
    });
    return found;
  }

  put(found, { line, kind, text, label, isMatched }) {
    // A blank cell of a table that names its rows says nothing of a figure that is there.
    if (!text && (isMatched || !line || line.why)) return;
    const path = `${kind === "note" ? "notes" : "indicators"}.${line?.code}`;
    const why = this.obstacle(found, { line, path, text, kind, isMatched });
    if (why) {
      found.left.push({ text: [label || line?.number, text].filter(Boolean).join(": "), why });
      return;
    }
    found.taken.add(path);
    const was = this.cells.read(path).value;
    if (was === text) found.same += 1;
    else found.writes.push({ path, line, kind, was, value: text });
  }

  obstacle(found, { line, path, text, kind, isMatched }) {
    if (!line) return isMatched ? "unknown" : "noRow";
    if (line.why) return line.why;
    if (found.taken.has(path)) return "twice";
    return text.length > LONGEST[kind] ? "tooLong" : "";
  }
}

// Whether one should look first: where filled cells change, something finds no place, or a text is no number.
export const isSurprising = ({ writes, left }) =>
  left.some(({ why }) => why !== "computed" && why !== "exempt" && why !== "noRow") ||
  writes.some(({ was, value, kind }) => was || (kind === "figure" && parse(value, false).problem === "notNumber"));
