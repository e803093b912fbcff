// The box that one writes in. It grows with what is in it, by the browser's own doing
// where it can (field-sizing), so that no letter has the page measured.
import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import styles from "./composer.module.css";
import { Templates, type Found } from "./templates";
import around from "./templates.module.css";
import { useWritten, type Written } from "./written";

type Props = { dialog: string; written: Written; box: RefObject<HTMLTextAreaElement | null>; label: string; hint: string; onKey: (e: KeyboardEvent) => void; onType: () => void };

const whole = (text: string) => text;
const grows = CSS.supports("field-sizing", "content");

export function Input({ dialog, written, box, label, hint, onKey, onType }: Props) {
  const id = useId();
  const text = useWritten(written, whole);
  const part = text.startsWith("/") ? /^\/\/?([^\n]*)$/.exec(text)?.[1] : undefined;
  const [dismissed, setDismissed] = useState<string>();
  // What was begun before opens nothing: somebody has to write first.
  const restored = useWritten(written, written.isRestored);
  const open = part !== undefined && dismissed !== text && !restored;
  const [at, setAt] = useState(0);
  const [count, setCount] = useState(0);
  const found = useRef<Found>(undefined);
  useEffect(() => setAt(0), [part]);
  useEffect(() => {
    if (grows || !box.current) return;
    box.current.style.height = "auto";
    box.current.style.height = `${box.current.scrollHeight}px`;
  }, [text, box]);
  const keys = (e: KeyboardEvent) => {
    const all = open ? (found.current?.count ?? 0) : 0;
    if (all && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      setAt((at + (e.key === "ArrowDown" ? 1 : all - 1)) % all);
    } else if (all && (e.key === "Enter" || e.key === "Tab")) {
      e.preventDefault();
      found.current?.choose(at);
    } else if (open && e.key === "Escape") {
      e.preventDefault();
      setDismissed(text);
    }
    onKey(e);
  };
  return (
    <div className={around.around}>
      {open && <Templates id={id} dialog={dialog} part={part} at={at} onAt={setAt} onCount={setCount} found={found} onText={(t) => { written.set(t); box.current?.focus(); }} />}
      <textarea ref={box} className={styles.input} aria-label={label} placeholder={hint} rows={2} maxLength={60_000} value={text}
        onChange={(e) => { written.set(e.currentTarget.value); onType(); }} onKeyDown={keys}
        aria-controls={open ? id : undefined} aria-activedescendant={open && count ? `${id}-${at}` : undefined} />
    </div>
  );
}
