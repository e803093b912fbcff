// What somebody writes, beside React: each letter is drawn by what shows letters, and
// by nothing else.
import { useCallback, useSyncExternalStore } from "react";

export class Written {
  private text = "";
  private restored = false;
  private readonly lookers = new Set<() => void>();

  get = () => this.text;

  set = (text: string) => {
    if (text === this.text && !this.restored) return;
    this.text = text;
    this.restored = false;
    for (const look of this.lookers) look();
  };

  // restore puts there what was written before; nobody has written since.
  restore = (text: string) => {
    this.set(text);
    this.restored = true;
    for (const look of this.lookers) look();
  };

  isRestored = () => this.restored;

  onChange = (look: () => void) => {
    this.lookers.add(look);
    return () => void this.lookers.delete(look);
  };
}

// useWritten is something about what is written, and draws when that changes.
export function useWritten<T extends string | number | boolean | undefined>(written: Written, of: (text: string) => T): T {
  return useSyncExternalStore(written.onChange, useCallback(() => of(written.get()), [written, of]));
}
