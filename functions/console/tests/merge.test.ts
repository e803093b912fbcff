// Whose values survive when contacts are merged, and what the API is asked for.
import { expect, test } from "vitest";
import { holder, merges, unlike } from "../src/contacts/merge";
import { fits } from "../src/shell/command";
import { kindOf, toldOf } from "../src/shell/notices";

const card = (ref: string, values: Record<string, string>) => ({ ref, kind: "contact" as const, title: ref, closed: false, values, badges: [], awaiting: 0, createdAt: "" });
const all = [card("a", { name: "Anna" }), card("b", { name: "Anya", phone: "1" }), card("c", { phone: "2", email: "c@x.example" })];
const chosen = { survivor: "a", apart: [] as string[], values: {} as Record<string, string> };

test("the survivor's value stays, what it lacks comes from the first that has it, and a choice goes over both", () => {
  expect(["name", "phone", "email", "none"].map((f) => holder(f, all, chosen))).toEqual(["a", "b", "c", undefined]);
  expect(holder("phone", all, { ...chosen, values: { phone: "c" } })).toBe("c");
  expect(holder("phone", all, { ...chosen, values: { phone: "a" } })).toBe("b"); // who has none can't give it
  expect(holder("phone", all, { ...chosen, apart: ["b"] })).toBe("c");
});

test("each of the others goes into the survivor with the values that survive", () => {
  expect(merges(["name", "phone", "email"], all, { ...chosen, values: { name: "b" } })).toEqual([
    { contact: "b", into: "a", fields: ["name", "phone"] },
    { contact: "c", into: "a", fields: ["email"] },
  ]);
  expect(merges(["name", "phone"], all, { ...chosen, survivor: "b", apart: ["c"] })).toEqual([{ contact: "a", into: "b", fields: [] }]);
});

test("who is called otherwise is not taken for the same person; who is alike by name, or called the same, is", () => {
  const words = ((w: string) => w) as never;
  const like = (ref: string, name: string, by: ("phone" | "email" | "name")[] = ["phone"], current = false) => ({ card: card(ref, { name }), by, current });
  expect(unlike([like("a", "Anna", [], true), like("b", " anna"), like("c", "Boris"), like("d", "A. Brown", ["name"])], words)).toEqual(["c"]);
  expect(unlike([like("b", "Boris"), like("c", "Carl")], words)).toEqual([]); // there is none to compare with
});

test.each([
  ["Knowledge base", "kn", true], ["Knowledge base", "ba kno", true], ["Knowledge base", "nowledge", false], ["База знаний", "ЗНА", true], ["Chats", "", true],
])("the menu finds %s by %s: %s", (title, q, want) => expect(fits(title, q)).toBe(want));

test("what was taken by oneself is no news, what was handed over is (DG-19); what was not set is told", () => {
  const openedAt = "2026-11-29T10:00:00.000Z";
  expect(kindOf({ state: "in_progress", openedAt, acceptedAt: "2026-11-29T10:00:00.500Z" })).toBeUndefined();
  expect(kindOf({ state: "in_progress", openedAt, acceptedAt: "2026-11-29T10:00:09.000Z", parent: "c-1" })).toBeUndefined();
  expect(kindOf({ state: "in_progress", openedAt, acceptedAt: openedAt, parent: "c-1" })).toBe("transfer");
  expect(kindOf({ state: "closed", openedAt, acceptedAt: openedAt, parent: "c-1" })).toBeUndefined();
  expect(kindOf({ state: "waiting", openedAt })).toBe("assigned");
  expect(kindOf({ state: "waiting", openedAt, parent: "c-1" })).toBe("transfer");
  const me = { notifications: { message: { sound: false, desktop: true } } } as never;
  expect(toldOf(me, "message")).toEqual({ sound: false, desktop: true });
  expect(toldOf(me, "assigned")).toEqual({ sound: true, desktop: true });
});
