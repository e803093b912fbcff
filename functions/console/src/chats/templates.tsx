// Templates, found by a part of their title or text after a / (or //) that begins
// what is written.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useState, type KeyboardEvent, type ReactElement } from "react";
import { cloneElement } from "react";
import { useSay } from "../shell/said";
import { useWords } from "../words/words";
import { render, templates } from "./data";
import styles from "./templates.module.css";

type Props = { dialog: string; text: string; onText: (text: string) => void; input: ReactElement<{ onKeyDown?: (e: KeyboardEvent) => void }> };

export function Templates({ dialog, text, onText, input }: Props) {
  const words = useWords();
  const say = useSay();
  const id = useId();
  const part = /^\/\/?([^\n]*)$/.exec(text)?.[1];
  const [dismissed, setDismissed] = useState<string>();
  const open = part !== undefined && dismissed !== text;
  const found = useQuery({ queryKey: ["templates", part], queryFn: () => templates(part ?? ""), enabled: open, staleTime: 30_000, placeholderData: (before) => before });
  const all = found.data?.items ?? [];
  const [at, setAt] = useState(0);
  useEffect(() => setAt(0), [part]);
  const choose = async (i: number) => {
    const one = all[i];
    if (!one) return;
    try {
      onText((await render(one.id, dialog)).text);
    } catch (error) {
      say.failed(error);
    }
  };
  const keys = (e: KeyboardEvent) => {
    if (open && (e.key === "ArrowDown" || e.key === "ArrowUp") && all.length) {
      e.preventDefault();
      setAt((at + (e.key === "ArrowDown" ? 1 : all.length - 1)) % all.length);
    } else if (open && (e.key === "Enter" || e.key === "Tab") && all.length) {
      e.preventDefault();
      void choose(at);
    } else if (open && e.key === "Escape") {
      e.preventDefault();
      setDismissed(text);
    }
    input.props.onKeyDown?.(e);
  };
  return (
    <div className={styles.around}>
      {open && (
        <div className={styles.list} id={id} role="listbox" aria-label={words("templates")}>
          {!all.length && <div className={styles.none}>{words(found.isPending ? "loading" : "templates.none")}</div>}
          {all.map((t, i) => (
            <div key={t.id} id={`${id}-${i}`} role="option" aria-selected={i === at} className={styles.one} onMouseEnter={() => setAt(i)} onMouseDown={(e) => { e.preventDefault(); void choose(i); }}>
              <b>{t.title}</b>
              <span>{t.text}</span>
            </div>
          ))}
        </div>
      )}
      {cloneElement(input, { onKeyDown: keys, ...(open && { "aria-controls": id, "aria-activedescendant": all.length ? `${id}-${at}` : undefined }) } as object)}
    </div>
  );
}
