// How a message is sent, and what a template is filled with.
import { expect, test } from "vitest";
import { paramsOf } from "../src/chats/offers";
import { sendsNow } from "../src/kit/enter";

test("a template's values are in order, or by name if each line has one", () => {
  expect(paramsOf("")).toEqual({});
  expect(paramsOf("Anna\n\n 3 chairs \n")).toEqual({ params: ["Anna", "3 chairs"] });
  expect(paramsOf("city: Boston\nday: Monday: 9:00")).toEqual({ named: { city: "Boston", day: "Monday: 9:00" } });
  expect(paramsOf("city: Boston\nthree")).toEqual({ params: ["city: Boston", "three"] });
});

test("Enter sends but with Shift; or Ctrl+Enter alone does", () => {
  const keys = { shiftKey: false, ctrlKey: false, metaKey: false };
  expect(sendsNow(keys, "enter")).toBe(true);
  expect(sendsNow({ ...keys, shiftKey: true }, "enter")).toBe(false);
  expect(sendsNow(keys, "ctrl")).toBe(false);
  expect(sendsNow({ ...keys, ctrlKey: true }, "ctrl")).toBe(true);
  expect(sendsNow({ ...keys, metaKey: true }, "ctrl")).toBe(true);
});
