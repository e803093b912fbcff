// The talk, as it is known here: what was said, what is still to be sent, how far it
// was read. Nothing here knows a browser.
import type { News, Post, Said } from "./server";

// Waiting is a message of the visitor's that the server does not have yet. wrong: why
// it never will, as it is.
export type Waiting = Post & { names?: string[]; wrong?: string };

export class Talk {
  next = 0;
  changed = 0;
  read = 0;
  whole = false; // all that was said is here
  epoch = 0; // grows when another visitor is meant
  typingUntil = 0;
  private readonly bySeq = new Map<number, Said>();
  private waiting: Waiting[] = [];

  // all is what was said, in its order.
  get all(): Said[] {
    return [...this.bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  // toSend are the messages that the server has not told us of yet, oldest first.
  get toSend(): readonly Waiting[] {
    return this.waiting;
  }

  get empty() {
    return this.bySeq.size === 0 && this.waiting.length === 0;
  }

  // wrote says whether the visitor ever said anything.
  get wrote() {
    return this.waiting.length > 0 || [...this.bySeq.values()].some((m) => m.author === "customer");
  }

  // unread is how many messages of the company's the visitor has not seen.
  get unread(): number {
    let n = 0;
    for (const m of this.bySeq.values()) if (m.author !== "customer" && !m.deleted && m.seq > this.read) n++;
    return n;
  }

  // last is the newest message of the company's.
  get last(): Said | undefined {
    return this.all.filter((m) => m.author !== "customer").at(-1);
  }

  // hear takes what the server tells of what came after a place, and gives the new
  // messages of the company's. What does not follow on what is here is not taken: then
  // it is undefined, and the server is to be asked.
  hear(after: number, news: News, now: number): Said[] | undefined {
    if (after > this.next) return undefined;
    const fresh: Said[] = [];
    for (const m of news.items) {
      if (!this.bySeq.has(m.seq) && m.author !== "customer" && !m.deleted) fresh.push(m);
      this.put(m);
    }
    for (const m of news.changes ?? []) if (this.bySeq.has(m.seq)) this.put(m);
    this.next = Math.max(this.next, news.next);
    this.changed = Math.max(this.changed, news.changed);
    if (!news.more) this.whole = true;
    this.typingUntil = fresh.length ? 0 : news.typing ? now + news.typing * 1000 : this.typingUntil;
    return fresh;
  }

  private put(m: Said) {
    this.bySeq.set(m.seq, m);
    if (m.id) this.waiting = this.waiting.filter((w) => w.id !== m.id);
  }

  // queue puts a message off, or takes it up again; one that was sent meanwhile is left.
  queue(w: Waiting) {
    if ([...this.bySeq.values()].some((m) => m.id === w.id)) return;
    const at = this.waiting.findIndex((x) => x.id === w.id);
    if (at >= 0) this.waiting[at] = w;
    else this.waiting.push(w);
    this.waiting.sort((a, b) => (a.sentAt < b.sentAt ? -1 : a.sentAt > b.sentAt ? 1 : 0));
  }

  // sent takes a message for said: the server has it, at that place.
  sent(w: Waiting, seq: number) {
    const files = w.names?.map((name) => ({ kind: "other", name, mime: "", size: 0 }));
    if (!this.bySeq.has(seq)) this.put({ seq, id: w.id, author: "customer", text: w.text, at: w.sentAt, ...(files && { attachments: files }) });
    this.unqueue(w.id);
  }

  unqueue(id: string) {
    this.waiting = this.waiting.filter((w) => w.id !== id);
  }

  // forget begins anew, as somebody else; what is not sent stays to be.
  forget() {
    this.bySeq.clear();
    this.next = this.changed = this.read = this.typingUntil = 0;
    this.whole = false;
    this.epoch++;
  }
}

// first is the message that a form makes: the answers to the company's questions, one
// a line, then what the visitor wrote, then what they agreed to.
export function first(answers: [question: string, answer: string][], text: string, consent: string): string {
  const lines = answers.filter(([, answer]) => answer.trim()).map(([question, answer]) => `${question.replace(/[:?]\s*$/, (end) => end.trim())}${/[:?]\s*$/.test(question) ? "" : ":"} ${answer.trim()}`);
  return [lines.join("\n"), text.trim(), consent && `☑ ${consent}`].filter(Boolean).join("\n\n");
}

// wrongField says what is wrong with what a visitor says of themselves, by the rules
// that the server holds them to.
export function wrongField(name: string, value: string): "" | "email_invalid" | "phone_invalid" {
  const v = value.trim();
  if (!v) return "";
  if (name === "email" && !/^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+$/.test(v)) return "email_invalid";
  const digits = v.replace(/\D/g, "").length;
  if (name === "phone" && (digits < 5 || digits > 15 || /[^\d\s+()\-./–‑]/.test(v))) return "phone_invalid";
  return "";
}

// pause is how long to wait before asking again, where no call can wait with the
// server, and after so many calls that came to nothing.
export function pause(of: { failed: number; open: boolean; hidden: boolean; quietFor: number }, chance: number): number {
  if (of.failed) return Math.min(30_000, 1000 * 2 ** Math.min(of.failed - 1, 5)) * (0.5 + chance);
  if (of.quietFor > 24 * 3600_000) return 60_000;
  if (of.hidden || !of.open) return of.quietFor > 600_000 ? 60_000 : 10_000;
  return of.quietFor > 600_000 ? 10_000 : 3000;
}

// Part is a piece of a text: words, or the address of a page.
export type Part = { text: string; url?: string };

// parts finds the addresses of pages in a text, which is all that becomes a link.
export function parts(text: string): Part[] {
  const out: Part[] = [];
  let from = 0;
  for (const m of text.matchAll(/https?:\/\/[^\s<>"'`]+/gi)) {
    let url = m[0];
    // What ends a sentence, or a bracket that was opened before, is not of the address.
    while (/[.,;:!?]$/.test(url) || (url.endsWith(")") && !url.includes("("))) url = url.slice(0, -1);
    if (!pageURL(url)) continue;
    if (m.index > from) out.push({ text: text.slice(from, m.index) });
    out.push({ text: url, url });
    from = m.index + url.length;
  }
  if (from < text.length) out.push({ text: text.slice(from) });
  return out;
}

// pageURL is an address that may be opened: a page's, and nothing that runs; "" if it
// is none.
export function pageURL(s: string | undefined): string {
  try {
    const u = new URL(s ?? "");
    return u.protocol === "https:" || u.protocol === "http:" ? u.href : "";
  } catch {
    return "";
  }
}

// inkOn is black or white, whichever is read better on a colour: one of them always
// has a contrast of more than 4.5 : 1.
// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
export function inkOn(color: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = parseInt(color.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#fff" : "#000";
}

// bytes is a file's size for people.
export function bytes(n: number): string {
  return n < 1000 ? `${n} B` : n < 1_000_000 ? `${Math.round(n / 1000)} kB` : `${(n / 1_000_000).toFixed(1)} MB`;
}
