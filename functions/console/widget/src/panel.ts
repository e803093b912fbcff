// The panel and the button that opens it, in a shadow of their own: the page's styles
// don't reach in, and ours not out.
import { h, icon } from "./dom";
import css from "./style.css?inline";
import type { Look } from "./server";
import { inkOn } from "./talk";
import type { Words } from "./words";

export class Panel {
  readonly host = document.createElement("div");
  readonly body = h("div", { class: "body" });
  private readonly launcher: HTMLButtonElement;
  private readonly panel: HTMLElement;
  private readonly badge = h("span", { class: "badge", "aria-hidden": "true", hidden: true });
  private readonly who = h("p", {});
  private readonly status = h("p", { class: "status", role: "status" });
  private readonly root = h("div", {});
  private sound: HTMLButtonElement;

  constructor(look: Look, private readonly words: Words, language: string, middle: HTMLElement, does: { toggle(): void; close(): void; mute(): void; dropped(files: File[]): void }) {
    const title = look.title || words.title;
    this.sound = h("button", { type: "button", class: "round", hidden: !look.sound, "aria-label": words.sound, title: words.sound, onclick: () => does.mute() });
    this.launcher = h("button", { type: "button", class: "launcher", "aria-expanded": "false", "aria-controls": "panel", onclick: () => does.toggle() });
    this.panel = h("section", {
      class: "panel", id: "panel", role: "dialog", "aria-label": title, hidden: true,
      onkeydown: (e: KeyboardEvent) => e.key === "Escape" && !e.isComposing && (e.stopPropagation(), does.close()),
      ondragover: (e: DragEvent) => look.files && e.dataTransfer?.types.includes("Files") && e.preventDefault(),
      ondrop: (e: DragEvent) => { if (look.files && e.dataTransfer?.files.length) { e.preventDefault(); does.dropped([...e.dataTransfer.files]); } },
    },
    h("header", {}, h("div", { class: "head" }, h("h2", {}, title), this.who), this.sound, h("button", { type: "button", class: "round", "aria-label": words.close, title: words.close, onclick: () => does.close() }, icon("close"))),
    middle, this.status, this.body);
    this.root.className = `${look.position === "left" ? "left" : ""}${look.still ? " still" : ""}`;
    this.root.lang = language;
    this.root.append(this.panel, this.launcher);
    this.host.className = look.theme === "light" || look.theme === "dark" ? look.theme : "auto";
    const shadow = this.host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // which no policy of the page forbids
    sheet.replaceSync(css);
    if (look.color) sheet.insertRule(`:host{--brand:${look.color};--ink:${inkOn(look.color)}}`, sheet.cssRules.length);
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.root);
    this.unread(0);
    this.muted(false);
    document.body.append(this.host);
  }

  get open() {
    return !this.panel.hidden;
  }

  show(open: boolean) {
    this.panel.hidden = !open;
    this.root.classList.toggle("opened", open);
    this.launcher.setAttribute("aria-expanded", String(open));
    this.launcher.replaceChildren(icon(open ? "close" : "chat"), this.badge);
  }

  // back gives the focus to the button, to whoever had it in the panel.
  back() {
    if (this.host.shadowRoot?.activeElement) this.launcher.focus();
  }

  unread(n: number) {
    this.badge.hidden = n === 0;
    this.badge.textContent = n > 99 ? "99+" : String(n);
    this.launcher.setAttribute("aria-label", n ? this.words.unread + n : this.words.chat);
    this.launcher.replaceChildren(icon(this.open ? "close" : "chat"), this.badge);
  }

  muted(muted: boolean) {
    this.sound.replaceChildren(icon(muted ? "quiet" : "loud"));
    this.sound.setAttribute("aria-pressed", String(!muted));
  }

  // tell says who answers, and, below the talk, what is going on.
  tell(who: string, status: string) {
    if (this.who.textContent !== who) this.who.textContent = who;
    this.who.hidden = !who;
    if (this.status.textContent !== status) this.status.textContent = status;
  }

  remove() {
    this.host.remove();
  }
}
