// The knowledge base: what the bot answers from, and a way to try it.
import { Badge, Button, Menu, SegmentedControl, Switch, Tabs, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { useDeed, usePages } from "../kit/data";
import { Failed, Nothing, Screen, Waiting } from "../kit/screen";
import { useMe } from "../people/me";
import { Icon } from "../shell/icons";
import { useLanguage, useWords } from "../words/words";
import { Bots } from "./bots";
import { Calls } from "./calls";
import { listEntries, readEntry, said, setEntry, type Entry } from "./data";
import { EditEntry, fresh } from "./entry";
import { Import } from "./import";
import styles from "./knowledge.module.css";
import { Try } from "./try";
import { Unanswered } from "./unanswered";

// parts are what supervisors see beside the entries; the address says which is open.
const parts = ["entries", "unanswered", "calls"] as const;

export function Knowledge() {
  const words = useWords();
  const [, go] = useLocation();
  const search = useSearch();
  const me = useMe().data;
  const may = me?.role === "admin" || me?.role === "supervisor";
  const part = (may && parts.find((p) => p === new URLSearchParams(search).get("part"))) || "entries";
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 300);
  const [state, setState] = useState<"" | "on" | "off">("");
  const [open, setOpen] = useState<string>();
  const [adding, setAdding] = useState<string>();
  const [importing, setImporting] = useState(false);
  const query = { ...(q && { q }), ...(state && { state }) };
  const entries = usePages(["faq", query], (cursor) => listEntries({ ...query, ...cursor }));
  const file = (format: "xlsx" | "csv") => `/v1/faq/export?${new URLSearchParams({ ...query, format })}`;
  return (
    <Screen title={words("knowledge")} about={words("knowledge.about")}
      actions={
        <>
          {may && <Button size="xs" leftSection={<Icon name="add" size={16} />} onClick={() => setAdding("")}>{words("knowledge.add")}</Button>}
          {may && <Button size="xs" variant="default" onClick={() => setImporting(true)}>{words("knowledge.import")}</Button>}
          <Menu position="bottom-end" withinPortal>
            <Menu.Target><Button size="xs" variant="default" rightSection={<Icon name="down" size={14} />}>{words("knowledge.export")}</Button></Menu.Target>
            <Menu.Dropdown>{(["xlsx", "csv"] as const).map((f) => <Menu.Item key={f} component="a" href={file(f)} download>{words(`format.${f}`)}</Menu.Item>)}</Menu.Dropdown>
          </Menu>
        </>
      }>
      <div className={styles.page}>
        <div>
          {may && (
            <Tabs value={part} onChange={(p) => go(`/app/knowledge${p === "entries" ? "" : `?part=${p}`}`)} mb="md">
              <Tabs.List aria-label={words("knowledge")}>{parts.map((p) => <Tabs.Tab key={p} value={p}>{words(`knowledge.${p}`)}</Tabs.Tab>)}</Tabs.List>
            </Tabs>
          )}
          {part === "unanswered" && <Unanswered onOpen={setOpen} />}
          {part === "calls" && <Calls onOpen={setOpen} />}
          {part === "entries" && (
            <section aria-label={words("knowledge.entries")}>
              <search className={styles.bar}>
                <TextInput className={styles.find} aria-label={words("knowledge.find")} placeholder={words("knowledge.find")} leftSection={<Icon name="find" size={16} />} maxLength={200} value={text} onChange={(e) => setText(e.currentTarget.value)} />
                <SegmentedControl size="xs" aria-label={words("knowledge.which")} value={state} onChange={(v) => setState(v as typeof state)} data={[{ value: "", label: words("knowledge.all") }, { value: "on", label: words("set.on") }, { value: "off", label: words("set.off") }]} />
              </search>
              {entries.isPending && <Waiting />}
              {entries.error && !entries.items.length && <Failed error={entries.error} again={entries.refetch} />}
              {entries.isSuccess && !entries.items.length && <Nothing icon="book">{words(q || state ? "knowledge.none.found" : "knowledge.none")}</Nothing>}
              {entries.items.length > 0 && <ul className={styles.entries} aria-label={words("knowledge.entries")}>{entries.items.map((e) => <Row key={e.id} entry={e} may={may} onOpen={() => setOpen(e.id)} />)}</ul>}
              {entries.hasNextPage && <Button mt="sm" variant="subtle" loading={entries.isFetchingNextPage} onClick={() => entries.fetchNextPage()}>{words("more")}</Button>}
            </section>
          )}
        </div>
        <div>
          <Try onOpen={setOpen} {...(may && { onAdd: setAdding })} />
          {me?.role === "admin" && <Bots />}
        </div>
      </div>
      {open && <EditEntry id={open} may={may} onClose={() => setOpen(undefined)} />}
      {adding !== undefined && <EditEntry entry={{ ...fresh, question: adding }} may onClose={() => setAdding(undefined)} />}
      {importing && <Import onClose={() => setImporting(false)} />}
    </Screen>
  );
}

function Row({ entry: e, may, onOpen }: { entry: Entry; may: boolean; onOpen: () => void }) {
  const words = useWords();
  const mine = useLanguage();
  const turn = useDeed(async (off: boolean) => {
    const { data, etag } = await readEntry(e.id);
    return setEntry(e.id, etag, { ...said(data), off });
  }, undefined, ["faq"]);
  const answers = e.answers ?? [];
  const shown = answers.find((a) => a.language === mine) ?? answers[0];
  const languages = answers.some((a) => a.language) ? answers.map((a) => a.language ?? words("knowledge.anyLanguage")) : [];
  return (
    <li className={styles.entry} data-off={e.off || undefined}>
      <button type="button" className={styles.open} onClick={onOpen}>
        <b>{e.question}</b>
        <span>{[e.category, shown?.text].filter(Boolean).join(" · ")}</span>
      </button>
      <span className={styles.marks}>
        {(e.state === "not_yet" || e.state === "over") && <Badge size="sm" variant="light" color="yellow" className={styles.badge}>{words(`knowledge.state.${e.state}`)}</Badge>}
        {e.wordings && e.wordings.length > 0 && <Badge size="sm" variant="light" color="gray" className={styles.badge}>{words("knowledge.wordings.n", { n: e.wordings.length })}</Badge>}
        {languages.map((l) => <Badge key={l} size="sm" variant="light">{l}</Badge>)}
        {e.handOver && <Badge size="sm" variant="light" color="yellow" className={styles.badge}>{words("knowledge.handOver.short")}</Badge>}
      </span>
      <Switch aria-label={words("knowledge.on.of", { question: e.question })} disabled={!may || turn.isPending} checked={turn.isPending ? !turn.variables : !e.off} onChange={(ev) => turn.mutate(!ev.currentTarget.checked)} />
    </li>
  );
}
