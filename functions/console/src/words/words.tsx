// The operator's language. Words lie in en.json, ru.json and es.json as ICU
// messages; they are compiled when the console is built.
import { i18n, type Messages } from "@lingui/core";
import { I18nProvider, useLingui } from "@lingui/react";
import { useCallback, type ReactNode } from "react";
import { Refused } from "../api/client";
import type en from "./en.json";
import { localeOf } from "../kit/locale";

export type Word = keyof typeof en;
export type Words = (word: Word, values?: Record<string, string | number>) => string;

export const languages = { en: "English", ru: "Русский", es: "Español" } as const;
export type Language = keyof typeof languages;

const catalogs = import.meta.glob<Messages>("./*.json", { import: "default" });
// Words of screens that come later (build.ts says which).
const laterCatalogs = import.meta.glob<Messages>("./*.json", { import: "default", query: "?later" });
let all = false;
const kept = "sufler.language";

// known is the language itself, if the console speaks it.
export function known(language: string | null | undefined): Language | undefined {
  const short = language?.slice(0, 2);
  return short && short in languages ? (short as Language) : undefined;
}

// firstLanguage is the one that this browser was last used in, else the browser's own.
export function firstLanguage(): Language {
  return known(localStorage.getItem(kept)) ?? navigator.languages.map(known).find(Boolean) ?? "en";
}

export async function speak(language: Language) {
  await load(language);
  localStorage.setItem(kept, language);
}

async function load(language: Language) {
  const parts = [catalogs, ...(all ? [laterCatalogs] : [])].map((c) => c[`./${language}.json`]?.());
  i18n.loadAndActivate({ locale: language, messages: Object.assign({}, ...(await Promise.all(parts))) as Messages });
  document.documentElement.lang = language;
}

// speakAll has the words of all screens from now on. Nobody chose a language by that: which
// was chosen meanwhile, as in another tab, is kept.
export async function speakAll() {
  if (all) return;
  all = true;
  await load(known(i18n.locale) ?? "en");
}

// worded is a screen that comes with its words.
export const worded = async <M,>(screen: Promise<M>) => (await Promise.all([screen, speakAll()]))[0];

export function Speaking({ children }: { children: ReactNode }) {
  return <I18nProvider i18n={i18n}>{children}</I18nProvider>;
}

export function useWords(): Words {
  const lingui = useLingui(); // another one with each language
  return useCallback((word, values) => lingui.i18n._(word, values && still(values)), [lingui]);
}

// turns are the characters that turn the direction of writing until something ends it.
const turns = /[\u202A-\u202E\u2066-\u2069]/g;

// still are the values of a sentence of ours: what a customer wrote turns nothing of it.
export function still(values: Record<string, string | number>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(values).map(([name, v]) => [name, typeof v === "string" ? v.replace(turns, "") : v]));
}

export function useLanguage(): Language {
  const { i18n } = useLingui();
  return known(i18n.locale) ?? "en";
}

// has says whether there are words of that name, as for a code of the API.
export function has(word: string): word is Word {
  return word in i18n.messages;
}

// byCode is what a code of the API means, in the operator's language.
export function byCode(words: Words, code: string): string {
  const word = `code.${code}`;
  return has(word) ? words(word) : words("code.internal");
}

// byFault is what is wrong with a part of what was asked for, in the operator's language;
// undefined: there are no words for it.
export function byFault(words: Words, f: Pick<Refused["errors"][number], "code" | "values">): string | undefined {
  const word = `fault.${f.code}`;
  return f.code && has(word) ? words(word, f.values) : undefined;
}

// whyNot says why something was refused, and until when, if that is known.
export function whyNot(words: Words, error: unknown, language: Language): string {
  if (!(error instanceof Refused)) return words("code.internal");
  const whole = error.errors.find((f) => f.where === "body");
  const why = (whole && byFault(words, whole)) ?? byCode(words, error.code);
  if (!error.until) return why;
  return `${why} ${words("until", { time: new Intl.DateTimeFormat(localeOf(language), { timeStyle: "medium" }).format(new Date(error.until)) })}`;
}
