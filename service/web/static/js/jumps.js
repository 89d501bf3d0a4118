// The way to the next cell that is empty, wrong or warned of: a button for each kind, and F8 for all of them.

const KINDS = ["missing", "error", "warning"];

export class Jumps {
  constructor(form, words) {
    Object.assign(this, { form, words, at: null });
    this.places = new Map(KINDS.map((kind) => [kind, []]));
    for (const kind of KINDS) this.button(kind).addEventListener("click", () => this.go([kind]));
    form.addEventListener("focusin", ({ target }) => (this.at = target));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => this.follow(event));
  }

  button(kind) {
    return document.querySelector(`[data-jump=${kind}]`);
  }

  key(event) {
    if (event.key !== "F8" || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.go(KINDS, event.shiftKey);
  }

  // Each link that leads to a cell shows its whole row, with what is said of it.
  follow(event) {
    const link = event.target.closest?.("a[href^='#o-']");
    const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    this.goTo(place);
  }

  // The elements of each kind, and how many findings of it there are.
  show(places) {
    for (const kind of KINDS) {
      this.places.set(kind, places[kind]);
      const button = this.button(kind);
      const count = places[kind].length;
      button.hidden = !count;
      button.querySelector("[data-count]").textContent = this.words[`count_${kind}`].replace("{count}", count);
    }
  }

  // The next one below where one is, or above it, and on from the other end of the form.
  go(kinds, isBack = false) {
    const order = isBack ? (a, b) => follows(b, a) : follows;
    const all = [...new Set(kinds.flatMap((kind) => this.places.get(kind)))];
    const sorted = all.sort((a, b) => (order(a, b) ? -1 : 1));
    const next = sorted.find((place) => this.at?.isConnected && place !== this.at && !place.contains(this.at) && order(this.at, place));
    const found = next ?? sorted[0];
    if (found) this.goTo(found);
  }

  goTo(place) {
    (place.closest("tr, .text-box, .explain") ?? place).scrollIntoView({ block: "center", behavior: "instant" });
    if (!place.matches("input, textarea, button")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    this.at = place;
  }
}

const follows = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
