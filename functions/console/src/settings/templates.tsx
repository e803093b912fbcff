// Templates of what is written again and again: one's own, a team's, everybody's.
import { Alert, Badge, Button, FileButton, Group, Menu, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api, asked, once, type Schemas } from "../api/client";
import { usePages, useTargets } from "../kit/data";
import { Sheet, Sure, Wrong } from "../kit/form";
import { Popup } from "../kit/popup";
import { Failed, Nothing, Waiting } from "../kit/screen";
import { useMe } from "../people/me";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { byCode, languages, useWords } from "../words/words";
import { useSet } from "./data";
import styles from "./settings.module.css";

type Canned = Schemas["Canned"];
const scopes = ["personal", "team", "all"] as const;

const bring = (file: File, dryRun: boolean) =>
  asked(api.POST("/v1/templates/import", { params: { query: { dryRun }, header: { ...once(), "Content-Type": "text/csv" } }, headers: { "Content-Type": "text/csv" }, body: file as unknown as string, bodySerializer: (body) => body as unknown as BodyInit }));

export function Templates() {
  const words = useWords();
  const [scope, setScope] = useState<(typeof scopes)[number]>();
  const [q, setQ] = useState("");
  const [open, setOpen] = useState<Canned | "new">();
  const [file, setFile] = useState<File>();
  const query = { ...(scope && { scope }), ...(q.trim() && { q: q.trim() }) };
  const all = usePages(["set", "templates", query], (cursor) => asked(api.GET("/v1/templates", { params: { query: { limit: 50, ...query, ...cursor } } })));
  const targets = useTargets().data;
  const team = (id: string | undefined) => targets?.teams.find((t) => t.id === id)?.title ?? id ?? "";
  return (
    <>
      <div className={styles.bar}>
        <TextInput miw={240} aria-label={words("set.templates.find")} placeholder={words("set.templates.find")} maxLength={200} value={q} onChange={(e) => setQ(e.currentTarget.value)} />
        <Select aria-label={words("set.templates.scope")} clearable placeholder={words("set.templates.scope.any")} value={scope ?? null} data={scopes.map((value) => ({ value, label: words(`set.scope.${value}`) }))} onChange={(v) => setScope((v ?? undefined) as typeof scope)} />
        <Button leftSection={<Icon name="add" size={16} />} onClick={() => setOpen("new")}>{words("set.templates.add")}</Button>
        <FileButton accept=".csv,.txt" onChange={(f) => f && setFile(f)}>{(props) => <Button variant="default" {...props}>{words("knowledge.import")}</Button>}</FileButton>
        <Menu position="bottom-start" withinPortal>
          <Menu.Target><Button variant="default" rightSection={<Icon name="down" size={14} />}>{words("knowledge.export")}</Button></Menu.Target>
          <Menu.Dropdown><Menu.Item component="a" href={`/v1/templates/export?${new URLSearchParams({ ...(scope && { scope }), format: "csv" })}`} download>{words("format.csv")}</Menu.Item></Menu.Dropdown>
        </Menu>
      </div>
      {all.isPending && <Waiting />}
      {all.error && !all.items.length && <Failed error={all.error} again={all.refetch} />}
      {all.isSuccess && !all.items.length && <Nothing icon="templates">{words(q || scope ? "set.templates.none" : "set.templates.none.yet")}</Nothing>}
      {all.items.length > 0 && (
        <ul className={styles.rows} aria-label={words("set.templates")}>
          {all.items.map((t) => (
            <li key={t.id} className={styles.row}>
              <button type="button" className={styles.name} onClick={() => setOpen(t)}><b>{t.title}</b><span>{t.text.slice(0, 200)}</span></button>
              <span className={styles.marks}>
                {t.language && <Badge size="sm" variant="light">{t.language}</Badge>}
                <Badge size="sm" variant="light" color="gray" className={styles.mark}>{t.scope === "team" ? team(t.team) : words(`set.scope.${t.scope}`)}</Badge>
              </span>
            </li>
          ))}
        </ul>
      )}
      {all.hasNextPage && <Button mt="sm" variant="subtle" loading={all.isFetchingNextPage} onClick={() => all.fetchNextPage()}>{words("more")}</Button>}
      {open === "new" && <Edit onClose={() => setOpen(undefined)} />}
      {open && open !== "new" && <Edit key={open.id} kept={open} onClose={() => setOpen(undefined)} />}
      {file && <Import file={file} onClose={() => setFile(undefined)} />}
    </>
  );
}

function Edit({ kept, onClose }: { kept?: Canned; onClose: () => void }) {
  const words = useWords();
  const me = useMe().data;
  const read = useQuery({ queryKey: ["set", "template", kept?.id], enabled: !!kept, staleTime: 0, gcTime: 0, queryFn: () => answered(api.GET("/v1/templates/{id}", { params: { path: { id: kept?.id ?? "" } } })) });
  const [to, setTo] = useState({ title: kept?.title ?? "", text: kept?.text ?? "", language: kept?.language ?? "", scope: kept?.scope ?? ("personal" as const), team: kept?.team });
  const set = (part: Partial<{ title: string; text: string; language: string; scope: Canned["scope"]; team: string | undefined }>) => setTo((now) => ({ ...now, ...part }) as typeof now);
  const save = useSet(async (): Promise<unknown> => {
    const { title, text, language } = to;
    if (kept) return asked(api.PATCH("/v1/templates/{id}", { params: { path: { id: kept.id }, header: { "If-Match": read.data?.etag ?? "" } }, body: { title, text, language } }));
    return asked(api.POST("/v1/templates", { params: { header: once() }, body: { title, text, ...(language && { language }), scope: to.scope, ...(to.scope === "team" && { team: to.team }) } }));
  }, onClose);
  const drop = useSet(() => asked(api.DELETE("/v1/templates/{id}", { params: { path: { id: kept?.id ?? "" } } })), onClose, true);
  const targets = useTargets().data;
  const teams = me?.role === "admin" ? (targets?.teams ?? []) : (me?.teams ?? []);
  const may = !kept || kept.mayChange;
  return (
    <Sheet title={kept?.title ?? words("set.templates.add")} onClose={onClose} saving={save.isPending || (!!kept && read.isPending)} error={save.error ?? read.error} {...(may && { onSave: () => save.mutate(undefined) })}
      extra={kept && may && <Sure label={words("delete")} ask={words("set.templates.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      {!may && <Alert color="yellow">{words("set.templates.others")}</Alert>}
      <TextInput label={words("set.title")} required disabled={!may} maxLength={120} value={to.title} onChange={(e) => set({ title: e.currentTarget.value })} />
      <Textarea label={words("set.templates.text")} description={words("set.templates.text.about")} required disabled={!may} autosize minRows={4} maxRows={14} maxLength={4096} value={to.text} onChange={(e) => set({ text: e.currentTarget.value })} />
      <Select label={words("language")} disabled={!may} clearable placeholder={words("knowledge.anyLanguage")} value={to.language || null} data={Object.entries(languages).map(([value, label]) => ({ value, label }))} onChange={(v) => set({ language: v ?? "" })} />
      {!kept && <Select label={words("set.templates.scope")} allowDeselect={false} value={to.scope} data={scopes.filter((s) => s !== "team" || me?.teams?.length || me?.role === "admin").map((value) => ({ value, label: words(`set.scope.${value}`) }))} onChange={(v) => v && set({ scope: v as Canned["scope"], team: to.team ?? teams[0]?.id })} />}
      {!kept && to.scope === ("team" as Canned["scope"]) && <Select label={words("conversations.by.team")} allowDeselect={false} value={to.team ?? null} data={teams.map((t) => ({ value: t.id, label: t.title || t.id }))} onChange={(v) => v && set({ team: v })} />}
    </Sheet>
  );
}

// Import shows what would become of a file before it is brought in.
function Import({ file, onClose }: { file: File; onClose: () => void }) {
  const words = useWords();
  const say = useSay();
  const look = useQuery({ queryKey: ["import", file.name, file.lastModified], queryFn: () => bring(file, true), retry: false, staleTime: Infinity, gcTime: 0 });
  const go = useSet(() => bring(file, false), (out) => { say.done(words("knowledge.import.done", { created: out.created, changed: out.changed, refused: out.refused })); onClose(); });
  const seen = look.data;
  return (
    <Popup onClose={onClose} title={words("knowledge.import")}>
      <Stack>
        <Text size="sm">{file.name}</Text>
        {look.isPending && <Waiting />}
        <Wrong error={look.error ?? go.error} />
        {seen && (
          <div role="status">
            <Group gap="xs">{(["created", "changed", "unchanged", "refused"] as const).map((b) => <Badge key={b} variant="light" className={styles.mark} color={b === "refused" ? "red" : "blue"}>{words(`knowledge.became.${b}`, { n: seen[b] })}</Badge>)}</Group>
            <ul className={styles.steps}>{seen.templates.filter((t) => t.code).slice(0, 50).map((t, i) => <li key={i}>{t.title}: {byCode(words, t.code ?? "")}</li>)}</ul>
          </div>
        )}
        {seen && <Group justify="flex-end"><Button loading={go.isPending} disabled={!(seen.created + seen.changed)} onClick={() => go.mutate(undefined)}>{words("set.templates.import.go", { n: seen.created + seen.changed })}</Button></Group>}
      </Stack>
    </Popup>
  );
}
