// Two people in one field: the second sees who wrote what, and chooses.

export class Clashes {
  constructor({ dialog, body, words, label, onChoice }) {
    Object.assign(this, { dialog, body, words, label, onChoice });
  }

  ask(clashes, sent) {
    this.body.replaceChildren(...clashes.map((theirs) => this.question(theirs, sent.get(theirs.path))));
    if (!this.dialog.open) this.dialog.showModal();
  }

  question(theirs, mine) {
    const box = document.createElement("fieldset");
    box.className = "clash";
    const legend = document.createElement("legend");
    legend.textContent = this.label(theirs.path);
    box.append(
      legend,
      this.version(this.words.theirs.replace("{who}", theirs.by).replace("{time}", theirs.at), theirs.value),
      this.version(this.words.mine, mine.value),
      this.button(this.words.keepTheirs.replace("{who}", theirs.by), theirs.path, theirs.value, box),
      this.button(this.words.keepMine, theirs.path, mine.value, box),
    );
    return box;
  }

  version(label, value) {
    const line = document.createElement("p");
    const name = document.createElement("strong");
    name.textContent = `${label} `;
    const text = document.createElement("span");
    text.className = "prose";
    text.textContent = value || this.words.empty;
    line.append(name, text);
    return line;
  }

  button(label, path, value, box) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary btn-sm me-2 mb-1";
    button.textContent = label;
    button.addEventListener("click", () => {
      box.remove();
      this.onChoice(path, value);
      if (!this.body.childElementCount) this.dialog.close();
    });
    return button;
  }
}
