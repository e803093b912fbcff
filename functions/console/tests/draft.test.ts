// A draft of this tab against the server's: the one that was begun last (OP-12).
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { begunLast } from "../src/chats/kept";

const tab = new Map<string, string>();
beforeEach(() => vi.stubGlobal("sessionStorage", { getItem: (key: string) => tab.get(key) ?? null }));
afterEach(() => tab.clear());

const kept = (text: string, over?: number) => tab.set("draft olga chat", JSON.stringify({ text, over }));
const server = (text: string, version: number) => ({ text, version }) as Parameters<typeof begunLast>[2];

test.each([
  ["the server's, where the tab has none", () => {}, server("from the server", 3), "from the server"],
  ["the tab's, which had not reached the server", () => kept("from the tab", 3), server("from the server", 3), "from the tab"],
  ["the tab's, where the server had none", () => kept("from the tab"), null, "from the tab"],
  ["the server's, which is newer than what the tab's was begun over", () => kept("from the tab", 3), server("from the server", 4), "from the server"],
  ["none, where the server's was sent since", () => kept("from the tab", 3), null, undefined],
])("what was begun last is %s (OP-12)", (_, begin, has, want) => {
  begin();
  expect(begunLast("olga", "chat", has)?.text).toBe(want);
});

test("what another operator began in the tab is nobody else's (OP-12)", () => {
  kept("from the tab");
  expect(begunLast("ivan", "chat", null)).toBe(null);
});
