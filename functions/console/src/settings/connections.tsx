// Connected CRMs: what they need, and whether they work.
import { Alert, Anchor, Button, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, asked, type Schemas } from "../api/client";
import { Copied, Sheet, Sure, Wrong } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { outageSaid, refusedSaid } from "../kit/outage";
import { full } from "../kit/time";
import { useSay } from "../shell/said";
import { useLanguage, useWords, type Words } from "../words/words";
import { found } from "./checked";
import { authorize, changeConnection, checkConnection, dropConnection, idFrom, makeConnection, prepareConnection, readConnection, refreshConnection, useConnections, useCRMs, useKept, useSet } from "./data";
import { NeedInput, needDoc, needLabel } from "./lines";
import { Part, type Mark } from "./part";
import styles from "./settings.module.css";

type Connection = Schemas["Connection"];
const fresh: Connection = { id: "", kind: "", options: {}, secrets: [] };

export function Connections() {
  const words = useWords();
  const connections = useConnections();
  const kinds = useCRMs().data?.items ?? [];
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string>();
  const [made, setMade] = useState<string>(); // just now, and tried at once
  return (
    <>
      <Part query={connections} name={words("set.connections")} empty={words("set.connections.none")} add={{ label: words("set.connections.add"), go: () => setAdding(true) }}
        row={(c) => ({ key: c.id, title: c.title || c.id, about: kinds.find((k) => k.kind === c.kind)?.title ?? c.kind, marks: [...(c.outage ? [{ text: words("outage.short"), color: "red" } as Mark] : []), ...(refusedSaid(c, words) ? [{ text: words("refused.short"), color: "red" } as Mark] : []), ...marks(c.access, words)], go: () => setOpen(c.id) })} />
      {adding && <Edit c={fresh} etag="" taken={connections.data?.items.map((c) => c.id) ?? []} onClose={(id) => { setAdding(false); setMade(id); setOpen(id); }} />}
      {open && <Kept id={open} tries={open === made} onClose={() => setOpen(undefined)} />}
    </>
  );
}

// marks say how a connection is let in, where its CRM does that by OAuth.
function marks(access: Schemas["Access"] | undefined, words: Words): Mark[] {
  if (!access) return [];
  const color = { none: "yellow", granted: "green", lost: "red" } as const;
  return [{ text: words(`set.access.${access.state}`), color: color[access.state] }];
}

function Kept({ id, tries, onClose }: { id: string; tries: boolean; onClose: () => void }) {
  const words = useWords();
  const kept = useKept(["connection", id], () => readConnection(id));
  return kept.data ? <Edit c={kept.data.data} etag={kept.data.etag} taken={[]} tries={tries} onClose={onClose} /> : <Sheet title={words("set.connections")} onClose={onClose}>{kept.error ? <Failed error={kept.error} again={kept.refetch} /> : <Waiting />}</Sheet>;
}

// Edit is a connection's sheet; onClose is told the id of one that was made.
function Edit({ c, etag, taken, tries = false, onClose }: { c: Connection; etag: string; taken: string[]; tries?: boolean; onClose: (made?: string) => void }) {
  const words = useWords();
  const language = useLanguage();
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
    if (c.id) return void (await changeConnection(c.id, etag, body));
    const id = idFrom(title || kind, taken);
    await makeConnection({ id, kind, ...body });
    return id;
  }, (made) => onClose(made));
  const drop = useSet(() => dropConnection(c.id), () => onClose(), true);
  return (
    <Sheet title={c.title || c.id || words("set.connections.add")} onClose={() => onClose()} saving={save.isPending} error={save.error} {...(kind && { onSave: () => save.mutate(undefined) })}
      extra={c.id && <Sure label={words("delete")} ask={words("set.connections.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      {!c.id && <Select label={words("set.connections.kind")} required value={kind || null} data={kinds.data?.items.map((k) => ({ value: k.kind, label: k.title })) ?? []} onChange={(v) => { setKind(v ?? ""); setValues({}); }} />}
      {kind && <TextInput label={words("set.title")} required maxLength={256} value={title} onChange={(e) => setTitle(e.currentTarget.value)} />}
      {needs.map((n) => n.name === "responsible" && c.id ? <Responsible key={n.name} connection={c.id} of={kind} need={n} value={values[n.name] ?? (c.options[n.name] ?? "")} onChange={(v) => setValues((all) => ({ ...all, [n.name]: v }))} /> : <NeedInput key={n.name} of={kind} need={n} kept={n.secret && c.secrets.includes(n.name)} value={values[n.name] ?? (n.secret ? "" : (c.options[n.name] ?? ""))} onChange={(v) => setValues((all) => ({ ...all, [n.name]: v }))} />)}
      {c.outage && <Alert color="red" p="xs">{outageSaid(c.outage, words, language)}</Alert>}
      {refusedSaid(c, words) && <Alert color="red" p="xs">{refusedSaid(c, words)}</Alert>}
      {c.access && <Access id={c.id} access={c.access} />}
      {c.id && <Check id={c.id} atOnce={tries} />}
    </Sheet>
  );
}

// Responsible is a user of the CRM, chosen by name. One who left, or is gone, is said to be;
// where the CRM does not tell who works there, their id is written by hand.
function Responsible({ connection, of, need, value, onChange }: { connection: string; of: string; need: Schemas["Need"]; value: string; onChange: (v: string) => void }) {
  const words = useWords();
  const users = useQuery({ queryKey: ["set", "users", connection], retry: false, queryFn: () => asked(api.GET("/v1/users", { params: { query: { connection, limit: 200 } } })) });
  const all = users.data?.items;
  if (!all) return <><NeedInput of={of} need={need} value={value} onChange={onChange} />{users.error && <Text size="xs" c="dimmed">{words("set.users.unknown")}</Text>}</>;
  const data = all.filter((u) => u.active || u.id === value).map((u) => ({ value: u.id, label: u.active ? u.name : words("set.users.left", { name: u.name }) }));
  if (value && !all.some((u) => u.id === value)) data.push({ value, label: users.data?.next ? value : words("set.users.gone", { id: value }) });
  return <Select label={needLabel(need, of, words)} description={needDoc(need, of, words)} searchable clearable data={data} value={value || null} onChange={(v) => onChange(v ?? "")} />;
}

// Access is how we are let in by OAuth: the CRM's own page asks its administrator, in a
// window of its own; here it is seen when they said yes.
function Access({ id, access: had }: { id: string; access: Schemas["Access"] }) {
  const words = useWords();
  const language = useLanguage();
  const start = useSet(() => authorize(id), (out) => void window.open(out.url, "_blank", "noopener"));
  const now = useQuery({ queryKey: ["set", "access", id], enabled: !!start.data, queryFn: () => asked(api.GET("/v1/connections/{id}", { params: { path: { id } } })), refetchInterval: 3_000 });
  const access = now.data?.access ?? had;
  const color = { none: "yellow", granted: "green", lost: "red" } as const;
  return (
    <fieldset className={styles.group}>
      <legend>{words("set.access")}</legend>
      <Stack gap="xs">
        <Alert role="status" p="xs" color={color[access.state]} title={words(`set.access.${access.state}`)}>
          {access.state === "granted" && access.endsAt && <Text size="xs">{words("set.access.until", { at: full(access.endsAt, language) })}</Text>}
          {access.text && <Text size="xs">{access.text}</Text>}
        </Alert>
        <Copied label={words("set.access.redirect")} text={`${location.origin}/v1/crms/callback`} />
        <Button variant={access.state === "granted" ? "default" : "filled"} loading={start.isPending} onClick={() => start.mutate(undefined)}>{words(access.state === "granted" ? "set.access.again" : "set.access.go")}</Button>
        <Wrong error={start.error} />
        {start.data && access.state !== "granted" && <Anchor size="sm" href={start.data.url} target="_blank" rel="noopener noreferrer">{words("set.access.open")}</Anchor>}
      </Stack>
    </fieldset>
  );
}

// Check tries what the product will do with the CRM, and says what came of it.
function Check({ id, atOnce }: { id: string; atOnce: boolean }) {
  const words = useWords();
  const say = useSay();
  const [seen, setSeen] = useState<Schemas["Checked"][]>();
  const check = useSet(() => checkConnection(id), (out) => setSeen(out.items));
  const prepare = useSet(() => prepareConnection(id), (out) => setSeen(out.items));
  const refresh = useSet(() => refreshConnection(id), () => say.done(words("set.connections.refreshed")));
  const { mutate } = check;
  useEffect(() => { if (atOnce) mutate(undefined); }, [atOnce, mutate]);
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => { if (seen) shown.current?.scrollIntoView({ block: "nearest" }); }, [seen]);
  return (
    <Stack gap="xs">
      <div role="status" ref={shown}>
        {seen?.map((c) => [c, found(words, c)] as const).map(([c, said]) => <Alert key={c.what} color={c.ok ? "green" : "red"} p="xs" mb={6} title={`${c.ok ? "✓" : "✗"} ${said.title}`}><Text size="xs">{said.text}</Text></Alert>)}
      </div>
      <Button variant="default" loading={check.isPending} onClick={() => check.mutate(undefined)}>{words("set.connections.check")}</Button>
      <Button variant="default" loading={prepare.isPending} onClick={() => prepare.mutate(undefined)}>{words("set.connections.prepare")}</Button>
      <Button variant="default" loading={refresh.isPending} onClick={() => refresh.mutate(undefined)}>{words("set.connections.refresh")}</Button>
      <Wrong error={check.error ?? prepare.error ?? refresh.error} />
    </Stack>
  );
}
