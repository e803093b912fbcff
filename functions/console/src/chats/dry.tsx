// A chat is read for trial: what would be filled, proposed and refused, and why, and what
// it costs; beside it, if wished, with other descriptions of the fields, or by rules
// alone. Nothing is written (BX-07).
import { Alert, Badge, Button, Checkbox, Group, Loader, NativeSelect, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked, once, type Schemas } from "../api/client";
import { Told } from "../kit/choice";
import { kindOf, useFieldsOf } from "../kit/data";
import { Wrong } from "../kit/form";
import { Popup } from "../kit/popup";
import { Failed } from "../kit/screen";
import { shown } from "../kit/value";
import { Why } from "../kit/why";
import { byCode, languages, useLanguage, useWords } from "../words/words";
import styles from "./dry.module.css";
import { localeOf } from "../kit/locale";

type Run = Schemas["Run"];
type Outcome = Schemas["Outcome"];
type Described = Record<string, Schemas["Described"]>;

export type TriedCard = { ref: string; title?: string };
type Props = { dialog: string; cards: TriedCard[]; described?: Described; onClose: () => void };

const over = (run: Run | undefined) => !!run && !["waiting", "running"].includes(run.state);

export function Dry({ dialog, cards, described: preset, onClose }: Props) {
  const words = useWords();
  const spoken = useLanguage();
  const [card, setCard] = useState(cards[0]?.ref ?? "");
  const [language, setLanguage] = useState<string>(spoken);
  const [beside, setBeside] = useState<"none" | "fields" | "reader">(preset ? "fields" : "none");
  const [fields, setFields] = useState<Described>(preset ?? {});
  const described = Object.fromEntries(Object.entries(fields).filter(([, d]) => d.description !== undefined || d.on));
  const compare = beside === "reader" ? { reader: "offline" as const } : beside === "fields" && Object.keys(described).length ? { fields: described } : undefined;
  const start = useMutation({ mutationFn: () => asked(api.POST("/v1/dialogs/{id}/runs", { params: { path: { id: dialog }, header: once() }, body: { dry: true, card, language, ...(compare && { compare }) } })) });
  const id = start.data?.id;
  const run = useQuery({ queryKey: ["runs", "dry", id], enabled: !!id, queryFn: () => asked(api.GET("/v1/runs/{id}", { params: { path: { id: id ?? "" } } })), refetchInterval: (q) => (over(q.state.data) ? false : 1_000) });
  const under = start.isPending || (!!id && !over(run.data) && !run.error);
  const name = (c: TriedCard) => [words(`kind.${kindOf(c.ref) ?? "lead"}`), c.title].filter(Boolean).join(": ");
  return (
    <Popup onClose={onClose} size="xl" title={words("dry")}>
      <Stack>
        <Text size="sm">{words("dry.about")}</Text>
        <form onSubmit={(e) => { e.preventDefault(); e.stopPropagation(); if (card) start.mutate(); }}>
          <Stack gap="sm">
            <Group gap="sm" align="flex-end">
              <NativeSelect label={words("dry.card")} value={card} onChange={(e) => setCard(e.currentTarget.value)} data={cards.map((c) => ({ value: c.ref, label: name(c) }))} />
              <NativeSelect label={words("copilot.language")} value={language} onChange={(e) => setLanguage(e.currentTarget.value)} data={Object.entries(languages).map(([value, label]) => ({ value, label }))} />
            </Group>
            <div>
              <Text size="sm" fw={500} mb={4} id="dry-beside">{words("dry.beside")}</Text>
              <SegmentedControl size="xs" aria-labelledby="dry-beside" value={beside} onChange={(v) => setBeside(v as typeof beside)} data={(["none", "fields", "reader"] as const).map((value) => ({ value, label: words(`dry.beside.${value}`) }))} />
            </div>
            {beside === "fields" && card && <Descriptions key={card} card={card} fields={fields} onChange={setFields} />}
            {!cards.length && <Alert color="yellow">{words("dry.noCard")}</Alert>}
            <Group><Button type="submit" loading={under} disabled={!card}>{words(run.data ? "dry.again" : "dry.go")}</Button></Group>
          </Stack>
        </form>
        <Wrong error={start.error} />
        {run.error && <Failed error={run.error} again={run.refetch} />}
        <div role="status">
          {under && !start.isPending && <Group gap="xs"><Loader size="sm" /><Text size="sm">{words(run.data?.state === "running" ? "copilot.stage.read" : "dry.waits")}</Text></Group>}
          {run.data && over(run.data) && run.data.state !== "tried" && <Alert color="red" title={words("copilot.failed")}>{byCode(words, run.data.code ?? "internal")}</Alert>}
        </div>
        {run.data?.state === "tried" && <Tried run={run.data} />}
      </Stack>
    </Popup>
  );
}

// Descriptions are the card's fields as they might be described.
function Descriptions({ card, fields, onChange }: { card: string; fields: Described; onChange: (fields: Described) => void }) {
  const words = useWords();
  const all = useFieldsOf(card);
  const set = (name: string, part: Schemas["Described"]) => onChange({ ...fields, [name]: { ...fields[name], ...part } });
  return (
    <div className={styles.described} role="group" aria-label={words("dry.beside.fields")} tabIndex={0}>
      {all.error && <Failed error={all.error} again={all.refetch} />}
      {all.data?.items.map((f) => (
        <div key={f.name} className={styles.field}>
          <Textarea size="xs" label={f.title} autosize minRows={1} maxRows={5} maxLength={1_024} placeholder={f.description} value={fields[f.name]?.description ?? ""} onChange={(e) => set(f.name, { description: e.currentTarget.value || undefined })} />
          {(f.policy ?? "never") === "never" || !f.on ? <Checkbox size="xs" mt={4} label={words("dry.read")} aria-label={words("dry.read.of", { field: f.title })} checked={!!fields[f.name]?.on} onChange={(e) => set(f.name, { on: e.currentTarget.checked || undefined })} /> : null}
        </div>
      ))}
    </div>
  );
}

function Tried({ run }: { run: Run }) {
  const words = useWords();
  const fields = useFieldsOf(run.card).data?.items ?? [];
  const other = run.compared;
  const names = [...new Set([...run.outcomes, ...(other?.outcomes ?? [])].map((o) => o.field))];
  const of = (all: Outcome[] | undefined, field: string) => all?.find((o) => o.field === field);
  const found = names.filter((n) => [run.outcomes, other?.outcomes].some((all) => (of(all, n)?.outcome ?? "not_found") !== "not_found"));
  const blank = names.filter((n) => !found.includes(n));
  const title = (name: string) => fields.find((f) => f.name === name)?.title ?? name;
  const second = other && words(other.reader ? "dry.byRules" : "dry.described");
  return (
    <section aria-label={words("dry.result")}>
      <Text size="sm" mb="xs" role="status">{words("dry.nothing")}{other && ` ${words("dry.differs", { n: other.differs.length })}`}</Text>
      <div className={styles.box} tabIndex={0} role="region" aria-label={words("dry.result")}>
        <table className={styles.table}>
          <thead><tr><th scope="col">{words("dry.field")}</th><th scope="col">{words("dry.asItIs")}</th>{second && <th scope="col">{second}</th>}</tr></thead>
          <tbody>
            {found.map((name) => (
              <tr key={name} data-differs={other?.differs.includes(name) || undefined}>
                <th scope="row">{title(name)}{other?.differs.includes(name) && <Badge ml={6} size="xs" color="yellow" variant="light" className={styles.badge}>{words("dry.other")}</Badge>}</th>
                <td><Cell outcome={of(run.outcomes, name)} type={fields.find((f) => f.name === name)?.type} /></td>
                {second && <td><Cell outcome={of(other?.outcomes, name)} type={fields.find((f) => f.name === name)?.type} /></td>}
              </tr>
            ))}
            <tr><th scope="row">{words("copilot.summary")}</th><td>{run.summary && <Told text={run.summary} />}</td>{second && <td>{other?.summary && <Told text={other.summary} />}</td>}</tr>
            <tr><th scope="row">{words("dry.cost")}</th><td><Cost reader={run.reader} /></td>{second && <td><Cost reader={other?.by} /></td>}</tr>
          </tbody>
        </table>
      </div>
      {blank.length > 0 && <Text size="xs" c="var(--faint)" mt="xs">{words("dry.blank")} {blank.map(title).join(", ")}</Text>}
    </section>
  );
}

const colors: Partial<Record<Outcome["outcome"], string>> = { filled: "green", proposed: "yellow", invalid: "red", unsupported: "red" };

// Cell is what would become of a field, on which proof, or why nothing would.
function Cell({ outcome: o, type }: { outcome: Outcome | undefined; type: string | undefined }) {
  const words = useWords();
  const language = useLanguage();
  if (!o) return null;
  const value = shown(o.value, type, words, language);
  const old = shown(o.old, type, words, language);
  return (
    <>
      <Badge size="xs" variant="light" color={colors[o.outcome] ?? "gray"} className={styles.badge}>{words(`dry.as.${o.outcome}`)}</Badge>
      {(value || o.claim) && <div>{o.outcome === "proposed" && old ? `${old} → ${value}` : value || o.claim}</div>}
      {o.quote && <blockquote className={styles.quote}>{o.quote}</blockquote>}
      {o.rule && o.secondQuote && <Text size="xs" c="var(--faint)">{words(`copilot.${o.rule}`)}</Text>}
      {o.secondQuote && <blockquote className={styles.quote}>{o.secondQuote}</blockquote>}
      {o.transcribed && <Text size="xs" c="var(--soon)">{words("copilot.transcribed")}</Text>}
      {(o.code || o.reason) && <Text size="xs" c="var(--faint)"><Why of="outcome" code={o.code} text={o.reason} /></Text>}
    </>
  );
}

function Cost({ reader: r }: { reader: Schemas["Reader"] | undefined }) {
  const words = useWords();
  const language = useLanguage();
  if (!r) return null;
  const money = new Intl.NumberFormat(localeOf(language), { style: "currency", currency: "USD", maximumFractionDigits: 4 }).format(r.costUsd);
  return <>{money} · {r.model ?? r.reader} · {words("dry.tokens", { n: r.inputTokens + r.outputTokens })}</>;
}
