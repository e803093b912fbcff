// Countries by name, as the operator's language calls them.
const none = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]); // no countries

// landsIn are of all pairs of letters those that name a country; the one that is set is
// among them in any case.
export function landsIn(language: string, set?: string): { value: string; label: string }[] {
  const land = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return letters.flatMap((a) => letters.map((b) => a + b))
    .filter((code) => code === set || (!none.has(code) && land.of(code) !== code && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`))
    .map((value) => ({ value, label: `${land.of(value)} · ${value}` })).sort((x, y) => x.label.localeCompare(y.label, language));
}
