// A card made by hand: a lead, or a deal in a stage of a pipeline; and a contact.
import { Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, asked, once, type Schemas } from "../api/client";
import { Input, useFaults } from "../cards/edit";
import { connectionOf, useFields, usePipelines } from "../kit/data";
import { messengers, titled } from "../kit/names";
import { Sheet } from "../kit/form";
import { useWords } from "../words/words";

type Props = { kind: "lead" | "deal" | "contact"; connection?: string; pipeline?: string; stages?: { id: string; title: string }[]; contact?: string; company?: string; given?: { title: string; values: Record<string, Schemas["Value"]> }; onMade?: (card: string) => Promise<unknown>; onClose: () => void };

export function NewCard({ kind, connection, pipeline, stages, contact, company, given: begun, onMade, onClose }: Props) {
  const words = useWords();
  const queries = useQueryClient();
  const [, go] = useLocation();
  // Of a person the name is asked for, and what only messengers know of them is not.
  const all = useFields(kind, connection).data?.items ?? [];
  const person = kind === "contact" && all.some((f) => f.name === "name");
  const fields = person ? all.filter((f) => !messengers(f)) : all;
  const [title, setTitle] = useState(begun?.title ?? "");
  const [stage, setStage] = useState(stages?.[0]?.id);
  const [values, setValues] = useState<Record<string, Schemas["Value"]>>(begun?.values ?? {});
  const given = Object.fromEntries(Object.entries(values).filter(([, v]) => v !== null && v !== "" && !(Array.isArray(v) && !v.length)));
  const make = useMutation({
    mutationFn: async () => {
      const card = await asked(api.POST("/v1/cards", { params: { header: once() }, body: { kind, title: (person ? said(values.name) : title).trim(), values: given, ...(connection && { connection }), ...(kind === "deal" && { pipeline, stage }), ...(contact && { contact }), ...(company && { company }) } }));
      await onMade?.(card.ref);
      return card;
    },
    onSuccess: (card) => {
      onClose();
      go(`/app/cards/${encodeURIComponent(card.ref)}`);
    },
    onSettled: () => Promise.all(["card", "contacts", "dialogs", "dialog"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const { faultOf, error } = useFaults(make.error, fields);
  return (
    <Sheet title={words(`cards.new.${kind}`)} onClose={onClose} saving={make.isPending} error={error} onSave={() => make.mutate()}>
      {!person && <TextInput label={words("set.title")} required maxLength={512} value={title} onChange={(e) => setTitle(e.currentTarget.value)} data-autofocus />}
      {kind === "deal" && stages && <Select label={words("cards.stage")} allowDeselect={false} value={stage ?? null} data={stages.map((s) => ({ value: s.id, label: s.title }))} onChange={(v) => setStage(v ?? undefined)} />}
      {fields.map((f) => person && f.name === "name" ? <TextInput key={f.name} label={f.title} required maxLength={512} value={said(values.name)} onChange={(e) => { const name = e.currentTarget.value; setValues((all) => ({ ...all, name })); }} data-autofocus /> : <Input key={f.name} field={f} error={faultOf(f)} value={values[f.name]} onChange={(value) => setValues((all) => ({ ...all, [f.name]: value }))} />)}
    </Sheet>
  );
}

const said = (value: Schemas["Value"] | undefined) => (typeof value === "string" ? value : "");

// DealOf is a deal that comes of a lead: with its person and what both have a field for, and
// bound to the lead's chats, so that CoPilot reads into the deal from then on (CP-04).
export function DealOf({ lead, onClose }: { lead: Schemas["CardDetail"]; onClose: () => void }) {
  const words = useWords();
  const connection = connectionOf(lead.ref);
  const fields = useFields("deal", connection).data?.items;
  const leads = useFields("lead", connection).data?.items;
  const pipeline = usePipelines(connection).data?.items[0];
  if (!fields || !leads || !pipeline) return null;
  const same = fields.filter((f) => leads.some((l) => l.name === f.name && l.type === f.type));
  const values = Object.fromEntries(same.flatMap((f) => (lead.values[f.name] === undefined ? [] : [[f.name, lead.values[f.name]!]])));
  const bind = (card: string) => Promise.all(lead.dialogs.map((d) => asked(api.POST("/v1/dialogs/{id}/cards", { params: { path: { id: d.dialog }, header: once() }, body: { card } }))));
  return <NewCard kind="deal" {...(connection && { connection })} {...(lead.contact && { contact: lead.contact })} pipeline={pipeline.id} stages={pipeline.stages} given={{ title: titled(lead.title, words), values }} onMade={bind} onClose={onClose} />;
}
