// Times as people read them, in the operator's language.
import { useEffect, useState } from "react";
import type { Language } from "../words/words";

// useNow is the time, as often as it matters.
export function useNow(every = 1_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const clock = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(clock);
  }, [every]);
  return now;
}

export const clock = (at: string, language: Language) => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
export const day = (at: string, language: Language) => new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "long" }).format(new Date(at));
export const full = (at: string, language: Language) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));

// lasted is how long it is, as a clock shows it: 0:42, 12:07, 3:04:05.
export function lasted(milliseconds: number): string {
  const s = Math.max(0, Math.floor(milliseconds / 1_000));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(s / 3_600);
  return hours ? `${hours}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}
