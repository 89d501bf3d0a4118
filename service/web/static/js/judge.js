// When what is typed is judged: on leaving a cell, and not at each key, since unfinished figures break rules and what
// is said of them moves the cell away from under the hand.

const placeOf = (kind, code) => document.getElementById(`${kind}-indicators-${code.replaceAll(".", "-")}`);

export class Judge {
  // `onShown(told, isByKey)` is told all that is said now, and whether somebody went on by a key.
  constructor({ form, cells, checks, problems, still, onShown }) {
    Object.assign(this, { cells, checks, problems, still, onShown });
    this.isWaiting = false;
    form.addEventListener("focusout", (event) => this.isWaiting && this.now(still.held(event), !still.pressed));
  }

  // Something is being typed: what follows from a figure is computed, what there is to say of it waits.
  later(path, isFigure) {
    this.problems.outdate(path);
    this.isWaiting = true;
    if (isFigure) this.compute();
  }

  // After something that is not typing; where somebody types meanwhile, it waits for them.
  soon(paths = []) {
    for (const path of paths) this.problems.outdate(path);
    if (!this.isWaiting) this.now(this.still.held());
  }

  now(held, isByKey = false) {
    this.isWaiting = false;
    this.onShown(this.still.hold(held, () => this.problems.show(this.compute())), isByKey);
  }

  compute() {
    const { findings, ratios, results } = this.checks.run(this.cells.figures());
    for (const [code, text] of ratios) {
      const output = placeOf("o", code);
      if (output?.matches("output")) output.textContent = text;
    }
    for (const { code, isMet, said } of results) {
      const className = `state state-${isMet ? "good" : "bad"}`;
      const mark = Object.assign(document.createElement("span"), { className, textContent: said });
      placeOf("m", code)?.replaceChildren(...(said ? [mark] : []));
    }
    return findings;
  }
}
