// What was typed and has not reached the server is kept on this machine. Each window writes under a key of its own, so
// that none takes another's away; a page that opens reads them all.

const key = (draft, name) => `${draft}:${name}`;

export class Kept {
  constructor(draft) {
    const signs = crypto.getRandomValues(new Uint32Array(2));
    this.draft = draft;
    this.own = key(draft, [...signs].map((sign) => sign.toString(36)).join(""));
  }

  // Changes by path, the newest first, from all windows and from before.
  read() {
    const found = new Map();
    for (const name of this.names()) {
      for (const change of Object.values(JSON.parse(localStorage.getItem(name)))) {
        const known = found.get(change.path) ?? [];
        if (!known.some(({ value }) => value === change.value)) known.push(change);
        found.set(change.path, known.sort((a, b) => (b.at ?? 0) - (a.at ?? 0)));
      }
    }
    return found;
  }

  // The key without a window's name is that of earlier releases.
  names() {
    return Object.keys(localStorage).filter((name) => name === this.draft || name.startsWith(key(this.draft, "")));
  }

  // Keeps what this window has; a full store is the browser's to say, and the caller's to tell.
  write(changes) {
    try {
      this.put(this.own, changes);
      return true;
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
      return false;
    }
  }

  put(name, changes) {
    if (changes.length) localStorage.setItem(name, JSON.stringify(Object.fromEntries(changes.map((change) => [change.path, change]))));
    else localStorage.removeItem(name);
  }

  // What has arrived, or was decided against, is kept nowhere any longer.
  forget(path, values) {
    for (const name of this.names().filter((other) => other !== this.own)) {
      const left = Object.values(JSON.parse(localStorage.getItem(name))).filter(
        (change) => change.path !== path || !values.includes(change.value),
      );
      this.put(name, left);
    }
  }
}
