// What lies on the clipboard as rows of cells: a table of Excel, Word, LibreOffice or Google Sheets, or lines and tabs.

const BREAKS = "br, p, div, li";

// Rows of equal length; `isTable` tells a table from lines that may be a text.
export function rowsOf(clipboard) {
  const html = clipboard.getData("text/html");
  const fromHtml = /<tr[\s>]/i.test(html) ? htmlRows(html) : [];
  const rows = fromHtml.length ? fromHtml : textRows(clipboard.getData("text/plain"));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const even = rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
  while (even.length > 1 && even.at(-1).every((cell) => !cell)) even.pop();
  return { rows: even, isTable: fromHtml.length > 0 || width > 1 };
}

function htmlRows(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const rows = [];
  const held = [];
  for (const line of [...page.querySelectorAll("tr")].filter((row) => !row.querySelector("tr"))) {
    const cells = [];
    for (const cell of line.querySelectorAll("td, th")) {
      skipHeld(held, cells);
      const span = Math.min(cell.colSpan, 100);
      for (let index = 0; index < span; index += 1) {
        if (cell.rowSpan > 1) held[cells.length] = cell.rowSpan - 1;
        cells.push(index ? "" : textOf(cell));
      }
    }
    skipHeld(held, cells);
    rows.push(cells);
  }
  return rows;
}

// Places that a cell of a row above reaches down to are empty here.
function skipHeld(held, cells) {
  while (held[cells.length] > 0) {
    held[cells.length] -= 1;
    cells.push("");
  }
}

// Lines in a cell, whether broken or paragraphs, are apart from each other.
function textOf(cell) {
  for (const gone of cell.querySelectorAll("style, script")) gone.remove();
  for (const element of cell.querySelectorAll(BREAKS)) element.after(" ");
  return tidy(cell.textContent);
}

// A blank that does not break stands for the dot between thousands and stays one, since it is no doubt about the number.
const THOUSANDS = /^[\u00a0\u202f]\d{3}(?!\d)/;
const tidy = (text) => {
  const isKept = (gap, at) => gap.length === 1 && /\d/.test(text[at - 1]) && THOUSANDS.test(text.slice(at, at + 5));
  return text.replace(/\s+/g, (gap, at) => (isKept(gap, at) ? gap : " ")).trim();
};

// Lines and tabs; a cell that holds a line break or a tab stands in quotes, as spreadsheets write it.
function textRows(text) {
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const quoted = /(^|[\t\n])"(?:[^"]|"")*"(?=[\t\n]|$)/g;
  const kept = [];
  const marked = plain.replace(quoted, (found, before) => {
    const inside = found.slice(before.length + 1, -1);
    if (!/[\t\n]/.test(inside)) return found;
    kept.push(tidy(inside.replace(/""/g, '"')));
    return `${before}\u0000${kept.length - 1}\u0000`;
  });
  const restored = (cell) => cell.replace(/\u0000(\d+)\u0000/g, (found, index) => kept[index]);
  return marked.split("\n").map((line) => line.split("\t").map((cell) => tidy(restored(cell))));
}
