// CoPilot in CRM: whether it works, and where it reads chats by itself. Its modes are
// found from the leads and deals, too (MC-11).
import { Select, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { usePipelines } from "../kit/data";
import { Wrong } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { useMe } from "../people/me";
import { useSay } from "../shell/said";
import { NumberInput } from "../kit/number";
import { useWords } from "../words/words";
import { changeSettings, readSettings, useConnections, useKept, useSet } from "./data";
import styles from "./settings.module.css";

const modes = ["manual", "first", "all"] as const;

export function CopilotModes() {
  const words = useWords();
  const say = useSay();
  const me = useMe().data;
  const admin = me?.role === "admin";
  const kept = useKept(["settings"], readSettings);
  const connections = useConnections().data?.items ?? [];
  const [quiet, setQuiet] = useState<number>();
  const set = useSet((body: Schemas["ChangeSettings"]) => changeSettings(kept.data?.etag ?? "", body), () => say.done(words("saved")));
  if (kept.isPending) return <Waiting />;
  if (!kept.data) return <Failed error={kept.error} again={kept.refetch} />;
  const s = kept.data.data;
  const busy = set.isPending || kept.isFetching;
  const mode = (pipeline: string) => (
    <Select key={pipeline} aria-label={words("set.copilot.auto")} allowDeselect={false} disabled={busy || !(admin || me?.deals === "change")} value={s.pipelineModes[pipeline] ?? "manual"} data={modes.map((value) => ({ value, label: words(`set.mode.${value}`) }))}
      onChange={(v) => v && set.mutate({ pipelineModes: { ...s.pipelineModes, [pipeline]: v } })} />
  );
  return (
    <>
      <Wrong error={set.error} />
      {admin && (
        <section className={styles.card} aria-labelledby="copilot-on">
          <h2 id="copilot-on">{words("copilot")}</h2>
          <Stack>
            <Switch label={words("set.copilot.on")} checked={s.copilot} disabled={busy} onChange={(e) => set.mutate({ copilot: e.currentTarget.checked })} />
            <Switch label={words("set.copilot.subscription")} description={words("set.copilot.subscription.about")} checked={s.subscription} disabled={busy} onChange={(e) => set.mutate({ subscription: e.currentTarget.checked })} />
            <NumberInput label={words("set.copilot.quiet")} description={words("set.copilot.quiet.about")} min={0} max={3_600} value={quiet ?? s.quietSeconds} onChange={(n) => setQuiet(Number(n))} onBlur={() => quiet !== undefined && quiet !== s.quietSeconds && set.mutate({ quietSeconds: quiet })} />
          </Stack>
        </section>
      )}
      <section className={styles.card} aria-labelledby="copilot-leads">
        <h2 id="copilot-leads">{words("set.copilot.leads")}</h2>
        <Text size="sm" c="var(--faint)" mb={4}>{words("set.copilot.auto")}</Text>
        <Select aria-label={words("set.copilot.auto")} allowDeselect={false} disabled={busy || !(admin || me?.leads === "change")} value={s.leadMode} data={modes.map((value) => ({ value, label: words(`set.mode.${value}`) }))} onChange={(v) => v && set.mutate({ leadMode: v as (typeof modes)[number] })} />
      </section>
      <Pipelines mode={mode} />
      {connections.map((c) => <Pipelines key={c.id} connection={c.id} title={c.title || c.id} mode={mode} />)}
      {!s.subscription && <Text size="sm" c="var(--soon)">{words(admin ? "set.copilot.none" : "code.no_subscription")}</Text>}
    </>
  );
}

// Pipelines are the deals', of one CRM: each has a mode of its own (MC-09).
function Pipelines({ connection, title, mode }: { connection?: string; title?: string; mode: (pipeline: string) => React.ReactNode }) {
  const words = useWords();
  const pipelines = usePipelines(connection);
  return (
    <>
      {pipelines.error && <Failed error={pipelines.error} again={pipelines.refetch} />}
      {pipelines.data?.items.map((p) => (
        <section key={p.id} className={styles.card} aria-label={words("set.copilot.deals", { pipeline: p.title })}>
          <h2>{words("set.copilot.deals", { pipeline: [title, p.title].filter(Boolean).join(" · ") })}</h2>
          <Text size="sm" c="var(--faint)" mb={4}>{words("set.copilot.auto")}</Text>
          {mode(connection ? `${connection}.${p.id}` : p.id)}
        </section>
      ))}
    </>
  );
}
