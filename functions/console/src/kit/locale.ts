import type { Language } from "../words/words";

// localeOf is how numbers are written in a language where the browser's person lives: in
// Mexico "12,500.00", in Spain "12.500,00"; as mostly, where the browser is in another.
export function localeOf(language: Language): string {
  const tags = typeof navigator === "undefined" ? [] : navigator.languages;
  return tags.find((tag) => tag.toLowerCase().split("-")[0] === language) ?? language;
}
