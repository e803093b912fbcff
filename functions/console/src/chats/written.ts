// What somebody writes, beside React: each letter is drawn by what shows letters, and
// by nothing else.
import { useCallback, useSyncExternalStore } from "react";

export class Written {
  private text = "";
  private readonly lookers = new Set<() => void>();

  get = () => this.text;

  set = (text: string) => {
    if (text === this.text) return;
    this.text = text;
    for (const look of this.lookers) look();
  };

  onChange = (look: () => void) => {
    this.lookers.add(look);
    return () => void this.lookers.delete(look);
  };
}

// useWritten is something about what is written, and draws when that changes.
export function useWritten<T extends string | number | boolean | undefined>(written: Written, of: (text: string) => T): T {
  return useSyncExternalStore(written.onChange, useCallback(() => of(written.get()), [written, of]));
}
