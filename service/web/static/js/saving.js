// Saving to the server while one types: what was changed goes out every few seconds and on leaving a field; what
// could not go out is kept on this machine until it can.

import { Kept } from "./kept.js";

const WAIT = 3000;
const LONGEST_WAIT = 60000;
const LOOK = 20000;

export class Saving {
  constructor({ address, token, draft, data, me, onState, onAnswer }) {
    Object.assign(this, { address, token, draft, me, onState, onAnswer });
    this.kept = new Kept(`tonghop:${draft}`);
    this.seen = data.version;
    this.versions = new Map(Object.entries(data.versions));
    this.first = data.version;
    this.waiting = new Map();
    // Cells that somebody else wrote in as well: {mine, theirs} by path. Nothing of them is sent until one has chosen.
    this.open = new Map();
    // Values that were sent without an answer, by path: the server may hold them.
    this.tried = new Map();
    this.timer = null;
    this.wait = WAIT;
    // One exchange after another, so that an older answer never follows a newer one.
    this.sending = Promise.resolve();
    this.queued = 0;
    addEventListener("online", () => (this.waiting.size ? this.soon(0) : this.refresh()));
    addEventListener("focus", () => (this.isExpired ? this.soon(0) : this.refresh()));
    document.addEventListener("visibilitychange", () => this.refresh());
    setInterval(() => this.refresh(), LOOK);
    addEventListener("pagehide", () => this.leave());
  }

  // Takes up what was typed and got no answer; where windows differ, the older text asks to be chosen from. Where one
  // of the two did arrive, as `served` tells, there is nobody else's value to be asked about after that.
  restore(newest, other, served) {
    const { path } = newest;
    const isKnown = other && [newest.value, other.value].includes(served);
    const mine = isKnown ? { ...newest, base: this.base(path) } : newest;
    this.waiting.set(path, mine);
    if (other) this.hold({ ...other, version: mine.base }, mine);
    this.keep();
  }

  change(path, value, copied = false) {
    const held = this.open.get(path);
    const base = held?.mine.base ?? this.waiting.get(path)?.base ?? this.base(path);
    const change = { path, value, base, copied, at: Date.now() };
    if (held && held.theirs.value !== value) held.mine = change;
    else if (held) this.choose(path, value);
    else this.waiting.set(path, change);
    this.soon(WAIT);
    this.onState("waiting");
    this.keep();
  }

  // Something else stands there; where it is what this window itself had sent, there is nothing to choose.
  meet(theirs, sent) {
    const isOwn = theirs.by === this.me && this.tried.get(theirs.path)?.includes(theirs.value);
    if (!isOwn) this.hold(theirs, sent);
    else this.waiting.set(theirs.path, { ...(this.waiting.get(theirs.path) ?? sent), base: theirs.version });
  }

  // A cell that clashed: what was typed stays with the page until `choose`.
  hold(theirs, sent) {
    const { path } = theirs;
    const mine = this.waiting.get(path) ?? this.open.get(path)?.mine ?? sent;
    this.waiting.delete(path);
    this.versions.set(path, theirs.version);
    if (mine.value === theirs.value) this.open.delete(path);
    else this.open.set(path, { mine, theirs });
  }

  choose(path, value) {
    const { mine, theirs } = this.open.get(path);
    this.open.delete(path);
    this.kept.forget(path, [mine.value, theirs.value]);
    this.change(path, value);
    this.soon(0);
  }

  base(path) {
    return this.versions.get(path) ?? this.first;
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  send() {
    if (!this.queued && this.waiting.size) this.exchange();
  }

  // What others wrote comes in, also while nobody types here.
  refresh() {
    if (!this.queued && !this.waiting.size && !this.isStopped && !document.hidden) this.exchange({ isQuiet: true });
  }

  // All that waits goes out now, and what others wrote comes in; whether all of it arrived and nothing clashed.
  async flush() {
    const isThrough = await this.exchange();
    return isThrough && this.waiting.size ? this.exchange() : isThrough;
  }

  // A quiet one only looks for what others wrote; one that waits behind it is said to be on its way all the same.
  exchange({ isQuiet = false } = {}) {
    this.queued += 1;
    if (!isQuiet) this.onState("saving");
    this.sending = this.sending
      .then(() => this.exchangeNow(isQuiet))
      .catch((error) => reportError(error))
      .finally(() => this.settle());
    return this.sending;
  }

  settle() {
    this.queued -= 1;
    if (this.waiting.size && !this.isStopped) this.soon(this.wait);
  }

  async exchangeNow(isQuiet) {
    clearTimeout(this.timer);
    const sent = new Map(this.waiting);
    if (!isQuiet) this.onState("saving");
    const got = await this.ask(sent, isQuiet);
    if (!got) return this.lose(sent);
    const { status, ok, answer } = got;
    const mayPass = status >= 500 || status === 429;
    this.isStopped = !ok && !mayPass;
    if (ok) return this.take(sent, answer);
    if (mayPass) this.putOff(answer);
    else this.refused(status, answer);
    return false;
  }

  // What the server says, or nothing where the connection is gone or what came back was cut.
  async ask(sent, isQuiet) {
    try {
      if (this.isExpired) await this.renew();
      const response = await this.post(sent, { isQuiet });
      const { status, ok } = response;
      return { status, ok, answer: await (ok ? response.json() : response.json().catch(() => ({}))) };
    } catch {
      return null;
    }
  }

  // All is kept and sent again.
  lose(sent) {
    this.isStopped = false;
    this.wait = WAIT;
    for (const [path, { value }] of sent) this.tried.set(path, [...(this.tried.get(path) ?? []), value]);
    this.onState("offline");
    return false;
  }

  // The last header tells that nobody did anything, so that a form that is left open keeps nobody signed in.
  post(sent, { isLeaving = false, isQuiet = false } = {}) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token };
    return fetch(this.address, {
      method: "POST",
      keepalive: isLeaving,
      headers: { ...headers, ...(isQuiet && { "X-Live": "1" }) },
      body: JSON.stringify({ seen: this.seen, changes: [...sent.values()] }),
    });
  }

  // Who signed in again, perhaps in another tab, has a new token, which stands in the page as it is served now. The
  // page of somebody else has another draft, and what was typed here is not theirs.
  async renew() {
    const response = await fetch(location.pathname, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const served = page.querySelector("[data-draft]");
    if (served?.dataset.draft === this.draft) this.token = served.dataset.token;
  }

  take(sent, answer) {
    const clashed = new Set(answer.clashes.map((item) => item.path));
    for (const [path, change] of sent) {
      if (this.waiting.get(path) === change) this.waiting.delete(path);
      else if (this.waiting.has(path) && !clashed.has(path)) this.waiting.get(path).base = answer.version;
      if (!clashed.has(path)) this.versions.set(path, answer.version);
    }
    for (const [path, { value }] of sent) if (!clashed.has(path)) this.kept.forget(path, [value]);
    for (const item of answer.clashes) this.meet(item, sent.get(item.path));
    for (const item of answer.news) {
      if (this.open.has(item.path)) this.hold(item);
      else this.versions.set(item.path, item.version);
    }
    this.tried.clear();
    this.seen = answer.version;
    this.keep();
    this.isExpired = false;
    this.wait = WAIT;
    this.onState(this.standing(), answer);
    this.onAnswer(answer);
    return !this.open.size;
  }

  // How it stands after an answer: only where nothing more is on its way it is saved.
  standing() {
    if (this.open.size) return "clash";
    if (this.queued > 1) return "saving";
    return this.waiting.size ? "waiting" : "saved";
  }

  // The server cannot just now, for whatever reason: all is kept, and sent again after waits that grow.
  putOff(answer) {
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
    this.onState("putOff", { ...answer, seconds: Math.round(this.wait / 1000) });
  }

  refused(status, answer) {
    this.isExpired = status === 401 || status === 400;
    this.onState(this.isExpired ? "expired" : "refused", answer);
  }

  // Whether this machine could keep what waits; a browser without room cannot.
  keep() {
    const mine = [...this.open.values()].map((held) => held.mine);
    if (!this.kept.write([...mine, ...this.waiting.values()])) this.onState("unkept");
  }

  // The page goes away: what is waiting goes out with it, and stays kept in case it does not arrive.
  leave() {
    if (!this.waiting.size || this.queued) return;
    this.post(this.waiting, { isLeaving: JSON.stringify([...this.waiting.values()]).length < 60000 }).catch(() => {});
  }
}
