// The server, as a page calls it: /web/KEY/…, described in full at /docs.

export type Button = { text: string; payload?: string; url?: string };
export type Attached = { kind: string; name: string; mime: string; size: number; file?: string; missing?: string };
// Said is a message as its visitor sees it.
export type Said = {
  seq: number; id?: string; author: "customer" | "operator" | "bot"; name?: string; photo?: string; text: string; at: string;
  status?: string; deleted?: boolean; buttons?: Button[]; attachments?: Attached[]; reactions?: Record<string, string>;
};
// News is what came since a place, and what became of what was there.
export type News = { items: Said[]; next: number; more: boolean; changes?: Said[]; changed: number; typing?: number; wait?: number };
export type Field = { name: "name" | "email" | "phone"; required?: boolean };
export type Question = { text: string; choices?: string[]; required?: boolean };
// Look is how the company wants its widget.
export type Look = {
  title?: string; greeting?: string; away?: string; consent?: string; privacyUrl?: string; color?: string; position?: string; theme?: string;
  ask?: Field[]; questions?: Question[]; buttons?: string[]; sound: boolean; files: boolean; openAfterSeconds?: number; open: boolean;
  still?: boolean; // drawn without moving: it is drawn anew with each letter that is set
};
export type Profile = { name?: string; email?: string; phone?: string; language?: string };
export type Claim = { user: string; at: number; hash: string };
export type Post = { id: string; text: string; payload?: string; page?: string; sentAt: string; profile?: Profile; attachments?: { file: string }[] };

// Refused is an answer that is none. again: the same call may work later, after so
// many seconds at least.
export class Refused extends Error {
  constructor(readonly code: string, readonly status: number, readonly after: number) {
    super(code);
  }
  get again() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

// What a call may take before it counts as lost; one that waits, as much longer.
const patience = 20_000;

// Server calls for one line. Its token is the visitor; a call without a session opens
// one, and a session that is over is opened anew, once.
export class Server {
  token = "";
  claim: Claim | undefined;
  // opened is told of each new session.
  opened: (token: string, visitor: string) => void = () => {};
  private opening: Promise<void> | undefined;

  constructor(readonly at: string, readonly line: string, private readonly fetcher: typeof fetch = (...a) => fetch(...a)) {}

  look(language: string, anew: boolean) {
    return this.call<Look>("GET", `widget?language=${encodeURIComponent(language)}`, { anew });
  }

  since(next: number, changed: number, wait: number, typing: boolean, stop: AbortSignal) {
    return this.visit<News>("GET", `messages?after=${next}&changed=${changed}${wait ? `&wait=${wait}` : ""}${typing ? "&typing=true" : ""}`, { stop, patience: patience + wait * 1000 });
  }

  // photo is an operator's picture, as the canvas takes it: no policy of the page's about
  // pictures forbids that.
  async photo(id: string): Promise<ImageBitmap> {
    const { type, image } = await this.visit<{ type: string; image: string }>("GET", `photo?id=${encodeURIComponent(id)}`, {});
    return createImageBitmap(new Blob([Uint8Array.from(atob(image), (c) => c.charCodeAt(0))], { type }));
  }

  // socket is where a page is told on a WebSocket that there is news; none: nowhere.
  socket() {
    return this.visit<{ url?: string; beat?: number }>("POST", "live", {});
  }

  post(message: Post) {
    return this.visit<{ seq: number; dialog: string }>("POST", "messages", { body: message });
  }

  read(upto: number) {
    return this.visit<unknown>("POST", "read", { body: { upto } });
  }

  typing() {
    return this.visit<void>("POST", "typing", {});
  }

  announce(file: { id: string; name: string; type: string; size: number }) {
    return this.visit<{ file: string; upload: { method: string; url: string; headers: Record<string, string> } }>("POST", "files", { body: file });
  }

  // visit is a call of the visitor's. Whose session ended while the page slept is let
  // in anew by the same one word.
  private async visit<T>(method: string, path: string, ask: Ask): Promise<T> {
    if (!this.token) await this.open();
    const token = this.token;
    try {
      return await this.call<T>(method, path, ask, token);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      if (this.token === token) await this.open();
      return this.call<T>(method, path, ask, this.token);
    }
  }

  // open opens a session, or renews the one there is; all who ask meanwhile wait for it.
  open(): Promise<void> {
    this.opening ??= (async () => {
      const made = await this.call<{ token: string; visitor: string }>("POST", "session", this.claim ? { body: this.claim } : {}, this.token);
      this.token = made.token;
      this.opened(made.token, made.visitor);
    })().finally(() => (this.opening = undefined));
    return this.opening;
  }

  private async call<T>(method: string, path: string, ask: Ask, token = ""): Promise<T> {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), ask.patience ?? patience);
    const stopped = () => stop.abort();
    ask.stop?.addEventListener("abort", stopped);
    try {
      const answer = await this.fetcher(`${this.at}/web/${encodeURIComponent(this.line)}/${path}`, {
        method, signal: stop.signal, credentials: "omit", referrerPolicy: "no-referrer", cache: ask.anew ? "no-cache" : "default",
        headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(ask.body !== undefined && { "Content-Type": "application/json" }) },
        ...(ask.body !== undefined && { body: JSON.stringify(ask.body) }),
      });
      const text = await answer.text();
      if (answer.ok) return (text ? JSON.parse(text) : undefined) as T;
      throw new Refused(codeOf(text), answer.status, Number(answer.headers.get("Retry-After")) || 0);
    } catch (error) {
      throw error instanceof Refused ? error : new Refused(ask.stop?.aborted ? "stopped" : "unreachable", 0, 0);
    } finally {
      clearTimeout(late);
      ask.stop?.removeEventListener("abort", stopped);
    }
  }
}

type Ask = { body?: unknown; stop?: AbortSignal; patience?: number; anew?: boolean };

function codeOf(text: string): string {
  try {
    return String((JSON.parse(text) as { code?: string }).code || "internal");
  } catch {
    return "internal"; // somebody between us and the server answered
  }
}

// newID is an id of the page's own, new for every message and file.
export function newID(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

// upload takes a file's bytes where they were announced to go, and tells how far it is.
export function upload(to: { method: string; url: string; headers: Record<string, string> }, bytes: Blob, progress: (part: number) => void): Promise<void> {
  return new Promise((done, fail) => {
    const call = new XMLHttpRequest(); // fetch tells no progress
    call.open(to.method, to.url);
    for (const [name, value] of Object.entries(to.headers)) call.setRequestHeader(name, value);
    call.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    call.onload = () => (call.status < 300 ? done() : fail(new Refused("upload", call.status, 0)));
    call.onerror = call.ontimeout = () => fail(new Refused("unreachable", 0, 0));
    call.send(bytes);
  });
}
