// What is said to the operator in passing: that something was done, or why not. It
// is read aloud, and goes by itself.
import { Alert, Stack } from "@mantine/core";
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { To } from "../kit/to";
import { useLanguage, useWords, whyNot } from "../words/words";
import styles from "./said.module.css";

type Leads = { to: string; text: string };
type Saying = { id: number; text: string; bad: boolean; leads: Leads | undefined };
// done may lead to where it can be gone on with.
type Say = { done: (text: string, leads?: Leads) => void; failed: (error: unknown) => void };

const Context = createContext<Say>({ done: () => {}, failed: () => {} });

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
    setTimeout(() => setSayings((all) => all.filter((s) => s.id !== id)), shown);
  }, []);
  const say = useMemo<Say>(
    () => ({ done: (text, leads) => add(text, false, leads), failed: (error) => add(whyNot(words, error, language), true) }),
    [add, words, language],
  );
  return (
    <Context value={say}>
      {children}
      <Stack className={styles.said} gap="xs" role="status" aria-live="polite">
        {sayings.map((s) => (
          <Alert key={s.id} color={s.bad ? "red" : "green"} variant="filled" withCloseButton closeButtonLabel={words("close")}
            onClose={() => setSayings((all) => all.filter((x) => x.id !== s.id))}>
            {s.text}{s.leads && <> <To href={s.leads.to} className={styles.leads}>{s.leads.text}</To></>}
          </Alert>
        ))}
      </Stack>
    </Context>
  );
}
