// What a line does by itself: the bot and what it asks for, how a chat is handed over to
// people, and what holds on the line in the place of the company's settings.
import { MultiSelect, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useMemo } from "react";
import type { Schemas } from "../api/client";
import { useFields, usePipelines } from "../kit/data";
import { landsIn } from "../kit/lands";
import { NumberInput } from "../kit/number";
import { zonesIn } from "../kit/zones";
import { languages, useLanguage, useWords } from "../words/words";
import { useAllLines, useConnections } from "./data";

type Line = Schemas["Line"];
type Props = { line: Line; onChange: (part: Schemas["LineSettings"]) => void };

const bots = ["", "builtin", "external"] as const;

// engines are who can find the bot's answers.
export const engines = ["offline", "model"] as const;

export function BotOfLine({ line, onChange }: Props) {
  const words = useWords();
  const fields = useFields("contact", line.connection || undefined).data?.items ?? [];
  const data = fields.map((f) => ({ value: f.name, label: f.title }));
  const chosen = line.required ?? [];
  return (
    <Stack>
      <Select label={words("set.lines.botIs")} description={words(line.bot === "external" ? "set.lines.botIs.external.about" : "knowledge.bots.about")} allowDeselect={false} value={line.bot ?? ""} data={bots.map((value) => ({ value, label: words(`set.lines.botIs.${value || "none"}`) }))} onChange={(v) => onChange({ bot: v as Line["bot"] })} />
      {line.bot === "builtin" && (
        <>
          <Select label={words("set.lines.engine")} description={words("set.bot.engine.about")} clearable placeholder={words("set.lines.asSettings")} value={line.botEngine || null} data={engines.map((value) => ({ value, label: words(`set.bot.engine.${value}`) }))} onChange={(v) => onChange({ botEngine: (v ?? "") as Line["botEngine"] })} />
          <Switch label={words("set.lines.rate")} description={words("set.lines.rate.about")} checked={line.rateAnswers} onChange={(e) => onChange({ rateAnswers: e.currentTarget.checked })} />
        </>
      )}
      {line.bot && (
        <>
          <Switch label={words("set.lines.botCommand")} description={words("set.lines.botCommand.about")} checked={line.botCommand} onChange={(e) => onChange({ botCommand: e.currentTarget.checked })} />
          <NumberInput label={words("set.lines.botResume")} description={words("set.lines.botResume.about")} min={0} max={720} decimalScale={2} value={(line.botResumeSeconds ?? 0) / 3_600} onChange={(n) => n !== "" && onChange({ botResumeSeconds: Number(n) * 3_600 })} />
        </>
      )}
      <MultiSelect label={words("set.lines.required")} description={words("set.lines.required.about")} searchable value={chosen} data={[...data, ...chosen.filter((name) => !fields.some((f) => f.name === name)).map((name) => ({ value: name, label: name }))]} nothingFoundMessage={words("conversations.noSuch")} onChange={(required) => onChange({ required })} />
    </Stack>
  );
}

// HandingOver is what is done when a chat goes from the bot to people.
export function HandingOver({ line, onChange }: Props) {
  const words = useWords();
  const lines = useAllLines().data?.items ?? [];
  const pipelines = usePipelines(line.connection || undefined).data?.items ?? [];
  const h = line.handOver;
  const set = (part: Partial<Line["handOver"]>) => onChange({ handOver: { ...h, ...part } });
  const chats = lines.filter((l) => l.options.admin_chat);
  const stages = [...new Map(pipelines.flatMap((p) => p.stages.map((s) => [s.id, { value: s.id, label: s.title }] as const))).values()];
  return (
    <Stack>
      <Select label={words("set.handOver.notify")} description={words(chats.length ? "set.handOver.notify.about" : "set.handOver.notify.none")} clearable disabled={!chats.length && !h.notify} value={h.notify || null} data={chats.map((l) => ({ value: l.id, label: l.title || l.id }))} onChange={(v) => set({ notify: v ?? "" })} />
      <Switch label={words("set.handOver.task")} description={words("set.handOver.task.about")} checked={h.task} onChange={(e) => set({ task: e.currentTarget.checked })} />
      <Select label={words("set.handOver.stage")} clearable value={h.stage || null} data={stages} onChange={(v) => set({ stage: v ?? "" })} />
      <Switch label={words("set.handOver.transfers")} checked={h.transfers} onChange={(e) => set({ transfers: e.currentTarget.checked })} />
    </Stack>
  );
}

// AnsweredElsewhere is the chat of a connected CRM's in which the line's customers are
// answered, too.
export function AnsweredElsewhere({ line, onChange }: Props) {
  const words = useWords();
  const connections = (useConnections().data?.items ?? []).filter((c) => c.options.open_lines === "on" || c.id === line.centre?.connection);
  const centre = line.centre ?? { connection: "", line: "" };
  return (
    <Stack>
      <Select label={words("set.centre.connection")} description={words(connections.length ? "set.centre.about" : "set.centre.none")} clearable disabled={!connections.length} value={centre.connection || null} data={connections.map((c) => ({ value: c.id, label: c.title || c.id }))} onChange={(v) => onChange({ centre: v ? { ...centre, connection: v } : { connection: "", line: "" } })} />
      {centre.connection && <TextInput label={words("set.centre.line")} inputMode="numeric" maxLength={20} value={centre.line} onChange={(e) => onChange({ centre: { ...centre, line: e.currentTarget.value.replace(/\D/g, "") } })} />}
    </Stack>
  );
}

// OwnOfLine is what holds on this line instead of what the settings say.
export function OwnOfLine({ line, onChange }: Props) {
  const words = useWords();
  const shown = useLanguage();
  const zones = useMemo(() => zonesIn(shown, line.zone), [shown, line.zone]);
  const lands = useMemo(() => landsIn(shown, line.region), [shown, line.region]);
  const spoken = [...Object.entries(languages).map(([value, label]) => ({ value, label })), ...(line.language && !(line.language in languages) ? [{ value: line.language, label: line.language }] : [])];
  return (
    <Stack>
      <Select label={words("language")} clearable placeholder={words("set.lines.asSettings")} value={line.language || null} data={spoken} onChange={(v) => onChange({ language: v ?? "" })} />
      <Select label={words("set.zone")} searchable clearable placeholder={words("set.lines.asSettings")} value={line.zone || null} data={zones} limit={60} nothingFoundMessage={words("conversations.noSuch")} onChange={(v) => onChange({ zone: v ?? "" })} />
      <Select label={words("set.general.region")} description={words("set.general.region.about")} searchable clearable placeholder={words("set.lines.asSettings")} value={line.region || null} data={lands} limit={60} nothingFoundMessage={words("conversations.noSuch")} onChange={(v) => onChange({ region: v ?? "" })} />
      <NumberInput label={words("set.general.idle")} description={words("set.lines.idle.about")} min={0} max={720} decimalScale={2} value={(line.idleSeconds ?? 0) / 3_600} onChange={(n) => n !== "" && onChange({ idleSeconds: Number(n) * 3_600 })} />
      <TextInput label={words("set.lines.purpose")} description={words("set.lines.purpose.about")} maxLength={64} value={line.purpose ?? ""} onChange={(e) => onChange({ purpose: e.currentTarget.value })} />
    </Stack>
  );
}
