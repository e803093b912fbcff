// The page of whoever is not signed in yet: one form, and the language to read it in.
import { NativeSelect, Paper, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { known, languages, speak, useLanguage, useWords } from "../words/words";
import styles from "./front.module.css";
import icon from "../shell/icon.svg";

export function Front({ title, children }: { title: string; children: ReactNode }) {
  const words = useWords();
  const language = useLanguage();
  return (
    <main className={styles.front}>
      <Paper className={styles.sheet} withBorder shadow="sm" p="xl">
        <img src={icon} alt="" width={40} height={40} />
        <Title order={1} size="h3" mt="sm" mb="md">{title}</Title>
        {children}
      </Paper>
      <label className="aloud" htmlFor="language">{words("language")}</label>
      <NativeSelect id="language" size="xs" mt="md" value={language}
        data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
        onChange={(e) => {
          const chosen = known(e.currentTarget.value);
          if (chosen) void speak(chosen);
        }} />
    </main>
  );
}
