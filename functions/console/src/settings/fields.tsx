// Fields of the cards: what belongs there, for CoPilot, and what it may do with it.
import { Button, Checkbox, Select, Stack, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { currenciesIn } from "../kit/currencies";
import { useFields } from "../kit/data";
import { Sheet, Sure } from "../kit/form";
import { withTitle } from "../words/named";
import { useLanguage, useWords } from "../words/words";
import { dropField, idFrom, putField, unuseField, useConnections, setFieldOf, useSet } from "./data";
import { aboutOf } from "./described";
import { Part, type Mark } from "./part";
import { TryOnPast } from "./try";

type Field = Schemas["Field"];
const kinds = ["lead", "deal", "contact", "company", "case"] as const;
const types: Field["type"][] = ["string", "text", "integer", "number", "money", "date", "datetime", "boolean", "enum", "multi_enum", "phone", "email", "url", "address"];
const policies = ["fill_if_empty", "always_propose", "never"] as const;
// simple types are read without being switched on (FF-03).
const simple: Field["type"][] = ["string", "integer", "number"];

// reads says whether chats are read for a field.
const reads = (f: Field) => !!f.policy && f.policy !== "never" && (!!f.on || simple.includes(f.type));

// policed is a field with whom it lets CoPilot do what: what is read is switched on by that.
const policed = (f: Field, policy: Field["policy"]): Field => ({ ...f, policy, on: policy === "never" ? undefined : simple.includes(f.type) ? f.on : true });

// tried are the kinds that chats are read for.
const tried: Field["card"][] = ["lead", "deal"];

export function Fields() {
  const words = useWords();
  const [kind, setKind] = useState<Field["card"]>("lead");
  const [crm, setCRM] = useState<string>();
  const connections = useConnections().data?.items ?? [];
  const fields = useFields(kind, crm, true);
  const shown = useFields(kind, crm).data?.items ?? [];
  const [open, setOpen] = useState<Field>();
  const [trying, setTrying] = useState(false);
  const mark = (f: Field): Mark => (reads(f) ? { text: words(`set.policy.${f.policy ?? "never"}`), color: "green" } : { text: words("set.fields.unread"), color: "gray" });
  return (
    <>
      <Part query={fields} name={words("set.fields")} empty={words("set.fields.none")} {...(!crm && { add: { label: words("set.fields.add"), go: () => setOpen({ card: kind, name: "", title: "", type: "string", policy: "fill_if_empty" }) } })}
        bar={
          <>
            <Select label={words("set.fields.of")} allowDeselect={false} value={kind} data={kinds.map((value) => ({ value, label: words(`kind.${value}`) }))} onChange={(v) => v && setKind(v as Field["card"])} />
            {connections.length > 0 && <Select label={words("set.lines.crm")} clearable placeholder={words("set.builtIn")} value={crm ?? null} data={connections.map((c) => ({ value: c.id, label: c.title || c.id }))} onChange={(v) => setCRM(v ?? undefined)} />}
            {tried.includes(kind) && <Button variant="default" onClick={() => setTrying(true)}>{words("dry.past")}</Button>}
          </>
        }
        row={(f) => ({ key: f.name, title: shown.find((s) => s.name === f.name)?.title ?? f.title, about: [words(`set.type.${f.type}`), aboutOf(f.description, words)].filter(Boolean).join(" · "), marks: [mark(f)], go: () => setOpen(f) })} />
      {trying && <TryOnPast kind={kind} connection={crm} onClose={() => setTrying(false)} />}
      {open && <Edit key={open.name} field={open} crm={crm} taken={fields.data?.items.map((f) => f.name) ?? []} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Edit({ field, crm, taken, onClose }: { field: Field; crm: string | undefined; taken: string[]; onClose: () => void }) {
  const words = useWords();
  const language = useLanguage();
  // What is built in reads in the operator's language here, too; who leaves it so changes nothing.
  const [read] = useState<Field>(() => ({ ...(crm ? field : withTitle(field, words)), ...(field.description !== undefined && { description: aboutOf(field.description, words) }) }));
  const [to, setTo] = useState(read);
  const [trying, setTrying] = useState(false);
  const set = (part: Partial<Field>) => setTo((all) => ({ ...all, ...part }));
  const description = to.description === read.description ? field.description : to.description;
  const { card, name, ...body } = { ...to, title: to.title === read.title ? field.title : to.title, ...(description !== undefined && { description }) };
  const save = useSet(() => {
    const { policy = "never", on, grants, private: hidden } = to;
    return crm ? setFieldOf(crm, card, name, { description, policy, on, grants, private: hidden }) : putField(card, name || idFrom(to.title, taken, "_"), body, !name);
  }, onClose);
  const drop = useSet(() => (crm ? unuseField(crm, card, name) : dropField(card, name)), onClose, true);
  const choices = to.type === "enum" || to.type === "multi_enum";
  return (
    <>
      <Sheet title={read.title || words("set.fields.add")} onClose={onClose} saving={save.isPending} error={save.error} onSave={() => save.mutate(undefined)}
        extra={name && (crm ? field.policy && <Sure label={words("set.fields.unuse")} ask={words("set.fields.unuse.ask")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} /> : <Sure label={words("delete")} ask={words("set.fields.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />)}>
        {!crm && <TextInput label={words("set.title")} required maxLength={128} value={to.title} onChange={(e) => set({ title: e.currentTarget.value })} />}
        {!crm && <Select label={words("set.fields.type")} allowDeselect={false} value={to.type} data={types.map((value) => ({ value, label: words(`set.type.${value}`) }))} onChange={(v) => v && setTo((f) => policed({ ...f, type: v as Field["type"] }, reads(f) ? f.policy : "never"))} />}
        {!crm && choices && <TagsInput label={words("set.fields.options")} value={to.options?.map((o) => o.value) ?? []} description={words("set.fields.options.about")} splitChars={[",", "\n", "\r", "\t"]} onChange={(all) => set({ options: all.map((value) => to.options?.find((o) => o.value === value) ?? { value }) })} />}
        {!crm && choices && !!to.options?.length && (
          <details>
            <summary>{words("set.fields.synonyms")}</summary>
            <Text size="xs" c="var(--faint)">{words("set.fields.synonyms.about")}</Text>
            <Stack gap="xs" mt="xs">{to.options.map((o) => <TagsInput key={o.value} size="xs" label={o.value} value={o.synonyms ?? []} onChange={(synonyms) => set({ options: to.options?.map((x) => (x.value === o.value ? { ...x, synonyms } : x)) })} />)}</Stack>
          </details>
        )}
        {!crm && to.type === "money" && <Select label={words("set.general.currency")} description={words("set.fields.currency.about")} searchable clearable placeholder={words("set.lines.asSettings")} value={to.currency || null} data={currenciesIn(language, to.currency)} limit={60} nothingFoundMessage={words("conversations.noSuch")} onChange={(v) => set({ currency: v ?? undefined })} />}
        {!crm && to.type === "string" && <Checkbox label={words("set.fields.time")} checked={to.format === "time"} onChange={(e) => set({ format: e.currentTarget.checked ? "time" : undefined })} />}
        <Textarea label={words("set.fields.description")} description={words("set.fields.description.about")} autosize minRows={2} maxRows={6} maxLength={1024} value={to.description ?? ""} onChange={(e) => set({ description: e.currentTarget.value })} />
        <Select label={words("set.fields.policy")} allowDeselect={false} value={reads(to) ? (to.policy ?? null) : "never"} data={policies.map((value) => ({ value, label: words(`set.policy.${value}`) }))} onChange={(v) => v && setTo((f) => policed(f, v as Field["policy"]))} />
        {name && tried.includes(card) && <Button variant="default" onClick={() => setTrying(true)}>{words("dry.past.field")}</Button>}
        <Checkbox label={words("set.fields.grants")} checked={!!to.grants} onChange={(e) => set({ grants: e.currentTarget.checked })} />
        <Checkbox label={words("set.fields.private")} checked={!!to.private} onChange={(e) => set({ private: e.currentTarget.checked })} />
      </Sheet>
      {trying && <TryOnPast kind={card} connection={crm} described={{ [name]: { description, on: true } }} onClose={() => setTrying(false)} />}
    </>
  );
}
