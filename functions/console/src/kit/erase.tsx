// Somebody is erased: first it is said what goes and asked for their name; then it is
// shown how far that is. Nothing of it can be had back (BX-12).
import { Alert, Button, Group, Loader, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked, type Schemas } from "../api/client";
import { byCode, useWords } from "../words/words";
import { Wrong } from "./form";
import styles from "./links.module.css";
import { Popup } from "./popup";
import { Failed } from "./screen";

// Whom: a contact on all lines, or a customer as one line knows them.
export type Erased = { name: string } & ({ contact: string } | { customer: string });
type Cards = Schemas["Erasure"]["cards"];

const fates: Cards[] = ["delete", "blank", "keep"];
const counted = ["dialogs", "messages", "files", "runs", "cards", "timelineEntries"] as const;

export function Erase({ whom, onClose }: { whom: Erased; onClose: (begun: boolean) => void }) {
  const words = useWords();
  const [cards, setCards] = useState<Cards>("delete");
  const [typed, setTyped] = useState("");
  const erase = useMutation({
    mutationFn: () =>
      "contact" in whom
        ? asked(api.DELETE("/v1/contacts/{ref}", { params: { path: { ref: whom.contact }, query: { cards } } }))
        : asked(api.DELETE("/v1/customers/{id}", { params: { path: { id: whom.customer }, query: { cards } } })),
  });
  const sure = typed.trim() === whom.name.trim();
  return (
    <Popup onClose={() => onClose(!!erase.data)} title={words("erase.title", { name: whom.name })}>
      {erase.data ? (
        <Progress begun={erase.data} again={() => erase.mutate()} busy={erase.isPending} onClose={() => onClose(true)} />
      ) : (
        <form onSubmit={(e) => { e.preventDefault(); if (sure) erase.mutate(); }}>
          <Stack>
            <Alert color="red">{words("contact" in whom ? "erase.about" : "erase.about.customer")}</Alert>
            <Radio.Group label={words("erase.cards")} value={cards} onChange={(v) => setCards(v as Cards)}>
              <Stack gap={8} mt={6}>{fates.map((v) => <Radio key={v} value={v} label={words(`erase.cards.${v}`)} description={words(`erase.cards.${v}.about`)} />)}</Stack>
            </Radio.Group>
            <TextInput label={words("erase.type", { name: whom.name })} autoComplete="off" value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
            <Wrong error={erase.error} />
            <Group justify="flex-end">
              <Button variant="default" data-autofocus onClick={() => onClose(false)}>{words("cancel")}</Button>
              <Button type="submit" color="red" disabled={!sure} loading={erase.isPending}>{words("erase.go")}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Popup>
  );
}

// Progress is how far it is. Once everything is taken nobody needs to wait for the last
// look.
function Progress({ begun, again, busy, onClose }: { begun: Schemas["Erasure"]; again: () => void; busy: boolean; onClose: () => void }) {
  const words = useWords();
  const now = useQuery({
    queryKey: ["erasure", begun.id],
    queryFn: () => asked(api.GET("/v1/erasures/{id}", { params: { path: { id: begun.id } } })),
    refetchInterval: (q) => (["done", "checking"].includes(q.state.data?.state ?? "") ? false : 1_000),
  });
  const e = now.data ?? begun;
  const taken = e.state === "done" || e.state === "checking";
  return (
    <Stack>
      <div role="status">
        {e.state === "running" && <Group gap="sm"><Loader size="sm" /><Text size="sm">{words("erase.running")}</Text></Group>}
        {taken && <Alert color="green">{words(e.state === "done" ? "erase.done" : "erase.checking")}</Alert>}
        {e.state === "failed" && <Alert color="red" title={words("erase.failed")}>{e.code ? byCode(words, e.code) : <span lang="en">{e.reason}</span>}</Alert>}
      </div>
      {now.error && <Failed error={now.error} again={now.refetch} />}
      <dl className={styles.taken}>{counted.map((what) => <div key={what} style={{ display: "contents" }}><dt>{words(`erase.taken.${what}`)}</dt><dd>{e.taken[what]}</dd></div>)}</dl>
      <Group justify="flex-end">
        {e.state === "failed" && <Button variant="default" loading={busy} onClick={() => { again(); void now.refetch(); }}>{words("again")}</Button>}
        <Button onClick={onClose}>{words("close")}</Button>
      </Group>
    </Stack>
  );
}
