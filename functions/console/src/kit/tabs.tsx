// Tabs, and what the chosen one shows: from one to the next by the arrow keys.
import { useId, type KeyboardEvent, type ReactNode } from "react";
import styles from "./tabs.module.css";

type Props<T extends string> = { label: string; all: readonly { id: T; title: string }[]; at: T; onAt: (at: T) => void; children: ReactNode };

export function Tabs<T extends string>({ label, all, at, onAt, children }: Props<T>) {
  const id = useId();
  const step = (e: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!by) return;
    e.preventDefault();
    const next = (all.findIndex((t) => t.id === at) + by + all.length) % all.length;
    onAt(all[next]!.id);
    (e.currentTarget.children[next] as HTMLElement).focus();
  };
  return (
    <>
      <div role="tablist" className={styles.tabs} aria-label={label} onKeyDown={step}>
        {all.map((t) => <button key={t.id} type="button" role="tab" id={id + t.id} className={styles.tab} aria-selected={t.id === at} aria-controls={t.id === at ? id : undefined} tabIndex={t.id === at ? 0 : -1} onClick={() => onAt(t.id)}>{t.title}</button>)}
      </div>
      <div role="tabpanel" id={id} className={styles.shown} aria-labelledby={id + at}>{children}</div>
    </>
  );
}
