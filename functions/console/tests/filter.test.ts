// What the table of conversations asks the API for, and that its address says the same.
import { expect, test } from "vitest";
import { asked, groups, kept, narrowed, read, written } from "../src/conversations/filter";

test.each([
  ["", { sort: "opened" }],
  ["q=anna&sort=activity", { q: "anna", sort: "activity" }],
  ["status=closed", { sort: "opened", detailed: ["closed"] }],
  ["status=reply", { sort: "opened", detailed: ["bot_operator", "waiting_operator", "in_progress_operator"] }],
  ["status=reply&detailed=waiting_operator&detailed=closed", { sort: "opened", detailed: ["waiting_operator"] }],
  ["status=closed&detailed=waiting_operator", undefined],
  ["operator=olga&operator=max&channel=telegram", { sort: "opened", operator: ["olga", "max"], channel: ["telegram"] }],
  ["opened=2026-02-28&opened=2026-02-28", { sort: "opened", openedFrom: new Date(2026, 1, 28).toISOString(), openedTo: new Date(2026, 2, 1).toISOString() }],
  ["closed=&closed=2026-01-31", { sort: "opened", closedTo: new Date(2026, 1, 1).toISOString() }],
  ["opened=nonsense&unknown=1", { sort: "opened" }],
  ["state=bot&turn=operator&contact=contact%3A1&card=lead%3A2&group=state", { sort: "opened", state: ["bot"], turn: ["operator"], contact: ["contact:1"], card: ["lead:2"] }],
])("?%s", (search, want) => expect(asked(read(search))).toEqual(want));

test("the address says what was chosen", () => {
  for (const search of ["", "q=anna+b&sort=activity&status=reply&status=closed&operator=olga&opened=2026-02-28&opened=", "group=team&state=waiting"]) expect(written(read(search))).toBe(search);
});

test("a saved view chooses again what was chosen", () => {
  for (const search of ["", "sort=activity&status=reply&status=closed&operator=olga&operator=-", "channel=telegram&detailed=waiting_operator&line=shop&label=vip&priority=urgent", "state=bot&turn=nobody&contact=contact%3A1&card=lead%3A2", "opened=2026-02-27&opened=2026-02-28&closed=&closed=2026-03-29"]) {
    expect(written(kept(asked(read(search)) ?? {})), search).toBe(search);
  }
});

test("a group narrows the table to itself, where there is a filter for it (CL-21)", () => {
  const filter = read("channel=telegram&team=sales&group=team");
  expect(written(narrowed(filter, "team", "support")!)).toBe("channel=telegram&team=support");
  expect(written(narrowed(filter, "operator", "")!)).toBe("operator=-&channel=telegram&team=sales");
  expect(written(narrowed(filter, "priority", "")!)).toContain("priority=normal");
  expect(narrowed(filter, "label", "")).toBeUndefined();
  for (const group of groups) expect(asked(narrowed({ q: "", sort: "opened", chosen: {} }, group, "x")!), group).toMatchObject({ [group]: ["x"] });
});
