// What a customer bought is drawn with its deal: name, quantity, price, currency (CB-11).
import { i18n, type Messages } from "@lingui/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Goods } from "../src/contacts/stream";
import { Speaking, still } from "../src/words/words";

const catalogs = import.meta.glob<Messages>("../src/words/*.json", { import: "default", query: "?later", eager: true });
const chairs = [{ name: "Oak chair", quantity: "4", price: "1200.5" }, { name: "Cushion" }];
const drawn = (currency: string | undefined) => renderToStaticMarkup(<Speaking><Goods goods={chairs} currency={currency} /></Speaking>).replace(/<[^>]*>/g, "").replace(/[\u00a0\u202f]/g, " ");

test.each([
  ["en", "EUR", "Oak chair × 4 · €1,200.50 eachCushion"],
  ["ru", "RUB", "Oak chair × 4 · по 1 200,50 ₽Cushion"],
  ["es", "EUR", "Oak chair × 4 · a 1200,50 € cada unoCushion"],
  ["en", undefined, "Oak chair × 4 · 1,200.5 eachCushion"],
])("in %s (CB-11)", (locale, currency, text) => {
  i18n.loadAndActivate({ locale, messages: catalogs[`../src/words/${locale}.json`]! });
  expect(drawn(currency)).toBe(text);
});

test("what a customer wrote turns nothing of a sentence of ours", () => {
  expect(still({ name: "a\u202Eb\u2066", n: 1 })).toEqual({ name: "ab", n: 1 });
});
