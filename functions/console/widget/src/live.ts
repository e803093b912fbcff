// News, as they come. Of all tabs of a visitor one asks the server and tells the others:
// the one that was looked at last. A call waits with the server where that can wait;
// else it is asked again after a pause.
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
  private readonly tabs: BroadcastChannel | undefined;

  // together: this tab shares its visitor with others, so that one may ask for all.
  constructor(private readonly server: Server, private readonly talk: Talk, private readonly tells: Tells, private readonly name: string, together: boolean) {
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
    this.wakes?.();
  }

  // again asks anew, as what is asked for has changed.
  again() {
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
    let failed = 0;
    while (this.going && !halt.aborted) {
      const ask = (this.ask = new AbortController());
      const halted = () => ask.abort();
      halt.addEventListener("abort", halted);
      this.asked = Date.now();
      const { open, hidden } = this.tells.now();
      try {
        const after = this.talk.next;
        const epoch = this.talk.epoch;
        const news = await this.server.since(after, this.talk.changed, this.talk.whole ? longest : 0, open && !hidden, ask.signal);
        failed = 0;
        this.tells.lost(false);
        if (epoch !== this.talk.epoch) continue; // it was told to somebody else
        this.take(after, news, true);
        this.tabs?.postMessage({ after, news } satisfies Word);
        if (!news.more) await this.rest(news.wait ? Math.max(0, 300 - (Date.now() - this.asked)) : this.pause(0));
      } catch (error) {
        const refused = error instanceof Refused ? error : new Refused("internal", 0, 0);
        if (halt.aborted || !this.going) return;
        if (refused.code === "stopped") continue;
        if (!refused.again) {
          this.going = false;
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

  private rest(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wakes = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}
