// A chat is bound to another card: one of the customer's own, or any that is found by its
// title. A contact takes the place of the one before.
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked, once } from "../api/client";
import { connectionOf, useDeed, type Kind } from "../kit/data";
import { titled } from "../kit/names";
import { Popup } from "../kit/popup";
import { Failed, Waiting } from "../kit/screen";
import { useWords } from "../words/words";
import type { Dialog } from "./data";

const kinds: Kind[] = ["deal", "lead", "case"];

export function Bind({ dialog, onClose }: { dialog: Dialog; onClose: () => void }) {
  const words = useWords();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 300);
  const connection = connectionOf(dialog.contact);
  const own = useQuery({
    queryKey: ["card", "bindable", dialog.contact],
    enabled: !!dialog.contact && !q,
    queryFn: async () => (await Promise.all(kinds.map((kind) => asked(api.GET("/v1/cards", { params: { query: { kind, contact: [dialog.contact ?? ""], limit: 50, ...(connection && { connection }) } } })).catch(() => ({ items: [] }))))).flatMap((p) => p.items),
  });
  const found = useQuery({ queryKey: ["search", "cards", q], enabled: q.length > 1, queryFn: async () => (await asked(api.GET("/v1/search", { params: { query: { q, in: ["cards"], limit: 20 } } }))).cards?.items.map((c) => ({ ref: c.card, kind: c.kind, title: c.title })) ?? [] });
  const bind = useDeed((card: string) => asked(api.POST("/v1/dialogs/{id}/cards", { params: { path: { id: dialog.id }, header: once() }, body: { card } })), onClose);
  const query = q ? found : own;
  const bound = new Set([dialog.contact, ...dialog.cards.map((c) => c.card)]);
  const rows = (query.data ?? []).filter((c) => !bound.has(c.ref));
  return (
    <Popup onClose={onClose} title={words("cards.bind")}>
      <Stack>
        <TextInput label={words("cards.bind.find")} maxLength={200} value={text} onChange={(e) => setText(e.currentTarget.value)} data-autofocus />
        {query.isLoading && <Waiting />}
        {query.error && <Failed error={query.error} again={query.refetch} />}
        {query.isSuccess && !rows.length && <Text size="sm" c="var(--faint)">{words("cards.bind.none")}</Text>}
        <Stack gap={6}>
          {rows.map((c) => <Button key={c.ref} variant="default" justify="flex-start" disabled={bind.isPending} onClick={() => bind.mutate(c.ref)}>{`${words(`kind.${c.kind}`)}: ${titled(c.title, words) || c.ref}`}</Button>)}
        </Stack>
      </Stack>
    </Popup>
  );
}
