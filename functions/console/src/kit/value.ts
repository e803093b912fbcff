// A card's values as people read them.
import type { Schemas } from "../api/client";
import { optionOf } from "../words/named";
import type { Language, Words } from "../words/words";
import { localeOf } from "./locale";

export function shown(value: Schemas["Value"] | undefined, type: string | undefined, words: Words, language: Language): string {
  if (value === undefined || value === null || value === "") return "";
  if (typeof value === "boolean") return words(value ? "yes" : "no");
  if (Array.isArray(value)) return value.map((v) => optionOf(v, words)).join(", ");
  if (typeof value === "number") return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 6 }).format(value);
  if (typeof value === "object") return value.currency ? new Intl.NumberFormat(localeOf(language), { style: "currency", currency: value.currency }).format(value.amount) : new Intl.NumberFormat(localeOf(language)).format(value.amount);
  if (type === "enum") return optionOf(value, words);
  const date = type === "date" ? new Date(`${value}T00:00:00`) : type === "datetime" ? new Date(value) : undefined;
  if (!date || Number.isNaN(date.getTime())) return value;
  return new Intl.DateTimeFormat(localeOf(language), type === "date" ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" }).format(date);
}
