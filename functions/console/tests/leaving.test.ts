// What keeps a completed chat open, and what is anybody's to take.
import { expect, test } from "vitest";
import { wroteSince } from "../src/chats/leaving";
import { isAnybodys } from "../src/shell/notices";

test("a chat that was completed stays open if its customer has written since, and for nothing else", () => {
  const seen = "2026-11-30T10:00:00.000Z";
  const later = "2026-11-30T10:00:02.000Z";
  expect(wroteSince({ state: "in_progress", turn: "operator", lastAt: later }, seen)).toBe(true);
  expect(wroteSince({ state: "in_progress", turn: "operator", lastAt: seen }, seen)).toBe(false); // they waited before
  expect(wroteSince({ state: "in_progress", turn: "customer", lastAt: later }, seen)).toBe(false); // it was one of us
  expect(wroteSince({ state: "closed", turn: "nobody", lastAt: later }, seen)).toBe(false);
});

test("a chat is anybody's while it waits, for no operator and no team (OP-08)", () => {
  expect(isAnybodys({ state: "waiting" })).toBe(true);
  expect(isAnybodys({ state: "waiting", team: "sales" })).toBe(false);
  expect(isAnybodys({ state: "waiting", operator: "olga" })).toBe(false);
  expect(isAnybodys({ state: "in_progress" })).toBe(false);
});
