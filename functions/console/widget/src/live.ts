// News, as they come. Of all tabs of a visitor one asks the server and tells the others:
// the one that was looked at last. It asks when the server says on a WebSocket that there
// are any. Without one, a call waits with the server where that can wait; else it is
// asked again after a pause.
import { Bell } from "./bell";
import { Refused, type News, type Said, type Server } from "./server";
import { pause, type Talk } from "./talk";

export type Tells = {
  // heard: these are new; first: this tab was the first to hear of them.
  heard(fresh: Said[], first: boolean): void;
  lost(lost: boolean): void;
  // gone: there is no talking here any more, and why.
  gone(code: string): void;
  now(): { open: boolean; hidden: boolean };
};

type Word = { after: number; news: News };

const longest = 25; // seconds, as the server takes it

export class Live {
  private going = false;
  private leads = false;
  private asked = 0; // when the server was last asked
  private ask: AbortController | undefined;
  private halt: AbortController | undefined;
  private queued: AbortController | undefined;
  private wakes: (() => void) | undefined;
  private catching: Promise<void> | undefined;
  private rang = false; // since it was last asked
  private told = 0; // whose socket it is, by the talk's epoch
  private readonly bell: Bell;
  private readonly tabs: BroadcastChannel | undefined;

  // together: this tab shares its visitor with others, so that one may ask for all.
  constructor(private readonly server: Server, private readonly talk: Talk, private readonly tells: Tells, private readonly name: string, together: boolean) {
    this.bell = new Bell(server, (typing) => this.rings(typing), () => this.again());
    if (!together || !("BroadcastChannel" in window) || !navigator.locks) return;
    this.tabs = new BroadcastChannel(name);
    this.tabs.onmessage = (event: MessageEvent<Word>) => {
      if (this.leads || !this.going) return;
      if (!this.take(event.data.after, event.data.news, false)) void this.catchUp();
    };
  }

  start() {
    if (this.going) return;
    this.going = true;
    if (!this.tabs) return void this.alone();
    void this.catchUp();
    void this.lead(!this.tells.now().hidden);
  }

  stop() {
    this.going = false;
    this.bell.stop();
    this.halt?.abort();
    this.queued?.abort();
    this.ask?.abort();
    this.tabs?.close();
  }

  // wake asks at once: the network is back, or somebody looks. A call that a sleeping
  // computer left behind is given up.
  wake() {
    if (!this.going) return;
    if (this.tabs && !this.leads && !this.tells.now().hidden) void this.lead(true);
    if (Date.now() - this.asked > (longest + 10) * 1000) this.ask?.abort();
    // Who has a socket that speaks is told; one that was silent may be dead.
    if (!this.bell.open || this.bell.probe()) this.wakes?.();
  }

  // sleep gives the socket up while the page is put away: a browser keeps no page whole
  // that holds one. When it is shown again, it wakes.
  sleep() {
    this.bell.stop();
  }

  private rings(typing: boolean) {
    const { open, hidden } = this.tells.now();
    if (typing && (hidden || !open)) return; // nobody looks
    this.rang = true;
    this.wakes?.();
  }

  // again asks anew, as what is asked for has changed.
  again() {
    this.rang = true;
    this.ask?.abort();
    this.wakes?.();
  }

  private async alone() {
    this.halt = new AbortController();
    this.leads = true;
    await this.run(this.halt.signal);
    this.leads = false;
  }

  // lead asks for all tabs, now or when the one that does so goes.
  private async lead(now: boolean): Promise<void> {
    this.queued?.abort();
    const queued = (this.queued = new AbortController());
    const mine = new AbortController();
    try {
      await navigator.locks.request(this.name, now ? { steal: true } : { signal: queued.signal }, async () => {
        this.halt = mine;
        this.leads = true;
        await this.run(mine.signal);
      });
    } catch {
      // another tab took over, or this one asked for it in another way
    }
    mine.abort();
    if (this.halt === mine) this.leads = false;
    if (this.going && !queued.signal.aborted) await this.lead(false);
  }

  private async run(halt: AbortSignal) {
    try {
      await this.listen(halt);
    } finally {
      this.bell.stop();
    }
  }

  // hark has a socket opened, for whoever the visitor is now.
  private hark() {
    if (this.told !== this.talk.epoch) this.bell.stop();
    this.told = this.talk.epoch;
    if (this.talk.whole) this.bell.start();
  }

  // settle waits until it is time to ask again.
  private settle(news: News): Promise<void> {
    this.hark();
    const soon = Math.max(0, 300 - (Date.now() - this.asked));
    if (!this.bell.open) return this.rest(news.wait ? soon : this.pause(0));
    // What the company said counts as arrived with the call that comes next.
    return this.rest(this.rang || news.items.some((m) => m.author !== "customer") ? soon : undefined);
  }

  private async listen(halt: AbortSignal) {
    let failed = 0;
    while (this.going && !halt.aborted) {
      const ask = (this.ask = new AbortController());
      const halted = () => ask.abort();
      halt.addEventListener("abort", halted);
      this.asked = Date.now();
      this.rang = false;
      this.hark();
      const { open, hidden } = this.tells.now();
      try {
        const after = this.talk.next;
        const epoch = this.talk.epoch;
        const news = await this.server.since(after, this.talk.changed, this.talk.whole && !this.bell.open ? longest : 0, open && !hidden, ask.signal);
        failed = 0;
        this.tells.lost(false);
        if (epoch !== this.talk.epoch) continue; // it was told to somebody else
        this.take(after, news, true);
        this.tabs?.postMessage({ after, news } satisfies Word);
        if (!news.more) await this.settle(news);
      } catch (error) {
        const refused = error instanceof Refused ? error : new Refused("internal", 0, 0);
        if (halt.aborted || !this.going) return;
        if (refused.code === "stopped") continue;
        if (!refused.again) {
          this.going = false;
          this.bell.stop();
          return this.tells.gone(refused.code);
        }
        failed++;
        this.tells.lost(true);
        await this.rest(Math.max(refused.after * 1000, this.pause(failed)));
      } finally {
        halt.removeEventListener("abort", halted);
      }
    }
  }

  private pause(failed: number): number {
    const last = this.talk.all.at(-1);
    return pause({ failed, ...this.tells.now(), quietFor: last ? Date.now() - Date.parse(last.at) : 0 }, Math.random());
  }

  private take(after: number, news: News, first: boolean): boolean {
    const fresh = this.talk.hear(after, news, Date.now());
    if (fresh) this.tells.heard(fresh, first);
    return fresh !== undefined;
  }

  // catchUp asks for what this tab missed while another one asked.
  private catchUp(): Promise<void> {
    this.catching ??= (async () => {
      try {
        for (let more = true; more && this.going && !this.leads; ) {
          const after = this.talk.next;
          const news = await this.server.since(after, this.talk.changed, 0, false, new AbortController().signal);
          this.take(after, news, false);
          more = news.more;
        }
      } catch {
        // the next word of the tab that asks has it tried again
      }
    })().finally(() => (this.catching = undefined));
    return this.catching;
  }

  // rest waits so long, or until it is woken.
  private rest(ms: number | undefined): Promise<void> {
    return new Promise((done) => {
      const timer = ms === undefined ? undefined : setTimeout(done, ms);
      this.wakes = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}
