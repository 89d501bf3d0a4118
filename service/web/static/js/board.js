// The selection on the board: all units of the page at once, and how many are selected.

document.documentElement.classList.add("has-script");
const form = document.getElementById("chon");
const count = document.getElementById("so-chon");

form.addEventListener("change", (event) => {
  if (event.target.id === "ca-trang") for (const box of units()) box.checked = event.target.checked;
  show();
});
form.addEventListener("exchanged", show);
show();

function units() {
  return [...form.querySelectorAll("input[name=unit]")];
}

function show() {
  const all = units();
  const chosen = all.filter((box) => box.checked).length;
  const page = document.getElementById("ca-trang");
  const every = document.getElementById("moi-trang");
  const number = every?.checked ? Number(every.dataset.count) : chosen;
  if (page) {
    page.checked = chosen > 0 && chosen === all.length;
    page.indeterminate = chosen > 0 && chosen < all.length;
  }
  if (count) count.textContent = number ? count.dataset.said.replace("{n}", number) : "";
  form.querySelector(".bulk")?.classList.toggle("is-chosen", number > 0);
}
