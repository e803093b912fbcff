// What was said is not read again with each message: what is new takes its place.
import { expect, test } from "vitest";
import { merged, type Message } from "../src/chats/data";

const m = (seq: number, text = "") => ({ seq, text }) as Message;
const seqs = (pages: { items: Message[] }[]) => pages.map((p) => p.items.map((x) => `${x.seq}${x.text}`));

test("what is new stands first, and older pages stay as they are", () => {
  const old = { items: [m(3), m(2), m(1)] };
  const pages = [{ items: [m(6), m(5), m(4)], next: "c" }, old];
  const now = merged(pages, [m(8), m(7), m(6)], 6);
  expect(seqs(now)).toEqual([["8", "7", "6", "5", "4"], ["3", "2", "1"]]);
  expect(now[0]!.next).toBe("c");
});

test("what was edited or taken away is so, wherever it stands", () => {
  const pages = [{ items: [m(6), m(5), m(4)] }, { items: [m(3), m(2), m(1)] }];
  expect(seqs(merged(pages, [m(6, "read"), m(4)], 4))).toEqual([["6read", "4"], ["3", "2", "1"]]);
  expect(seqs(merged(pages, [m(6), m(5), m(3), m(2, "edited"), m(1)], 5))).toEqual([["6", "5", "4"], ["3", "2edited", "1"]]);
});

test("a message twice told is there once, and the first of all finds its place", () => {
  expect(seqs(merged([{ items: [m(2), m(1)] }], [m(2), m(2)], 2))).toEqual([["2", "1"]]);
  expect(seqs(merged([{ items: [] }], [m(1)], 1))).toEqual([["1"]]);
});
