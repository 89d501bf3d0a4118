// What the form holds, cell by cell. All writing goes through here, so that a figure and the box «not applicable»
// beside it never contradict each other, whether a value was typed, pasted, undone or written by somebody else.

import { grow } from "./growing.js";
import { parse } from "./numbers.js";

// The list of documents, or one of the tables, in which a field stands; nothing for other fields.
export const listOf = (field) => field.closest("[data-list]")?.dataset.list;

// The box «not applicable» beside a figure; other fields have none.
const boxOf = (field) => field.classList.contains("figure") && field.closest("tr").querySelector(".spared");

export const isSpared = (text) => Boolean(parse(text, false).spared);

// A cell's content is {value, isCopied}, and for a list {value, rows}: the rows as they stand, gaps included.
// `lists` are the documents and the tables by their paths.
export class Cells {
  // `versions` tell which values are newer than others, `notApplicable` what a tick writes.
  constructor(form, lists, { versions, notApplicable }) {
    Object.assign(this, { lists, notApplicable });
    this.ages = new Map(Object.entries(versions));
    this.now = Math.max(0, ...this.ages.values());
    this.fields = new Map([...form.querySelectorAll("[data-path]")].map((field) => [field.dataset.path, field]));
    this.known = new Map([...this.fields.keys(), ...lists.keys()].map((path) => [path, this.served(path)]));
    this.beforeBox = new Map();
  }

  read(path) {
    const list = this.lists.get(path);
    if (list) return { value: list.value, rows: list.all() };
    const field = this.fields.get(path);
    return { value: field.value, isCopied: Boolean(field.closest(".text-box.is-copied")) };
  }

  // What the page came with, whatever was typed since.
  served(path) {
    if (this.lists.has(path)) return this.lists.get(path).served();
    return { ...this.read(path), value: this.fields.get(path).defaultValue };
  }

  // What a person typed or ticked while the scripts were still on their way.
  early() {
    const typed = [...this.known.keys()].filter((path) => this.read(path).value !== this.known.get(path).value);
    const boxes = [...this.fields.values()].map(boxOf).filter(Boolean);
    const ticked = boxes.filter((box) => box.checked !== box.defaultChecked && !typed.includes(box.value));
    return [...typed.map((path) => this.take(path)), ...ticked.map((box) => this.tick(box.value, box.checked))];
  }

  write(path, content) {
    if (this.lists.has(path)) this.lists.get(path).show(content.rows ?? (content.value ? JSON.parse(content.value) : []));
    else if (this.fields.has(path)) this.put(this.fields.get(path), content);
    else return;
    this.know(path);
  }

  // What the cell holds now was put there just now.
  know(path) {
    const content = this.read(path);
    this.known.set(path, content);
    this.beforeBox.delete(path);
    this.now += 1;
    this.ages.set(path, this.now);
    return content;
  }

  // The one of these cells that was written last, or the first of them; nothing where there is none.
  newest(paths) {
    const age = (path) => this.ages.get(path) ?? 0;
    return paths.reduce((best, path) => (age(path) > age(best) ? path : best), paths[0]);
  }

  put(field, { value, isCopied = false }) {
    if (field.value !== value) {
      field.value = value;
      grow([field]);
    }
    this.follow(field, isCopied);
  }

  // What a person's own hand just did to a field: its content before and after.
  take(path) {
    const before = this.known.get(path);
    if (!this.lists.has(path)) this.follow(this.fields.get(path), false);
    return { path, before, after: this.know(path) };
  }

  // All that shows what a field holds: the box beside a figure, the mark and the button of a text that was copied.
  follow(field, isCopied) {
    const box = boxOf(field);
    if (box) box.checked = isSpared(field.value);
    const text = field.closest(".text-box");
    if (!text) return;
    text.classList.toggle("is-copied", isCopied);
    text.querySelector(".copied-mark").hidden = !isCopied;
    const copy = text.querySelector(".copy-previous");
    if (copy) copy.hidden = Boolean(field.value);
  }

  // A tick puts «not applicable» into the field; a tick taken away gives back the figure that it took.
  tick(path, isTicked) {
    const before = this.known.get(path);
    const given = isTicked ? this.notApplicable : this.beforeBox.get(path) || "";
    this.write(path, { value: given });
    if (isTicked) this.beforeBox.set(path, before.value);
    return { path, before, after: this.read(path) };
  }

  figures() {
    const key = "indicators.";
    return [...this.fields].filter(([path]) => path.startsWith(key)).map(([path, field]) => [path.slice(key.length), field.value]);
  }
}
