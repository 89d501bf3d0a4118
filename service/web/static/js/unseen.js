// An error that was just made and that one has gone on from: where it and the cell one went to fit into the window, both
// stay in sight; where they do not, it is said where one looks, with the way back.

const MOST = 3;
const MARGIN = 8;

export class Unseen {
  // `say(item)` is how an error is called.
  constructor({ form, head, notices, words, say, goTo }) {
    Object.assign(this, { form, head, notices, words, say, goTo, told: [], shown: "" });
    this.foot = document.querySelector(".form-end");
    form.addEventListener("focusin", () => requestAnimationFrame(() => this.refresh()));
  }

  // Errors as {item, place}: the new ones, and all that there are. The page is moved only for who left by a key: under
  // a finger or a mouse, and while one types, it stays where it is.
  take(fresh, all, isByKey) {
    const isClosed = !this.notices.has("unseen");
    this.told = isClosed ? [] : all.filter((error) => this.told.some(({ place }) => place === error.place));
    if (isClosed) this.shown = "";
    const added = fresh.filter((error) => error.place && !this.told.some(({ place }) => place === error.place));
    // The browser goes to the next cell after this, and brings it into sight before the next frame.
    requestAnimationFrame(() => this.look(added, isByKey));
  }

  look(added, isByKey) {
    for (const { place } of added) if (isByKey && !this.isSeen(place)) this.showWith(document.activeElement, place);
    this.told.push(...added);
    this.refresh();
  }

  // What has come into sight, or was gone to, needs no more words.
  refresh() {
    this.told = this.told.filter(({ place }) => place.isConnected && !this.isSeen(place));
    const last = this.told.slice(-MOST).reverse(); // the newest is in sight also where there is no room for all
    const texts = last.map(({ item }) => this.say(item)).join("\n");
    if (texts === this.shown) return;
    this.shown = texts;
    if (last.length) this.notices.say("unseen", this.words.unseen, { lines: last.map((error) => this.link(error)) });
    else this.notices.drop("unseen");
  }

  link({ item, place }) {
    const link = document.createElement("a");
    Object.assign(link, { href: `#${place.id || this.form.id}`, textContent: this.say(item) });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.goTo(place);
    });
    return link;
  }

  // Moves the page so that both are in sight, if both fit.
  showWith(element, place) {
    if (!this.form.contains(element)) return;
    const [top, bottom] = this.room();
    const [at, other] = [element.getBoundingClientRect(), boxOf(place)];
    if (Math.max(at.bottom, other.bottom) - Math.min(at.top, other.top) > bottom - top) return;
    const distance = other.top < top ? other.top - top : Math.max(0, other.bottom - bottom);
    scrollBy({ top: distance, behavior: "instant" });
  }

  isSeen(place) {
    const [top, bottom] = this.room();
    const box = boxOf(place);
    return box.top >= top && box.bottom <= bottom;
  }

  // From where to where the form is in sight, between what stays above and below it.
  room() {
    const head = this.head.getBoundingClientRect();
    const isAbove = head.right > this.form.getBoundingClientRect().left;
    const bottom = visualViewport.offsetTop + visualViewport.height;
    return [(isAbove ? Math.max(0, head.bottom) : 0) + MARGIN, Math.min(bottom, this.foot?.getBoundingClientRect().top ?? bottom) - MARGIN];
  }
}

// Where a field and what is said of it stand.
function boxOf(place) {
  const said = place.closest("tr, .text-box, .explain")?.querySelector(".finding");
  const boxes = [place, said].filter(Boolean).map((element) => element.getBoundingClientRect());
  return { top: Math.min(...boxes.map(({ top }) => top)), bottom: Math.max(...boxes.map(({ bottom }) => bottom)) };
}
