// How people, and what is said of them, show in a row and a form.
import { readFileSync } from "node:fs";
import { i18n } from "@lingui/core";
import { expect, test } from "vitest";
import { initials, messengers } from "../src/kit/names";
import es from "../src/words/es.json";

test.each([
  ["Carmen Navarro Gil", "CG"], ["Dra. Lucía Ferrer", "LF"], ["Mr. Bean", "B"], ["Sra. Ana de la Vega", "AV"], ["Dr.", "D"], ["Ivo", "I"], ["Анна Ковальчук", "АК"], ["", ""], ["J. Smith", "JS"], ["D. Smith", "DS"],
])("%s is %s", (name, want) => expect(initials(name)).toBe(want));

test("what a messenger knows of a person is not asked for by hand", () => {
  expect(["name", "phone", "email", "instagram_user_id", "viber_user_id", "username", "photo", "company"].filter((name) => !messengers({ name }))).toEqual(["name", "phone", "email", "company"]);
});

test("one is said as one, in Spanish", () => {
  i18n.loadAndActivate({ locale: "es", messages: es as Record<string, string> });
  expect(i18n._("copilot.read", { filled: 1, proposed: 1 })).toBe("CoPilot leyó el chat: 1 rellenado, 1 propuesto");
  expect(i18n._("copilot.read", { filled: 2, proposed: 0 })).toBe("CoPilot leyó el chat: 2 rellenados, 0 propuestos");
  expect(i18n._("chats.news", { n: 1 })).toBe("1 novedad para usted");
});

test("an empty file has words of its own in every language", () => {
  for (const language of ["en", "es", "ru"]) expect(readFileSync(`src/words/${language}.json`, "utf8")).toContain('"code.file_empty"');
});
