// What a card's fields hold, to be changed by hand.
import { MultiSelect, NumberInput, Select, Textarea, TextInput, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { Sheet } from "../kit/form";
import { titled } from "../kit/names";
import { optionOf } from "../words/named";
import { useWords } from "../words/words";
import { changeCard } from "./card";

type Value = Schemas["Value"];
type Field = Schemas["Field"];

export function EditCard({ read, fields, onClose }: { read: { data: Schemas["CardDetail"]; etag: string }; fields: Field[]; onClose: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const c = read.data;
  const [title, setTitle] = useState(c.title);
  const [values, setValues] = useState<Record<string, Value>>({});
  const save = useMutation({
    mutationFn: () => changeCard(c.ref, read.etag, { ...(title.trim() !== c.title && { title: title.trim() }), ...(Object.keys(values).length && { values }) }),
    onSuccess: onClose,
    onSettled: () => Promise.all(["card", "contacts", "deals"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const set = (f: Field, value: Value) => setValues((all) => ({ ...all, [f.name]: value === "" || (Array.isArray(value) && !value.length) ? null : value }));
  return (
    <Sheet title={titled(c.title, words) || c.ref} onClose={onClose} saving={save.isPending} error={save.error} onSave={() => save.mutate()}>
      <TextInput label={words("set.title")} required maxLength={512} value={title} onChange={(e) => setTitle(e.currentTarget.value)} />
      {fields.map((f) => <Input key={f.name} field={f} value={f.name in values ? values[f.name] : c.values[f.name]} onChange={(value) => set(f, value)} />)}
    </Sheet>
  );
}

const kinds: Partial<Record<Field["type"], string>> = { phone: "tel", email: "email", url: "url", date: "date" };

export function Input({ field: f, value, onChange }: { field: Field; value: Value | undefined; onChange: (value: Value) => void }) {
  const words = useWords();
  const text = typeof value === "string" ? value : "";
  const options = f.options?.map((o) => ({ value: o.value, label: optionOf(o.value, words) })) ?? [];
  switch (f.type) {
    case "text":
    case "address":
      return <Textarea label={f.title} autosize minRows={2} maxRows={8} value={text} onChange={(e) => onChange(e.currentTarget.value)} />;
    case "integer":
    case "number":
      return <NumberInput label={f.title} {...(f.type === "integer" && { decimalScale: 0 })} value={typeof value === "number" ? value : ""} onChange={(n) => onChange(n === "" ? null : Number(n))} />;
    case "boolean":
      return <Select label={f.title} clearable value={typeof value === "boolean" ? String(value) : null} data={[{ value: "true", label: words("yes") }, { value: "false", label: words("no") }]} onChange={(v) => onChange(v === null ? null : v === "true")} />;
    case "enum":
      return <Select label={f.title} clearable value={text || null} data={options} onChange={(v) => onChange(v)} />;
    case "multi_enum":
      return <MultiSelect label={f.title} clearable value={Array.isArray(value) ? value : []} data={options} onChange={(v) => onChange(v)} />;
    case "money":
      return <Money field={f} value={value} onChange={onChange} />;
    case "datetime":
      return <TextInput label={f.title} type="datetime-local" value={local(text)} onChange={(e) => onChange(e.currentTarget.value && new Date(e.currentTarget.value).toISOString())} />;
    default:
      return <TextInput label={f.title} type={kinds[f.type] ?? "text"} value={text} onChange={(e) => onChange(e.currentTarget.value)} />;
  }
}

// local is a moment as the browser's input has it, in the operator's zone.
function local(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "" : new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Money({ field: f, value, onChange }: { field: Field; value: Value | undefined; onChange: (value: Value) => void }) {
  const words = useWords();
  const money = value && typeof value === "object" && !Array.isArray(value) ? value : undefined;
  const currency = money?.currency ?? f.currency;
  return (
    <Group wrap="nowrap" align="flex-end" gap="xs">
      <NumberInput flex={1} label={f.title} value={money?.amount ?? ""} onChange={(n) => onChange(n === "" ? null : { amount: Number(n), ...(currency && { currency }) })} />
      <TextInput w={80} aria-label={words("cards.currency", { field: f.title })} maxLength={3} value={currency ?? ""} onChange={(e) => money && onChange({ amount: money.amount, currency: e.currentTarget.value.toUpperCase() })} />
    </Group>
  );
}
