// Rules: when something happens, and if all is so, something is done by itself.
import { ActionIcon, Anchor, Button, Group, MultiSelect, Select, Stack, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { answered, api, asked, once, type Schemas } from "../api/client";
import { useFields, usePages, usePipelines, useSettings } from "../kit/data";
import { Sheet, Sure } from "../kit/form";
import { useDialog } from "../chats/data";
import { channelName, customerName } from "../kit/names";
import { Failed, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { Icon } from "../shell/icons";
import { NumberInput } from "../kit/number";
import { byCode, useLanguage, useWords } from "../words/words";
import { useAllLines, useKept, useOperators, useSet, useTeams, useWebhooks } from "./data";
import { Part, type Mark } from "./part";
import styles from "./settings.module.css";

type Rule = Schemas["AutomationSettings"];
type Action = Schemas["Action"];
const triggers = ["dialog_opened", "message", "unanswered", "assigned", "handed_over", "closed", "run_done", "proposal_open", "field_filled", "stage_changed", "button"] as const;
const actions = ["reply", "note", "label", "priority", "assign", "run", "stage", "task", "process", "webhook"] as const;
const fresh: Rule = { title: "", when: { kind: "unanswered", forSeconds: 600 }, then: [{ kind: "note", text: "" }] };

export function Automations() {
  const words = useWords();
  const rules = useQuery({ queryKey: ["set", "automations"], queryFn: () => asked(api.GET("/v1/automations")) });
  const [open, setOpen] = useState<string>();
  const mark = (r: Schemas["Automation"]): Mark => (r.off ? { text: words("set.off"), color: "gray" } : { text: words("set.on"), color: "green" });
  return (
    <>
      <Part query={rules} name={words("set.automations")} empty={words("set.automations.none")} add={{ label: words("set.automations.add"), go: () => setOpen("") }}
        row={(r) => ({ key: r.id, title: r.title, about: `${words(`set.trigger.${r.when.kind}`)} → ${r.then.map((a) => words(`set.action.${a.kind}`)).join(", ")}`, marks: [mark(r)], go: () => setOpen(r.id) })} />
      {open === "" && <Edit rule={fresh} onClose={() => setOpen(undefined)} />}
      {open && <Kept id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Kept({ id, onClose }: { id: string; onClose: () => void }) {
  const words = useWords();
  const kept = useKept(["automation", id], () => answered(api.GET("/v1/automations/{id}", { params: { path: { id } } })));
  return kept.data ? <Edit id={id} etag={kept.data.etag} rule={kept.data.data} onClose={onClose} /> : <Sheet title={words("set.automations")} onClose={onClose}>{kept.error ? <Failed error={kept.error} again={kept.refetch} /> : <Waiting />}</Sheet>;
}

function Edit({ id, etag = "", rule, onClose }: { id?: string; etag?: string; rule: Rule; onClose: () => void }) {
  const words = useWords();
  const [to, setTo] = useState<Rule>({ title: rule.title, when: rule.when, if: rule.if, then: rule.then, off: rule.off, once: rule.once });
  const set = (part: Partial<Rule>) => setTo((now) => ({ ...now, ...part }));
  const save = useSet((): Promise<unknown> => (id ? asked(api.PATCH("/v1/automations/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body: { ...to, if: to.if ?? {} } })) : asked(api.POST("/v1/automations", { params: { header: once() }, body: to }))), onClose);
  const drop = useSet(() => asked(api.DELETE("/v1/automations/{id}", { params: { path: { id: id ?? "" } } })), onClose, true);
  const change = (i: number, action: Action) => set({ then: to.then.map((a, n) => (n === i ? action : a)) });
  return (
    <Sheet title={rule.title || words("set.automations.add")} onClose={onClose} saving={save.isPending} error={save.error} onSave={() => save.mutate(undefined)}
      extra={id && <Sure label={words("delete")} ask={words("set.automations.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      <TextInput label={words("set.title")} required maxLength={256} value={to.title} onChange={(e) => set({ title: e.currentTarget.value })} />
      <Switch label={words("set.automations.on")} checked={!to.off} onChange={(e) => set({ off: !e.currentTarget.checked })} />
      <When when={to.when} onChange={(when) => set({ when })} />
      <If condition={to.if ?? {}} onChange={(condition) => set({ if: condition })} />
      <fieldset className={styles.group}>
        <legend>{words("set.automations.then")}</legend>
        <Stack gap="sm">
          {to.then.map((a, i) => (
            <div key={i} role="group" aria-label={words("set.automations.action", { n: i + 1 })}>
              <Group gap="xs" wrap="nowrap" align="flex-end">
                <Select flex={1} size="xs" label={words("set.automations.action", { n: i + 1 })} allowDeselect={false} value={a.kind} data={actions.map((value) => ({ value, label: words(`set.action.${value}`) }))} onChange={(v) => v && change(i, { kind: v as Action["kind"], ...(v === "priority" && { priority: "high" }) })} />
                {to.then.length > 1 && <ActionIcon variant="subtle" color="gray" aria-label={words("set.automations.action.drop", { n: i + 1 })} onClick={() => set({ then: to.then.filter((_, n) => n !== i) })}><Icon name="close" size={14} /></ActionIcon>}
              </Group>
              <What action={a} onChange={(next) => change(i, next)} />
            </div>
          ))}
          {to.then.length < 10 && <Button size="xs" variant="default" leftSection={<Icon name="add" size={14} />} onClick={() => set({ then: [...to.then, { kind: "note", text: "" }] })}>{words("set.automations.action.add")}</Button>}
          <Switch size="xs" label={words("set.automations.once")} checked={!!to.once} onChange={(e) => set({ once: e.currentTarget.checked })} />
        </Stack>
      </fieldset>
      {id && <Log id={id} />}
    </Sheet>
  );
}

function When({ when, onChange }: { when: Schemas["Trigger"]; onChange: (when: Schemas["Trigger"]) => void }) {
  const words = useWords();
  const stages = useStages();
  const leads = useFields("lead").data?.items ?? [];
  const deals = useFields("deal").data?.items ?? [];
  const fields = [...new Map([...leads, ...deals].map((f) => [f.name, { value: f.name, label: f.title }])).values()];
  const timed = when.kind === "unanswered" || when.kind === "proposal_open";
  const start = (kind: (typeof triggers)[number]): Schemas["Trigger"] => ({ kind, ...((kind === "unanswered" || kind === "proposal_open") && { forSeconds: 600 }) });
  return (
    <fieldset className={styles.group}>
      <legend>{words("set.automations.when")}</legend>
      <Stack gap="sm">
        <Select size="xs" aria-label={words("set.automations.when")} allowDeselect={false} value={when.kind} data={triggers.map((value) => ({ value, label: words(`set.trigger.${value}`) }))} onChange={(v) => v && onChange(start(v as (typeof triggers)[number]))} />
        {timed && <NumberInput size="xs" label={words("set.automations.for")} description={`${words("set.automations.for.about")}${when.kind === "unanswered" ? ` ${words("set.automations.for.already")}` : ""}`} min={0.1} max={10_080} decimalScale={1} value={(when.forSeconds ?? 0) / 60} onChange={(n) => onChange({ ...when, forSeconds: Math.max(1, Math.round(Number(n) * 60)) })} />}
        {when.kind === "message" && <TagsInput size="xs" label={words("set.automations.words")} description={words("set.automations.words.about")} value={when.words ?? []} onChange={(w) => onChange({ ...when, words: w.length ? w : undefined })} />}
        {(when.kind === "field_filled" || when.kind === "proposal_open") && <Select size="xs" label={words("set.automations.field.which")} clearable searchable placeholder={words("conversations.any")} value={when.field ?? null} data={fields} onChange={(field) => onChange({ ...when, field: field ?? undefined })} />}
        {when.kind === "stage_changed" && <Select size="xs" label={words("cards.stage")} clearable placeholder={words("conversations.any")} value={when.stage ?? null} data={stages} onChange={(stage) => onChange({ ...when, stage: stage ?? undefined })} />}
      </Stack>
    </fieldset>
  );
}

// useStages are the stages of all pipelines; those with one id are one choice.
function useStages() {
  const pipelines = usePipelines().data?.items ?? [];
  return [...new Map(pipelines.flatMap((p) => p.stages.map((s) => [s.id, { value: s.id, label: s.title }] as const))).values()];
}

function If({ condition: c, onChange }: { condition: Schemas["Condition"]; onChange: (condition: Schemas["Condition"]) => void }) {
  const words = useWords();
  const lines = useAllLines().data?.items ?? [];
  const teams = useTeams().data?.items ?? [];
  const labels = useSettings().data?.labels ?? [];
  const fields = useFields("lead").data?.items ?? [];
  const some = (v: string[]) => (v.length ? v : undefined);
  const any = (v: string[] | undefined) => (v?.length ? undefined : words("conversations.any"));
  return (
    <fieldset className={styles.group}>
      <legend>{words("set.automations.if")}</legend>
      <Stack gap="sm">
        <MultiSelect size="xs" label={words("line")} placeholder={any(c.lines)} value={c.lines ?? []} data={lines.map((l) => ({ value: l.id, label: l.title || l.id }))} onChange={(v) => onChange({ ...c, lines: some(v) })} />
        <MultiSelect size="xs" label={words("channel")} placeholder={any(c.channels)} value={c.channels ?? []} data={[...new Set(lines.map((l) => l.channel))].map((value) => ({ value, label: channelName(value, words) }))} onChange={(v) => onChange({ ...c, channels: some(v) })} />
        <MultiSelect size="xs" label={words("conversations.by.team")} placeholder={any(c.teams)} value={c.teams ?? []} data={teams.map((t) => ({ value: t.id, label: t.title || t.id }))} onChange={(v) => onChange({ ...c, teams: some(v) })} />
        <MultiSelect size="xs" label={words("labels")} placeholder={any(c.labels)} value={c.labels ?? []} data={labels.map((l) => ({ value: l.id, label: l.title }))} onChange={(v) => onChange({ ...c, labels: some(v) })} />
        <Select size="xs" label={words("set.automations.hours")} clearable placeholder={words("conversations.any")} value={c.hours ?? null} data={(["open", "closed"] as const).map((value) => ({ value, label: words(`set.hours.${value}`) }))} onChange={(v) => onChange({ ...c, hours: (v ?? undefined) as Schemas["Condition"]["hours"] })} />
        <Select size="xs" label={words("set.automations.field")} clearable searchable placeholder={words("conversations.any")} value={c.field ?? null} data={[...new Map(fields.map((f) => [f.name, { value: f.name, label: f.title }])).values()]} onChange={(v) => onChange({ ...c, field: v ?? undefined, value: v ? c.value : undefined })} />
        {c.field && <TextInput size="xs" label={words("set.automations.value")} placeholder={words("conversations.any")} maxLength={1_000} value={c.value ?? ""} onChange={(e) => onChange({ ...c, value: e.currentTarget.value || undefined })} />}
      </Stack>
    </fieldset>
  );
}

function What({ action: a, onChange }: { action: Action; onChange: (action: Action) => void }) {
  const words = useWords();
  const labels = useSettings().data?.labels ?? [];
  const operators = useOperators().data?.items ?? [];
  const teams = useTeams().data?.items ?? [];
  const webhooks = useWebhooks().data?.items ?? [];
  const stages = useStages();
  switch (a.kind) {
    case "reply":
    case "note":
      return <Textarea mt={6} size="xs" required label={words(a.kind)} autosize minRows={2} maxRows={6} maxLength={4_000} value={a.text ?? ""} onChange={(e) => onChange({ ...a, text: e.currentTarget.value })} />;
    case "label":
      return <Select mt={6} size="xs" label={words("set.action.label")} required value={a.label ?? null} data={labels.map((l) => ({ value: l.id, label: l.title }))} onChange={(v) => onChange({ ...a, label: v ?? undefined })} />;
    case "priority":
      return <Select mt={6} size="xs" label={words("priority")} allowDeselect={false} value={a.priority ?? "high"} data={(["urgent", "high", "normal"] as const).map((value) => ({ value, label: words(`priority.${value}`) }))} onChange={(v) => onChange({ ...a, priority: (v ?? undefined) as Action["priority"] })} />;
    case "assign":
      return (
        <Select mt={6} size="xs" label={words("set.automations.whom")} required value={a.team ? `t:${a.team}` : a.operator ? `o:${a.operator}` : null}
          data={[{ group: words("teams"), items: teams.map((t) => ({ value: `t:${t.id}`, label: t.title || t.id })) }, { group: words("people"), items: operators.filter((o) => !o.off).map((o) => ({ value: `o:${o.id}`, label: o.name })) }]}
          onChange={(v) => onChange({ kind: "assign", ...(v?.startsWith("t:") ? { team: v.slice(2) } : v ? { operator: v.slice(2) } : {}) })} />
      );
    case "stage":
      return <Select mt={6} size="xs" label={words("cards.stage")} required value={a.stage ?? null} data={stages} onChange={(v) => onChange({ ...a, stage: v ?? undefined })} />;
    case "task":
      return (
        <>
          <Textarea mt={6} size="xs" required label={words("set.automations.task")} autosize minRows={2} maxRows={6} maxLength={4_000} value={a.text ?? ""} onChange={(e) => onChange({ ...a, text: e.currentTarget.value })} />
          <NumberInput mt={6} size="xs" label={words("set.automations.due")} min={1} max={8_760} allowDecimal={false} value={Math.round((a.withinSeconds || 86_400) / 3600)} onChange={(n) => onChange({ ...a, withinSeconds: Math.max(1, Number(n)) * 3600 })} />
        </>
      );
    case "process":
      return <TextInput mt={6} size="xs" required maxLength={128} label={words("set.automations.process")} description={words("set.automations.process.about")} value={a.process ?? ""} onChange={(e) => onChange({ ...a, process: e.currentTarget.value })} />;
    case "webhook":
      return <Select mt={6} size="xs" label={words("set.automations.webhook")} required value={a.webhook ?? null} data={webhooks.map((w) => ({ value: w.id, label: w.title || w.url }))} onChange={(v) => onChange({ ...a, webhook: v ?? undefined })} />;
    default:
      return null;
  }
}

// Log is what the rule did of late.
function Log({ id }: { id: string }) {
  const words = useWords();
  const language = useLanguage();
  const log = usePages(["set", "automation", id, "log"], (cursor) => asked(api.GET("/v1/automations/{id}/log", { params: { path: { id }, query: { limit: 20, ...cursor } } })));
  return (
    <section aria-label={words("set.automations.log")}>
      <Text size="sm" fw={500}>{words("set.automations.log")}</Text>
      {log.isPending && <Waiting />}
      {log.error && !log.items.length && <Failed error={log.error} again={log.refetch} />}
      {log.isSuccess && !log.items.length && <Text size="xs" c="var(--faint)">{words("set.automations.log.none")}</Text>}
      <ul className={styles.steps}>{log.items.map((f) => <li key={f.id}><time dateTime={f.at}>{full(f.at, language)}</time>{f.dialog && <> · <Chat id={f.dialog} /></>}: <Did of={f} /></li>)}</ul>
      {log.hasNextPage && <Button size="xs" variant="subtle" loading={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>{words("more")}</Button>}
    </section>
  );
}

// Did is what came of it: what still waits is not said to be done.
function Did({ of: f }: { of: Schemas["Firing"] }) {
  const words = useWords();
  if (f.state === "waiting") return words("set.automations.waiting");
  if (f.state === "cut") return words("set.automations.cut");
  const refused = f.refused?.map((r) => words("set.automations.refused", { action: words(`set.action.${r.kind as Action["kind"]}`), why: byCode(words, r.code) })) ?? (f.code ? [byCode(words, f.code)] : []);
  return [words("set.automations.done", { n: f.done }), ...refused].join(". ");
}

// Chat is a way to a chat, by its customer's name.
function Chat({ id }: { id: string }) {
  const words = useWords();
  const dialog = useDialog(id).data;
  return <Anchor component={Link} size="sm" href={`/app/chats/${id}`}>{dialog ? customerName({ ...dialog.profile, readable: dialog.readable, number: dialog.number }, words) : words("set.automations.chat")}</Anchor>;
}
