// The cell under somebody's hands stays where it is: whatever appears or goes away around it, the page is scrolled by
// as much, and where the page ends blank room makes up for the rest.

export class Stillness {
  // `head` stays in sight above the form on narrow windows, where it takes room of its own.
  constructor(form, head) {
    Object.assign(this, { form, head, height: head.offsetHeight });
    this.pressed = null;
    document.addEventListener("pointerdown", ({ target }) => (this.pressed = target), true);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (this.pressed = null), true);
    new ResizeObserver(() => this.follow()).observe(head);
  }

  // What a person is at: where they press, where they go to, or where they are.
  held(event) {
    return this.pressed ?? event?.relatedTarget ?? event?.target ?? document.activeElement;
  }

  // Does something that may move the page.
  hold(element, work) {
    const before = element?.isConnected ? topOf(element) : null;
    Object.assign(this.form.style, { paddingTop: "", paddingBottom: "" });
    const found = work();
    this.height = this.head.offsetHeight;
    if (before !== null && element.isConnected) this.moveBy(topOf(element) - before);
    return found;
  }

  moveBy(distance) {
    const rest = distance - scrolled(distance);
    if (Math.abs(rest) < 1) return;
    this.form.style[rest < 0 ? "paddingTop" : "paddingBottom"] = `${Math.abs(rest)}px`;
    if (rest > 0) scrolled(rest);
  }

  // The head has become higher or lower by itself.
  follow() {
    const grown = this.head.offsetHeight - this.height;
    this.height = this.head.offsetHeight;
    const { activeElement } = document;
    if (!grown || !this.form.contains(activeElement) || this.isBeside()) return;
    scrolled(grown);
    if (topOf(activeElement) < this.head.getBoundingClientRect().bottom) activeElement.scrollIntoView({ block: "nearest" });
  }

  isBeside() {
    return this.head.getBoundingClientRect().right <= this.form.getBoundingClientRect().left;
  }
}

const topOf = (element) => element.getBoundingClientRect().top;

// How far the page could be scrolled of what was asked for.
function scrolled(distance) {
  const before = scrollY;
  scrollBy({ top: distance, behavior: "instant" });
  return scrollY - before;
}
