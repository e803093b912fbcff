// What a customer wrote is text; only web addresses in it can be opened.
import { expect, test } from "vitest";
import { parts } from "../src/chats/linked";

const hrefs = (text: string) => parts(text).flatMap((p) => p.href ?? []);

test.each([
  ["See https://shop.example/a?b=1&c=2.", ["https://shop.example/a?b=1&c=2"]],
  ["(http://shop.example), «https://shop.example/x»!", ["http://shop.example/", "https://shop.example/x"]],
  ["javascript:alert(1) data:text/html,x ftp://a.example //a.example file:///etc", []],
  ["http://[ https:// http://", []],
  ['<a href="https://shop.example/"onclick=x>', ["https://shop.example/"]],
])("addresses in %s", (text, want) => {
  expect(hrefs(text)).toEqual(want);
  expect(parts(text).map((p) => p.text).join("")).toBe(text);
});

// A run of marks that no address ends with took time by the square of its length: ten
// seconds for the longest message there is, minutes for this one.
test("a hostile message costs no more than its length", () => {
  const text = "http://x" + ")".repeat(400_000) + "a " + "http://a ".repeat(1000);
  expect(parts(text).map((p) => p.text).join("")).toBe(text);
});
