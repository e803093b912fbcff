// Connected CRMs: what they need, and whether they work.
import { Alert, Button, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { Sheet, Sure, Wrong } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { useWords } from "../words/words";
import { changeConnection, checkConnection, dropConnection, idFrom, makeConnection, readConnection, useConnections, useCRMs, useKept, useSet } from "./data";
import { NeedInput } from "./lines";
import { Part } from "./part";

type Connection = Schemas["Connection"];
const fresh: Connection = { id: "", kind: "", options: {}, secrets: [] };

export function Connections() {
  const words = useWords();
  const connections = useConnections();
  const kinds = useCRMs().data?.items ?? [];
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string>();
  return (
    <>
      <Part query={connections} name={words("set.connections")} empty={words("set.connections.none")} add={{ label: words("set.connections.add"), go: () => setAdding(true) }}
        row={(c) => ({ key: c.id, title: c.title || c.id, about: kinds.find((k) => k.kind === c.kind)?.title ?? c.kind, go: () => setOpen(c.id) })} />
      {adding && <Edit c={fresh} etag="" taken={connections.data?.items.map((c) => c.id) ?? []} onClose={() => setAdding(false)} />}
      {open && <Kept id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Kept({ id, onClose }: { id: string; onClose: () => void }) {
  const words = useWords();
  const kept = useKept(["connection", id], () => readConnection(id));
  return kept.data ? <Edit c={kept.data.data} etag={kept.data.etag} taken={[]} onClose={onClose} /> : <Sheet title={words("set.connections")} onClose={onClose}>{kept.error ? <Failed error={kept.error} again={kept.refetch} /> : <Waiting />}</Sheet>;
}

function Edit({ c, etag, taken, onClose }: { c: Connection; etag: string; taken: string[]; onClose: () => void }) {
  const words = useWords();
  const kinds = useCRMs();
  const [kind, setKind] = useState(c.kind);
  const [title, setTitle] = useState(c.title ?? "");
  const [values, setValues] = useState<Record<string, string>>({});
  const needs = kinds.data?.items.find((k) => k.kind === kind)?.needs ?? [];
  const given = (secret: boolean) => {
    const named = needs.filter((n) => n.secret === secret && n.name in values && (values[n.name] || !secret)).map((n) => [n.name, values[n.name] || null] as const);
    return Object.fromEntries(named) as Record<string, string | null>;
  };
  const save = useSet(async () => {
    const body = { title: title.trim(), secrets: given(true), options: given(false) };
    return c.id ? changeConnection(c.id, etag, body) : makeConnection({ id: idFrom(title || kind, taken), kind, ...body });
  }, onClose);
  const drop = useSet(() => dropConnection(c.id), onClose, true);
  return (
    <Sheet title={c.title || c.id || words("set.connections.add")} onClose={onClose} saving={save.isPending} error={save.error} {...(kind && { onSave: () => save.mutate(undefined) })}
      extra={c.id && <Sure label={words("delete")} ask={words("set.connections.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      {!c.id && <Select label={words("set.connections.kind")} required value={kind || null} data={kinds.data?.items.map((k) => ({ value: k.kind, label: k.title })) ?? []} onChange={(v) => { setKind(v ?? ""); setValues({}); }} />}
      {kind && <TextInput label={words("set.title")} required maxLength={256} value={title} onChange={(e) => setTitle(e.currentTarget.value)} />}
      {needs.map((n) => <NeedInput key={n.name} need={n} kept={n.secret && c.secrets.includes(n.name)} value={values[n.name] ?? (n.secret ? "" : (c.options[n.name] ?? ""))} onChange={(v) => setValues((all) => ({ ...all, [n.name]: v }))} />)}
      {c.id && <Check id={c.id} />}
    </Sheet>
  );
}

// Check tries what the product will do with the CRM, and says what came of it.
function Check({ id }: { id: string }) {
  const words = useWords();
  const check = useSet(() => checkConnection(id));
  return (
    <Stack gap="xs">
      <Button variant="default" loading={check.isPending} onClick={() => check.mutate(undefined)}>{words("set.connections.check")}</Button>
      <Wrong error={check.error} />
      <div role="status">
        {check.data?.items.map((c) => <Alert key={c.what} color={c.ok ? "green" : "red"} p="xs" mb={6} title={`${c.ok ? "✓" : "✗"} ${c.what}`}><Text size="xs">{c.text}</Text></Alert>)}
      </div>
    </Stack>
  );
}
