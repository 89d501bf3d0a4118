// The same person's other windows with this form, in this browser: each says that it is there.

const NAME = "tonghop-windows:";

export class OtherWindows {
  // `onChange(count)` is told how many others there are.
  constructor(draft, own, onChange) {
    Object.assign(this, { draft, own, onChange, known: new Set() });
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", ({ persisted }) => persisted && this.come());
    this.come();
  }

  come() {
    this.channel = new BroadcastChannel(NAME + this.draft);
    this.channel.addEventListener("message", ({ data }) => this.hear(data));
    this.say("come");
  }

  leave() {
    this.say("gone");
    this.channel.close();
  }

  say(what) {
    this.channel.postMessage({ from: this.own, what });
  }

  hear({ from, what }) {
    const before = this.known.size;
    if (what === "gone") this.known.delete(from);
    else this.known.add(from);
    if (what === "come") this.say("here");
    if (this.known.size !== before) this.onChange(this.known.size);
  }
}
