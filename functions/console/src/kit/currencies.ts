// Currencies by name, as the operator's language calls them; the one that is set is among
// them in any case.
export function currenciesIn(language: string, set?: string): { value: string; label: string }[] {
  const money = new Intl.DisplayNames(language, { type: "currency" });
  return [...new Set([...(set ? [set] : []), ...Intl.supportedValuesOf("currency")])].map((value) => ({ value, label: `${value} · ${money.of(value)}` }));
}
