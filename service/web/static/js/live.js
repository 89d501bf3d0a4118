// Parts of a page that keep themselves up to date: asked for every few seconds while somebody looks, and exchanged
// when they have changed. What is selected stays selected, and the reader's place stays where it was.

for (const part of document.querySelectorAll("[data-live]")) {
  let etag = "";
  const look = async () => {
    if (!document.hidden) await refresh();
    setTimeout(look, 1000 * Number(part.dataset.every));
  };
  const refresh = async () => {
    const headers = etag ? { "If-None-Match": etag } : {};
    const response = await fetch(part.dataset.live, { headers, cache: "no-store" }).catch(() => null);
    // A connection that is away for a moment is no reason to disturb anybody; the next look finds it again.
    if (!response || response.status !== 200 || response.redirected) return;
    etag = response.headers.get("ETag") || "";
    exchange(part, await response.text());
  };
  setTimeout(look, 1000 * Number(part.dataset.every));
}

function exchange(part, source) {
  const page = new DOMParser().parseFromString(source, "text/html");
  if (page.body.innerHTML.trim() === part.innerHTML.trim()) return;
  const chosen = new Set([...part.querySelectorAll("input:checked")].map((input) => input.value));
  const focused = part.contains(document.activeElement) ? document.activeElement.value : null;
  part.replaceChildren(...page.body.childNodes);
  for (const input of part.querySelectorAll("input[type=checkbox]")) {
    input.checked = chosen.has(input.value);
    if (focused !== null && input.value === focused) input.focus();
  }
}
