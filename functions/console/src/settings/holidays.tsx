// Days on which a team does not work: each is picked, and none is typed as a code.
import { Button, CloseButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { format } from "../kit/time";
import { useLanguage, useWords } from "../words/words";

export function Holidays({ days, onChange }: { days: string[]; onChange: (days: string[]) => void }) {
  const words = useWords();
  const language = useLanguage();
  const [day, setDay] = useState("");
  const name = (d: string) => format(language, { dateStyle: "full", timeZone: "UTC" }).format(new Date(d));
  const add = () => { onChange([...new Set([...days, day])].sort()); setDay(""); };
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput flex={1} size="xs" type="date" label={words("set.teams.holidays")} description={words("set.teams.holidays.about")} value={day} onChange={(e) => setDay(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === "Enter") { e.preventDefault(); if (day) add(); } }} />
        <Button size="xs" variant="default" disabled={!day || days.length >= 400} onClick={add}>{words("set.teams.holidays.add")}</Button>
      </Group>
      {days.length > 0 && (
        <ul aria-label={words("set.teams.holidays")} style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {days.map((d) => (
            <li key={d}>
              <Group gap={4} justify="space-between" wrap="nowrap">
                <Text size="sm">{name(d)}</Text>
                <CloseButton size="sm" aria-label={words("set.teams.holidays.drop", { day: name(d) })} onClick={() => onChange(days.filter((x) => x !== d))} />
              </Group>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}
