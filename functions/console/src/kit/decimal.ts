// Numbers as people write them: "1.200,50" in Spanish, "1 200,50" in Russian, "1,200.50"
// in English, and in the Spanish of Mexico.
import type { Language } from "../words/words";
import { localeOf } from "./locale";

// separators are what stands before the decimals, and what parts thousands, beside spaces.
// By itself a point in Russian is what a keyboard's number pad writes for a comma.
function separators(language: Language): readonly [decimal: string, group: string] {
  const parts = new Intl.NumberFormat(localeOf(language)).formatToParts(1_234_567.8);
  const of = (type: string) => parts.find((p) => p.type === type)?.value.trim() ?? "";
  return [of("decimal"), of("group")];
}

// numberOf is the number that a text says; undefined: it says none. With both separators
// the last one is the decimals', in any language. One that may be either is read by the
// language; of a whole number it parts thousands.
export function numberOf(text: string, language: Language, whole = false): number | undefined {
  const bare = text.replace(/[\s\u00a0\u202f'’\p{Sc}]/gu, "").replace(/^[−–]/, "-");
  const parts = /^([+-]?)(\d[\d.,]*|[.,]\d+)$/.exec(bare);
  if (!parts) return undefined;
  const [, sign = "", digits = ""] = parts;
  const at = decimalsAt(digits, language, whole);
  const [head, tail] = at < 0 ? [digits, ""] : [digits.slice(0, at), digits.slice(at + 1)];
  if (!/^(\d*|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+)$/.test(head) || /\D/.test(tail)) return undefined;
  if (whole && /[1-9]/.test(tail)) return undefined;
  const n = Number(`${sign === "-" ? "-" : ""}${head.replace(/\D/g, "") || "0"}.${tail || "0"}`);
  return Math.abs(n) <= Number.MAX_SAFE_INTEGER ? n : undefined;
}

// decimalsAt is where the separator of the decimals stands; -1: there is none.
function decimalsAt(digits: string, language: Language, whole: boolean): number {
  const last = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  if (last < 0) return -1;
  const [decimal, group] = separators(language);
  const mark = digits[last]!;
  const both = /\./.test(digits) && /,/.test(digits);
  const often = digits.indexOf(mark) !== last;
  if (both) return often ? -1 : last; // "1,200,500.5" has its last once, "1.200,500,5" is none
  if (often) return -1;
  const either = /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits);
  if (!either) return last;
  if (whole) return -1;
  return mark === decimal || group !== mark ? last : -1;
}

// written is a number as numberOf reads it again, with its thousands parted.
export function written(n: number, language: Language, decimals = 6): string {
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: decimals, useGrouping: "always" as never }).format(n);
}
