// Elsewhere says whose cards are not among those of a screen that shows the built-in CRM's:
// customers' of lines with a connected one.
import { Text } from "@mantine/core";
import { useLanguage, useWords } from "../words/words";
import { useLines } from "./data";

export function Elsewhere() {
  const words = useWords();
  const language = useLanguage();
  const lines = useLines().data?.items.filter((l) => l.active && l.connection) ?? [];
  if (!lines.length) return null;
  const named = new Intl.ListFormat(language).format(lines.map((l) => l.title || l.id));
  return <Text size="sm" c="var(--faint)" mb="xs">{words("cards.elsewhere", { lines: named })}</Text>;
}
