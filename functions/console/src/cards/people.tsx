// The people of a company, one of whom may be written to: a company itself writes on no line.
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { api, asked, type Schemas } from "../api/client";
import { connectionOf, usePages } from "../kit/data";
import { titled } from "../kit/names";
import { Failed, Waiting } from "../kit/screen";
import { StartChat } from "../kit/start";
import { Icon } from "../shell/icons";
import { useWords } from "../words/words";
import styles from "./card.module.css";

export function People({ of, writes }: { of: string; writes: boolean }) {
  const words = useWords();
  const [to, setTo] = useState<Schemas["Card"]>();
  const connection = connectionOf(of);
  const people = usePages(["contacts", "of", of], (cursor) => asked(api.GET("/v1/cards", { params: { query: { kind: "contact", company: [of], limit: 50, ...(connection && { connection }), ...cursor } } })));
  return (
    <section className={styles.part} aria-labelledby="card-people">
      <h2 id="card-people">{words("contacts")}</h2>
      {people.isPending && <Waiting />}
      {people.error && !people.items.length && <Failed error={people.error} again={people.refetch} />}
      {people.isSuccess && !people.items.length && <Text size="sm" c="var(--faint)">{words("cards.people.none")}</Text>}
      <ul className={styles.list}>
        {people.items.map((c) => (
          <li key={c.ref} className={styles.chat}>
            <Link href={`/app/contacts/${encodeURIComponent(c.ref)}`}>{titled(c.title, words) || c.ref}</Link>
            {writes && <Button size="compact-xs" variant="default" leftSection={<Icon name="chats" size={14} />} aria-label={words("start.with", { name: titled(c.title, words) || c.ref })} onClick={() => setTo(c)}>{words("start")}</Button>}
          </li>
        ))}
      </ul>
      {people.hasNextPage && <Button variant="subtle" size="xs" loading={people.isFetchingNextPage} onClick={() => people.fetchNextPage()}>{words("more")}</Button>}
      {to && <StartChat whom={{ name: titled(to.title, words) || to.ref, contact: to.ref }} onClose={() => setTo(undefined)} />}
    </section>
  );
}
