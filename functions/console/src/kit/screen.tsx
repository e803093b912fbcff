// What screens share: a heading with what can be done, and what is shown when there is
// nothing yet, nothing at all, or no answer.
import { Alert, Button, Center, Loader, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Refused } from "../api/client";
import { Icon } from "../shell/icons";
import { useLanguage, useWords, whyNot } from "../words/words";
import styles from "./screen.module.css";

// wide screens have something in them that scrolls, and fill the window.
type Props = { title: string; wide?: boolean; about?: ReactNode; actions?: ReactNode; children: ReactNode };

export function Screen({ title, wide, about, actions, children }: Props) {
  return (
    <div className={styles.screen} data-wide={wide || undefined}>
      <header className={styles.header}>
        <div className={styles.title}>
          <h1>{title}</h1>
          {about && <Text size="sm" c="var(--faint)">{about}</Text>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function Waiting() {
  const words = useWords();
  return (
    <Center h="100%" p="xl" role="status" aria-label={words("loading")}>
      <Loader />
    </Center>
  );
}

// Failed says why there is no answer, and asks again, where that may help.
export function Failed({ error, again }: { error: unknown; again: () => unknown }) {
  const words = useWords();
  const language = useLanguage();
  return (
    <Alert color="red" m="md" role="alert">
      <Stack gap="xs" align="flex-start">
        {whyNot(words, error, language)}
        {!(error instanceof Refused && error.status === 403) && <Button size="xs" variant="default" onClick={() => void again()}>{words("again")}</Button>}
      </Stack>
    </Alert>
  );
}

export function Nothing({ icon, children }: { icon: Parameters<typeof Icon>[0]["name"]; children: ReactNode }) {
  return (
    <Center p="xl" className={styles.nothing}>
      <Stack align="center" gap="sm">
        <Icon name={icon} size={36} />
        <Text ta="center" maw={420}>{children}</Text>
      </Stack>
    </Center>
  );
}
