// The button that prints a page, which only a browser with scripts has.

document.documentElement.classList.add("has-script");
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});
