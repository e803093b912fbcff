// What was written and the server has not answered yet. It is shown at once, and lies in
// the browser's tab until there is an answer, so that neither a page that is loaded anew
// nor a server that ends loses it. Each has one Idempotency-Key, however often it is sent:
// it is said once. Of a chat one is sent after the other, in the order they were written.
import { useMemo, useSyncExternalStore } from "react";
import { Refused, type Schemas } from "../api/client";
import type { Message } from "./data";
import type { As } from "./kept";

// Unsent is one of them. after is the place of the newest message that stood there.
export type Unsent = { key: string; operator: string; dialog: string; name: string; as: As; at: string; after: number; body: Schemas["Reply"]; state: "sending" | "failed"; why?: Why };
export type Why = Pick<Refused, "code" | "status" | "detail" | "until" | "errors">;

// fresh is for how long something is sent by itself once the server can be reached again,
// in ms: what is older may not fit any more, and its author decides.
export const fresh = 120_000;
const soon = 2_000; // ms between two tries at a server that is busy
const tries = 5;

// unknown are the reasons that leave open whether it was stored.
const unknown = ["unreachable", "internal", "busy", "request_in_progress", "unsure"];
export const mayBeThere = (u: Unsent) => u.state === "sending" || unknown.includes(u.why?.code ?? "");

// arrived are those, by their keys, that stand in the log already, each as a message of
// its own: what is told live may be told before the answer comes.
export function arrived(unsent: readonly Unsent[], messages: readonly Message[]): Set<string> {
  const found = new Set<string>();
  const taken = new Set<number>();
  for (const u of unsent) {
    if (!mayBeThere(u)) continue;
    const m = messages.find((m) => m.seq > u.after && !taken.has(m.seq) && m.author === (u.as === "note" ? "note" : "operator") && m.operator === u.operator && m.text === (u.body.text ?? "") && (m.attachments?.length ?? 0) === (u.body.attachments?.length ?? 0));
    if (!m) continue;
    taken.add(m.seq);
    found.add(u.key);
  }
  return found;
}

export type Post = (u: Unsent) => Promise<Message>;
type Told = { sent: (u: Unsent, m: Message) => void; failed: (u: Unsent) => void };
type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const place = "sufler.unsent";
const none: readonly Unsent[] = [];

export class Outbox {
  private all: readonly Unsent[] = none;
  private answered = new Map<string, Message[]>(); // by dialog, until the log has them
  private readonly busy = new Set<string>();
  private readonly lookers = new Set<() => void>();
  private readonly hearers = new Set<(u: Unsent, sent: boolean) => void>();
  private told: Told = { sent: () => {}, failed: () => {} };

  constructor(private readonly post: Post, private readonly store: Kept | undefined, private readonly now = () => Date.now()) {
    try {
      this.all = (JSON.parse(store?.getItem(place) ?? "[]") as Unsent[]).map((u) => (u.state === "sending" && now() - Date.parse(u.at) > fresh ? { ...u, state: "failed", why: because("unsure") } : u));
    } catch {
      this.all = none;
    }
  }

  look = (tell: () => void) => (this.lookers.add(tell), () => void this.lookers.delete(tell));
  get = () => this.all;
  onGone = (hear: (u: Unsent, sent: boolean) => void) => (this.hearers.add(hear), () => void this.hearers.delete(hear));

  of = (dialog: string, operator: string | undefined) => this.all.filter((u) => u.dialog === dialog && u.operator === operator);
  said = (dialog: string): readonly Message[] => this.answered.get(dialog) ?? [];

  // shows is told what the log has by itself.
  shows(dialog: string, messages: readonly Message[]) {
    const left = this.said(dialog).filter((s) => !messages.some((m) => m.seq === s.seq));
    if (left.length !== this.said(dialog).length) this.answered.set(dialog, left);
  }

  // starts sends what an earlier page left, and says from now on what came of each.
  starts(operator: string, told: Told) {
    this.told = told;
    for (const dialog of new Set(this.all.filter((u) => u.operator === operator && u.state === "sending").map((u) => u.dialog))) void this.run(dialog, operator);
    this.reached(operator);
  }

  // add takes what was written; draft is the version under which it was kept, once known.
  async add(u: Omit<Unsent, "state" | "at">, draft: Promise<number | undefined>) {
    this.busy.add(u.key);
    this.set([...this.all, { ...u, state: "sending", at: new Date(this.now()).toISOString() }]);
    const version = await draft.catch(() => undefined);
    this.busy.delete(u.key);
    this.change(u.key, (now) => ({ ...now, body: { ...now.body, ...(version !== undefined && { draft: version }) } }));
    await this.run(u.dialog, u.operator);
  }

  again(key: string) {
    const u = this.all.find((x) => x.key === key);
    if (!u || u.state === "sending") return;
    this.change(key, ({ why: _, ...now }) => ({ ...now, state: "sending" }));
    void this.run(u.dialog, u.operator);
  }

  // drop takes one out that was not sent.
  drop(key: string): Unsent | undefined {
    const u = this.all.find((x) => x.key === key && x.state === "failed");
    if (u) this.set(this.all.filter((x) => x.key !== key));
    if (u) for (const hear of this.hearers) hear(u, false);
    return u;
  }

  // reached sends what could not be sent for want of a server, if it is fresh.
  reached(operator: string) {
    for (const u of this.all) if (u.operator === operator && u.state === "failed" && (u.why?.code === "unreachable" || u.why?.code === "unauthorized") && this.now() - Date.parse(u.at) < fresh) this.again(u.key);
  }

  private async run(dialog: string, operator: string) {
    const id = `${operator} ${dialog}`;
    if (this.busy.has(id)) return;
    this.busy.add(id);
    for (let tried = 1; ; tried++) {
      const u = this.all.find((x) => x.dialog === dialog && x.operator === operator && x.state === "sending");
      if (!u || this.busy.has(u.key)) break;
      try {
        const m = await this.post(u);
        this.answered.set(dialog, [...this.said(dialog), m]);
        this.set(this.all.filter((x) => x.key !== u.key));
        for (const hear of this.hearers) hear(u, true);
        this.told.sent(u, m);
      } catch (error) {
        const why = because(error);
        if ((why.code === "busy" || why.code === "request_in_progress") && tried < tries) {
          await new Promise((wake) => setTimeout(wake, soon));
          continue;
        }
        this.change(u.key, (now) => ({ ...now, state: "failed", why }));
        this.told.failed({ ...u, state: "failed", why });
      }
      tried = 0;
    }
    this.busy.delete(id);
  }

  private change(key: string, to: (u: Unsent) => Unsent) {
    this.set(this.all.map((u) => (u.key === key ? to(u) : u)));
  }

  private set(all: readonly Unsent[]) {
    this.all = all;
    try {
      if (all.length) this.store?.setItem(place, JSON.stringify(all));
      else this.store?.removeItem(place);
    } catch {
      // A tab whose store is full still has them as long as it is open.
    }
    for (const look of this.lookers) look();
  }
}

const because = (error: unknown): Why => {
  if (typeof error === "string") return { code: error, status: 0, detail: "", until: undefined, errors: [] };
  if (!(error instanceof Refused)) return because("internal");
  const { code, status, detail, until, errors } = error;
  return { code, status, detail, until, errors };
};

// asRefused is a reason as the API gave it.
export const asRefused = (w: Why | undefined) => new Refused(w?.code ?? "internal", w?.status ?? 0, w?.detail ?? "", w?.until, w?.errors ?? []);

// useUnsent are somebody's in a chat.
export function useUnsent(box: Outbox, dialog: string, operator: string): readonly Unsent[] {
  const all = useSyncExternalStore(box.look, box.get);
  return useMemo(() => all.filter((u) => u.dialog === dialog && u.operator === operator), [all, dialog, operator]);
}

// isIts says whether a draft is what one of them says, so that it is not begun anew.
export const isIts = (unsent: readonly Unsent[], draft: Pick<Schemas["Draft"], "text" | "note" | "attachments">) =>
  unsent.some((u) => (u.body.text ?? "") === (draft.text ?? "").trim() && (u.as === "note") === !!draft.note && (u.body.attachments?.length ?? 0) === (draft.attachments?.length ?? 0));
