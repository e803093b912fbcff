// The preview of a website's chat reads its options as the server does.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lookOf } from "../src/settings/look";

type Case = { options: Record<string, string>; language: string; look: object };

test("what the options say is what the server reads in them", () => {
  const cases = JSON.parse(readFileSync("../../shared/web/testdata/looks.json", "utf8")) as Case[];
  expect(cases.length).toBeGreaterThan(10);
  for (const c of cases) expect(lookOf(c.options, [c.language], true), JSON.stringify(c.options)).toEqual(c.look);
});
