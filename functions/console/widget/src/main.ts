// What a page runs: <script async src="https://…/widget.js" data-line="KEY"></script>
// The page's one name for it is Sufler.
import { browserStore, Keep } from "./keep";
import { preview } from "./preview";
import { Refused, Server, type Claim, type Look, type Profile } from "./server";
import { pause } from "./talk";
import { Widget } from "./widget";
import { chosen } from "./words";

type Person = Partial<Claim> & Profile;

declare global {
  interface Window {
    Sufler?: Sufler;
  }
}

class Sufler {
  private widget: Widget | undefined;
  private readonly keep: Keep;
  private readonly server: Server;
  private readonly language: string;
  private wanted: boolean | undefined; // what was asked for before it was there
  private person: Person;
  private look: Look | undefined;

  constructor(private readonly tag: HTMLScriptElement) {
    const d = tag.dataset;
    this.server = new Server(new URL(tag.src).origin, d.line ?? "");
    this.keep = new Keep(d.line ?? "", browserStore(), d.consent === "ask");
    this.language = chosen(d.lang, document.documentElement.lang, ...navigator.languages).language;
    this.person = { user: d.user, at: Number(d.at) || 0, hash: d.hash, name: d.name, email: d.email, phone: d.phone };
    void this.begin();
  }

  // open and close do what the button does.
  open() {
    this.wanted = true;
    this.widget?.show(true);
  }

  close() {
    this.wanted = false;
    this.widget?.show(false);
  }

  // consent: the visitor agreed that something is kept in their browser, or not any more.
  consent(yes: boolean) {
    if (yes) this.keep.allow();
    else this.keep.refuse();
  }

  // identify says who the visitor is, as the site's server signed it; nobody: they have
  // signed out, and nothing of them stays.
  identify(person?: Person) {
    this.widget?.leave();
    this.widget = undefined;
    if (!person) this.forget();
    this.person = person ?? {};
    this.mount();
  }

  private async begin() {
    const anew = this.tag.dataset.anew !== undefined;
    for (let failed = 0; !this.look; failed++) {
      try {
        this.look = await this.server.look(this.language, anew);
      } catch (error) {
        if (!(error instanceof Refused) || !error.again) return console.warn(`Sufler: no chat on this page: ${error instanceof Refused ? error.code : String(error)}`);
        await new Promise((wake) => setTimeout(wake, Math.max((error as Refused).after * 1000, pause({ failed: failed + 1, open: false, hidden: false, quietFor: 0 }, Math.random()))));
      }
    }
    if (document.readyState === "loading") await new Promise((ready) => document.addEventListener("DOMContentLoaded", ready, { once: true }));
    this.mount();
  }

  private mount() {
    if (!this.look) return;
    if (this.look.consent) this.keep.need();
    const { user = "", at = 0, hash = "", name, email, phone } = this.person;
    if (user !== this.keep.get("user")) this.forget(); // whoever was here before
    if (user) this.keep.set("user", user);
    this.server.claim = user ? { user, at: Number(at), hash } : undefined;
    const profile = Object.fromEntries(Object.entries({ name, email, phone }).filter(([, v]) => v)) as Profile;
    this.widget = new Widget(this.server, this.keep, this.look, profile, this.language);
    if (this.wanted !== undefined) this.widget.show(this.wanted, false);
  }

  private forget() {
    for (const name of this.keep.list("")) if (name !== "consent" && name !== "muted") this.keep.drop(name);
    this.server.token = "";
  }
}

const tag = document.currentScript;
if (tag instanceof HTMLScriptElement && tag.dataset.line && !window.Sufler) {
  if (tag.dataset.preview !== undefined) preview(tag.dataset.line);
  else window.Sufler = new Sufler(tag);
}
