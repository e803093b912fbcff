// Times as people read them, in the operator's language and as written where they live.
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Language } from "../words/words";
import { localeOf } from "./locale";

// One clock ticks for all who look at it equally often.
const clocks = new Map<number, { lookers: Set<(now: number) => void>; timer: ReturnType<typeof setInterval> }>();

function ticks(every: number, look: (now: number) => void): () => void {
  let clock = clocks.get(every);
  if (!clock) {
    const lookers = new Set<(now: number) => void>();
    clock = { lookers, timer: setInterval(() => { const now = Date.now(); for (const l of lookers) l(now); }, every) };
    clocks.set(every, clock);
  }
  const { lookers, timer } = clock;
  lookers.add(look);
  return () => {
    lookers.delete(look);
    if (lookers.size) return;
    clearInterval(timer);
    clocks.delete(every);
  };
}

// useOver is whether a time is over, and draws once when it comes to be.
export function useOver(at: number | undefined): boolean {
  const [, draw] = useState(0);
  const left = at === undefined ? -1 : at - Date.now();
  useEffect(() => {
    if (left < 0) return;
    const timer = setTimeout(() => draw((n) => n + 1), Math.min(left + 1, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }, [at, left < 0]);
  return at !== undefined && left < 0;
}

// useCounting writes into an element how long it is since a time, each second, without
// having anything drawn anew: there may be hundreds of them.
export function useCounting(since: string): RefObject<HTMLSpanElement | null> {
  const from = Date.parse(since);
  return useTicking(useCallback((now: number) => lasted(now - from), [from]));
}

// useTicking writes into an element what is said of the time, at once and each second.
export function useTicking(said: (now: number) => string): RefObject<HTMLSpanElement | null> {
  const at = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const write = (now: number) => {
      const text = said(now);
      if (at.current && at.current.textContent !== text) at.current.textContent = text;
    };
    write(Date.now());
    return ticks(1_000, write);
  }, [said]);
  return at;
}

// formats are made once: making one costs more than all that it says.
const formats = new Map<string, Intl.DateTimeFormat>();

export function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = localeOf(language);
  const name = locale + JSON.stringify(options);
  let made = formats.get(name);
  if (!made) formats.set(name, (made = new Intl.DateTimeFormat(locale, options)));
  return made;
}

export const clock = (at: string, language: Language) => format(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
export const day = (at: string, language: Language) => format(language, { weekday: "short", day: "numeric", month: "long" }).format(new Date(at));
export const full = (at: string, language: Language) => format(language, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));

// sameDay is whether two times are of one day, where the operator is; that costs less than
// to say which.
export const sameDay = (a: string, b: string) => new Date(a).toDateString() === new Date(b).toDateString();

// lasted is how long it is, as a clock shows it: 0:42, 12:07, 3:04:05.
export function lasted(milliseconds: number): string {
  const s = Math.max(0, Math.floor(milliseconds / 1_000));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(s / 3_600);
  return hours ? `${hours}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}
