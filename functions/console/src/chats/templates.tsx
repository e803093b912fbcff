// Templates, found by a part of their title or text after a / (or //) that begins
// what is written.
import { useQuery } from "@tanstack/react-query";
import { useEffect, type RefObject } from "react";
import { useSay } from "../shell/said";
import { useWords } from "../words/words";
import { render, templates } from "./data";
import styles from "./templates.module.css";

// Found is what the keys of whoever types choose among.
export type Found = { count: number; choose: (i: number) => void };

type Props = { id: string; dialog: string; part: string; at: number; onAt: (i: number) => void; onCount: (count: number) => void; onText: (text: string) => void; found: RefObject<Found | undefined> };

export function Templates({ id, dialog, part, at, onAt, onCount, onText, found }: Props) {
  const words = useWords();
  const say = useSay();
  const query = useQuery({ queryKey: ["templates", part], queryFn: () => templates(part), staleTime: 30_000, placeholderData: (before) => before });
  const all = query.data?.items ?? [];
  const choose = async (i: number) => {
    const one = all[i];
    if (!one) return;
    try {
      onText((await render(one.id, dialog)).text);
    } catch (error) {
      say.failed(error);
    }
  };
  const count = all.length;
  useEffect(() => {
    found.current = { count, choose: (i) => void choose(i) };
    return () => void (found.current = undefined);
  });
  useEffect(() => onCount(count), [count, onCount]);
  return (
    <div className={styles.list} id={id} role="listbox" aria-label={words("templates")}>
      {!count && <div className={styles.none}>{words(query.isPending ? "loading" : "templates.none")}</div>}
      {all.map((t, i) => (
        <div key={t.id} id={`${id}-${i}`} role="option" aria-selected={i === at} className={styles.one} onMouseEnter={() => onAt(i)} onMouseDown={(e) => { e.preventDefault(); void choose(i); }}>
          <b>{t.title}</b>
          <span>{t.text}</span>
        </div>
      ))}
    </div>
  );
}
