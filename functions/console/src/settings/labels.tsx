// The company's own labels for chats.
import { ActionIcon, Button, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { Wrong } from "../kit/form";
import { Failed, Nothing, Waiting } from "../kit/screen";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { useWords } from "../words/words";
import { changeSettings, idFrom, readSettings, useKept, useSet } from "./data";
import styles from "./settings.module.css";

type Label = Schemas["Label"];

export function Labels() {
  const kept = useKept(["settings"], readSettings);
  if (kept.isPending) return <Waiting />;
  if (!kept.data) return <Failed error={kept.error} again={kept.refetch} />;
  return <Edit key={kept.data.etag} had={kept.data.data.labels} etag={kept.data.etag} />;
}

// usual is what one of before shows that has no colour; new ones take their turn of these.
const usual = "#228be6";
const colors = [usual, "#2f9e44", "#e8590c", "#7048e8", "#c2255c", "#0c8599"];

function Edit({ had, etag }: { had: Label[]; etag: string }) {
  const words = useWords();
  const say = useSay();
  const [all, setAll] = useState(had);
  const change = (i: number, part: Partial<Label>) => setAll((now) => now.map((l, n) => (n === i ? { ...l, ...part } : l)));
  const named = () => all.filter((l) => l.title.trim()).reduce<Label[]>((out, l) => [...out, { ...l, title: l.title.trim(), id: l.id || idFrom(l.title, [...had, ...out].map((x) => x.id)) }], []);
  const save = useSet(() => changeSettings(etag, { labels: named() }), () => say.done(words("saved")));
  return (
    <form className={styles.card} onSubmit={(e) => { e.preventDefault(); save.mutate(undefined); }}>
      {!all.length && <Nothing icon="tag">{words("set.labels.none")}</Nothing>}
      {all.map((l, i) => (
        <Group key={l.id || `new-${i}`} gap="xs" mb="xs" wrap="nowrap" align="flex-end">
          <TextInput flex={1} label={words("set.labels.title", { n: i + 1 })} required maxLength={64} value={l.title} onChange={(e) => change(i, { title: e.currentTarget.value })} />
          <TextInput w={64} type="color" aria-label={words("set.labels.color", { n: i + 1 })} value={l.color ?? usual} onChange={(e) => change(i, { color: e.currentTarget.value })} />
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words("set.labels.drop", { n: i + 1 })} onClick={() => setAll((now) => now.filter((_, n) => n !== i))}><Icon name="close" size={16} /></ActionIcon>
        </Group>
      ))}
      <Wrong error={save.error} />
      <Group justify="space-between" mt="sm">
        <Button variant="default" leftSection={<Icon name="add" size={16} />} disabled={all.length >= 100} onClick={() => setAll((now) => [...now, { id: "", title: "", color: colors[now.length % colors.length] ?? usual }])}>{words("set.labels.add")}</Button>
        <Button type="submit" loading={save.isPending} disabled={JSON.stringify(all) === JSON.stringify(had)}>{words("save")}</Button>
      </Group>
      {all.length < had.length && <Text mt="xs" size="xs" c="var(--faint)">{words("set.labels.keep")}</Text>}
    </form>
  );
}
