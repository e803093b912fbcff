// Operators: who works here, and what they may. One comes by an invitation.
import { Button, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked, type Schemas } from "../api/client";
import { Copied, Sheet } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { useMe } from "../people/me";
import { languages, useLanguage, useWords } from "../words/words";
import { changeOperator, inviteAgain, makeOperator, readOperator, useKept, useOperators, useSet } from "./data";
import { Part, type Mark } from "./part";
import { RightsOf, usual, type Rights } from "./rights";
import styles from "./settings.module.css";

type Operator = Schemas["Operator"];

export function Operators() {
  const words = useWords();
  const operators = useOperators();
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string>();
  const marks = (o: Operator): Mark[] => [
    { text: words(`set.role.${o.role}`), color: "blue" as const },
    ...(o.off ? [{ text: words("set.off"), color: "gray" as const }] : !o.joined ? [{ text: words("set.operators.invited"), color: "yellow" as const }] : []),
  ];
  return (
    <>
      <Part query={operators} name={words("set.operators")} empty={words("set.operators.none")} add={{ label: words("set.operators.add"), go: () => setAdding(true) }}
        row={(o) => ({ key: o.id, title: o.name, about: o.email, marks: marks(o), go: () => setOpen(o.id) })} />
      {adding && <Invite onClose={() => setAdding(false)} />}
      {open && <Edit id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

// Link is an invitation's, to be handed on.
function Link({ invitation }: { invitation: Schemas["Invitation"] | undefined }) {
  const words = useWords();
  const language = useLanguage();
  if (!invitation?.link) return null;
  return <Copied label={words("set.operators.link", { until: full(invitation.until, language) })} text={invitation.link} once />;
}

function Invite({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [rights, setRights] = useState(usual);
  const [language, setLanguage] = useState("");
  const make = useSet(makeOperator);
  if (make.data) return <Sheet title={words("set.operators.made", { name: make.data.name })} onClose={onClose}><Link invitation={make.data.invitation} /></Sheet>;
  return (
    <Sheet title={words("set.operators.add")} onClose={onClose} save="set.operators.invite" saving={make.isPending} error={make.error} onSave={() => make.mutate({ name: name.trim(), email: email.trim(), ...rights, ...(language && { language }) })}>
      <TextInput label={words("name")} required maxLength={128} value={name} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
      <TextInput label={words("email")} type="email" required maxLength={254} value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
      <Spoken language={language} onChange={setLanguage} />
      <RightsOf rights={rights} onChange={setRights} />
    </Sheet>
  );
}

// Spoken is the language that somebody reads the console in.
function Spoken({ language, onChange }: { language: string; onChange: (language: string) => void }) {
  const words = useWords();
  return <Select label={words("language")} clearable placeholder={words("set.lines.asSettings")} value={language || null} data={Object.entries(languages).map(([value, label]) => ({ value, label }))} onChange={(v) => onChange(v ?? "")} />;
}

// Load is whether somebody is given chats, and how many at most.
function Load({ id }: { id: string }) {
  const words = useWords();
  const kept = useQuery({ queryKey: ["set", "workload", id], queryFn: () => asked(api.GET("/v1/operators/{id}/workload", { params: { path: { id } } })) });
  const set = useSet((body: Schemas["ChangeWorkload"]) => asked(api.PATCH("/v1/operators/{id}/workload", { params: { path: { id } }, body })), undefined, true);
  const [limit, setLimit] = useState<number>();
  const w = kept.data;
  if (!w) return kept.error ? <Failed error={kept.error} again={kept.refetch} /> : <Waiting />;
  return (
    <fieldset className={styles.group}>
      <legend>{words("set.load")}</legend>
      <Stack gap="sm">
        <Switch label={words("set.load.active")} checked={w.status === "active"} disabled={set.isPending} onChange={(e) => set.mutate({ status: e.currentTarget.checked ? "active" : "inactive" })} />
        <NumberInput label={words("set.load.limit")} description={words("set.load.now", { n: w.dialogs.length })} min={0} max={1_000} allowDecimal={false} value={limit ?? w.limit} onChange={(n) => setLimit(Number(n))} onBlur={() => limit !== undefined && limit !== w.limit && set.mutate({ limit })} />
      </Stack>
    </fieldset>
  );
}

function Edit({ id, onClose }: { id: string; onClose: () => void }) {
  const words = useWords();
  const kept = useKept(["operator", id], () => readOperator(id));
  return kept.data ? <EditOperator o={kept.data.data} etag={kept.data.etag} onClose={onClose} /> : <Sheet title={words("set.operators")} onClose={onClose}>{kept.error ? <Failed error={kept.error} again={kept.refetch} /> : <Waiting />}</Sheet>;
}

function EditOperator({ o, etag, onClose }: { o: Operator; etag: string; onClose: () => void }) {
  const words = useWords();
  const own = useMe().data?.operator === o.id;
  const [name, setName] = useState(o.name);
  const [email, setEmail] = useState(o.email ?? "");
  const [language, setLanguage] = useState(o.language ?? "");
  const [off, setOff] = useState(o.off);
  const [rights, setRights] = useState<Rights>({ role: o.role, leads: o.leads, deals: o.deals, cases: o.cases, dialogs: o.dialogs, customers: o.customers, export: o.export, statistics: o.statistics });
  const save = useSet((body: Schemas["ChangeOperator"]) => changeOperator(o.id, etag, body), onClose);
  const again = useSet(() => inviteAgain(o.id), undefined, true);
  const { role, ...rest } = rights;
  return (
    <Sheet title={o.name} onClose={onClose} saving={save.isPending} error={save.error} onSave={() => save.mutate({ name: name.trim(), language, ...(email.trim() !== o.email && { email: email.trim() }), ...rest, ...(!own && { role, off }) })}>
      <TextInput label={words("name")} required maxLength={128} value={name} onChange={(e) => setName(e.currentTarget.value)} />
      <TextInput label={words("email")} type="email" required maxLength={254} value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
      <Spoken language={language} onChange={setLanguage} />
      {!own && <Switch label={words("set.operators.off")} description={words("set.operators.off.about")} checked={off} onChange={(e) => setOff(e.currentTarget.checked)} />}
      <RightsOf rights={rights} onChange={setRights} ownRole={own} />
      {!o.off && <Load id={o.id} />}
      {!o.off && <Button variant="default" loading={again.isPending} onClick={() => again.mutate(undefined)}>{words(o.joined ? "set.operators.reset" : "set.operators.again")}</Button>}
      <Link invitation={again.data} />
    </Sheet>
  );
}
