// A pasted list of documents, row by row, as [kind, number, date, title], whatever the order of its columns.

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAY = /^(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})$/;
const NAMED_DAY = /^(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4}|\d{2})$/;
const ISO_DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/;
const OFFICIAL_DAY = /^(\d{1,2}) tháng (\d{1,2}) năm (\d{4})$/i;
const NUMBER = /^\d+[a-zđ]?(?:\/\d{4})?[/-](?=\S*[a-zđ])\S+$/i;
const ONE_CELL = /^(.*?)\s*(?:số\s*:?\s*)?(\d+[a-zđ]?(?:\/\d{4})?[/-](?=\S*[a-zđ])[^\s,;]+)[\s,;]*(?:\(?ngày\s+(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})\)?)?[\s,;:–-]*(.*)$/i;
// What stands before an entry of a list, and after it.
const BULLET = /^(?:[-–—+•·*]|\d{1,2}[.)]|[a-zđ]\))\s*/i;
const ENDING = /[\s;,]+$/;
// A cell that is longer is the title of a document or none: it is kept as it is.
const LONGEST = 1000;
const HEADS = [
  ["loại", "loại văn bản", "hình thức"],
  ["số", "số, ký hiệu", "số ký hiệu", "số/ký hiệu", "số và ký hiệu", "ký hiệu", "số hiệu", "số văn bản"],
  ["ngày", "ngày ban hành", "ngày tháng", "ngày, tháng", "ngày, tháng, năm", "ngày văn bản", "thời gian ban hành"],
  ["trích yếu", "trích yếu nội dung", "nội dung", "tên văn bản", "về việc"],
];
// Where the usual short form is not made of the first letters; these would else be taken for «Quyết định», «Chỉ thị».
const SHORTS = new Map([["quy định", "qyđ"], ["chương trình", "ctr"], ["tờ trình", "ttr"]]);
const COUNTS = ["tt", "stt", "số tt", "số thứ tự"];

const lower = (text) => text.normalize("NFC").toLowerCase();

export class DocumentRows {
  constructor(kinds) {
    this.kinds = new Map(kinds.map((kind) => [lower(kind), kind]));
    const shorts = kinds.map((kind) => SHORTS.get(lower(kind)) ?? lower(kind.split(" ").map((word) => word[0]).join("")));
    kinds.forEach((kind, index) => {
      const isOnly = shorts.filter((short) => short === shorts[index]).length === 1;
      if (isOnly && shorts[index].length > 1) this.kinds.set(shorts[index], kind);
    });
  }

  // The documents on the clipboard, or null where it holds a text that belongs into one field.
  read({ rows, isTable }) {
    const filled = rows.filter((cells) => cells.some(Boolean));
    const wide = isTable && filled.some((cells) => cells.filter(Boolean).length > 1);
    if (!wide) return filled.length && filled.every((cells) => this.whole(cells)) ? filled.map((cells) => this.whole(cells)) : null;
    const head = this.head(filled[0]);
    return (head ? filled.slice(1) : filled).map((cells) => this.row(cells, head));
  }

  // Which column holds what, where the first row says so.
  head(cells) {
    const names = cells.map((cell) => (cell.length > LONGEST ? "" : lower(cell).replace(/[:*.]+$/, "")));
    const places = HEADS.map((known) => names.findIndex((name) => known.includes(name)));
    const isCounted = names.some((name) => COUNTS.includes(name));
    return places.filter((place) => place >= 0).length + isCounted >= 2 ? places : null;
  }

  row(cells, head) {
    const known = head && head[3] >= 0 && head[1] >= 0 ? head.map((place) => (place < 0 ? "" : cells[place])) : null;
    if (known) {
      const parts = known[0] ? null : this.whole([known[1]]);
      return parts && parts[0] ? [parts[0], parts[1], day(known[2]) ?? (known[2] || parts[2]), known[3]] : this.tidy(known);
    }
    return this.guess(cells);
  }

  tidy([kind, number, date, title]) {
    return [this.kinds.get(lower(kind)) ?? kind, bare(number), day(date) ?? date, title];
  }

  guess(cells) {
    const rest = cells.filter((cell, index) => cell && !(index === 0 && (/^\d+[.)]?$/.test(cell) || !cell.replace(BULLET, ""))));
    const take = (fits) => {
      const at = rest.findIndex(fits);
      return at < 0 ? "" : rest.splice(at, 1)[0];
    };
    const date = take((cell) => day(cell) !== null);
    const number = take((cell) => NUMBER.test(bare(cell)));
    const kind = take((cell) => this.kinds.has(lower(cell)));
    if (number || kind) return this.tidy([kind, number, date, rest.join(" ")]);
    const at = rest.findIndex((cell) => this.whole([cell]));
    if (at < 0) return this.tidy(["", "", date, rest.join(" ")]);
    const [inKind, inNumber, inDate, inTitle] = this.whole([rest.splice(at, 1)[0]]);
    return [inKind, inNumber, (date && day(date)) || inDate, [inTitle, ...rest].filter(Boolean).join(" ")];
  }

  // «Quyết định số 74/QĐ-SGTVT ngày 03/02/2023 …» in one cell, or null.
  whole(cells) {
    const [text, ...more] = cells.filter(Boolean);
    const isOne = text && text.length <= LONGEST && !more.length;
    const found = isOne ? ONE_CELL.exec(text.normalize("NFC").replace(BULLET, "")) : null;
    const kind = found && this.kinds.get(lower(found[1]));
    return kind ? [kind, found[2], found[3] ? day(found[3]) : "", found[4].replace(ENDING, "")] : null;
  }
}

const bare = (text) => text.replace(/^số(?:\s*:)?\s*(?=\d)/i, "");

// The date as 03/02/2023. One that may be read in two ways is left as it is, to be seen and mended; null is no date.
function day(text) {
  const iso = ISO_DAY.exec(text);
  if (iso) return written(iso[3], iso[2], iso[1]);
  const named = NAMED_DAY.exec(text);
  const month = named ? MONTHS.indexOf(named[2].toLowerCase()) + 1 : 0;
  if (month) return written(named[1], String(month), named[3]);
  const said = text.normalize("NFC").replace(/^ngày\s+/i, "");
  const official = OFFICIAL_DAY.exec(said);
  if (official) return written(...official.slice(1));
  const plain = DAY.exec(said);
  if (!plain) return null;
  const isClear = plain[3].length === 4 || Number(plain[1]) > 12;
  return isClear && Number(plain[2]) <= 12 ? written(plain[1], plain[2], plain[3]) : text;
}

const written = (date, month, year) => `${date.padStart(2, "0")}/${month.padStart(2, "0")}/${year.padStart(4, "20")}`;
