// Shortcuts: whoever shows something says which keys do what to it while it is shown,
// and the list of them all is made of that.
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Word } from "../words/words";

// keys are as people read them: "J", "Shift+K", "Alt+A", "Ctrl+K" (Cmd on a Mac), "?".
export type Key = { keys: string; word: Word; go: () => void };

const shown = new Set<Key[]>();
let all: Key[] = [];
const listeners = new Set<() => void>();

function changed() {
  all = [...shown].flat();
  listeners.forEach((tell) => tell());
}

// useKeys has keys do things. A key alone does nothing while somebody types or a
// dialog is open.
export function useKeys(keys: Key[]) {
  const now = useRef(keys);
  now.current = keys;
  const named = keys.map((k) => `${k.keys} ${k.word}`).join("\n");
  useEffect(() => {
    const mine = now.current.map((k, i) => ({ ...k, go: () => now.current[i]?.go() }));
    const press = (e: KeyboardEvent) => {
      const key = e.defaultPrevented || e.isComposing ? undefined : mine.find((k) => fits(k.keys, e));
      if (!key || (!e.altKey && !e.ctrlKey && !e.metaKey && busy(e.target))) return;
      e.preventDefault();
      key.go();
    };
    shown.add(mine);
    changed();
    window.addEventListener("keydown", press);
    return () => {
      shown.delete(mine);
      changed();
      window.removeEventListener("keydown", press);
    };
  }, [named]);
}

// useAllKeys are those that do something now.
export const useAllKeys = () => useSyncExternalStore((tell) => (listeners.add(tell), () => listeners.delete(tell)), () => all);

// busy says whether a key alone is meant for something else than the screen.
const busy = (at: EventTarget | null) => (at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName))) || !!document.querySelector('[role="dialog"], [role="menu"]');

// fits goes by where a letter lies, so that it is the same key in any alphabet.
export function fits(keys: string, e: Pick<KeyboardEvent, "key" | "code" | "altKey" | "shiftKey" | "ctrlKey" | "metaKey">): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const has = (name: string) => parts.includes(name);
  if (e.altKey !== has("Alt") || (e.ctrlKey || e.metaKey) !== has("Ctrl")) return false;
  if (/^[A-Z]$/.test(key)) return e.code === `Key${key}` && e.shiftKey === has("Shift");
  return e.key === key;
}
