// A field is tried on a past chat before its description counts: a chat that is bound to a
// card of that kind is chosen, and read for trial (BX-07).
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { api, asked, type Schemas } from "../api/client";
import { Dry, type TriedCard } from "../chats/dry";
import { connectionOf, kindOf, usePages, type Kind } from "../kit/data";
import { channelName } from "../kit/names";
import { Popup } from "../kit/popup";
import { Failed, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { useLanguage, useWords } from "../words/words";
import styles from "./settings.module.css";

type Props = { kind: Kind; connection?: string; described?: Record<string, Schemas["Described"]>; onClose: () => void };

export function TryOnPast({ kind, connection, described, onClose }: Props) {
  const words = useWords();
  const language = useLanguage();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 300);
  const [chosen, setChosen] = useState<{ dialog: string; cards: TriedCard[] }>();
  const chats = usePages(["dialogs", "tried", q], (cursor) => asked(api.GET("/v1/dialogs", { params: { query: { limit: 50, sort: "activity", ...(q && { q }), ...cursor } } })));
  const cardsOf = (d: Schemas["DialogRow"]) => d.cards.filter((c) => kindOf(c.card) === kind && connectionOf(c.card) === connection).map((c) => ({ ref: c.card, title: c.title }));
  const fit = chats.items.filter((d) => d.readable && cardsOf(d).length > 0);
  if (chosen) return <Dry dialog={chosen.dialog} cards={chosen.cards} described={described} onClose={onClose} />;
  return (
    <Popup onClose={onClose} title={words("dry.past")}>
      <Stack>
        <Text size="sm">{words("dry.past.about", { kind: words(`kind.${kind}`) })}</Text>
        <TextInput label={words("conversations.find")} maxLength={200} value={text} onChange={(e) => setText(e.currentTarget.value)} data-autofocus />
        {chats.isPending && <Waiting />}
        {chats.error && !chats.items.length && <Failed error={chats.error} again={chats.refetch} />}
        {chats.isSuccess && !fit.length && !chats.hasNextPage && <Text size="sm" c="var(--faint)">{words("dry.past.none")}</Text>}
        {fit.length > 0 && (
          <ul className={styles.rows} aria-label={words("chats")}>
            {fit.map((d) => (
              <li key={d.id} className={styles.row}>
                <button type="button" className={styles.name} onClick={() => setChosen({ dialog: d.id, cards: cardsOf(d) })}>
                  <b>{d.name ?? d.username ?? words("customer.unnamed", { n: d.number })}</b>
                  <span>{[d.channel && channelName(d.channel, words), d.lastAt && full(d.lastAt, language)].filter(Boolean).join(" · ")}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {chats.hasNextPage && <Button size="xs" variant="subtle" loading={chats.isFetchingNextPage} onClick={() => chats.fetchNextPage()}>{words("more")}</Button>}
      </Stack>
    </Popup>
  );
}
