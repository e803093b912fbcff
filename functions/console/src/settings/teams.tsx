// Teams: who shares waiting chats, by which rule, when they work, and what customers
// are told meanwhile.
import { ActionIcon, Checkbox, CloseButton, MultiSelect, Select, Stack, TagsInput, Textarea, TextInput, Button } from "@mantine/core";
import { Fragment, useMemo, useState } from "react";
import type { Schemas } from "../api/client";
import { Sheet, Sure } from "../kit/form";
import { NumberInput } from "../kit/number";
import { zonesIn } from "../kit/zones";
import { languages, useLanguage, useWords } from "../words/words";
import { dropTeam, idFrom, makeTeam, putTeam, useOperators, useSet, useTeams } from "./data";
import { Holidays } from "./holidays";
import { Part } from "./part";
import styles from "./settings.module.css";
import { localeOf } from "../kit/locale";

type Team = Schemas["Team"];

export function Teams() {
  const words = useWords();
  const teams = useTeams();
  const [open, setOpen] = useState<Team>();
  return (
    <>
      <Part query={teams} name={words("set.teams")} empty={words("set.teams.none")} add={{ label: words("set.teams.add"), go: () => setOpen({ id: "", title: "", reads: "waiting" }) }}
        row={(t) => ({ key: t.id, title: t.title || t.id, about: `${words("set.teams.members", { n: t.members?.length ?? 0 })} · ${words(`set.rule.${t.rule ?? "order"}`)}`, go: () => setOpen(t) })} />
      {open && <Edit key={open.id} team={open} all={teams.data?.items ?? []} onClose={() => setOpen(undefined)} />}
    </>
  );
}

const times = ["timeToTakeSeconds", "waitingAlertSeconds", "idleSeconds"] as const;

function Edit({ team, all, onClose }: { team: Team; all: Team[]; onClose: () => void }) {
  const words = useWords();
  const operators = useOperators().data?.items.filter((o) => !o.off) ?? [];
  const [to, setTo] = useState<Team>(team);
  const set = (part: Partial<Team>) => setTo((now) => ({ ...now, ...part }));
  const { id, ...body } = to;
  const save = useSet(() => (id ? putTeam(id, body) : makeTeam({ ...to, id: idFrom(to.title, all.map((t) => t.id)) })), onClose);
  const drop = useSet(() => dropTeam(id), onClose, true);
  const others = all.filter((t) => t.id !== id).map((t) => ({ value: t.id, label: t.title || t.id }));
  return (
    <Sheet title={team.title || words("set.teams.add")} onClose={onClose} saving={save.isPending} error={save.error} onSave={() => save.mutate(undefined)}
      extra={id && <Sure label={words("delete")} ask={words("set.teams.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      <TextInput label={words("set.title")} required maxLength={256} value={to.title} onChange={(e) => set({ title: e.currentTarget.value })} />
      <MultiSelect label={words("set.teams.who")} searchable value={to.members ?? []} data={operators.map((o) => ({ value: o.id, label: o.name }))} onChange={(members) => set({ members })} />
      <Select label={words("set.teams.rule")} allowDeselect={false} value={to.rule ?? "order"} data={(["order", "load", "topic"] as const).map((value) => ({ value, label: words(`set.rule.${value}`) }))} onChange={(rule) => set({ rule: rule as Team["rule"] })} />
      {to.rule === "topic" && <Topics team={to} others={others} onChange={set} />}
      <Select label={words("set.teams.reads")} allowDeselect={false} value={to.reads ?? "waiting"} data={(["waiting", "none", "all"] as const).map((value) => ({ value, label: words(`set.reads.${value}`) }))} onChange={(reads) => set({ reads: reads as Team["reads"] })} />
      {times.map((time) => (
        <NumberInput key={time} label={words(`set.teams.${time}`)} description={words("set.minutes")} min={0} max={10_000} decimalScale={1} value={(to[time] ?? 0) / 60} onChange={(n) => set({ [time]: Number(n) * 60 })} />
      ))}
      <WorkingHours hours={to.hours} onChange={(hours) => set({ hours })} />
      <Replies team={to} onChange={set} />
    </Sheet>
  );
}

function Topics({ team, others, onChange }: { team: Team; others: { value: string; label: string }[]; onChange: (part: Partial<Team>) => void }) {
  const words = useWords();
  const topics = team.topics ?? [];
  const change = (i: number, part: Partial<Schemas["Topic"]>) => onChange({ topics: topics.map((t, n) => (n === i ? { ...t, ...part } : t)) });
  return (
    <fieldset className={styles.group}>
      <legend>{words("set.teams.topics")}</legend>
      <Stack gap="sm">
        {topics.map((t, i) => (
          <Stack key={i} gap={4}>
            <TextInput size="xs" label={words("set.teams.topic.label", { n: i + 1 })} description={words("set.teams.topic.label.about")} maxLength={128} value={t.label ?? ""} onChange={(e) => change(i, { label: e.currentTarget.value || undefined })} />
            <TagsInput size="xs" label={words("set.teams.topic.words", { n: i + 1 })} description={words("set.enter")} value={t.words ?? []} onChange={(w) => change(i, { words: w })} />
            <Select size="xs" label={words("set.teams.topic.team", { n: i + 1 })} allowDeselect={false} value={t.team} data={others} onChange={(v) => v && change(i, { team: v })} />
            <Button size="compact-xs" variant="subtle" color="red" onClick={() => onChange({ topics: topics.filter((_, n) => n !== i) })}>{words("set.teams.topic.remove", { n: i + 1 })}</Button>
          </Stack>
        ))}
        <Button size="xs" variant="default" disabled={!others.length} onClick={() => onChange({ topics: [...topics, { team: others[0]?.value ?? "", words: [] }] })}>{words("set.teams.topic.add")}</Button>
        <Select size="xs" label={words("set.teams.fallback")} clearable value={team.fallback || null} data={others} onChange={(v) => onChange({ fallback: v ?? "" })} />
      </Stack>
    </fieldset>
  );
}

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

function WorkingHours({ hours, onChange }: { hours: Schemas["Hours"] | undefined; onChange: (hours: Schemas["Hours"] | undefined) => void }) {
  const words = useWords();
  const language = useLanguage();
  const zones = useMemo(() => zonesIn(language, hours?.zone), [language, hours?.zone]);
  const week = hours?.week ?? [];
  const name = (i: number) => new Intl.DateTimeFormat(localeOf(language), { weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, 1 + i)));
  const set = (to: Schemas["HoursOfDay"][]) => onChange({ ...hours, week: days.flatMap((d) => to.filter((h) => h.day === d)) });
  return (
    <fieldset className={styles.group}>
      <legend>{words("set.teams.hours")}</legend>
      <Stack gap="xs">
        <Checkbox label={words("set.teams.always")} checked={!hours} onChange={(e) => onChange(e.currentTarget.checked ? undefined : { zone: "", week: days.slice(0, 5).map((day) => ({ day, from: "09:00", to: "18:00" })) })} />
        {hours && <Select size="xs" label={words("set.zone")} searchable clearable placeholder={words("set.lines.asSettings")} value={hours.zone || null} data={zones} limit={60} nothingFoundMessage={words("conversations.noSuch")} onChange={(v) => onChange({ ...hours, zone: v ?? "" })} />}
        {hours && days.map((day, i) => {
          const spans = week.filter((h) => h.day === day);
          const change = (of: Schemas["HoursOfDay"], part: Partial<Schemas["HoursOfDay"]>) => set(week.map((h) => (h === of ? { ...h, ...part } : h)));
          return (
            <div key={day}>
              <div className={styles.day}>
                <Checkbox label={name(i)} checked={!!spans.length} onChange={(e) => set(e.currentTarget.checked ? [...week, { day, from: "09:00", to: "18:00" }] : week.filter((h) => h.day !== day))} />
                {spans.map((at, n) => (
                  <Fragment key={n}>
                    <TextInput type="time" size="xs" className={styles.from} aria-label={words("set.teams.from", { day: name(i) })} value={at.from} onChange={(e) => change(at, { from: e.currentTarget.value })} />
                    <TextInput type="time" size="xs" aria-label={words("set.teams.to", { day: name(i) })} value={at.to} onChange={(e) => change(at, { to: e.currentTarget.value })} />
                    {n ? <CloseButton size="sm" aria-label={words("set.teams.span.remove", { day: name(i), from: at.from })} onClick={() => set(week.filter((h) => h !== at))} /> : <ActionIcon size="sm" variant="subtle" aria-label={words("set.teams.span.add", { day: name(i) })} title={words("set.teams.span.add", { day: name(i) })} onClick={() => set([...week, { day, from: spans.at(-1)!.to, to: "20:00" }])}>+</ActionIcon>}
                  </Fragment>
                ))}
              </div>
            </div>
          );
        })}
        {hours && <Holidays days={hours.holidays ?? []} onChange={(holidays) => onChange({ ...hours, holidays })} />}
      </Stack>
    </fieldset>
  );
}

const kinds = ["greeting", "nobody", "closed", "waiting"] as const;

// Replies are what customers are told by themselves, in one language at a time.
function Replies({ team, onChange }: { team: Team; onChange: (part: Partial<Team>) => void }) {
  const words = useWords();
  const [into, setInto] = useState<string>(useLanguage());
  const replies = team.replies ?? {};
  const set = (kind: string, text: string) => {
    const { [into]: _, ...rest } = replies[kind] ?? {};
    onChange({ replies: { ...replies, [kind]: text ? { ...rest, [into]: text } : rest } });
  };
  return (
    <fieldset className={styles.group}>
      <legend>{words("set.teams.replies")}</legend>
      <Stack gap="sm">
        <Select size="xs" label={words("language")} allowDeselect={false} value={into} data={Object.entries(languages).map(([value, label]) => ({ value, label }))} onChange={(v) => v && setInto(v)} />
        {kinds.map((kind) => <Textarea key={kind} size="xs" autosize minRows={1} maxRows={5} maxLength={4_000} label={words(`set.reply.${kind}`)} {...(kind === "greeting" && { description: words("set.reply.greeting.about") })} value={replies[kind]?.[into] ?? ""} onChange={(e) => set(kind, e.currentTarget.value)} />)}
        <NumberInput size="xs" label={words("set.teams.waitingReply")} description={words("set.minutes")} min={0} max={10_000} decimalScale={1} value={(team.waitingReplySeconds ?? 0) / 60} onChange={(n) => onChange({ waitingReplySeconds: Number(n) * 60 })} />
      </Stack>
    </fieldset>
  );
}
