// How news come to a widget: asked for, waited for, given up and begun anew.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Live } from "../widget/src/live";
import { Refused, type News, type Server } from "../widget/src/server";
import { Talk } from "../widget/src/talk";

type Asked = { next: number; wait: number; typing: boolean; answer: (news: Partial<News>) => void; refuse: (error: Refused) => void };

function live(now = { open: true, hidden: false }) {
  const asked: Asked[] = [];
  const server = {
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
afterEach(() => void vi.useRealTimers());

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
