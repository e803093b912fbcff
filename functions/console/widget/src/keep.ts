// What is kept in the visitor's browser: nothing, until it may be. All of it lies under
// the line's key, so that two widgets of a site don't meet.

// Store is the part of the browser's storage that is needed here.
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class Keep {
  private readonly memory = new Map<string, string>();
  private allowed: boolean;
  private readonly prefix: string;

  // store is the browser's, undefined where it has none for us. need: the visitor is
  // asked first, unless they agreed on an earlier visit.
  constructor(line: string, private readonly store: Store | undefined, need: boolean) {
    this.prefix = `sufler:${line}:`;
    this.allowed = !need || this.stored("consent") === "yes";
  }

  // lasting says whether what is kept outlives the page.
  get lasting() {
    return this.allowed && this.store !== undefined;
  }

  get(name: string): string {
    return this.memory.get(name) ?? (this.allowed ? this.stored(name) : "");
  }

  set(name: string, value: string) {
    this.memory.set(name, value);
    if (this.allowed) this.write(name, value);
  }

  drop(name: string) {
    this.memory.delete(name);
    try {
      this.store?.removeItem(this.prefix + name);
    } catch {
      // what can't be written can't have been kept
    }
  }

  // list are the names that begin so, in no order.
  list(prefix: string): string[] {
    const names = new Set([...this.memory.keys()]);
    try {
      for (let i = 0; this.allowed && i < (this.store?.length ?? 0); i++) {
        const key = this.store?.key(i) ?? "";
        if (key.startsWith(this.prefix)) names.add(key.slice(this.prefix.length));
      }
    } catch {
      // a browser that keeps nothing
    }
    return [...names].filter((name) => name.startsWith(prefix));
  }

  // told: another tab changed it.
  told(key: string | null): string | undefined {
    if (!key?.startsWith(this.prefix)) return undefined;
    const name = key.slice(this.prefix.length);
    this.memory.delete(name);
    return name;
  }

  // need has the visitor asked first, from now on.
  need() {
    this.allowed = this.stored("consent") === "yes";
  }

  // allow keeps what was remembered so far; refuse forgets what was kept.
  allow() {
    this.allowed = true;
    for (const [name, value] of this.memory) this.write(name, value);
    this.set("consent", "yes");
  }

  refuse() {
    for (const name of this.list("")) {
      try {
        this.store?.removeItem(this.prefix + name);
      } catch {
        // nothing is there
      }
    }
    this.allowed = false;
  }

  private stored(name: string): string {
    try {
      return this.store?.getItem(this.prefix + name) ?? "";
    } catch {
      return "";
    }
  }

  private write(name: string, value: string) {
    try {
      this.store?.setItem(this.prefix + name, value);
    } catch {
      // full, or forbidden: it lives as long as the page
    }
  }
}

// browserStore is the browser's storage, if it gives us one.
export function browserStore(): Store | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
