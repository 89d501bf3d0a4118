// What is said for longer than a moment: it stays in sight until one closes it.

export class Notices {
  constructor({ region, spoken, words, onClose }) {
    Object.assign(this, { region, spoken, words, onClose });
  }

  // Words of one kind take the place of earlier ones of that kind.
  say(kind, text, { lines = [], action = null } = {}) {
    this.drop(kind);
    const notice = document.createElement("div");
    notice.className = "form-notice";
    notice.dataset.kind = kind;
    const said = document.createElement("p");
    said.textContent = text;
    notice.append(said);
    if (lines.length) notice.append(list(lines));
    if (action) notice.append(this.button(action.label, action.run));
    notice.append(this.button(this.words.close, () => this.drop(kind)));
    // The newest is in sight also where there is no room for all.
    this.region.prepend(notice);
  }

  has(kind) {
    return Boolean(this.region.querySelector(`[data-kind="${kind}"]`));
  }

  drop(kind) {
    this.region.querySelector(`[data-kind="${kind}"]`)?.remove();
  }

  // For who hears the page only: what others see happen.
  speak(text) {
    this.spoken.textContent = text;
  }

  button(label, run) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-outline-secondary btn-sm me-2", textContent: label });
    button.addEventListener("click", () => {
      run();
      this.onClose();
    });
    return button;
  }
}

// Lines are texts or links.
function list(lines) {
  const found = document.createElement("ul");
  for (const line of lines) {
    const item = document.createElement("li");
    item.append(line);
    found.append(item);
  }
  return found;
}
