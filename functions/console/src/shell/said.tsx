// What is said to the operator in passing: that something was done, or why not. It
// is read aloud, and goes by itself.
import { Alert, Stack } from "@mantine/core";
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { To } from "../kit/to";
import { useLanguage, useWords, whyNot } from "../words/words";
import styles from "./said.module.css";

// Leads is where it can be gone on with, or what can be done about it for so many ms.
type Leads = { to: string; text: string } | { go: () => void; text: string; ms: number };
type Saying = { id: number; text: string; bad: boolean; leads: Leads | undefined };
// failed says why by an error, refused in words.
type Say = { done: (text: string, leads?: Leads) => void; failed: (error: unknown) => void; refused: (text: string, leads: Leads) => void };

const Context = createContext<Say>({ done: () => {}, failed: () => {}, refused: () => {} });

// useSay is how a screen tells what came of something.
export const useSay = () => useContext(Context);

const shown = 8_000; // milliseconds

export function Said({ children }: { children: ReactNode }) {
  const words = useWords();
  const language = useLanguage();
  const [sayings, setSayings] = useState<Saying[]>([]);
  const add = useCallback((text: string, bad: boolean, leads?: Leads) => {
    const id = Math.random();
    setSayings((all) => [...all.slice(-2), { id, text, bad, leads }]);
    setTimeout(() => setSayings((all) => all.filter((s) => s.id !== id)), leads && "ms" in leads ? leads.ms : shown);
  }, []);
  const drop = (id: number) => setSayings((all) => all.filter((s) => s.id !== id));
  const say = useMemo<Say>(
    () => ({ done: (text, leads) => add(text, false, leads), failed: (error) => add(whyNot(words, error, language), true), refused: (text, leads) => add(text, true, leads) }),
    [add, words, language],
  );
  return (
    <Context value={say}>
      {children}
      <Stack className={styles.said} gap="xs" role="status" aria-live="polite">
        {sayings.map((s) => (
          <Alert key={s.id} color={s.bad ? "red" : "green"} variant="filled" withCloseButton closeButtonLabel={words("close")}
            onClose={() => drop(s.id)}>
            {s.text}{s.leads && <> <Leading of={s.leads} onGone={() => drop(s.id)} /></>}
          </Alert>
        ))}
      </Stack>
    </Context>
  );
}

function Leading({ of, onGone }: { of: Leads; onGone: () => void }) {
  if ("to" in of) return <To href={of.to} className={styles.leads}>{of.text}</To>;
  return <button type="button" className={styles.leads} onClick={() => { onGone(); of.go(); }}>{of.text}</button>;
}
