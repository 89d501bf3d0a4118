// Parts of a page that keep themselves up to date: asked for every few seconds while somebody looks, and exchanged
// when they have changed. What is selected stays selected, and the reader's place stays where it was. A part that
// cannot be renewed says so, since an old board looks just like a new one.

for (const part of document.querySelectorAll("[data-live]")) {
  const notice = part.nextElementSibling;
  let etag = "";
  const look = async () => {
    if (!document.hidden && !(await refresh())) return;
    setTimeout(look, 1000 * Number(part.dataset.every));
  };
  // Whether it is worth asking again.
  const refresh = async () => {
    // The header tells that nobody did anything, so that a board that is left open keeps nobody signed in.
    const headers = { "X-Live": "1", ...(etag && { "If-None-Match": etag }) };
    const response = await fetch(part.dataset.live, { headers, cache: "no-store" }).catch(() => null);
    if (response && response.redirected) {
      say(notice.dataset.ended);
      return false;
    }
    const isThere = response !== null && (response.status === 200 || response.status === 304);
    say(isThere ? "" : notice.dataset.lost);
    if (isThere && response.status === 200) {
      etag = response.headers.get("ETag") || "";
      exchange(part, await response.text());
    }
    return true;
  };
  const say = (text) => {
    if (notice.textContent !== text) notice.textContent = text;
  };
  setTimeout(look, 1000 * Number(part.dataset.every));
  // What the person did on this very page is shown at once.
  addEventListener("hand-over", refresh);
}

function exchange(part, source) {
  const page = new DOMParser().parseFromString(source, "text/html");
  if (page.body.innerHTML.trim() === part.innerHTML.trim()) return;
  const chosen = new Set([...part.querySelectorAll("input:checked")].map(mark));
  const focused = part.contains(document.activeElement) ? mark(document.activeElement) : null;
  renew(part, page.body);
  for (const input of part.querySelectorAll("input[type=checkbox]")) input.checked = chosen.has(mark(input));
  if (focused !== null) [...part.querySelectorAll("a, button, input")].find((item) => mark(item) === focused)?.focus();
  part.dispatchEvent(new Event("exchanged", { bubbles: true }));
}

// Change what has changed and leave the rest in place, so that a button under somebody's finger is not taken away and
// what they opened stays open.
function renew(old, fresh) {
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  if (before.length !== after.length || before.some((node, i) => node.nodeName !== after[i].nodeName)) {
    old.replaceChildren(...after);
    return;
  }
  before.forEach((node, i) => {
    if (node.isEqualNode(after[i])) return;
    if (node.nodeType !== Node.ELEMENT_NODE) {
      node.nodeValue = after[i].nodeValue;
      return;
    }
    for (const { name } of [...node.attributes]) {
      if (name !== "open" && !after[i].hasAttribute(name)) node.removeAttribute(name);
    }
    for (const { name, value } of after[i].attributes) node.setAttribute(name, value);
    renew(node, after[i]);
  });
}

// What an element is, whichever copy of it stands on the page.
function mark(element) {
  const names = ["id", "name", "value", "href", "formaction"];
  return [element.localName, ...names.map((name) => element.getAttribute(name))].join("\n");
}
