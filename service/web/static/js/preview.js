// Shows what a paste would put where, before anything is written.

import { parse } from "./numbers.js";

const element = (name, text = "", more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

export class Preview {
  constructor({ dialog, words, onDone }) {
    Object.assign(this, { dialog, words, onDone });
    this.title = dialog.querySelector("h2");
    this.said = dialog.querySelector("[data-said]");
    this.choice = dialog.querySelector("[data-choice]");
    this.body = dialog.querySelector("tbody");
    this.left = dialog.querySelector("[data-left]");
    this.apply = dialog.querySelector("[data-apply]");
    this.apply.addEventListener("click", () => this.close(this.placed));
    dialog.querySelector("[data-cancel]").addEventListener("click", () => this.close(null));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close(null);
    });
    this.choice.querySelector("select").addEventListener("change", ({ target }) => this.show(Number(target.value)));
  }

  // The focus goes to the title, so that an Enter typed on after the paste decides nothing.
  open(plan) {
    this.plan = plan;
    this.choice.hidden = plan.columns.length < 2;
    const options = plan.columns.map((column, at) => element("option", plan.heads[at], { value: column, selected: column === plan.chosen }));
    this.choice.querySelector("select").replaceChildren(...options);
    this.show(plan.chosen);
    this.dialog.showModal();
    this.title.focus();
  }

  show(column) {
    this.placed = this.plan.place(column);
    const { writes, left, same } = this.placed;
    const filled = writes.filter(({ was }) => was).length;
    this.said.textContent = this.words.wouldPaste.replace("{count}", writes.length).replace("{filled}", filled).replace("{same}", same);
    this.body.replaceChildren(...writes.map((write) => this.row(write)));
    this.dialog.querySelector("table").hidden = !writes.length;
    this.left.replaceChildren(...left.map(({ text, why }) => element("li", `${text} (${this.words[why]})`)));
    this.left.parentElement.hidden = !left.length;
    this.apply.disabled = !writes.length;
  }

  row({ line, kind, was, value }) {
    const row = element("tr");
    const isUnread = kind === "figure" && Boolean(parse(value, false).problem);
    const name = kind === "note" ? `${line.name} (${this.words.note})` : line.name;
    const before = this.cell(was, "was");
    const after = this.cell(value, "value");
    if (isUnread) after.append(element("p", this.words.unread, { className: "finding finding-error" }));
    row.append(element("td", line.number), element("th", name, { scope: "row" }), before, after);
    return row;
  }

  // On a telephone its label stands before what is in it.
  cell(text, label) {
    const made = element("td", text || this.words.empty, { className: "num" });
    made.dataset.label = this.dialog.querySelector("table").dataset[label];
    return made;
  }

  close(placed) {
    this.dialog.close();
    this.onDone(placed, this.plan);
  }
}
