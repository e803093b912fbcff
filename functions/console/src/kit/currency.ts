// Currencies as people write them.
const signs: Record<string, string> = { "€": "EUR", $: "USD", US$: "USD", "£": "GBP", "₽": "RUB", "₴": "UAH", "₸": "KZT", "₺": "TRY", "¥": "JPY", "₹": "INR", "₩": "KRW", "₪": "ILS", "zł": "PLN", "₼": "AZN", "₾": "GEL", "֏": "AMD" };
const names: Record<string, string> = { РУБ: "RUB", ГРН: "UAH", ТГ: "KZT" };

// currencyOf is the code of a currency, by its code, its sign or its usual short name;
// undefined: it is none.
export function currencyOf(text: string): string | undefined {
  const said = text.trim().replace(/\.$/, "");
  if (signs[said]) return signs[said];
  const code = said.toUpperCase();
  return names[code] ?? (/^[A-Z]{3}$/.test(code) ? code : undefined);
}

// currencySaid is the currency that stands beside an amount.
export function currencySaid(text: string): string | undefined {
  const beside = text.replace(/[-+−–\d.,\s\u00a0\u202f'’]+/g, " ").trim();
  return beside ? currencyOf(beside) : undefined;
}
