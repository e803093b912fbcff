// On which lines the bot answers first (HO-01), and how it is stopped (HO-03).
import { Stack, Switch, Text } from "@mantine/core";
import { Failed, Waiting } from "../kit/screen";
import { changeLine, readLine, useAllLines, useSet } from "../settings/data";
import type { Schemas } from "../api/client";
import { useWords } from "../words/words";
import styles from "./knowledge.module.css";

export function Bots() {
  const words = useWords();
  const lines = useAllLines();
  return (
    <section className={styles.part} aria-labelledby="knowledge-bots">
      <h2 id="knowledge-bots">{words("knowledge.bots")}</h2>
      {lines.isPending && <Waiting />}
      {lines.error && <Failed error={lines.error} again={lines.refetch} />}
      {lines.data?.items.length === 0 && <Text size="sm" c="var(--faint)">{words("set.lines.none")}</Text>}
      <Stack gap="xs">{lines.data?.items.map((l) => <Bot key={l.id} line={l} />)}</Stack>
      <Text size="xs" c="var(--faint)" mt="sm">{words("knowledge.bots.about")}</Text>
    </section>
  );
}

function Bot({ line: l }: { line: Schemas["Line"] }) {
  const words = useWords();
  const turn = useSet(async (on: boolean) => {
    const { etag } = await readLine(l.id);
    return changeLine(l.id, etag, { bot: on ? "builtin" : "" });
  }, undefined, true);
  const other = l.bot === "external"; // another platform's bot answers first
  return <Switch label={l.title || l.id} description={other ? words("set.bot.other") : undefined} checked={turn.isPending ? turn.variables : l.bot === "builtin"} disabled={turn.isPending || other} onChange={(e) => turn.mutate(e.currentTarget.checked)} />;
}
