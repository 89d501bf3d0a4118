// A button that copies what stands in a field, and says whether that worked.

document.documentElement.classList.add("has-script");
const said = document.getElementById("da-chep");

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    said.textContent = (await copied(field.value)) ? said.dataset.said : said.dataset.failed;
  });
}

async function copied(text) {
  // Without TLS browsers offer no clipboard, but copy what is selected.
  if (!navigator.clipboard) return document.execCommand("copy");
  return navigator.clipboard.writeText(text).then(() => true, () => document.execCommand("copy"));
}
