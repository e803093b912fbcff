// The bot: where it answers, how sure it must be, and how it is stopped and started
// again (HO-03).
import { Button, Group, Select, Slider, Stack, Switch, TagsInput, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { Schemas } from "../api/client";
import { Bots } from "../knowledge/bots";
import { Wrong } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { useSay } from "../shell/said";
import { NumberInput } from "../kit/number";
import { useLanguage, useWords } from "../words/words";
import { changeSettings, readSettings, useKept, useSet } from "./data";
import { engines } from "./line-more";
import styles from "./settings.module.css";
import { localeOf } from "../kit/locale";

export function Bot() {
  const words = useWords();
  const kept = useKept(["settings"], readSettings);
  return (
    <>
      <div className={styles.wide}><Bots /></div>
      {kept.isPending && <Waiting />}
      {kept.error && <Failed error={kept.error} again={kept.refetch} />}
      {kept.data && <Edit key={kept.data.etag} bot={kept.data.data.bot} etag={kept.data.etag} />}
      <section className={styles.card} aria-labelledby="bot-how">
        <h2 id="bot-how">{words("set.bot.how")}</h2>
        <ol className={styles.steps}>{([1, 2, 3, 4, 5] as const).map((n) => <li key={n}>{words(`set.bot.how.${n}`)}</li>)}</ol>
      </section>
    </>
  );
}

// shares are how often the bot may answer wrongly: from careful to bold.
const shares = [0.01, 0.02, 0.05, 0.1, 0.2];

function Edit({ bot, etag }: { bot: Schemas["BotSettings"]; etag: string }) {
  const words = useWords();
  const language = useLanguage();
  const say = useSay();
  const [to, setTo] = useState(bot);
  const set = (part: Partial<typeof bot>) => setTo((now) => ({ ...now, ...part }));
  const save = useSet(() => changeSettings(etag, { bot: to }), () => say.done(words("saved")));
  const percent = new Intl.NumberFormat(localeOf(language), { style: "percent", maximumFractionDigits: 1 });
  const nearest = shares.reduce((best, s, i) => (Math.abs(s - to.wrongShare) < Math.abs((shares[best] ?? 0) - to.wrongShare) ? i : best), 0);
  return (
    <form className={styles.card} onSubmit={(e) => { e.preventDefault(); save.mutate(undefined); }}>
      <h2>{words("set.bot.when")}</h2>
      <Stack>
        <div>
          <Text size="sm" fw={500}>{words("set.bot.wrong", { share: percent.format(to.wrongShare) })}</Text>
          <Text size="xs" c="var(--faint)">{words("set.bot.wrong.about")}</Text>
          <Slider mt="xs" min={0} max={shares.length - 1} step={1} label={null} thumbLabel={words("set.bot.wrong", { share: percent.format(to.wrongShare) })} value={nearest} onChange={(i) => set({ wrongShare: shares[i] ?? to.wrongShare })} />
        </div>
        <NumberInput label={words("set.bot.quiet")} description={words("set.bot.quiet.about")} min={0.05} max={60} decimalScale={2} value={to.quietSeconds} onChange={(n) => n !== "" && set({ quietSeconds: Number(n) })} />
        <NumberInput label={words("set.bot.data")} description={words("set.bot.data.about")} min={1} max={3_600} decimalScale={2} value={to.dataSeconds ?? 120} onChange={(n) => n !== "" && set({ dataSeconds: Number(n) })} />
        <Select label={words("set.bot.engine")} description={words("set.bot.engine.about")} allowDeselect={false} value={to.engine || "model"} data={engines.map((value) => ({ value, label: words(`set.bot.engine.${value}`) }))} onChange={(v) => set({ engine: v as Schemas["BotSettings"]["engine"] })} />
        {to.engine !== "offline" && <Switch label={words("set.bot.shorten")} description={words("set.bot.shorten.about")} checked={!!to.shorten} onChange={(e) => set({ shorten: e.currentTarget.checked })} />}
        <TagsInput label={words("set.bot.complaints")} description={words("set.bot.complaints.about")} maxTags={200} value={to.complaints} onChange={(complaints) => set({ complaints })} />
        <Wrong error={save.error} />
        <Group justify="space-between">
          <Button component={Link} href="/app/knowledge" variant="default">{words("knowledge")}</Button>
          <Button type="submit" loading={save.isPending} disabled={JSON.stringify(to) === JSON.stringify(bot)}>{words("save")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
