// How news come to a widget: asked for, waited for, given up and begun anew.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Live } from "../widget/src/live";
import { Refused, type News, type Server } from "../widget/src/server";
import { Talk } from "../widget/src/talk";

type Asked = { next: number; wait: number; typing: boolean; answer: (news: Partial<News>) => void; refuse: (error: Refused) => void };

type At = { url?: string; beat?: number };

function live(now = { open: true, hidden: false }, at: At = {}) {
  const asked: Asked[] = [];
  const server = {
    at: "https://sufler.example",
    socket: async () => at,
    since: (next: number, _changed: number, wait: number, typing: boolean, stop: AbortSignal) =>
      new Promise<News>((done, fail) => {
        stop.addEventListener("abort", () => fail(new Refused("stopped", 0, 0)));
        asked.push({ next, wait, typing, answer: (news) => done({ items: [], next, more: false, changed: 1, ...news }), refuse: fail });
      }),
  } as unknown as Server;
  const talk = new Talk();
  const told = { heard: vi.fn(), lost: vi.fn(), gone: vi.fn(), now: () => now };
  const l = new Live(server, talk, told, "name", false);
  return { l, talk, told, asked, settle: (ms = 0) => vi.advanceTimersByTimeAsync(ms) };
}

const said = (seq: number) => ({ seq, author: "operator" as const, text: "x", at: new Date().toISOString() });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("all that was said is fetched first, then the server is waited for, again and again", async () => {
  const { l, talk, told, asked, settle } = live();
  l.start();
  l.start(); // once
  await settle();
  expect(asked.map((a) => a.wait)).toEqual([0]);
  asked[0]!.answer({ items: [said(1)], next: 1, more: true });
  await settle();
  expect(asked[1]).toMatchObject({ next: 1, wait: 0 });
  asked[1]!.answer({ items: [said(2)], next: 2, wait: 25 });
  await settle(300);
  expect(asked[2]).toMatchObject({ next: 2, wait: 25, typing: true });
  expect([talk.all.length, told.heard.mock.calls.length]).toEqual([2, 2]);
  l.stop();
});

test("where no call can wait, it is asked after a pause", async () => {
  const { l, asked, settle } = live();
  l.start();
  await settle();
  asked[0]!.answer({ items: [said(1)], next: 1 });
  await settle(2900);
  expect(asked).toHaveLength(1);
  await settle(200);
  expect(asked).toHaveLength(2);
  l.stop();
});

test("a call that a sleeping computer left behind is given up, and no other", async () => {
  const { l, asked, settle } = live();
  l.start();
  await settle();
  vi.setSystemTime(Date.now() + 20_000);
  l.wake();
  await settle();
  expect(asked).toHaveLength(1);
  vi.setSystemTime(Date.now() + 3600_000);
  l.wake();
  await settle();
  expect(asked).toHaveLength(2);
  l.stop();
});

test("a lost network is told and tried ever later; its return asks at once", async () => {
  const { l, told, asked, settle } = live();
  l.start();
  for (const n of [1, 2, 3]) {
    await settle(60_000);
    expect(asked).toHaveLength(n);
    asked[n - 1]!.refuse(new Refused("unreachable", 0, 0));
    await settle();
  }
  expect(told.lost).toHaveBeenLastCalledWith(true);
  l.wake();
  await settle();
  expect(asked).toHaveLength(4);
  asked[3]!.answer({ wait: 25 });
  await settle();
  expect(told.lost).toHaveBeenLastCalledWith(false);
  l.stop();
});

test("who is to wait is not asked before", async () => {
  const { l, asked, settle } = live();
  l.start();
  await settle();
  asked[0]!.refuse(new Refused("too_many_requests", 429, 40));
  await settle(39_000);
  expect(asked).toHaveLength(1);
  await settle(2000);
  expect(asked).toHaveLength(2);
  l.stop();
});

test("what is refused for good ends it, and says so once", async () => {
  const { l, told, asked, settle } = live();
  l.start();
  await settle();
  asked[0]!.refuse(new Refused("not_found", 404, 0));
  await settle(120_000);
  expect([asked.length, told.gone.mock.calls]).toEqual([1, [["not_found"]]]);
});

test("what was meant for another visitor is not shown", async () => {
  const { l, talk, asked, settle } = live();
  l.start();
  await settle();
  talk.forget(); // the session became somebody else's while the call was out
  asked[0]!.answer({ items: [said(7)], next: 7 });
  await settle();
  expect([talk.all, talk.next, asked[1]!.next]).toEqual([[], 0, 0]);
  l.stop();
});

// Socket is a WebSocket that the test opens, speaks on and closes.
class Socket {
  static all: Socket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: () => void;
  constructor(readonly url: URL) {
    Socket.all.push(this);
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  says(...kinds: string[]) {
    this.onmessage?.({ data: JSON.stringify({ cursor: "", events: kinds.map((kind) => ({ kind })) }) });
  }
  send(what: string) {
    this.sent.push(what);
  }
  close() {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.();
  }
}

async function withSocket(now = { open: true, hidden: false }, at: At = { url: "/web/live?ticket=t", beat: 240 }) {
  Socket.all = [];
  vi.stubGlobal("WebSocket", Socket);
  const it = live(now, at);
  it.l.start();
  await it.settle();
  it.asked[0]!.answer({ next: 1 });
  await it.settle();
  return it;
}

test("with a socket nothing is asked until it says so, and then once", async () => {
  const { l, asked, settle } = await withSocket();
  expect(String(Socket.all[0]!.url)).toBe("wss://sufler.example/web/live?ticket=t");
  Socket.all[0]!.open();
  await settle(300);
  expect(asked).toHaveLength(2); // what came before it was open
  asked[1]!.answer({ next: 1 });
  await settle(200_000);
  expect(asked).toHaveLength(2);
  Socket.all[0]!.says("message");
  Socket.all[0]!.says("message");
  await settle();
  expect(asked[2]).toMatchObject({ wait: 0 });
  asked[2]!.answer({ items: [said(2)], next: 2 });
  await settle(300);
  expect(asked).toHaveLength(4); // that says that it arrived
  asked[3]!.answer({ next: 2 });
  await settle(100_000);
  expect(asked).toHaveLength(4);
  l.stop();
  expect(Socket.all[0]!.readyState).toBe(3);
  await settle(3600_000);
  expect([asked.length, Socket.all.length]).toEqual([4, 1]);
});

test("a word that comes while the server is asked is not lost", async () => {
  const { l, asked, settle } = await withSocket();
  Socket.all[0]!.open();
  await settle(300);
  Socket.all[0]!.says("message");
  asked[1]!.answer({ next: 1 });
  await settle(300);
  expect(asked).toHaveLength(3);
  l.stop();
});

test("that somebody types is asked for only while the visitor looks", async () => {
  const now = { open: false, hidden: false };
  const { l, asked, settle } = await withSocket(now);
  Socket.all[0]!.open();
  await settle(300);
  asked[1]!.answer({ next: 1 });
  await settle(1000);
  Socket.all[0]!.says("typing");
  await settle(1000);
  expect(asked).toHaveLength(2);
  now.open = true;
  Socket.all[0]!.says("typing");
  await settle();
  expect(asked[2]).toMatchObject({ typing: true });
  l.stop();
});

test("a socket that breaks is followed by asking as before, and by another socket, ever later where none holds", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  const { l, asked, settle } = await withSocket();
  Socket.all[0]!.open();
  await settle(300);
  asked[1]!.answer({ next: 1 });
  await settle(100);
  Socket.all[0]!.close();
  await settle(300);
  expect(asked[2]).toMatchObject({ wait: 25 }); // it can wait with the server again
  const tries: number[] = [];
  let began = Date.now();
  for (let n = 1; n < 7; n++) {
    for (let s = 0; s < 2000 && Socket.all.length <= n; s++) await settle(1000);
    tries.push(Math.round((Date.now() - began) / 1000));
    began = Date.now();
    Socket.all[n]!.close();
  }
  expect(tries.every((t, n) => n === 0 || t >= tries[n - 1]!)).toBe(true);
  expect(tries.at(-1)).toBeGreaterThanOrEqual(600);
  l.stop();
  vi.restoreAllMocks();
});

test("where there is none, as it is not allowed or not there, the server is asked as ever, and no socket again", async () => {
  const { l, asked, settle } = await withSocket(undefined, {});
  await settle(3100);
  expect(asked.length).toBe(2);
  asked[1]!.answer({ next: 1 });
  await settle(3600_000);
  expect(Socket.all).toEqual([]);
  l.stop();
});

test("a socket that does not answer is given up", async () => {
  const { l, asked, settle } = await withSocket();
  Socket.all[0]!.open();
  await settle(300);
  asked[1]!.answer({ next: 1 });
  await settle(240_000);
  expect(Socket.all[0]!.sent).toEqual(["{}"]);
  Socket.all[0]!.says();
  await settle(200_000);
  expect([Socket.all[0]!.readyState, asked.length]).toEqual([1, 2]); // its answer tells nothing
  l.wake(); // it was silent for long: it is asked whether it is there, and the server what is new
  await settle();
  expect([Socket.all[0]!.sent.length, asked.length]).toEqual([2, 3]);
  asked[2]!.answer({ next: 1 });
  await settle(15_000);
  expect(Socket.all[0]!.readyState).toBe(3);
  await settle(2000);
  expect(Socket.all).toHaveLength(2);
  l.stop();
});

test("a page that is put away gives its socket up, and takes another when it is shown again", async () => {
  const { l, asked, settle } = await withSocket();
  Socket.all[0]!.open();
  await settle(300);
  asked[1]!.answer({ next: 1 });
  await settle();
  l.sleep();
  await settle(3600_000);
  expect([Socket.all.length, Socket.all[0]!.readyState, asked.length]).toEqual([1, 3, 2]);
  l.wake();
  await settle();
  asked[2]!.answer({ next: 1 });
  await settle();
  expect(Socket.all).toHaveLength(2);
  l.stop();
});

test("another visitor has a socket of their own", async () => {
  const { l, talk, asked, settle } = await withSocket();
  Socket.all[0]!.open();
  await settle(300);
  asked[1]!.answer({ next: 1 });
  await settle();
  talk.forget();
  l.again();
  await settle();
  asked[2]!.answer({ next: 0 });
  await settle();
  expect([Socket.all.length, Socket.all[0]!.readyState]).toEqual([2, 3]);
  l.stop();
});
