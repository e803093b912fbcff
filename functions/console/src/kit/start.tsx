// Writing to a customer first: on which line of theirs, and what. Where it is not
// possible, it is said why.
import { Alert, Button, Group, Modal, Radio, Stack, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, asked, once } from "../api/client";
import { byCode, useWords } from "../words/words";
import { useDeed } from "./data";
import { channelName } from "./names";
import { Failed, Waiting } from "./screen";

// Whom is a contact, or any card of theirs, and, if it is known, the customer on one line.
export type Whom = { name: string; contact?: string; customer?: string };

export function StartChat({ whom, onClose }: { whom: Whom; onClose: () => void }) {
  const words = useWords();
  const [, go] = useLocation();
  const [chosen, setChosen] = useState<string>();
  const [text, setText] = useState("");
  const reach = useQuery({
    queryKey: ["reach", whom.contact],
    enabled: !!whom.contact,
    queryFn: () => asked(api.GET("/v1/cards/{ref}/customers", { params: { path: { ref: whom.contact ?? "" }, query: { limit: 50 } } })),
  });
  const start = useDeed((to: { customer: string; text: string }) => asked(api.POST("/v1/dialogs", { params: { header: once() }, body: to })), (d) => go(`/app/chats/${d.id}`));
  const ways = reach.data?.items ?? [];
  const free = ways.filter((w) => w.mayWrite);
  const to = chosen ?? free.find((w) => w.customer === whom.customer)?.customer ?? free[0]?.customer ?? (whom.contact ? undefined : whom.customer);
  return (
    <Modal opened onClose={onClose} title={words("start.with", { name: whom.name })} closeButtonProps={{ "aria-label": words("close") }}>
      <form onSubmit={(e) => { e.preventDefault(); if (to && text.trim()) start.mutate({ customer: to, text: text.trim() }); }}>
        <Stack>
          {whom.contact && reach.isPending && <Waiting />}
          {reach.error && <Failed error={reach.error} again={reach.refetch} />}
          {ways.length > 0 && (
            <Radio.Group label={words("start.where")} value={to ?? ""} onChange={setChosen}>
              <Stack gap={6} mt={6}>
                {ways.map((w) => <Radio key={w.customer} value={w.customer} disabled={!w.mayWrite} label={`${channelName(w.channel, words)} · ${w.title || w.line}`} description={w.code && byCode(words, w.code)} />)}
              </Stack>
            </Radio.Group>
          )}
          {reach.isSuccess && !free.length && <Alert color="yellow">{words(ways.length ? "start.nowhere" : "start.unknown")}</Alert>}
          <Textarea label={words("start.text")} autosize minRows={3} maxRows={10} maxLength={60_000} value={text} onChange={(e) => setText(e.currentTarget.value)} data-autofocus />
          <Group justify="flex-end">
            <Text size="xs" c="var(--faint)" flex={1}>{words("start.opens")}</Text>
            <Button type="submit" loading={start.isPending} disabled={!to || !text.trim()}>{words("send")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
