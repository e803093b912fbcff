// What was written stands there until it is answered: sent once, in order, lost never.
import { expect, test, vi } from "vitest";
import { Refused } from "../src/api/client";
import type { Message } from "../src/chats/data";
import { arrived, fresh, isIts, Outbox, type Unsent } from "../src/chats/outbox";

const refused = (code: string) => new Refused(code, code === "unreachable" ? 0 : 409, "", undefined, []);
const message = (seq: number, text: string, more: Partial<Message> = {}): Message => ({ seq, id: `m${seq}`, author: "operator", operator: "olga", text, at: "2026-11-30T10:00:00.000Z", ...more });
const written = (key: string, text: string, dialog = "c1-1") => ({ key, operator: "olga", dialog, name: "Anna", as: "reply" as const, after: 10, body: { text } });
const tab = () => {
  const all = new Map<string, string>();
  return { getItem: (k: string) => all.get(k) ?? null, setItem: (k: string, v: string) => void all.set(k, v), removeItem: (k: string) => void all.delete(k) };
};
const nothing = Promise.resolve(undefined);

test("it stands there at once, and is gone once it is answered, which is told", async () => {
  const store = tab();
  let answer = (_: Message) => {};
  const box = new Outbox(() => new Promise((done) => (answer = done)), store);
  const heard: [string, boolean][] = [];
  box.onGone((u, sent) => heard.push([u.key, sent]));
  const added = box.add(written("k1", "Hello"), Promise.resolve(7));
  expect(box.of("c1-1", "olga").map((u) => [u.state, u.body.text])).toEqual([["sending", "Hello"]]);
  expect(box.of("c1-1", "max")).toEqual([]);
  expect(store.getItem("sufler.unsent")).toContain("Hello");
  await vi.waitFor(() => expect(box.of("c1-1", "olga")[0]?.body.draft).toBe(7)); // the draft that it was
  answer(message(11, "Hello"));
  await added;
  expect(box.get()).toEqual([]);
  expect(store.getItem("sufler.unsent")).toBeNull();
  expect(heard).toEqual([["k1", true]]);
  expect(box.said("c1-1").map((m) => m.seq)).toEqual([11]); // until the log shows it
  box.shows("c1-1", [message(11, "Hello")]);
  expect(box.said("c1-1")).toEqual([]);
});

test("of a chat one goes out after the other; another chat waits for none", async () => {
  const posted: string[] = [];
  const answers = new Map<string, () => void>();
  const box = new Outbox((u) => (posted.push(u.key), new Promise((done) => answers.set(u.key, () => done(message(20, ""))))), tab());
  void box.add(written("a", "one"), nothing);
  void box.add(written("b", "two"), nothing);
  void box.add(written("c", "else", "c2-1"), nothing);
  await vi.waitFor(() => expect(posted).toEqual(["a", "c"]));
  answers.get("a")!();
  await vi.waitFor(() => expect(posted).toEqual(["a", "c", "b"]));
});

test("what is refused says why and stays until it is sent again, under the same key and with the same words, or taken out", async () => {
  const posted: Unsent[] = [];
  let why: string | undefined = "window_closed";
  const store = tab();
  const box = new Outbox(async (u) => { posted.push(u); if (why) throw refused(why); return message(11, "Hello"); }, store);
  const failed: string[] = [];
  box.starts("olga", { sent: () => {}, failed: (u) => failed.push(u.why!.code) });
  await box.add(written("k1", "Hello"), Promise.resolve(3));
  expect(box.get().map((u) => [u.state, u.why?.code])).toEqual([["failed", "window_closed"]]);
  expect(failed).toEqual(["window_closed"]);
  box.reached("olga"); // that the server is there changes nothing of a refusal
  expect(posted.length).toBe(1);
  why = undefined;
  box.again("k1");
  await vi.waitFor(() => expect(box.get()).toEqual([]));
  expect(posted.map((u) => [u.key, u.body])).toEqual([["k1", { text: "Hello", draft: 3 }], ["k1", { text: "Hello", draft: 3 }]]);
  why = "forbidden";
  await box.add(written("k2", "No"), nothing);
  const gone: [string, boolean][] = [];
  box.onGone((u, sent) => gone.push([u.key, sent]));
  expect(box.drop("k2")?.body.text).toBe("No");
  expect([box.get(), gone, store.getItem("sufler.unsent")]).toEqual([[], [["k2", false]], null]);
});

test("what no server answered goes out by itself once there is one, but not when it is old; one that is busy is asked again", async () => {
  vi.useFakeTimers();
  try {
    let why: string | undefined = "unreachable";
    let posted = 0;
    const box = new Outbox(async () => { posted++; if (why) throw refused(why); return message(11, "Hello"); }, tab(), () => Date.now());
    await box.add(written("k1", "Hello"), nothing);
    expect(box.get()[0]?.state).toBe("failed");
    vi.setSystemTime(Date.now() + fresh + 1);
    box.reached("olga");
    expect([posted, box.get()[0]?.state]).toEqual([1, "failed"]);
    await box.add(written("k2", "New", "c2-1"), nothing);
    why = undefined;
    box.reached("olga");
    await vi.waitFor(() => expect(box.get().map((u) => u.key)).toEqual(["k1"]));
    why = "busy";
    const added = box.add(written("k3", "Busy", "c3-1"), nothing);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(box.get().at(-1)?.state).toBe("sending");
    why = undefined;
    await vi.advanceTimersByTimeAsync(2_000);
    await added;
    expect(box.get().map((u) => u.key)).toEqual(["k1"]);
  } finally {
    vi.useRealTimers();
  }
});

test("a page that is loaded anew sends what was on its way, under its key; long after, its author is asked", async () => {
  const store = tab();
  const left = new Outbox(() => new Promise(() => {}), store);
  void left.add(written("k1", "Hello"), nothing);
  const posted: string[] = [];
  const box = new Outbox(async (u) => (posted.push(u.key), message(11, "Hello")), store);
  expect(box.get().map((u) => u.state)).toEqual(["sending"]);
  box.starts("max", { sent: () => {}, failed: () => {} }); // somebody else's sign-in in this tab
  expect(posted).toEqual([]);
  const later = new Outbox(async () => message(11, ""), store, () => Date.now() + fresh + 1);
  expect(later.get().map((u) => [u.state, u.why?.code])).toEqual([["failed", "unsure"]]);
  box.starts("olga", { sent: () => {}, failed: () => {} });
  await vi.waitFor(() => expect([posted, box.get()]).toEqual([["k1"], []]));
});

test("what stands in the log already is drawn once: each by a message of its own, said later, by the same person, alike", () => {
  const u = (key: string, text: string, more: Partial<Unsent> = {}): Unsent => ({ ...written(key, text), at: "", state: "sending", ...more });
  const of = (unsent: Unsent[], ...messages: Message[]) => [...arrived(unsent, messages)];
  expect(of([u("a", "ok"), u("b", "ok")], message(11, "ok"))).toEqual(["a"]);
  expect(of([u("a", "ok"), u("b", "ok")], message(11, "ok"), message(12, "ok"))).toEqual(["a", "b"]);
  expect(of([u("a", "ok")], message(10, "ok"))).toEqual([]); // it stood there before
  expect(of([u("a", "ok")], message(11, "ok", { operator: "max" }))).toEqual([]);
  expect(of([u("a", "ok")], message(11, "ok", { author: "note" }))).toEqual([]);
  expect(of([u("a", "ok", { as: "note" })], message(11, "ok", { author: "note" }))).toEqual(["a"]);
  expect(of([u("a", "ok", { body: { text: "ok", attachments: [{ file: "f" }] } })], message(11, "ok"))).toEqual([]);
  const why = (code: string) => ({ state: "failed" as const, why: { code, status: 0, detail: "", until: undefined, errors: [] } });
  expect(of([u("a", "ok", why("unreachable"))], message(11, "ok"))).toEqual(["a"]);
  expect(of([u("a", "ok", why("window_closed"))], message(11, "ok"))).toEqual([]); // that was not stored
});

test("a draft that waits in the thread is begun by nobody", () => {
  const u: Unsent = { ...written("a", "Hello"), at: "", state: "sending" };
  expect(isIts([u], { text: "Hello " })).toBe(true);
  expect(isIts([u], { text: "Hello", note: true })).toBe(false);
  expect(isIts([u], { text: "Hello!" })).toBe(false);
});
