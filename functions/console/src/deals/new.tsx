// A card made by hand: a lead, or a deal in a stage of a pipeline; and a contact.
import { Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, asked, once, type Schemas } from "../api/client";
import { Input } from "../cards/edit";
import { useFields } from "../kit/data";
import { Sheet } from "../kit/form";
import { useWords } from "../words/words";

type Props = { kind: "lead" | "deal" | "contact"; connection?: string; pipeline?: string; stages?: { id: string; title: string }[]; contact?: string; company?: string; onClose: () => void };

export function NewCard({ kind, connection, pipeline, stages, contact, company, onClose }: Props) {
  const words = useWords();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const fields = useFields(kind, connection).data?.items ?? [];
  const [title, setTitle] = useState("");
  const [stage, setStage] = useState(stages?.[0]?.id);
  const [values, setValues] = useState<Record<string, Schemas["Value"]>>({});
  const given = Object.fromEntries(Object.entries(values).filter(([, v]) => v !== null && v !== "" && !(Array.isArray(v) && !v.length)));
  const make = useMutation({
    mutationFn: () => asked(api.POST("/v1/cards", { params: { header: once() }, body: { kind, title: title.trim(), values: given, ...(connection && { connection }), ...(kind === "deal" && { pipeline, stage }), ...(contact && { contact }), ...(company && { company }) } })),
    onSuccess: (card) => {
      onClose();
      go(`/app/cards/${encodeURIComponent(card.ref)}`);
    },
    onSettled: () => Promise.all(["card", "contacts"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  return (
    <Sheet title={words(`cards.new.${kind}`)} onClose={onClose} saving={make.isPending} error={make.error} onSave={() => make.mutate()}>
      <TextInput label={words("set.title")} required maxLength={512} value={title} onChange={(e) => setTitle(e.currentTarget.value)} data-autofocus />
      {kind === "deal" && stages && <Select label={words("cards.stage")} allowDeselect={false} value={stage ?? null} data={stages.map((s) => ({ value: s.id, label: s.title }))} onChange={(v) => setStage(v ?? undefined)} />}
      {fields.map((f) => <Input key={f.name} field={f} value={values[f.name]} onChange={(value) => setValues((all) => ({ ...all, [f.name]: value }))} />)}
    </Sheet>
  );
}
