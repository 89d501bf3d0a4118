// What was done to the form, step by step, to be undone and done again. The browser's own undoing knows single fields
// and loses its way where a script wrote into them, so all steps are kept here, whatever made them.

const MOST = 300;
const PAUSE = 2000;

// A step is a list of {path, before, after}, each a cell's content.
export class History {
  constructor(cells) {
    this.cells = cells;
    this.done = [];
    this.undone = [];
    this.open = null;
  }

  record(changes) {
    const real = changes.filter(({ before, after }) => before.value !== after.value);
    this.seal();
    if (!real.length) return;
    this.done.push(real);
    if (this.done.length > MOST) this.done.shift();
    this.undone = [];
  }

  // Typing in one field is one step, until `kind` changes (a word, a deletion, a paste) or the person pauses.
  typed(change, kind, at) {
    if (change.before.value === change.after.value) return;
    const { open } = this;
    if (open && open.path === change.path && open.kind === kind && at - open.at < PAUSE && !this.undone.length) {
      open.step.after = change.after;
    } else {
      this.record([change]);
      this.open = { path: change.path, kind, step: this.done.at(-1)[0] };
    }
    this.open.at = at;
  }

  seal() {
    this.open = null;
  }

  undo() {
    return this.turn(this.done, this.undone, "after", "before");
  }

  redo() {
    return this.turn(this.undone, this.done, "before", "after");
  }

  // Puts a step's cells from one content to the other; a cell that somebody else has changed since stays as it is.
  turn(from, onto, is, becomes) {
    this.seal();
    const step = from.pop();
    if (!step) return null;
    onto.push(step);
    const changed = step.filter((change) => this.cells.read(change.path).value === change[is].value);
    for (const change of changed) this.cells.write(change.path, change[becomes]);
    return {
      changed: changed.map((change) => ({ path: change.path, content: change[becomes], was: change[is] })),
      left: step.filter((change) => !changed.includes(change)).map(({ path }) => path),
    };
  }
}
