// What was said, drawn. An element stays as long as what it shows does, so that who
// hears the page is told only what is new.
import { h } from "./dom";
import type { Attached, Said } from "./server";
import { bytes, pageURL, parts, type Talk, type Waiting } from "./talk";
import { whyNot, type Words } from "./words";

export type Does = {
  press(text: string, payload: string): void;
  again(w: Waiting): void;
  drop(w: Waiting): void;
  // fresh is a message as it is now: links to its files work for some minutes only.
  fresh(seq: number): Promise<Said | undefined>;
  // photo is an operator's picture; undefined: it can't be had.
  photo(id: string): Promise<ImageBitmap | undefined>;
};

// linkLife is how long a link to a file is good for, with some room.
const linkLife = 8 * 60_000;

const pressable = (e: HTMLElement) => [...e.querySelectorAll<HTMLElement>("a,button")];

export class List {
  readonly element: HTMLElement;
  private readonly drawn = new Map<string, { element: HTMLElement; as: string }>();

  constructor(private readonly words: Words, private readonly language: string, private readonly does: Does) {
    this.element = h("div", { class: "log", role: "log", tabindex: "0", "aria-label": words.messages, "aria-live": "polite" });
  }

  // show draws the talk below what stands before it.
  show(talk: Talk, before: HTMLElement | undefined, loading: boolean) {
    const end = this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < 80;
    const all = talk.all;
    const last = all.at(-1);
    const wanted: { key: string; as: string; make: () => HTMLElement }[] = [];
    if (before) wanted.push({ key: "before", as: before.dataset.as ?? "", make: () => before });
    let day = "";
    for (const m of all) {
      const on = this.day(m.at);
      if (on !== day) wanted.push({ key: `day ${on}`, as: on, make: () => h("p", { class: "day" }, on) });
      day = on;
      // Buttons are for the newest message: an older question is answered.
      const open = m === last && talk.toSend.length === 0;
      wanted.push({ key: m.id ? `own ${m.id}` : String(m.seq), as: JSON.stringify([m, open]), make: () => this.said(m, open) });
    }
    for (const w of talk.toSend) wanted.push({ key: `own ${w.id}`, as: JSON.stringify(w), make: () => this.waits(w) });
    this.element.setAttribute("aria-busy", String(loading));
    this.place(wanted);
    if (end) this.toEnd();
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  private place(wanted: { key: string; as: string; make: () => HTMLElement }[]) {
    const keys = new Set(wanted.map((w) => w.key));
    for (const [key, d] of this.drawn) {
      if (keys.has(key)) continue;
      d.element.remove();
      this.drawn.delete(key);
    }
    let at: Element | null = this.element.firstElementChild;
    for (const w of wanted) {
      let d = this.drawn.get(w.key);
      if (!d || d.as !== w.as) {
        const element = w.make();
        if (d && d.element !== element) {
          if (at === d.element) at = element;
          const held = pressable(d.element).indexOf((this.element.getRootNode() as ShadowRoot).activeElement as HTMLElement);
          d.element.replaceWith(element);
          pressable(element)[held]?.focus(); // what is drawn anew keeps the focus
        }
        d = { element, as: w.as };
        this.drawn.set(w.key, d);
      }
      if (d.element === at) at = at.nextElementSibling;
      else this.element.insertBefore(d.element, at);
    }
  }

  private said(m: Said, open: boolean): HTMLElement {
    const { words } = this;
    const own = m.author === "customer";
    const who = own ? words.you : m.author === "bot" ? words.bot : m.name || words.company;
    const buttons = open && !m.deleted ? (m.buttons ?? []) : [];
    return h("div", { class: `said ${own ? "own" : "theirs"}` },
      h("p", { class: own || !m.name ? "aloud" : "who", dir: "auto" }, !own && m.photo && this.face(m.photo), who),
      m.deleted ? h("div", { class: "bubble faint" }, words.deleted) : (m.text || !m.attachments?.length) && h("div", { class: "bubble", dir: "auto" }, ...this.text(m.text)),
      ...(m.deleted ? [] : (m.attachments ?? []).map((a, i) => this.file(a, m.seq, i))),
      ...Object.values(m.reactions ?? {}).map((sign) => h("span", { class: "sign" }, sign)),
      buttons.length > 0 && h("div", { class: "buttons" }, ...buttons.map((b) => {
        const url = b.url && pageURL(b.url);
        return url ? h("a", { class: "press", href: url, target: "_blank", rel: "noopener noreferrer" }, b.text, this.aside(words.newTab)) : h("button", { class: "press", type: "button", onclick: () => this.does.press(b.text, b.payload ?? "") }, b.text);
      })),
      h("p", { class: "at" }, this.time(m.at), own && ` · ${words.sent}`));
  }

  // face is an operator's picture, cut to a square.
  private face(id: string): HTMLElement {
    const canvas = h("canvas", { class: "face", width: "56", height: "56", "aria-hidden": "true" });
    void this.does.photo(id).then((p) => {
      if (!p) return canvas.remove();
      const side = Math.min(p.width, p.height);
      canvas.getContext("2d")?.drawImage(p, (p.width - side) / 2, (p.height - side) / 2, side, side, 0, 0, 56, 56);
    });
    return canvas;
  }

  private waits(w: Waiting): HTMLElement {
    const { words } = this;
    return h("div", { class: "said own" },
      h("p", { class: "aloud" }, words.you),
      w.text && h("div", { class: "bubble", dir: "auto" }, ...this.text(w.text)),
      ...(w.names ?? []).map((name) => h("div", { class: "file", dir: "auto" }, name)),
      w.wrong
        ? h("p", { class: "at wrong", role: "alert" }, `${words.failed} ${whyNot(words, w.wrong)} `, h("button", { type: "button", class: "link", onclick: () => this.does.again(w) }, words.again), " ", h("button", { type: "button", class: "link", onclick: () => this.does.drop(w) }, words.drop))
        : h("p", { class: "at" }, words.sending));
  }

  // text is words, and links where they name a page.
  private text(text: string): Node[] {
    return parts(text).map((p) => (p.url ? h("a", { href: p.url, target: "_blank", rel: "noopener noreferrer" }, p.text, this.aside(this.words.newTab)) : document.createTextNode(p.text)));
  }

  private file(a: Attached, seq: number, at: number): HTMLElement {
    const label = `${a.name || a.kind}${a.size ? ` · ${bytes(a.size)}` : ""}`;
    if (!a.file) return h("div", { class: "file faint" }, label, h("small", {}, ` ${a.missing ? this.words.missing : this.words.coming}`));
    const drawn = Date.now();
    const link = h("a", { class: "file", href: pageURL(a.file), target: "_blank", rel: "noopener noreferrer", onclick: (e: Event) => {
      if (Date.now() - drawn < linkLife) return;
      e.preventDefault();
      void this.does.fresh(seq).then((m) => {
        const url = pageURL(m?.attachments?.[at]?.file);
        if (url) h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }).click();
      });
    } }, label);
    return link;
  }

  private aside(text: string) {
    return h("span", { class: "aloud" }, ` (${text})`);
  }

  private time(at: string): string {
    return new Date(at).toLocaleTimeString(this.language, { hour: "2-digit", minute: "2-digit" });
  }

  private day(at: string): string {
    const d = new Date(at);
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(d).setHours(0, 0, 0, 0)) / 86_400_000);
    return days === 0 ? this.words.today : days === 1 ? this.words.yesterday : d.toLocaleDateString(this.language, { day: "numeric", month: "long", year: "numeric" });
  }
}
