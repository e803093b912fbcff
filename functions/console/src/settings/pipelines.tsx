// Pipelines of the built-in CRM: their stages, in order, and which of them end a deal.
import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, asked, type Schemas } from "../api/client";
import { usePipelines } from "../kit/data";
import { Sheet, Sure } from "../kit/form";
import { Icon } from "../shell/icons";
import { withTitles } from "../words/named";
import { useWords } from "../words/words";
import { idFrom, onlyNew, useSet } from "./data";
import { Part } from "./part";
import styles from "./settings.module.css";

type Stage = Schemas["Stage"];
type Pipeline = Schemas["Pipeline"];

export function Pipelines() {
  const words = useWords();
  const pipelines = usePipelines(undefined, true);
  const shown = usePipelines().data?.items ?? [];
  const [open, setOpen] = useState<Pipeline>();
  const fresh: Pipeline = { id: "", title: "", stages: [{ id: "", title: words("stage.new") }, { id: "", title: words("stage.won"), final: "won" }, { id: "", title: words("stage.lost"), final: "lost" }] };
  const of = (p: Pipeline) => shown.find((s) => s.id === p.id) ?? p;
  return (
    <>
      <Part query={pipelines} name={words("set.pipelines")} empty={words("deals.noPipeline")} add={{ label: words("set.pipelines.add"), go: () => setOpen(fresh) }}
        row={(p) => ({ key: p.id, title: of(p).title, about: of(p).stages.map((s) => s.title).join(" → "), go: () => setOpen(p) })} />
      {open && <Edit key={open.id} pipeline={open} taken={pipelines.data?.items.map((p) => p.id) ?? []} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Edit({ pipeline: p, taken, onClose }: { pipeline: Pipeline; taken: string[]; onClose: () => void }) {
  const words = useWords();
  // What is built in reads in the operator's language here, too; who leaves it so changes nothing.
  const [read] = useState(() => withTitles(p, words));
  const [title, setTitle] = useState(read.title);
  const [stages, setStages] = useState<Stage[]>(read.stages);
  const kept = (s: Stage) => (s.id && read.stages.some((r) => r.id === s.id && r.title === s.title.trim()) ? p.stages.find((o) => o.id === s.id)?.title : undefined) ?? s.title.trim();
  const change = (i: number, part: Partial<Stage>) => setStages((all) => all.map((s, n) => (n === i ? { ...s, ...part } : s)));
  const move = (i: number, by: 1 | -1) => setStages((all) => all.map((s, n) => (n === i ? all[i + by]! : n === i + by ? all[i]! : s)));
  const named = () => stages.reduce<Stage[]>((out, s) => [...out, { ...s, title: kept(s), id: s.id || idFrom(s.title, [...stages, ...out].map((x) => x.id), "_") }], []);
  const save = useSet(() => {
    const id = p.id || idFrom(title, taken);
    return asked(api.PUT("/v1/pipelines/{id}", { params: { path: { id }, header: onlyNew(!p.id) }, body: { title: title.trim() === read.title ? p.title : title.trim(), stages: named() } }));
  }, onClose);
  const drop = useSet(() => asked(api.DELETE("/v1/pipelines/{id}", { params: { path: { id: p.id } } })), onClose, true);
  return (
    <Sheet title={read.title || words("set.pipelines.add")} onClose={onClose} saving={save.isPending} error={save.error} onSave={() => save.mutate(undefined)}
      extra={p.id && <Sure label={words("delete")} ask={words("set.pipelines.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      <TextInput label={words("set.title")} required maxLength={256} value={title} onChange={(e) => setTitle(e.currentTarget.value)} />
      <fieldset className={styles.group}>
        <legend>{words("set.pipelines.stages")}</legend>
        <Stack gap="xs">
          {stages.map((s, i) => (
            <Group key={i} gap={4} align="flex-end" role="group" aria-label={words("set.pipelines.stage", { n: i + 1 })}>
              <TextInput flex="1 1 110px" size="xs" label={words("set.pipelines.stage", { n: i + 1 })} required maxLength={128} value={s.title} onChange={(e) => change(i, { title: e.currentTarget.value })} />
              <Select w={138} size="xs" aria-label={words("set.pipelines.final", { n: i + 1 })} clearable placeholder={words("set.pipelines.open")} value={s.final ?? null} data={(["won", "lost"] as const).map((value) => ({ value, label: words(`stage.${value}`) }))} onChange={(v) => change(i, { final: (v ?? undefined) as Stage["final"] })} />
              <Group gap={4} wrap="nowrap">
                <ActionIcon variant="subtle" color="gray" disabled={i === 0} aria-label={words("set.pipelines.up", { n: i + 1 })} onClick={() => move(i, -1)}><span style={{ display: "inline-flex", rotate: "180deg" }}><Icon name="down" size={14} /></span></ActionIcon>
                <ActionIcon variant="subtle" color="gray" disabled={i === stages.length - 1} aria-label={words("set.pipelines.down", { n: i + 1 })} onClick={() => move(i, 1)}><Icon name="down" size={14} /></ActionIcon>
                <ActionIcon variant="subtle" color="gray" disabled={stages.length === 1} aria-label={words("set.pipelines.drop", { n: i + 1 })} onClick={() => setStages((all) => all.filter((_, n) => n !== i))}><Icon name="close" size={14} /></ActionIcon>
              </Group>
            </Group>
          ))}
          <Button size="xs" variant="default" leftSection={<Icon name="add" size={14} />} onClick={() => setStages((all) => [...all, { id: "", title: "" }])}>{words("set.pipelines.stage.add")}</Button>
          <Text size="xs" c="var(--faint)">{words("set.pipelines.about.stages")}</Text>
        </Stack>
      </fieldset>
    </Sheet>
  );
}
