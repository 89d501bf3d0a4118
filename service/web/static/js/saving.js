// Saving to the server while one types: what was changed goes out every few seconds and on leaving a field; what
// could not go out is kept on this machine until it can.

const WAIT = 3000;
const LONGEST_WAIT = 60000;

export class Saving {
  constructor({ address, token, key, data, onState, onAnswer }) {
    Object.assign(this, { address, token, key, onState, onAnswer });
    this.seen = data.version;
    this.versions = new Map(Object.entries(data.versions));
    this.first = data.version;
    this.waiting = new Map();
    this.timer = null;
    this.wait = WAIT;
    this.isBusy = false;
    addEventListener("online", () => this.soon(0));
    addEventListener("focus", () => this.isExpired && this.soon(0));
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
    this.soon(WAIT);
    this.keep();
  }

  base(path) {
    return this.versions.get(path) ?? this.first;
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  send() {
    if (!this.isBusy && this.waiting.size) this.sending = this.exchange();
  }

  // All that waits goes out now, and what others wrote comes in; whether all of it arrived and nothing clashed.
  async flush() {
    await this.sending;
    this.sending = this.exchange();
    return (await this.sending) && !this.waiting.size;
  }

  async exchange() {
    clearTimeout(this.timer);
    const sent = new Map(this.waiting);
    let isThrough = false;
    this.isBusy = true;
    this.onState("saving");
    try {
      if (this.isExpired) await this.renew();
      const response = await this.post(sent);
      const mayPass = response.status >= 500 || response.status === 429;
      this.isStopped = !response.ok && !mayPass;
      if (mayPass) await this.putOff(response);
      else if (response.ok) isThrough = this.take(sent, await response.json());
      else this.refused(response.status, await response.json());
    } catch {
      // The connection is gone, or what came back was cut: all is kept and sent again.
      this.isStopped = false;
      this.wait = WAIT;
      this.onState("offline");
    }
    this.isBusy = false;
    if (this.waiting.size && !this.isStopped) this.soon(this.wait);
    return isThrough;
  }

  post(sent, keepalive = false) {
    return fetch(this.address, {
      method: "POST",
      keepalive,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify({ seen: this.seen, changes: [...sent.values()] }),
    });
  }

  // Who signed in again, perhaps in another tab, has a new token, which stands in the page as it is served now. The
  // page of somebody else has another draft, and what was typed here is not theirs.
  async renew() {
    const response = await fetch(location.pathname, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const served = page.querySelector("[data-draft]");
    if (`tonghop:${served?.dataset.draft}` === this.key) this.token = served.dataset.token;
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
    this.isExpired = false;
    this.wait = WAIT;
    this.onState(answer.clashes.length ? "clash" : "saved", answer);
    this.onAnswer(answer, sent);
    return !answer.clashes.length;
  }

  // The server cannot just now, for whatever reason: all is kept, and sent again after waits that grow.
  async putOff(response) {
    const answer = await response.json().catch(() => ({}));
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
    this.onState("putOff", { ...answer, seconds: Math.round(this.wait / 1000) });
  }

  refused(status, answer) {
    this.isExpired = status === 401 || status === 400;
    this.onState(this.isExpired ? "expired" : "refused", answer);
  }

  keep() {
    if (this.waiting.size) localStorage.setItem(this.key, JSON.stringify(Object.fromEntries(this.waiting)));
    else localStorage.removeItem(this.key);
  }

  // The page goes away: what is waiting goes out with it, and stays kept in case it does not arrive.
  leave() {
    if (!this.waiting.size || this.isBusy) return;
    this.post(this.waiting, JSON.stringify([...this.waiting.values()]).length < 60000).catch(() => {});
  }
}
