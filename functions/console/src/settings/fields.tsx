// Fields of the cards: what belongs there, for CoPilot, and what it may do with it.
import { Checkbox, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { useFields } from "../kit/data";
import { Sheet, Sure } from "../kit/form";
import { useWords } from "../words/words";
import { dropField, idFrom, putField, useConnections, setFieldOf, useSet } from "./data";
import { Part, type Mark } from "./part";

type Field = Schemas["Field"];
const kinds = ["lead", "deal", "contact", "company", "case"] as const;
const types: Field["type"][] = ["string", "text", "integer", "number", "money", "date", "datetime", "boolean", "enum", "multi_enum", "phone", "email", "url", "address"];
const policies = ["fill_if_empty", "always_propose", "never"] as const;
// simple types are read without being switched on (FF-03).
const simple: Field["type"][] = ["string", "integer", "number"];

export function Fields() {
  const words = useWords();
  const [kind, setKind] = useState<Field["card"]>("lead");
  const [crm, setCRM] = useState<string>();
  const connections = useConnections().data?.items ?? [];
  const fields = useFields(kind, crm);
  const [open, setOpen] = useState<Field>();
  const read = (f: Field) => f.policy && f.policy !== "never" && (f.on || simple.includes(f.type));
  const mark = (f: Field): Mark => (read(f) ? { text: words(`set.policy.${f.policy ?? "never"}`), color: "green" } : { text: words("set.fields.unread"), color: "gray" });
  return (
    <>
      <Part query={fields} name={words("set.fields")} empty={words("set.fields.none")} {...(!crm && { add: { label: words("set.fields.add"), go: () => setOpen({ card: kind, name: "", title: "", type: "string", policy: "fill_if_empty" }) } })}
        bar={
          <>
            <Select label={words("set.fields.of")} allowDeselect={false} value={kind} data={kinds.map((value) => ({ value, label: words(`kind.${value}`) }))} onChange={(v) => v && setKind(v as Field["card"])} />
            {connections.length > 0 && <Select label={words("set.lines.crm")} clearable placeholder={words("set.builtIn")} value={crm ?? null} data={connections.map((c) => ({ value: c.id, label: c.title || c.id }))} onChange={(v) => setCRM(v ?? undefined)} />}
          </>
        }
        row={(f) => ({ key: f.name, title: f.title, about: [words(`set.type.${f.type}`), f.description].filter(Boolean).join(" · "), marks: [mark(f)], go: () => setOpen(f) })} />
      {open && <Edit key={open.name} field={open} crm={crm} taken={fields.data?.items.map((f) => f.name) ?? []} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Edit({ field, crm, taken, onClose }: { field: Field; crm: string | undefined; taken: string[]; onClose: () => void }) {
  const words = useWords();
  const [to, setTo] = useState(field);
  const set = (part: Partial<Field>) => setTo((all) => ({ ...all, ...part }));
  const { card, name, ...body } = to;
  const save = useSet(() => {
    const { description, policy = "never", on, grants, private: hidden } = to;
    return crm ? setFieldOf(crm, card, name, { description, policy, on, grants, private: hidden }) : putField(card, name || idFrom(to.title, taken).replaceAll("-", "_"), body);
  }, onClose);
  const drop = useSet(() => dropField(card, name), onClose, true);
  const choices = to.type === "enum" || to.type === "multi_enum";
  return (
    <Sheet title={field.title || words("set.fields.add")} onClose={onClose} saving={save.isPending} error={save.error} onSave={() => save.mutate(undefined)}
      extra={!crm && name && <Sure label={words("delete")} ask={words("set.fields.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      {!crm && <TextInput label={words("set.title")} required maxLength={128} value={to.title} onChange={(e) => set({ title: e.currentTarget.value })} />}
      {!crm && <Select label={words("set.fields.type")} allowDeselect={false} value={to.type} data={types.map((value) => ({ value, label: words(`set.type.${value}`) }))} onChange={(v) => v && set({ type: v as Field["type"] })} />}
      {!crm && choices && <TagsInput label={words("set.fields.options")} value={to.options?.map((o) => o.value) ?? []} onChange={(all) => set({ options: all.map((value) => to.options?.find((o) => o.value === value) ?? { value }) })} />}
      <Textarea label={words("set.fields.description")} description={words("set.fields.description.about")} autosize minRows={2} maxRows={6} maxLength={1024} value={to.description ?? ""} onChange={(e) => set({ description: e.currentTarget.value })} />
      <Select label={words("set.fields.policy")} allowDeselect={false} value={to.policy ?? "never"} data={policies.map((value) => ({ value, label: words(`set.policy.${value}`) }))} onChange={(v) => v && set({ policy: v as Field["policy"] })} />
      {!simple.includes(to.type) && <Checkbox label={words("set.fields.on")} checked={!!to.on} onChange={(e) => set({ on: e.currentTarget.checked })} />}
      <Checkbox label={words("set.fields.grants")} checked={!!to.grants} onChange={(e) => set({ grants: e.currentTarget.checked })} />
      <Checkbox label={words("set.fields.private")} checked={!!to.private} onChange={(e) => set({ private: e.currentTarget.checked })} />
    </Sheet>
  );
}
