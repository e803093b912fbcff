// What can be done with a summary: written anew, pinned, looked up as it was; and what is
// new in it since the reading before (SU-05).
import { Badge, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api, type Schemas } from "../api/client";
import { mayChange } from "../cards/card";
import { kindOf, useFieldsOf } from "../kit/data";
import { Told } from "../kit/choice";
import { Wrong } from "../kit/form";
import { Popup } from "../kit/popup";
import { Failed } from "../kit/screen";
import { full } from "../kit/time";
import { useMe } from "../people/me";
import { useLanguage, useWords } from "../words/words";
import styles from "./copilot.module.css";

export function SummaryTools({ run: id }: { run: string }) {
  const words = useWords();
  const language = useLanguage();
  const queries = useQueryClient();
  const me = useMe().data;
  const [editing, setEditing] = useState(false);
  const one = useQuery({ queryKey: ["runs", "whole", id], queryFn: () => answered(api.GET("/v1/runs/{id}", { params: { path: { id } } })) });
  const change = useMutation({
    mutationFn: (to: Schemas["SummaryChange"]) => answered(api.PATCH("/v1/runs/{id}", { params: { path: { id }, header: { "If-Match": one.data?.etag ?? "" } }, body: to })),
    onSuccess: () => setEditing(false),
    onSettled: () => Promise.all(["runs", "card"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const run = one.data?.data;
  if (one.error && !run) return <Failed error={one.error} again={one.refetch} />;
  if (!run) return null;
  const may = mayChange(me, kindOf(run.card) ?? "lead");
  const before = run.summaryVersions?.slice(0, -1) ?? [];
  return (
    <>
      {run.since && <News since={run.since} card={run.card} />}
      <Group gap={6}>
        {run.summaryPinned && <Badge size="sm" variant="light" color="violet" style={{ textTransform: "none" }}>{words("summary.pinned")}</Badge>}
        {may && <Button size="compact-xs" variant="subtle" onClick={() => setEditing(true)}>{words("summary.edit")}</Button>}
        {may && <Button size="compact-xs" variant="subtle" loading={change.isPending && !editing} onClick={() => change.mutate({ pinned: !run.summaryPinned })}>{words(run.summaryPinned ? "summary.unpin" : "summary.pin")}</Button>}
      </Group>
      {!editing && <Wrong error={change.error} />}
      {before.length > 0 && (
        <details className={styles.rest}>
          <summary>{words("summary.versions", { n: before.length })}</summary>
          {before.toReversed().map((v, i) => <div key={i} className={styles.value}><p style={{ margin: 0, whiteSpace: "pre-line" }}>{v.text}</p><Text size="xs" c="var(--faint)">{[v.by ?? words("copilot"), v.at && full(v.at, language)].filter(Boolean).join(" · ")}</Text></div>)}
        </details>
      )}
      {editing && <Edit text={run.summary ?? ""} saving={change.isPending} error={change.error} onSave={(summary) => change.mutate({ summary })} onClose={() => { setEditing(false); change.reset(); }} />}
    </>
  );
}

function Edit({ text, saving, error, onSave, onClose }: { text: string; saving: boolean; error: unknown; onSave: (summary: string) => void; onClose: () => void }) {
  const words = useWords();
  const [to, setTo] = useState(text);
  return (
    <Popup onClose={onClose} title={words("summary.edit")}>
      <form onSubmit={(e) => { e.preventDefault(); onSave(to.trim()); }}>
        <Stack>
          <Textarea label={words("copilot.summary")} description={words("summary.edit.about")} autosize minRows={4} maxRows={16} maxLength={8_000} value={to} onChange={(e) => setTo(e.currentTarget.value)} data-autofocus />
          <Wrong error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{words("cancel")}</Button>
            <Button type="submit" loading={saving} disabled={!to.trim() || to.trim() === text}>{words("save")}</Button>
          </Group>
        </Stack>
      </form>
    </Popup>
  );
}

// News is what this reading knows that the one before did not.
function News({ since, card }: { since: Schemas["Since"]; card: string }) {
  const words = useWords();
  const language = useLanguage();
  const fields = useFieldsOf(card).data?.items ?? [];
  const named = (all: string[]) => all.map((name) => fields.find((f) => f.name === name)?.title ?? name).join(", ");
  if (!since.points.length && !since.new.length && !since.changed.length) return null;
  return (
    <section aria-label={words("summary.since", { at: full(since.at, language) })}>
      <h3 className={styles.heading}>{words("summary.since", { at: full(since.at, language) })}</h3>
      {since.points.length > 0 && <Told text={since.points.join("\n")} />}
      <ul style={{ margin: 0, paddingLeft: 18, fontSize: 13 }}>
        {since.new.length > 0 && <li>{words("summary.since.new", { fields: named(since.new) })}</li>}
        {since.changed.length > 0 && <li>{words("summary.since.changed", { fields: named(since.changed) })}</li>}
      </ul>
    </section>
  );
}
