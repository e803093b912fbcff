// The widget: what happens when a visitor writes, and when they are answered.
import { Composer, type Composed } from "./composer";
import { h } from "./dom";
import { asks, Form, type Filled } from "./form";
import type { Keep } from "./keep";
import { List } from "./list";
import { Live } from "./live";
import { Panel } from "./panel";
import { newID, Refused, type Look, type Profile, type Said, type Server } from "./server";
import { beep, mayBeep } from "./sound";
import { pause, Talk, type Waiting } from "./talk";
import { chosen } from "./words";

// phone is how wide a screen is on which the panel hides the page.
const phone = "(max-width: 480px)";

export class Widget {
  private readonly talk = new Talk();
  private readonly panel: Panel;
  private readonly list: List;
  private readonly composer: Composer;
  private readonly live: Live;
  private readonly words;
  private readonly greeting: HTMLElement;
  private form: Form | undefined;
  private visitor = "";
  private lost = false;
  private gone = "";
  private failed = 0; // how often in a row nothing could be sent
  private sending = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readTold = 0;
  private typed = 0;
  private opening: ReturnType<typeof setTimeout> | undefined; // by itself
  private quiet: ReturnType<typeof setTimeout> | undefined; // nobody types any more
  private readonly off = new AbortController();

  constructor(private readonly server: Server, private readonly keep: Keep, private readonly look: Look, private readonly profile: Profile, language: string) {
    const { words } = chosen(language);
    this.words = words;
    this.list = new List(words, language, {
      press: (text, payload) => this.send({ text, payload }),
      again: (w) => { this.queue({ ...w, wrong: undefined }); void this.flush(); },
      drop: (w) => { this.unqueue(w.id); this.draw(); },
      fresh: (seq) => this.fresh(seq),
      photo: (id) => this.photo(id),
    });
    this.composer = new Composer(server, words, look.files, { send: (c) => this.compose(c), typed: (text) => this.typing(text) });
    this.panel = new Panel(look, words, language, this.list.element, {
      toggle: () => this.show(!this.panel.open), close: () => this.show(false), mute: () => this.mute(), dropped: (files) => !this.form && this.composer.bring(files),
    });
    this.greeting = h("div", { class: "said theirs" }, h("div", { class: "bubble" }, (look.open ? look.greeting : look.away) || (look.open ? words.greeting : words.away)));
    this.live = new Live(server, this.talk, { heard: (fresh, first) => this.heard(fresh, first), lost: (lost) => this.isLost(lost), gone: (code) => this.isGone(code), now: () => ({ open: this.panel.open, hidden: document.hidden }) }, `sufler:${server.line}`, keep.lasting);
    server.opened = (token, visitor) => this.opened(token, visitor);
    this.restore();
    this.listen();
    this.panel.muted(keep.get("muted") === "1");
    const narrow = matchMedia(phone).matches;
    if (keep.get("open") === "1" && !narrow) this.show(true, false);
    else this.openLater(narrow);
    this.draw();
    if (server.token) this.live.start();
    void this.flush();
  }

  // restore takes up what an earlier page of the site left.
  private restore() {
    const { keep, server, talk } = this;
    this.visitor = keep.get("visitor");
    server.token = keep.get("token");
    talk.read = Number(keep.get("read")) || 0;
    for (const name of keep.list("out:")) this.takeUp(name);
    this.composer.put(keep.get("draft"));
    // A session lives a month: it is renewed while there is plenty of it left.
    if (server.token && Date.now() - Number(keep.get("opened")) > 7 * 86_400_000) void server.open().catch(() => undefined); // else with the next call
  }

  // takeUp queues a message that was put off, here or in another tab.
  private takeUp(name: string) {
    const kept = this.keep.get(name);
    try {
      if (kept) this.talk.queue(JSON.parse(kept) as Waiting);
    } catch {
      this.keep.drop(name); // no message of ours
    }
  }

  private listen() {
    const { signal } = this.off;
    const wake = () => { this.live.wake(); void this.flush(); this.seen(); };
    addEventListener("online", wake, { signal });
    addEventListener("focus", wake, { signal });
    addEventListener("pageshow", wake, { signal });
    addEventListener("pagehide", () => this.live.sleep(), { signal });
    document.addEventListener("visibilitychange", () => !document.hidden && wake(), { signal });
    addEventListener("storage", (e) => this.elsewhere(this.keep.told(e.key)), { signal });
    this.panel.host.shadowRoot?.addEventListener("pointerdown", mayBeep, { signal });
    this.panel.host.shadowRoot?.addEventListener("keydown", mayBeep, { signal });
  }

  // elsewhere hears what another tab of the site keeps.
  private elsewhere(name: string | undefined) {
    if (name === "read") this.talk.read = Math.max(this.talk.read, Number(this.keep.get("read")) || 0);
    else if (name === "muted") this.panel.muted(this.keep.get("muted") === "1");
    else if (name === "visitor" && this.keep.get("visitor") !== this.visitor) {
      this.server.token = this.keep.get("token");
      this.visitor = this.keep.get("visitor");
      this.talk.forget();
      if (this.server.token) this.live.start();
      this.live.again();
    } else if (name === "token") this.server.token = this.keep.get("token");
    else if (name?.startsWith("out:")) {
      this.talk.unqueue(name.slice(4));
      this.takeUp(name);
    } else return;
    this.draw();
  }

  private opened(token: string, visitor: string) {
    if (this.visitor && visitor !== this.visitor) this.talk.forget();
    this.visitor = visitor;
    this.keep.set("token", token);
    this.keep.set("visitor", visitor);
    this.keep.set("opened", String(Date.now()));
  }

  show(open: boolean, focus = true) {
    if (open === this.panel.open) return;
    clearTimeout(this.opening);
    if (!open) this.panel.back();
    this.panel.show(open);
    this.keep.set("open", open ? "1" : "");
    if (!open) return this.draw();
    this.draw();
    this.list.toEnd();
    if (focus) (this.form ?? this.composer.text).focus();
    if (this.server.claim && !this.server.token) void this.server.open().then(() => this.live.start(), () => undefined); // it is tried again with the first word
    this.live.wake();
    this.live.again();
    this.seen();
  }

  // openLater opens by itself, once a visit, where that hides no page.
  private openLater(narrow: boolean) {
    const after = this.look.openAfterSeconds;
    if (!after || narrow || this.keep.get("greeted")) return;
    this.opening = setTimeout(() => { this.keep.set("greeted", "1"); this.show(true, false); }, after * 1000);
  }

  private compose({ text, files }: Composed) {
    this.keep.drop("draft");
    this.send({ text, ...(files.length && { attachments: files.map(({ file }) => ({ file })), names: files.map((f) => f.name) }) });
  }

  private send(what: Pick<Waiting, "text" | "payload" | "attachments" | "names" | "profile">): Waiting {
    const w: Waiting = { id: newID(), sentAt: new Date().toISOString(), page: location.origin + location.pathname, ...what };
    // What the page knows of its visitor goes with their first word.
    if (!w.profile && !this.talk.wrote && Object.keys(this.profile).length) w.profile = this.profile;
    this.queue(w);
    this.draw();
    this.list.toEnd();
    void this.flush();
    return w;
  }

  private queue(w: Waiting) {
    this.talk.queue(w);
    this.keep.set(`out:${w.id}`, JSON.stringify(w));
  }

  private unqueue(id: string) {
    this.talk.unqueue(id);
    this.keep.drop(`out:${id}`);
  }

  // flush sends what waits, in its order, until something must wait on. The id makes a
  // message that is sent again the same one.
  private async flush(): Promise<void> {
    if (this.sending || this.gone) return;
    this.sending = true;
    clearTimeout(this.retry);
    try {
      for (let w = this.next(); w; w = this.next()) {
        const { names: _, wrong: __, ...post } = w;
        try {
          const { seq } = await this.server.post(post);
          this.failed = 0;
          this.talk.sent(w, seq);
          this.keep.drop(`out:${w.id}`);
          this.isLost(false);
          this.live.start();
        } catch (error) {
          const refused = error instanceof Refused ? error : new Refused("other", 400, 0);
          if (refused.again) {
            this.failed++;
            this.isLost(refused.status === 0);
            this.retry = setTimeout(() => void this.flush(), Math.max(refused.after * 1000, pause({ failed: this.failed, open: true, hidden: false, quietFor: 0 }, Math.random())));
            break;
          }
          if (this.form?.refused(refused.code)) this.unqueue(w.id);
          else this.queue({ ...w, wrong: refused.code });
        }
        this.draw();
      }
    } finally {
      this.sending = false;
      this.form?.busy(false);
    }
    this.draw();
  }

  private next(): Waiting | undefined {
    return this.talk.toSend.find((w) => !w.wrong);
  }

  private filled({ text, profile, agreed }: Filled) {
    if (agreed) this.keep.allow();
    this.given = true;
    this.form?.busy(true);
    this.send({ text, ...(Object.keys(profile).length && { profile }) });
  }

  private heard(fresh: Said[], first: boolean) {
    for (const w of this.keep.list("out:")) if (!this.talk.toSend.some((t) => `out:${t.id}` === w)) this.keep.drop(w);
    if (fresh.length && first && this.talk.whole && fresh.some((m) => m.seq > this.talk.read) && (document.hidden || !this.panel.open) && this.look.sound && this.keep.get("muted") !== "1") beep();
    clearTimeout(this.quiet);
    if (this.talk.typingUntil > Date.now()) this.quiet = setTimeout(() => this.draw(), this.talk.typingUntil - Date.now() + 50);
    this.draw();
    this.seen();
  }

  // seen tells how far the visitor has read, while they look.
  private seen() {
    const last = this.talk.last;
    if (!last || !this.panel.open || document.hidden) return;
    if (last.seq > this.talk.read) {
      this.talk.read = last.seq;
      this.keep.set("read", String(last.seq));
      this.draw();
    }
    if (this.readTold >= last.seq) return;
    const before = this.readTold;
    this.readTold = last.seq;
    this.server.read(last.seq).catch(() => (this.readTold = before)); // it is told with the next news
  }

  private typing(text: string) {
    if (text) this.keep.set("draft", text);
    else this.keep.drop("draft");
    if (!text || !this.server.token || !this.talk.wrote || Date.now() - this.typed < 5000) return;
    this.typed = Date.now();
    this.server.typing().catch(() => undefined); // nobody misses it
  }

  private async fresh(seq: number): Promise<Said | undefined> {
    try {
      const news = await this.server.since(seq - 1, 0, 0, false, new AbortController().signal);
      return news.items.find((m) => m.seq === seq);
    } catch {
      return undefined;
    }
  }

  // photo is asked for once, whoever shows it.
  private photo(id: string): Promise<ImageBitmap | undefined> {
    const had = this.photos.get(id) ?? this.server.photo(id).catch(() => undefined);
    this.photos.set(id, had);
    return had;
  }
  private readonly photos = new Map<string, Promise<ImageBitmap | undefined>>();

  private mute() {
    const muted = this.keep.get("muted") !== "1";
    this.keep.set("muted", muted ? "1" : "");
    this.panel.muted(muted);
  }

  private isLost(lost: boolean) {
    if (this.lost === lost) return;
    this.lost = lost;
    this.draw();
  }

  private isGone(code: string) {
    this.gone = code;
    console.warn(`Sufler: the chat is not available: ${code}`);
    this.draw();
  }

  private draw() {
    const { talk, words, look } = this;
    const held = this.panel.host.shadowRoot?.activeElement;
    const loading = Boolean(this.server.token) && !talk.whole && !this.lost && !this.gone;
    const form = !talk.wrote && !loading && !this.gone && asks(look);
    if (form && !this.form) this.form = new Form(look, this.profile, words, (f) => this.filled(f));
    // While its first message is under way the form stays, for what may be refused.
    const stays = this.form && (form || (this.sending && talk.toSend.length === 1 && talk.all.length === 0 && !this.failed));
    const left = this.given && this.form && !stays;
    if (!stays) this.form = undefined;
    this.writes(!stays && !this.gone);
    this.list.show(talk, this.before(), loading);
    this.panel.unread(talk.unread);
    const name = talk.all.findLast((m) => m.author === "operator")?.name;
    const typing = talk.typingUntil > Date.now() ? `${name || words.company} ${words.typing}` : "";
    this.panel.tell(name ? name + words.answers : "", this.gone ? words.gone : this.lost ? words.lost : typing || (loading ? words.loading : "") || (!look.open && talk.wrote && !form ? words.thanks : ""));
    // Whoever had the focus in what is gone goes on by writing: what was pressed, or the form,
    // whose button lost it while it was sent.
    if (left) this.given = false;
    if (this.panel.open && !this.composer.element.hidden && (held ? !held.isConnected : left && document.activeElement === document.body)) this.composer.text.focus();
  }
  private given = false; // the form, by this visitor, here

  // writes shows the place to write, or not.
  private writes(may: boolean) {
    this.composer.element.hidden = !may;
    if (!this.composer.element.isConnected) this.panel.body.append(this.composer.element);
  }

  // before is what stands above the talk: a greeting, what can be pressed, the form.
  private before(): HTMLElement {
    const empty = this.talk.empty && !this.form;
    const as = this.form ? "form" : empty ? "buttons" : "";
    if (this.above.dataset.as === as) return this.above;
    this.above = h("div", { class: "ask" }, this.greeting, this.form?.element, empty && (this.look.buttons?.length ?? 0) > 0 && h("div", { class: "buttons" }, ...this.look.buttons!.map((b) => h("button", { type: "button", class: "press", onclick: () => this.send({ text: b }) }, b))));
    this.above.dataset.as = as;
    return this.above;
  }
  private above = h("div", {});

  // leave ends the visitor's session in this browser, as when they sign out of the site.
  leave() {
    this.off.abort();
    this.live.stop();
    clearTimeout(this.retry);
    clearTimeout(this.quiet);
    clearTimeout(this.opening);
    this.panel.remove();
  }
}
