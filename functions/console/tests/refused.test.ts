// That a CRM lets us in no more is said on its connection, in the operator's language.
import { i18n, type Messages } from "@lingui/core";
import { expect, test } from "vitest";
import { refusedSaid } from "../src/kit/outage";

const first = import.meta.glob<Messages>("../src/words/*.json", { import: "default", eager: true });
const later = import.meta.glob<Messages>("../src/words/*.json", { import: "default", query: "?later", eager: true });

const said = (language: string, c: object) => {
  const file = `../src/words/${language}.json`;
  i18n.loadAndActivate({ locale: language, messages: { ...first[file], ...later[file] } });
  return refusedSaid(c, (word, values) => i18n._(word, values));
};

test("a deleted webhook is said, and what we have no words for yet, too", () => {
  const gone = { refused: { code: "webhook_unknown" } };
  expect(said("en", gone)).toBe("Bitrix24 does not know the webhook: it was deleted, or its address is not the whole one.");
  expect(said("ru", gone)).toBe("Битрикс24 не знает этого вебхука: его удалили, или адрес неполный.");
  expect(said("es", gone)).toBe("Bitrix24 no conoce el webhook: se eliminó, o su dirección no está completa.");
  expect(said("en", { refused: { code: "newer_than_us" } })).toBe("The CRM lets us in no more: see what is wrong with it, and check the connection.");
  expect(said("en", { id: "hub" })).toBeUndefined();
});
