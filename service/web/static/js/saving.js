// Saving to the server while one types: what was changed goes out every few seconds and on leaving a field; what
// could not go out is kept on this machine until it can.

const WAIT = 3000;
const RETRY = 5000;

export class Saving {
  constructor({ address, token, key, data, onState, onAnswer }) {
    Object.assign(this, { address, token, key, onState, onAnswer });
    this.seen = data.version;
    this.versions = new Map(Object.entries(data.versions));
    this.first = data.version;
    this.waiting = new Map();
    this.timer = null;
    this.isBusy = false;
    addEventListener("online", () => this.soon(0));
    addEventListener("pagehide", () => this.leave());
  }

  // What was typed here and never reached the server, from before the page was loaded again.
  kept() {
    const text = localStorage.getItem(this.key);
    return text ? JSON.parse(text) : {};
  }

  change(path, value, copied = false) {
    const base = this.waiting.get(path)?.base ?? this.base(path);
    this.waiting.set(path, { path, value, base, copied });
    this.keep();
    this.soon(WAIT);
  }

  base(path) {
    return this.versions.get(path) ?? this.first;
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  async send() {
    clearTimeout(this.timer);
    if (this.isBusy || !this.waiting.size) return;
    this.isBusy = true;
    const sent = new Map(this.waiting);
    this.onState("saving");
    try {
      const response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify({ seen: this.seen, changes: [...sent.values()] }),
      });
      if (response.ok) this.take(sent, await response.json());
      else this.refused(response.status, await response.json());
    } catch {
      // The connection is gone, or what came back was cut: all is kept and sent again.
      this.onState("offline");
      this.soon(RETRY);
    } finally {
      this.isBusy = false;
    }
    if (this.waiting.size && !this.isStopped) this.soon(WAIT);
  }

  take(sent, answer) {
    const clashed = new Set(answer.clashes.map((item) => item.path));
    for (const [path, change] of sent) {
      if (this.waiting.get(path) === change) this.waiting.delete(path);
      else if (this.waiting.has(path) && !clashed.has(path)) this.waiting.get(path).base = answer.version;
      if (!clashed.has(path)) this.versions.set(path, answer.version);
    }
    for (const item of [...answer.news, ...answer.clashes]) this.versions.set(item.path, item.version);
    this.seen = answer.version;
    this.keep();
    this.onState(answer.clashes.length ? "clash" : "saved", answer);
    this.onAnswer(answer, sent);
  }

  refused(status, answer) {
    this.isStopped = true;
    this.onState(status === 401 || status === 400 ? "expired" : "refused", answer);
  }

  keep() {
    if (this.waiting.size) localStorage.setItem(this.key, JSON.stringify(Object.fromEntries(this.waiting)));
    else localStorage.removeItem(this.key);
  }

  // The page goes away: what is waiting goes out with it, and stays kept in case it does not arrive.
  leave() {
    if (!this.waiting.size || this.isBusy) return;
    const body = JSON.stringify({ seen: this.seen, changes: [...this.waiting.values()] });
    fetch(this.address, {
      method: "POST",
      keepalive: body.length < 60000,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token },
      body,
    }).catch(() => {});
  }
}
