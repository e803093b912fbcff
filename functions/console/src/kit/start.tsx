// Writing to a customer first: on which line of theirs, and what. Where it is not
// possible, it is said why; where the messenger takes only a template that it has
// approved, one is filled in.
import { Alert, Button, Group, Radio, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useLocation } from "wouter";
import { api, asked, once, type Schemas } from "../api/client";
import { byCode, useWords, worded } from "../words/words";
import { useDeed } from "./data";
import { channelName } from "./names";
import { Popup } from "./popup";
import { Failed, Waiting } from "./screen";

const ApprovedTemplate = lazy(() => worded(import("../chats/approved")).then((m) => ({ default: m.ApprovedTemplate })));

// Whom is a contact, or any card of theirs, and, if it is known, the customer on one line.
export type Whom = { name: string; contact?: string; customer?: string };

export function StartChat({ whom, onClose }: { whom: Whom; onClose: () => void }) {
  const words = useWords();
  const [, go] = useLocation();
  const [chosen, setChosen] = useState<string>();
  const [text, setText] = useState("");
  const [typed, setTyped] = useState(true); // the other thing is a template
  const reach = useQuery({
    queryKey: ["reach", whom.contact],
    enabled: !!whom.contact,
    queryFn: () => asked(api.GET("/v1/cards/{ref}/customers", { params: { path: { ref: whom.contact ?? "" }, query: { limit: 50 } } })),
  });
  const start = useDeed((to: Schemas["Start"]) => asked(api.POST("/v1/dialogs", { params: { header: once() }, body: to })), (d) => go(`/app/chats/${d.id}`));
  const ways = reach.data?.items ?? [];
  const free = ways.filter((w) => w.mayWrite || w.template);
  const first = free.find((w) => w.customer === whom.customer) ?? free.find((w) => w.mayWrite) ?? free[0];
  const to = chosen ?? first?.customer ?? (whom.contact ? undefined : whom.customer);
  const way = ways.find((w) => w.customer === to);
  const template = !!way?.template && !(typed && way.mayWrite);
  return (
    <Popup onClose={onClose} title={words("start.with", { name: whom.name })}>
      <Stack>
        {whom.contact && reach.isPending && <Waiting />}
        {reach.error && <Failed error={reach.error} again={reach.refetch} />}
        {ways.length > 0 && (
          <Radio.Group label={words("start.where")} value={to ?? ""} onChange={setChosen}>
            <Stack gap={6} mt={6}>
              {ways.map((w) => <Radio key={w.customer} value={w.customer} disabled={!w.mayWrite && !w.template} label={`${channelName(w.channel, words)} · ${w.title || w.line}`} description={w.code && (w.template ? words("whatsapp.only") : byCode(words, w.code))} />)}
            </Stack>
          </Radio.Group>
        )}
        {reach.isSuccess && !free.length && <Alert color="yellow">{words(ways.length ? "start.nowhere" : "start.unknown")}</Alert>}
        {way?.template && way.mayWrite && (
          <SegmentedControl size="xs" aria-label={words("start.what")} value={typed ? "text" : "template"} onChange={(v) => setTyped(v === "text")}
            data={[{ value: "text", label: words("start.text") }, { value: "template", label: words("templates.whatsapp") }]} />
        )}
        {template && way ? (
          <Suspense fallback={<Waiting />}><ApprovedTemplate key={way.customer} line={way.line} busy={start.isPending} onSend={(body) => start.mutate({ customer: way.customer, ...body })} /></Suspense>
        ) : reach.isSuccess && !free.length ? null : (
          <form onSubmit={(e) => { e.preventDefault(); if (to && text.trim()) start.mutate({ customer: to, text: text.trim() }); }}>
            <Stack>
              <Textarea label={words("start.text")} autosize minRows={3} maxRows={10} maxLength={60_000} value={text} onChange={(e) => setText(e.currentTarget.value)} data-autofocus />
              <Group justify="flex-end">
                <Text size="xs" c="var(--faint)" flex={1}>{words("start.opens")}</Text>
                <Button type="submit" loading={start.isPending} disabled={!to || !text.trim()}>{words("send")}</Button>
              </Group>
            </Stack>
          </form>
        )}
      </Stack>
    </Popup>
  );
}
