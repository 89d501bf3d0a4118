// Who presses twice in haste sends once: what a second press would do again is done already.

// Milliseconds; a file that a press brings leaves the page as it is, and may be asked for again.
const AGAIN = 3000;

const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  setTimeout(() => sent.delete(form), AGAIN);
});

// A page that is gone back to is as it was left.
addEventListener("pageshow", () => {
  for (const form of document.forms) sent.delete(form);
});
