// Pasting from Excel and Word: a column of figures fills downwards, a table fills the list of documents.

// The pasted cells as rows; a table of Word comes as HTML, one of Excel as lines and tabs.
export function table(clipboard) {
  const html = clipboard.getData("text/html");
  if (html.includes("<tr")) {
    const page = new DOMParser().parseFromString(html, "text/html");
    return [...page.querySelectorAll("tr")].map((row) =>
      [...row.querySelectorAll("td, th")].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()),
    );
  }
  const lines = clipboard.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}

// The pasted figures from a field on downwards; rows that are computed use up a line, since a copied column has it.
export function fillDown(field, rows) {
  const lines = [...field.closest("tbody").rows];
  const start = lines.indexOf(field.closest("tr"));
  const filled = [];
  rows.forEach((cells, index) => {
    const target = lines[start + index]?.querySelector("input.figure");
    if (!target) return;
    target.value = cells[0];
    filled.push(target);
  });
  return filled;
}

const DAY = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
const NUMBER = /^\d+[a-zđ]?[/-]\S+$/i;

// A pasted row as [kind, number, date, title], whatever the order of its columns; a leading count is left out.
export function documentRow(cells, kinds) {
  const rest = cells.filter((cell, index) => cell && !(index === 0 && /^\d+$/.test(cell)));
  const take = (fits) => {
    const at = rest.findIndex(fits);
    return at < 0 ? "" : rest.splice(at, 1)[0];
  };
  const day = take((cell) => DAY.test(cell));
  const number = take((cell) => NUMBER.test(cell));
  const kind = take((cell) => kinds.some((known) => known.toLowerCase() === cell.toLowerCase()));
  return [kind, number, day, rest.join(" ")];
}

export const looksLikeDocuments = (rows) => rows.length > 1 || rows[0].length > 1;
