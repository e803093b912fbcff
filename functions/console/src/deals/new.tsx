// A card made by hand: a lead, or a deal in a stage of a pipeline; and a contact.
import { Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, asked, once, type Schemas } from "../api/client";
import { Input } from "../cards/edit";
import { useFields } from "../kit/data";
import { messengers } from "../kit/names";
import { Sheet } from "../kit/form";
import { useWords } from "../words/words";

type Props = { kind: "lead" | "deal" | "contact"; connection?: string; pipeline?: string; stages?: { id: string; title: string }[]; contact?: string; company?: string; onClose: () => void };

export function NewCard({ kind, connection, pipeline, stages, contact, company, onClose }: Props) {
  const words = useWords();
  const queries = useQueryClient();
  const [, go] = useLocation();
  // Of a person the name is asked for, and what only messengers know of them is not.
  const all = useFields(kind, connection).data?.items ?? [];
  const person = kind === "contact" && all.some((f) => f.name === "name");
  const fields = person ? all.filter((f) => !messengers(f)) : all;
  const [title, setTitle] = useState("");
  const [stage, setStage] = useState(stages?.[0]?.id);
  const [values, setValues] = useState<Record<string, Schemas["Value"]>>({});
  const given = Object.fromEntries(Object.entries(values).filter(([, v]) => v !== null && v !== "" && !(Array.isArray(v) && !v.length)));
  const make = useMutation({
    mutationFn: () => asked(api.POST("/v1/cards", { params: { header: once() }, body: { kind, title: (person ? said(values.name) : title).trim(), values: given, ...(connection && { connection }), ...(kind === "deal" && { pipeline, stage }), ...(contact && { contact }), ...(company && { company }) } })),
    onSuccess: (card) => {
      onClose();
      go(`/app/cards/${encodeURIComponent(card.ref)}`);
    },
    onSettled: () => Promise.all(["card", "contacts"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  return (
    <Sheet title={words(`cards.new.${kind}`)} onClose={onClose} saving={make.isPending} error={make.error} onSave={() => make.mutate()}>
      {!person && <TextInput label={words("set.title")} required maxLength={512} value={title} onChange={(e) => setTitle(e.currentTarget.value)} data-autofocus />}
      {kind === "deal" && stages && <Select label={words("cards.stage")} allowDeselect={false} value={stage ?? null} data={stages.map((s) => ({ value: s.id, label: s.title }))} onChange={(v) => setStage(v ?? undefined)} />}
      {fields.map((f) => person && f.name === "name" ? <TextInput key={f.name} label={f.title} required maxLength={512} value={said(values.name)} onChange={(e) => { const name = e.currentTarget.value; setValues((all) => ({ ...all, name })); }} data-autofocus /> : <Input key={f.name} field={f} value={values[f.name]} onChange={(value) => setValues((all) => ({ ...all, [f.name]: value }))} />)}
    </Sheet>
  );
}

const said = (value: Schemas["Value"] | undefined) => (typeof value === "string" ? value : "");
