// Webhooks: addresses of the company's own that are told what happens.
import { Alert, Button, Checkbox, Group, Radio, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, asked, once, type Schemas } from "../api/client";
import { usePages } from "../kit/data";
import { Copied, Sheet, Sure } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { useSay } from "../shell/said";
import { Why } from "../kit/why";
import { has, useLanguage, useWords, type Word, type Words } from "../words/words";
import { changeWebhook, dropWebhook, makeWebhook, readWebhook, rotateWebhook, testWebhook, useKept, useSet, useWebhooks } from "./data";
import { Part, type Mark } from "./part";
import styles from "./settings.module.css";

type Endpoint = Schemas["Endpoint"];
const kinds = ["dialog.opened", "dialog.assigned", "dialog.closed", "handover", "message.created", "message.updated", "run.done", "run.failed", "proposal.created", "proposal.decided", "field.filled", "field.undone", "card.created", "lead.created"];
const fresh = { id: "", url: "", title: "", kinds: ["message.created"], include: "ids" as const, off: false, createdAt: "" };

export function Webhooks() {
  const words = useWords();
  const webhooks = useWebhooks();
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string>();
  const mark = (w: Endpoint): Mark => (w.off ? { text: words("set.off"), color: "gray" } : { text: words("set.on"), color: "green" });
  return (
    <>
      <Part query={webhooks} name={words("set.webhooks")} empty={words("set.webhooks.none")} add={{ label: words("set.webhooks.add"), go: () => setAdding(true) }}
        row={(w) => ({ key: w.id, title: w.title || w.url, about: w.title ? w.url : w.kinds.map((kind) => eventSaid(kind, words)).join(", "), marks: [mark(w)], go: () => setOpen(w.id) })} />
      {adding && <Edit w={fresh} etag="" onClose={() => setAdding(false)} />}
      {open && <Kept id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Kept({ id, onClose }: { id: string; onClose: () => void }) {
  const words = useWords();
  const kept = useKept(["webhook", id], () => readWebhook(id));
  return kept.data ? <Edit w={kept.data.data} etag={kept.data.etag} onClose={onClose} /> : <Sheet title={words("set.webhooks")} onClose={onClose}>{kept.error ? <Failed error={kept.error} again={kept.refetch} /> : <Waiting />}</Sheet>;
}

// eventSaid is what happened, in the operator's language; a kind that is new here goes by
// the API's name.
const eventSaid = (kind: string, words: Words) => (has(`set.event.${kind}`) ? words(`set.event.${kind}` as Word) : kind);

function Edit({ w, etag, onClose }: { w: Endpoint; etag: string; onClose: () => void }) {
  const words = useWords();
  const [to, setTo] = useState({ url: w.url, title: w.title ?? "", kinds: w.kinds, include: w.include, off: w.off });
  const set = (part: Partial<typeof to>) => setTo((all) => ({ ...all, ...part }));
  const { off, ...body } = to;
  const make = useSet(() => makeWebhook(body));
  const save = useSet(() => changeWebhook(w.id, etag, to), onClose);
  const drop = useSet(() => dropWebhook(w.id), onClose, true);
  if (make.data?.secret) return <Sheet title={words("set.webhooks.made")} onClose={onClose}><Copied label={words("set.webhooks.secret")} text={make.data.secret} once /></Sheet>;
  const doing = w.id ? save : make;
  return (
    <Sheet title={w.title || w.url || words("set.webhooks.add")} onClose={onClose} saving={doing.isPending} error={doing.error} onSave={() => doing.mutate(undefined)}
      extra={w.id && <Sure label={words("delete")} ask={words("set.webhooks.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      {w.offReason && <Alert color="yellow"><Why of="off" code={w.offCode} text={w.offReason} /></Alert>}
      <TextInput label={words("set.webhooks.url")} description={words("set.webhooks.url.about")} type="url" required maxLength={2_048} value={to.url} onChange={(e) => set({ url: e.currentTarget.value })} />
      <TextInput label={words("set.title")} maxLength={256} value={to.title} onChange={(e) => set({ title: e.currentTarget.value })} />
      {w.id && <Switch label={words("set.webhooks.on")} checked={!off} onChange={(e) => set({ off: !e.currentTarget.checked })} />}
      <Radio.Group label={words("set.webhooks.include")} value={to.include} onChange={(v) => set({ include: v as typeof to.include })}>
        <Stack gap={8} mt={4}>{(["ids", "data"] as const).map((v) => <Radio key={v} value={v} label={words(`set.webhooks.include.${v}`)} />)}</Stack>
      </Radio.Group>
      <Checkbox.Group label={words("set.webhooks.kinds")} value={to.kinds} onChange={(v) => set({ kinds: v })}>
        <Stack gap={10} mt={6}>{kinds.map((kind) => <Checkbox key={kind} value={kind} label={words(`set.event.${kind}` as "set.event.handover")} description={kind} />)}</Stack>
      </Checkbox.Group>
      {w.id && <Told id={w.id} />}
    </Sheet>
  );
}

// Told is what the address was told, a trial, and a new secret.
function Told({ id }: { id: string }) {
  const words = useWords();
  const language = useLanguage();
  const say = useSay();
  const test = useSet(() => testWebhook(id), undefined, true);
  const rotate = useSet(() => rotateWebhook(id), () => say.done(words("saved")), true);
  const resend = useSet((delivery: string) => asked(api.POST("/v1/webhooks/{id}/deliveries/{delivery}/resend", { params: { path: { id, delivery }, header: once() } })), () => say.done(words("set.webhooks.resent")), true);
  const told = usePages(["set", "told", id], (cursor) => asked(api.GET("/v1/webhooks/{id}/deliveries", { params: { path: { id }, query: { limit: 10, ...cursor } } })));
  return (
    <fieldset className={styles.group}>
      <legend>{words("set.webhooks.told")}</legend>
      <Stack gap="xs">
        <Group gap="xs">
          <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate(undefined)}>{words("set.webhooks.test")}</Button>
          <Button size="xs" variant="default" loading={rotate.isPending} onClick={() => rotate.mutate(undefined)}>{words("set.webhooks.rotate")}</Button>
        </Group>
        <div role="status">{test.data && <Alert color={test.data.ok ? "green" : "red"} p="xs">{test.data.ok ? words("set.webhooks.works", { ms: test.data.durationMs }) : words("set.webhooks.fails", { code: test.data.status ?? test.data.code ?? "" })}</Alert>}</div>
        {rotate.data?.secret && <Copied label={words("set.webhooks.secret")} text={rotate.data.secret} once />}
        {told.error && <Failed error={told.error} again={told.refetch} />}
        {told.isSuccess && !told.items.length && <Text size="xs" c="var(--faint)">{words("set.webhooks.nothing")}</Text>}
        {told.items.map((d) => (
          <Group key={d.id} gap="xs" justify="space-between" wrap="nowrap">
            <Text size="xs">{full(d.at, language)} · {eventSaid(d.kind, words)} · {words(`set.delivery.${d.state}`)}{d.status ? ` (${d.status})` : ""}</Text>
            {d.state !== "waiting" && <Button size="compact-xs" variant="subtle" loading={resend.isPending && resend.variables === d.id} onClick={() => resend.mutate(d.id)} aria-label={words("set.webhooks.resend.of", { at: full(d.at, language) })}>{words("set.webhooks.resend")}</Button>}
          </Group>
        ))}
        {told.hasNextPage && <Button size="xs" variant="subtle" loading={told.isFetchingNextPage} onClick={() => told.fetchNextPage()}>{words("more")}</Button>}
      </Stack>
    </fieldset>
  );
}
