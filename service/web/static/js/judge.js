// When what is typed is judged: on leaving a cell, and not at each key, since unfinished figures break rules and what
// is said of them moves the cell away from under the hand.

// Does something that may move the page, and keeps an element where it was in the window.
export function holdStill(element, work) {
  const before = element?.isConnected ? element.getBoundingClientRect().top : null;
  work();
  if (before !== null && element.isConnected) scrollBy({ top: element.getBoundingClientRect().top - before, behavior: "instant" });
}

export class Judge {
  constructor({ form, cells, checks, problems }) {
    Object.assign(this, { cells, checks, problems });
    this.isWaiting = false;
    form.addEventListener("focusout", ({ target, relatedTarget }) => this.isWaiting && this.now(relatedTarget ?? target));
  }

  // A figure is being typed: what follows from it is computed, what there is to say of it waits.
  later(path) {
    this.problems.outdate(path);
    this.isWaiting = true;
    this.compute();
  }

  // After something that is not typing; where somebody types meanwhile, it waits for them.
  soon(paths = []) {
    for (const path of paths) this.problems.outdate(path);
    if (!this.isWaiting) this.now(document.activeElement);
  }

  now(held) {
    this.isWaiting = false;
    holdStill(held, () => this.problems.show(this.compute()));
  }

  compute() {
    const { findings, ratios } = this.checks.run(this.cells.figures());
    for (const [code, text] of ratios) {
      const output = document.getElementById(`o-indicators-${code.replaceAll(".", "-")}`);
      if (output) output.textContent = text;
    }
    return findings;
  }
}
