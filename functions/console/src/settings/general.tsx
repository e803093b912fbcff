// What holds for the whole company: language, time, money, and how long what is kept.
import { Checkbox, Select, Stack, Switch, Button, Group } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Schemas } from "../api/client";
import { Wrong } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { useSay } from "../shell/said";
import { currenciesIn } from "../kit/currencies";
import { landsIn } from "../kit/lands";
import { NumberInput } from "../kit/number";
import { zonesIn } from "../kit/zones";
import { languages, useLanguage, useWords } from "../words/words";
import { changeSettings, readSettings, useKept, useSet } from "./data";
import styles from "./settings.module.css";

export function General() {
  const kept = useKept(["settings"], readSettings);
  if (kept.isPending) return <Waiting />;
  if (!kept.data) return <Failed error={kept.error} again={kept.refetch} />;
  return <Edit key={kept.data.etag} s={kept.data.data} etag={kept.data.etag} />;
}

function Edit({ s, etag }: { s: Schemas["Settings"]; etag: string }) {
  const words = useWords();
  const language = useLanguage();
  const say = useSay();
  const [to, setTo] = useState<Schemas["ChangeSettings"]>({});
  const set = (part: typeof to) => setTo((all) => ({ ...all, ...part }));
  const save = useSet(() => changeSettings(etag, to), () => say.done(words("saved")));
  const now = { ...s, ...to };
  const zones = useMemo(() => zonesIn(language, now.zone), [language, now.zone]);
  const lands = useMemo(() => landsIn(language, now.region), [language, now.region]);
  return (
    <form className={styles.card} onSubmit={(e) => { e.preventDefault(); save.mutate(undefined); }}>
      <Stack>
        <Select label={words("set.general.language")} description={words("set.general.language.about")} allowDeselect={false} value={now.language} data={[...Object.entries(languages).map(([value, label]) => ({ value, label })), ...(now.language in languages ? [] : [{ value: now.language, label: now.language }])]} onChange={(v) => v && set({ language: v })} />
        <Select label={words("set.zone")} searchable allowDeselect={false} value={now.zone} data={zones} limit={60} nothingFoundMessage={words("conversations.noSuch")} onChange={(v) => v && set({ zone: v })} />
        <Select label={words("set.general.currency")} searchable allowDeselect={false} value={now.currency} data={currenciesIn(language, now.currency)} limit={60} nothingFoundMessage={words("conversations.noSuch")} onChange={(v) => v && set({ currency: v })} />
        <Select label={words("set.general.region")} description={words("set.general.region.about")} searchable allowDeselect={false} value={now.region} data={lands} limit={60} nothingFoundMessage={words("conversations.noSuch")} onChange={(v) => v && set({ region: v })} />
        <NumberInput label={words("set.general.idle")} description={words("set.general.idle.about")} min={0.1} max={720} decimalScale={2} value={now.idleSeconds / 3_600} onChange={(n) => n !== "" && set({ idleSeconds: Number(n) * 3_600 })} />
        <NumberInput label={words("set.general.retention")} description={words("set.general.retention.about")} error={now.retentionDays > 0 && now.retentionDays < 8} min={0} max={36_500} decimalScale={0} value={now.retentionDays} onChange={(n) => n !== "" && set({ retentionDays: Number(n) })} />
        <NumberInput label={words("set.general.historyDays")} description={words("set.general.historyDays.about")} min={1} max={366} allowDecimal={false} value={now.historyDays} onChange={(n) => n !== "" && set({ historyDays: Number(n) })} />
        <Switch label={words("set.general.historyInNotes")} description={words("set.general.historyInNotes.about")} checked={now.historyInNotes} onChange={(e) => set({ historyInNotes: e.currentTarget.checked })} />
        <Checkbox.Group label={words("set.general.duplicates")} description={words("set.general.duplicates.about")} value={now.duplicates} onChange={(v) => set({ duplicates: v as typeof now.duplicates })}>
          <Group mt={8}>{(["phone", "email", "name"] as const).map((by) => <Checkbox key={by} value={by} label={words(`contacts.by.${by}`)} />)}</Group>
        </Checkbox.Group>
        <Switch label={words("set.general.cases")} checked={now.cases} onChange={(e) => set({ cases: e.currentTarget.checked })} />
        <Wrong error={save.error} />
        <Group justify="flex-end"><Button type="submit" loading={save.isPending} disabled={!Object.keys(to).length}>{words("save")}</Button></Group>
      </Stack>
    </form>
  );
}
