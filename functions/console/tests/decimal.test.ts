// What people type as a number is read as people of their language mean it.
import { expect, test, vi } from "vitest";
import { numberOf, written } from "../src/kit/decimal";
import { currencyOf, currencySaid } from "../src/kit/currency";

test.each([
  ["es", "1.200", 1200], ["es", "1.200,50", 1200.5], ["es", "1200,5", 1200.5], ["es", "1.200.000", 1_200_000], ["es", "12,5", 12.5], ["es", "12.5", 12.5], ["es", "1,200", 1.2], ["es", "1,200.50", 1200.5], ["es", "0.125", 0.125], ["es", "1.200 €", 1200], ["es", "1 200,50", 1200.5],
  ["en", "1,200", 1200], ["en", "1,200.50", 1200.5], ["en", "1.200", 1.2], ["en", "1.200,50", 1200.5], ["en", "1,200,000", 1_200_000], ["en", "12,5", 12.5], ["en", "$1,200", 1200], ["en", "1'200.50", 1200.5],
  ["ru", "1 200,50", 1200.5], ["ru", "1\u00a0200,50", 1200.5], ["ru", "1\u202f200", 1200], ["ru", "1,200", 1.2], ["ru", "12.5", 12.5], ["ru", "1.200,50", 1200.5], ["ru", "−5,5", -5.5], ["ru", "1.200.000", 1_200_000],
  ["es", ",5", 0.5], ["en", "5.", 5], ["en", "-3", -3], ["en", "0", 0],
] as const)("%s: %s is %d", (language, text, want) => expect(numberOf(text, language)).toBe(want));

test.each(["", "abc", "1.2.3", "1,2,3", "1.20.000", "12.3456.789", "1.200,50,1", "1,200.50.1", "5-3", "1e5", "-", ".", "9".repeat(20)])("%s is no number", (text) => {
  for (const language of ["en", "es", "ru"] as const) expect(numberOf(text, language)).toBeUndefined();
});

test("one separator of a whole number parts thousands; there are no halves", () => {
  expect(numberOf("1.200", "en", true)).toBe(1200);
  expect(numberOf("1,200", "es", true)).toBe(1200);
  expect(numberOf("12,00", "es", true)).toBe(12);
  expect(numberOf("1.5", "en", true)).toBeUndefined();
});

test("what a field shows is read again as the same", () => {
  for (const language of ["en", "es", "ru"] as const)
    for (const n of [0, 0.125, 1.2, 1.234, 12.5, 999.999, 1000, 1200, 1200.5, 1234.567, 1_200_000, -1200.25, 123_456.789]) expect(numberOf(written(n, language), language), `${language} ${n}`).toBe(n);
});

test("a currency is known by its sign and its code", () => {
  for (const [text, code] of [["€", "EUR"], ["eur", "EUR"], [" usd ", "USD"], ["$", "USD"], ["£", "GBP"], ["₽", "RUB"], ["₴", "UAH"], ["руб.", "RUB"], ["грн", "UAH"], ["US$", "USD"]] as const) expect(currencyOf(text), text).toBe(code);
  for (const text of ["", "e", "money", "EU"]) expect(currencyOf(text), text).toBeUndefined();
  expect(currencySaid("1.200 €")).toBe("EUR");
  expect(currencySaid("USD 12")).toBe("USD");
  expect(currencySaid("12")).toBeUndefined();
});

test("in the Spanish of Mexico a number is written, and read, as people do there", () => {
  vi.stubGlobal("navigator", { languages: ["es-MX", "es", "en"] });
  expect(written(12_500.5, "es")).toBe("12,500.5");
  expect(numberOf("12,500", "es")).toBe(12_500);
  expect(numberOf("$12,500.50", "es")).toBe(12_500.5);
  expect(written(12_500.5, "ru")).toBe("12\u00a0500,5");
  vi.stubGlobal("navigator", { languages: ["es-ES", "en"] });
  expect(written(12_500.5, "es")).toBe("12.500,5");
  expect(numberOf("12.500", "es")).toBe(12_500);
  vi.unstubAllGlobals();
});
