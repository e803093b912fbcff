// What changes while somebody looks at it. Screens name what they show by query
// keys; this module alone knows how it is learned that one is out of date. The
// server tells, on a WebSocket, which thing is otherwise now, and it is read anew;
// where there is none, or none just now, everything is asked for again and again.
import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { idle } from "../kit/idle";
import { api, asked, reachable, type Schemas } from "./client";

export type Hint = Schemas["Hint"];

const often = 2_500; // milliseconds between askings, where nobody tells
const seldom = 60_000; // … and where somebody does, for what is not told
const silence = 60_000; // after which a socket is taken for dead: the server says something every 25 s
const pause = 150; // between two readings, however much is told
const dear = 1_000; // … where each reading is paid for
const beat = 240_000; // how often a gateway is told that we are there: it hangs up on who is silent for ten minutes
const typed = 11_000; // after which who typed, and said no more, types no more
const longest = 20_000; // pause between two tries to connect
const signedOut = 4401; // how the server closes it once the session has ended

const asking = ["dialogs", "dialog", "messages", "runs", "card", "unread"]; // what is asked for again and again
const everywhere = [...asking, "past", "me", "targets", "unread"];
const threads = ["dialog", "messages", "runs", "past"];

// A key names a thing by its id; what stands under another name is a list of such
// things, and out of date with any of them.
const isDialog = (id: unknown): id is string => typeof id === "string" && /-\d+$/.test(id);
const isCard = (id: unknown): id is string => typeof id === "string" && /^(contact|company|lead|deal|case):/.test(id);

// customerOf is whose dialog it is: a thread's dialogs are one customer's.
const customerOf = (dialog: string) => dialog.slice(0, dialog.lastIndexOf("-"));

// outdated says whether what is shown under a key is to be read anew.
export function outdated(key: QueryKey, told: Hint[]): boolean {
  const [what, id] = key as [string, unknown];
  return told.some((hint) => {
    const thread = threads.includes(what) && !!hint.dialog && (!isDialog(id) || customerOf(id) === customerOf(hint.dialog));
    switch (hint.kind) {
      case "reload":
        return everywhere.includes(what);
      case "dialog":
        return what === "dialogs" || what === "unread" || (thread && (what === "dialog" || what === "past"));
      case "gone":
        return what === "dialogs" || what === "unread" || thread;
      case "assignment":
        return what === "dialogs" || what === "unread" || what === "me" || what === "targets" || thread;
      case "message":
        return what === "unread" || (thread && what === "messages");
      case "run":
        return thread && (what === "runs" || what === "dialog");
      case "typing":
        return what === "dialog" && id === hint.dialog;
      case "proposal":
      case "card":
        return what === "card" && (!isCard(id) || id === hint.card);
    }
  });
}

const everything: Hint[] = [{ kind: "reload" }];

// Reader reads anew what it is told of: one reading at a time, so that none is given
// up for the next, and nothing while nobody looks.
// Newer is how a query reads what is new of it, or what is otherwise at some places,
// instead of all that it has.
export type Newer = (queries: QueryClient, seqs: number[]) => Promise<void>;

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { newer?: Newer };
  }
}

// seqsOf are the places, in the stream of a key's customer, that are told of.
const seqsOf = (key: QueryKey, told: Hint[]) =>
  told.flatMap((h) => (h.kind === "message" && h.message && h.dialog && isDialog(key[1]) && customerOf(key[1]) === customerOf(h.dialog) ? h.message : []));

export class Reader {
  private told: Hint[] = [];
  private asked = false;
  private reading = false;
  pause = pause;

  constructor(private readonly queries: Pick<QueryClient, "invalidateQueries"> & Partial<Pick<QueryClient, "getQueryCache">>, private readonly looks = () => document.visibilityState === "visible" && navigator.onLine) {}

  tell(hints: Hint[]) {
    this.told = hints.some((h) => h.kind === "reload") || this.told.length > 500 ? everything : [...this.told, ...hints];
    void this.read();
  }

  // ask is for where nobody tells.
  ask() {
    this.asked = true;
    void this.read();
  }

  async read() {
    if (this.reading) return;
    this.reading = true;
    while ((this.asked || this.told.length > 0) && this.looks()) {
      const { told, asked } = this;
      this.told = [];
      this.asked = false;
      const ahead = this.ahead(told, asked);
      if (ahead.size) await Promise.all([...ahead].map((q) => q.meta?.newer?.(this.queries as QueryClient, seqsOf(q.queryKey, told))));
      await this.queries.invalidateQueries({ predicate: (q) => !ahead.has(q as Query) && ((asked && (asking.includes(String(q.queryKey[0])) || q.state.status === "error")) || outdated(q.queryKey, told)) });
      await new Promise((wake) => setTimeout(wake, this.pause));
    }
    this.reading = false;
  }

  // ahead is what is read before all else: what was said, and of it what is new alone.
  private ahead(told: Hint[], asked: boolean): Set<Query> {
    const more = told.filter((h) => h.kind !== "message");
    const all = this.queries.getQueryCache?.().findAll({ type: "active" }) ?? [];
    return new Set(all.filter((q) => q.meta?.newer && (asked || outdated(q.queryKey, told)) && !outdated(q.queryKey, more)));
  }
}

// Way is where one is told. With a ticket in it, it is a gateway's: that lets in once,
// remembers nothing, so that all is read anew whenever it is open, and says nothing
// unless there is something to say, or we say that we are there.
export type Way = { url: string; ticket: boolean };

// Line is the connection to the server, which is made again and again until it ends.
export class Line {
  private socket: WebSocket | undefined;
  private cursor = "";
  private tries = 0;
  private ended = false;
  private clock: ReturnType<typeof setTimeout> | undefined;
  private alive: ReturnType<typeof setTimeout> | undefined;

  private beats: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly tell: (hints: Hint[]) => void, private readonly way: () => Promise<Way | undefined>) {}

  get connected() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  async connect() {
    clearTimeout(this.clock);
    if (this.ended || this.socket) return;
    this.tries++;
    let way: Way | undefined;
    try {
      way = await this.way();
    } catch {
      // It is asked again below; what is shown is asked for meanwhile.
    }
    if (this.ended || this.socket) return;
    if (!way) return this.again();
    const { url, ticket } = way;
    if (ticket) this.cursor = "";
    const socket = new WebSocket(url + (this.cursor && `?since=${encodeURIComponent(this.cursor)}`));
    this.socket = socket;
    const silent = ticket ? beat + silence : silence;
    this.watch(socket, silent);
    if (ticket) {
      socket.onopen = () => {
        this.tries = 0;
        this.watch(socket, silent);
        this.tell(everything);
        this.beats = setInterval(() => socket.send("{}"), beat);
      };
    }
    socket.onmessage = (frame) => {
      this.watch(socket, silent);
      const said = JSON.parse(String(frame.data)) as Schemas["Changes"];
      // What changed between the last reading and the first cursor, nobody tells.
      if (!ticket && !this.cursor) this.tell(everything);
      this.tries = 0;
      this.cursor = said.cursor;
      if (said.events.length > 0) this.tell(said.events);
    };
    socket.onclose = (event) => {
      clearTimeout(this.alive);
      clearInterval(this.beats);
      this.socket = undefined;
      if (event.code === signedOut) this.tell(everything); // the first answer says that we are signed out
      this.again();
    };
  }

  // watch takes the socket for dead unless something is said soon.
  private watch(socket: WebSocket, silent: number) {
    clearTimeout(this.alive);
    this.alive = setTimeout(() => socket.close(), silent);
  }

  private again() {
    if (this.ended) return;
    clearTimeout(this.clock);
    const after = Math.min(500 * 2 ** Math.min(this.tries, 10), longest);
    this.clock = setTimeout(() => void this.connect(), after * (0.5 + Math.random()));
  }

  end() {
    this.ended = true;
    clearTimeout(this.clock);
    clearTimeout(this.alive);
    clearInterval(this.beats);
    this.socket?.close();
  }
}

// toBeTold asks where one is told, and for a ticket where one is needed.
async function toBeTold(): Promise<Way | undefined> {
  const at: { url?: string; ticket?: boolean } = await asked(api.GET("/v1/live"));
  if (!at.ticket) return at.url ? { url: at.url, ticket: false } : undefined;
  const given = await asked<{ url?: string }>(
    fetch("/v1/live/ticket", { method: "POST", cache: "no-store" }).then(async (response) => {
      const said: unknown = await response.json().catch(() => undefined);
      return response.ok ? { data: said as { url?: string }, response } : { error: said, response };
    }),
  );
  return given.url ? { url: given.url, ticket: true } : undefined;
}

// heard is what is read also while nobody looks: whoever is to be told of it hears of it
// then, or not at all (OP-08).
const heard = ["me", "unread", "dialogs"];

const hidden = () => document.visibilityState !== "visible";

// ears read it.
export function ears(queries: Pick<QueryClient, "invalidateQueries">, unseen = () => hidden() && navigator.onLine): Reader {
  const some = { invalidateQueries: (f?: { predicate?: (q: Query) => boolean }) => queries.invalidateQueries({ predicate: (q) => heard.includes(String(q.queryKey[0])) && !!f?.predicate?.(q) }) };
  const made = new Reader(some as Pick<QueryClient, "invalidateQueries">, unseen);
  made.pause = dear;
  return made;
}

// calm does something once what was asked for has come, or a while later.
function calm(queries: QueryClient, what: () => void, tries = 20) {
  idle(() => (tries && queries.isFetching() ? setTimeout(() => calm(queries, what, tries - 1), 100) : what()));
}

export function useLive() {
  const queries = useQueryClient();
  useEffect(() => {
    const reader = new Reader(queries);
    const hears = ears(queries);
    const typing = new Set<ReturnType<typeof setTimeout>>();
    let met = false;
    const told = (hints: Hint[]) => {
      // What may have been missed before one was told can wait until the screen is drawn.
      if (!met && hints === everything) calm(queries, () => reader.tell(hints));
      else reader.tell(hints);
      if (hidden()) hears.tell(hints);
      met = true;
      const types = hints.filter((h) => h.kind === "typing");
      if (types.length === 0) return;
      const over = setTimeout(() => {
        typing.delete(over);
        reader.tell(types);
      }, typed);
      typing.add(over);
    };
    const line = new Line(told, async () => {
      const way = await toBeTold();
      reader.pause = way?.ticket ? dear : pause;
      return way;
    });
    let last = Date.now();
    const ask = () => {
      last = Date.now();
      reader.ask();
      if (hidden()) hears.tell(everything);
    };
    const clock = setInterval(() => {
      // A call that was not answered is tried again, as the screen says, whoever tells us things.
      if (Date.now() - last >= (line.connected && reachable() ? seldom : often)) ask();
    }, 500);
    const back = () => {
      void reader.read();
      void line.connect();
    };
    document.addEventListener("visibilitychange", back);
    window.addEventListener("online", back);
    void line.connect();
    return () => {
      clearInterval(clock);
      typing.forEach(clearTimeout);
      line.end();
      document.removeEventListener("visibilitychange", back);
      window.removeEventListener("online", back);
    };
  }, [queries]);
}
