import type { Language } from "../words/words";

// localeOf is how numbers, days and times are written in a language where the browser's person lives: in
// Mexico "12,500.00", in Spain "12.500,00", in
// the United States "Nov 30, 3:28 PM", in Britain "30 Nov, 15:28"; as mostly, where the browser is in another.
export function localeOf(language: Language): string {
  const tags = typeof navigator === "undefined" ? [] : navigator.languages;
  return tags.find((tag) => tag.toLowerCase().split("-")[0] === language) ?? language;
}
