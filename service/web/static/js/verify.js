// A receipt is looked up by a file: its SHA-256 is computed here, and the file itself goes nowhere.

const zone = document.getElementById("tha-tep");
const chosen = document.getElementById("tep");
const said = document.getElementById("tep-noi");
const code = document.querySelector("input[name=ma]");

async function lookUp(file) {
  if (!file) return;
  if (!crypto.subtle) {
    said.textContent = zone.dataset.failed;
    return;
  }
  said.textContent = zone.dataset.doing;
  try {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    code.value = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    code.form.requestSubmit();
  } catch {
    said.textContent = zone.dataset.failed;
  }
}

chosen.addEventListener("change", () => lookUp(chosen.files[0]));
for (const name of ["dragover", "drop"]) {
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    if (name === "drop") lookUp(event.dataTransfer.files[0]);
  });
}
