// What a pasted table of figures is made of: its heads, the column of numbers («Số»), the columns that may hold this
// period's figures, and its rows.

import { parse } from "./numbers.js";

const BEFORE = /kỳ trước|cùng kỳ|(năm|quý|tháng) trước|lũy kế trước/;
const NOW = /kỳ này|kỳ báo cáo|trong kỳ|số liệu|kết quả|thực hiện|giá trị|số lượng/;
const NOTE = /^(ghi chú|giải trình)/;
const OTHER = /^(tt|stt|số tt|số thứ tự|mã|mã số|mã chỉ tiêu|số|chỉ tiêu|tên chỉ tiêu|nội dung|đơn vị|đơn vị tính|đvt|tăng|giảm|tăng, giảm|tăng giảm|chênh lệch|tỷ lệ|%|ktpv)$/;
const LONGEST = 300; // letters of a head
const NUMBERED = /^([IVX]+(?:\.\d+)+)(?=[.\s]|$)/;

export const plain = (text) => text.normalize("NFC").toLowerCase().replace(/\(\*\)|\*/g, "").replace(/\s+/g, " ").trim();
export const numberIn = (text) => NUMBERED.exec(text.normalize("NFC").trim().toUpperCase())?.[1] ?? "";

// A text in front of a figure that is none: neither a number nor «not applicable» nor blank.
const isFigure = (text) => Boolean(text) && parse(text, true).problem !== "notNumber";
const isHead = (text) => {
  if (text.length > LONGEST) return false;
  return [BEFORE, NOW, NOTE, OTHER].some((known) => known.test(plain(text).replace(/[:.]+$/, "")));
};

// A table in one of whose rows several figures are named, and in no column, was turned on its side: here it stands upright.
export function upright(rows, numbers, names) {
  const codeIn = (cell) => numbers.get(numberIn(cell)) ?? names.get(plain(firstLine(cell)));
  const named = (line) => new Set(line.map(codeIn).filter(Boolean)).size;
  const most = (lines) => Math.max(...lines.map(named));
  const turned = rows[0].map((cell, index) => rows.map((row) => row[index]));
  return most(rows) > 1 && most(turned) < 2 ? turned : rows;
}

export class PastedTable {
  // `numbers` and `names` lead from what stands in a row to an indicator's code.
  constructor(rows, numbers, names) {
    Object.assign(this, { numbers, names });
    const columns = rows[0].map((cell, index) => rows.map((row) => row[index]));
    const kept = columns.map((cells, index) => [index, cells.some(Boolean)]).filter(([, isFilled]) => isFilled);
    const bare = rows.map((row) => kept.map(([index]) => row[index]));
    const { heads, body } = this.split(bare);
    Object.assign(this, { heads, body, width: kept.length });
    const matches = (find) => kept.map((kind, index) => body.filter((row) => find(row[index])).length);
    this.numberColumn = most(matches((cell) => numbers.has(numberIn(cell))));
    this.nameColumn = most(matches((cell) => names.has(plain(firstLine(cell)))));
    this.noteColumn = heads.findIndex((head) => NOTE.test(head));
    this.isOnlyBefore = this.width === 1 && BEFORE.test(heads[0] ?? "");
    this.valueColumns = this.findValues();
  }

  // The heads of the columns and the rows below them. Titles above the heads are no rows of figures either.
  split(rows) {
    const isAbove = (row) => row.some(isHead) && !row.some((cell) => isFigure(cell) && !isHead(cell));
    let end = 0;
    rows.slice(0, 10).forEach((row, index) => {
      if (isAbove(row) && !row.some((cell) => this.numbers.has(numberIn(cell)))) end = index + 1;
    });
    const above = rows.slice(0, end).filter(isAbove);
    const heads = (rows[0] ?? []).map((cell, index) => plain(above.map((row) => row[index]).filter(Boolean).join(" ")));
    return { heads, body: rows.slice(end) };
  }

  get isMatched() {
    return this.numberColumn >= 0 || this.nameColumn >= 0;
  }

  codeOf(row) {
    const number = this.numberColumn >= 0 ? this.numbers.get(numberIn(row[this.numberColumn])) : undefined;
    return number ?? (this.nameColumn >= 0 ? this.names.get(plain(firstLine(row[this.nameColumn]))) : undefined);
  }

  // The columns that may be this period's: the one whose head says so, or all of figures that no head speaks against.
  findValues() {
    const named = this.heads.map((head, index) => (NOW.test(head) && !BEFORE.test(head) ? index : -1)).filter((at) => at >= 0);
    if (named.length === 1) return named;
    return [...Array(this.width).keys()].filter((index) => this.mayHoldFigures(index));
  }

  mayHoldFigures(index) {
    if ([this.numberColumn, this.nameColumn, this.noteColumn].includes(index)) return false;
    const head = this.heads[index] ?? "";
    if (BEFORE.test(head) || OTHER.test(head)) return false;
    if (this.width === 1) return true;
    const filled = this.body.map((row) => row[index]).filter(Boolean);
    const isCounting = index === 0 && this.width > 2 && filled.length > 1 && filled.every((cell, at) => cell.replace(/[.)]$/, "") === String(at + 1));
    return !isCounting && filled.filter(isFigure).length * 2 >= filled.length && filled.length > 0;
  }
}

const firstLine = (text) => text.split("\n")[0];

function most(counts) {
  const best = Math.max(0, ...counts);
  return best ? counts.indexOf(best) : -1;
}
