// The receipt of a filing that is still being checked: looks again until the outcome is there.

const WAIT = 2000;
const MOST = 60;

async function look(left) {
  const receipt = document.getElementById("bien-nhan");
  if (!("waiting" in receipt.dataset) || !left) return;
  const response = await fetch(location.href);
  if (response.ok) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const newer = page.getElementById("bien-nhan");
    if (!("waiting" in newer.dataset)) receipt.replaceWith(newer);
  }
  setTimeout(look, WAIT, left - 1);
}

setTimeout(look, WAIT, MOST);
