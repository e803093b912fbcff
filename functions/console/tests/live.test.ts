// What is read anew when the server tells of something, and how one comes back to be
// told.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Hint, Line, outdated, Reader } from "../src/api/live";

const anna = "canna-2";

test.each<[string, Hint, string[]]>([
  ["a reload", { kind: "reload" }, ["dialogs", "dialog canna-2", "dialog canna-1", "dialog cboris-1", "messages canna-2", "runs canna-2", "card deal:1", "past canna-1", "me", "runs one r", "card proposals"]],
  ["a dialog", { kind: "dialog", dialog: anna }, ["dialogs", "dialog canna-2", "dialog canna-1", "past canna-1"]],
  ["one that is gone", { kind: "gone", dialog: anna }, ["dialogs", "dialog canna-2", "dialog canna-1", "messages canna-2", "runs canna-2", "past canna-1", "runs one r"]],
  ["an assignment", { kind: "assignment", dialog: anna }, ["dialogs", "dialog canna-2", "dialog canna-1", "messages canna-2", "runs canna-2", "past canna-1", "me", "runs one r"]],
  ["a message of the thread's first dialog", { kind: "message", dialog: "canna-1", message: 7 }, ["messages canna-2"]],
  ["typing", { kind: "typing", dialog: anna }, ["dialog canna-2"]],
  ["a run", { kind: "run", dialog: anna, run: "r" }, ["dialog canna-2", "dialog canna-1", "runs canna-2", "runs one r"]],
  ["a proposal", { kind: "proposal", card: "deal:1" }, ["card deal:1", "card proposals"]],
  ["another card", { kind: "card", card: "deal:2" }, ["card proposals"]],
])("%s has just that read anew", (_, hint, want) => {
  const shown = ["dialogs", "dialog canna-2", "dialog canna-1", "dialog cboris-1", "messages canna-2", "runs canna-2", "card deal:1", "past canna-1", "settings", "me", "runs one r", "card proposals"];
  expect(shown.filter((key) => outdated(key.split(" "), [hint]))).toEqual(want);
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("one reading follows another, and none while nobody looks", async () => {
  let looks = true;
  let readings = 0;
  let done = () => {};
  const queries = { invalidateQueries: vi.fn(() => (readings++, new Promise<void>((end) => (done = end)))) };
  const reader = new Reader(queries, () => looks);
  for (let n = 0; n < 50; n++) reader.tell([{ kind: "dialog", dialog: `c${n}-1` }]);
  expect(readings).toBe(1);
  done();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(readings).toBe(2); // what was told meanwhile, at once
  looks = false;
  reader.tell([{ kind: "dialog", dialog: anna }]);
  done();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(readings).toBe(2);
  looks = true;
  void reader.read();
  expect(readings).toBe(3);
});

test("asking again and again asks for what changes, and not for who one is", async () => {
  const asked = vi.fn((_: { predicate: (q: { queryKey: string[]; state: { status: string } }) => boolean }) => Promise.resolve());
  new Reader({ invalidateQueries: asked as never }, () => true).ask();
  const { predicate } = asked.mock.calls[0]![0];
  const keys = ["dialogs", "messages", "me", "targets", "past", "settings"];
  expect(keys.filter((key) => predicate({ queryKey: [key], state: { status: "success" } }))).toEqual(["dialogs", "messages"]);
  expect(keys.filter((key) => predicate({ queryKey: [key], state: { status: "error" } }))).toEqual(keys); // what failed is tried again
});

class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = 1;
  sent: string[] = [];
  onopen = () => {};
  onmessage = (_: { data: string }) => {};
  onclose = (_: { code: number }) => {};
  constructor(readonly url: string) {
    Socket.all.push(this);
  }
  says(cursor: string, ...events: Hint[]) {
    this.onmessage({ data: JSON.stringify({ cursor, events }) });
  }
  send(what: string) {
    this.sent.push(what);
  }
  close(code = 1000) {
    this.readyState = 3;
    this.onclose({ code });
  }
}

test("who was cut off comes again with what they know, and one that is silent is cut off", async () => {
  Socket.all = [];
  vi.stubGlobal("WebSocket", Socket);
  const told: string[] = [];
  const line = new Line((hints) => told.push(...hints.map((h) => h.kind)), () => Promise.resolve({ url: "ws://x/v1/live", ticket: false }));
  await line.connect();
  Socket.all[0]!.says("a-1-r");
  Socket.all[0]!.says("a-2-r", { kind: "dialog", dialog: anna });
  expect(told).toEqual(["reload", "dialog"]);
  expect(line.connected).toBe(true);
  Socket.all[0]!.close(1012);
  expect(line.connected).toBe(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(Socket.all[1]?.url).toBe("ws://x/v1/live?since=a-2-r");
  Socket.all[1]!.says("a-2-r");
  expect(told).toEqual(["reload", "dialog"]);
  await vi.advanceTimersByTimeAsync(70_000);
  expect(Socket.all.length).toBe(3);
  line.end();
  await vi.advanceTimersByTimeAsync(70_000);
  expect(Socket.all.length).toBe(3);
});

test("a gateway is asked for a ticket each time, told that we are there, and all is read anew whenever it is open", async () => {
  Socket.all = [];
  vi.stubGlobal("WebSocket", Socket);
  const told: string[] = [];
  let tickets = 0;
  const line = new Line((hints) => told.push(...hints.map((h) => h.kind)), () => Promise.resolve({ url: `wss://gateway/live?ticket=${++tickets}`, ticket: true }));
  await line.connect();
  expect(told).toEqual([]); // it is not open yet
  Socket.all[0]!.onopen();
  expect(told).toEqual(["reload"]);
  Socket.all[0]!.says("", { kind: "dialog", dialog: anna });
  expect(told).toEqual(["reload", "dialog"]);
  await vi.advanceTimersByTimeAsync(241_000); // silent for longer than a server of our own is
  expect(Socket.all[0]!.sent).toEqual(["{}"]);
  Socket.all[0]!.says("");
  expect(told).toEqual(["reload", "dialog"]);
  expect(Socket.all.length).toBe(1);
  await vi.advanceTimersByTimeAsync(320_000); // a beat more, and no answer to it
  expect(Socket.all[0]!.sent.length).toBe(2);
  expect(Socket.all[1]?.url).toBe("wss://gateway/live?ticket=2");
  Socket.all[1]!.onopen();
  expect(told).toEqual(["reload", "dialog", "reload"]);
  expect(Socket.all[0]!.sent.length).toBe(2);
  Socket.all[1]!.close(1001);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(Socket.all[2]?.url).toBe("wss://gateway/live?ticket=3");
  line.end();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(Socket.all[2]!.sent).toEqual([]);
});

test("where there is no socket it is asked for again, ever more seldom", async () => {
  Socket.all = [];
  vi.stubGlobal("WebSocket", Socket);
  let asked = 0;
  const line = new Line(() => {}, () => (asked++, Promise.resolve(undefined)));
  await line.connect();
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(asked).toBeGreaterThan(15);
  expect(asked).toBeLessThan(80);
  expect(Socket.all.length).toBe(0);
  line.end();
});
