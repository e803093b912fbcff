// One entry: how it is asked, and what is answered in each language.
import { ActionIcon, Badge, Button, Group, MultiSelect, NativeSelect, Select, Stack, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type ReactNode } from "react";
import type { Schemas } from "../api/client";
import { upload } from "../chats/data";
import { useDeed, useLines, useNames } from "../kit/data";
import { Sheet, Sure } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { has, useLanguage, useWords } from "../words/words";
import { dropEntry, listVersions, makeEntry, readEntry, restoreEntry, said, saying, setEntry, type Entry } from "./data";
import styles from "./knowledge.module.css";

type Said = Schemas["NewFAQ"];
export const fresh: Said = { question: "", answers: [{ text: "" }] };

// note stands above what is set; onSaved is told before the sheet closes.
type Props = { may: boolean; note?: ReactNode; onSaved?: () => void; onClose: () => void } & ({ id: string } | { entry: Said });

export function EditEntry(props: Props) {
  const words = useWords();
  const id = "id" in props ? props.id : undefined;
  const kept = useQuery({ queryKey: ["faq", "one", id], queryFn: () => readEntry(id ?? ""), enabled: !!id, staleTime: 0, gcTime: 0 });
  if ("entry" in props) return <Edit entry={props.entry} may={props.may} note={props.note} onSaved={props.onSaved} onClose={props.onClose} />;
  if (kept.data) {
    const { data, etag } = kept.data;
    return <Edit id={data.id} etag={etag} entry={said(data)} about={<About entry={data} />} may={props.may} onClose={props.onClose} />;
  }
  return <Sheet title={words("knowledge.entry")} onClose={props.onClose}>{kept.error ? <Failed error={kept.error} again={kept.refetch} /> : <Waiting />}</Sheet>;
}

// About is whether the entry is given now, since when, and what became of its answers.
function About({ entry: e }: { entry: Entry }) {
  const words = useWords();
  const language = useLanguage();
  const colors = { on: "green", off: "gray", not_yet: "yellow", over: "yellow" } as const;
  const score = e.score;
  return (
    <div>
      <Badge variant="light" color={colors[e.state]} className={styles.badge}>{words(`knowledge.state.${e.state}`)}</Badge>
      {score && <Text size="sm" mt={4}>{score.answered || score.good || score.bad ? words("knowledge.score", { n: score.answered, followed: score.followed, good: score.good, bad: score.bad }) : words("knowledge.score.none")}</Text>}
      <Text size="xs" c="var(--faint)">{words("knowledge.changed", { at: full(e.changedAt, language) })}</Text>
    </div>
  );
}

const kinds = ["", "greeting", "thanks", "goodbye"] as const;

function Edit({ id, etag = "", entry, about, note, may, onSaved, onClose }: { id?: string; etag?: string; entry: Said; about?: ReactNode; note?: ReactNode; may: boolean; onSaved?: () => void; onClose: () => void }) {
  const words = useWords();
  const lines = useLines().data?.items ?? [];
  const [to, setTo] = useState(entry);
  const [wordings, setWordings] = useState(() => (entry.wordings ?? []).join("\n"));
  const [coming, setComing] = useState(false);
  const set = (part: Partial<Said>) => setTo((now) => ({ ...now, ...part }));
  const body = (): Said => ({
    ...to,
    question: to.question.trim(),
    wordings: wordings.split("\n").map((w) => w.trim()).filter(Boolean),
    answers: saying(to.answers),
  });
  const save = useDeed(() => (id ? setEntry(id, etag, body()) : makeEntry(body())), () => { onSaved?.(); onClose(); }, ["faq"]);
  const drop = useDeed(() => dropEntry(id ?? ""), onClose, ["faq"]);
  return (
    <Sheet title={id ? words("knowledge.entry") : words("knowledge.add")} onClose={onClose} saving={save.isPending || coming} error={save.error} {...(may && { onSave: () => save.mutate(undefined) })}
      extra={id && may && <Sure label={words("delete")} ask={words("knowledge.delete")} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}>
      <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Stack>
          {note}
          {about}
          <Textarea label={words("knowledge.question")} required autosize minRows={1} maxRows={4} maxLength={500} value={to.question} onChange={(e) => set({ question: e.currentTarget.value.replace(/\n/g, " ") })} data-autofocus />
          <Textarea label={words("knowledge.wordings")} description={words("knowledge.wordings.about")} autosize minRows={3} maxRows={12} value={wordings} onChange={(e) => setWordings(e.currentTarget.value)} />
          <Answers all={to.answers ?? []} onChange={(change) => setTo((now) => ({ ...now, answers: change(now.answers ?? []) }))} coming={coming} onComing={setComing} />
          <Switch label={words("knowledge.handOver")} checked={!!to.handOver} onChange={(e) => set({ handOver: e.currentTarget.checked })} />
          <Switch label={words("knowledge.on")} checked={!to.off} onChange={(e) => set({ off: !e.currentTarget.checked })} />
          <details>
            <summary>{words("knowledge.more")}</summary>
            <Stack mt="sm">
              <TextInput label={words("knowledge.category")} maxLength={80} value={to.category ?? ""} onChange={(e) => set({ category: e.currentTarget.value || undefined })} />
              <Select label={words("knowledge.kind")} allowDeselect={false} value={to.kind ?? ""} data={kinds.map((value) => ({ value, label: words(`knowledge.kind.${value || "question"}`) }))} onChange={(kind) => set({ kind: (kind || undefined) as Said["kind"] })} />
              <Group grow>
                <TextInput type="date" label={words("knowledge.from")} value={to.from?.slice(0, 10) ?? ""} onChange={(e) => set({ from: dayOf(e.currentTarget.value) })} />
                <TextInput type="date" label={words("knowledge.to")} value={to.to?.slice(0, 10) ?? ""} onChange={(e) => set({ to: dayOf(e.currentTarget.value) })} />
              </Group>
              <MultiSelect label={words("knowledge.lines")} placeholder={to.lines?.length ? undefined : words("knowledge.lines.all")} value={to.lines ?? []} data={lines.map((l) => ({ value: l.id, label: l.title || l.id }))} onChange={(chosen) => set({ lines: chosen.length ? chosen : undefined })} />
            </Stack>
          </details>
        </Stack>
      </fieldset>
      {id && <Versions id={id} may={may} onClose={onClose} />}
    </Sheet>
  );
}

// dayOf is when a day of the form begins, as the API has it.
const dayOf = (day: string) => (day ? `${day}T00:00:00Z` : undefined);

// Versions are what the entry said before, and a way back to each.
function Versions({ id, may, onClose }: { id: string; may: boolean; onClose: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const names = useNames();
  const named = (word: string, code: string) => (has(word) ? words(word) : code);
  const [open, setOpen] = useState(false);
  const versions = useQuery({ queryKey: ["faq", "versions", id], enabled: open, queryFn: () => listVersions(id) });
  const back = useDeed((version: number) => restoreEntry(id, version), onClose, ["faq"]);
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{words("knowledge.versions")}</summary>
      {versions.isPending && open && <Waiting />}
      {versions.error && <Failed error={versions.error} again={versions.refetch} />}
      <ol className={styles.list}>
        {versions.data?.items.map((v, i) => (
          <li key={v.version}>
            <b>{v.question}</b> {v.answers?.map((a) => a.text).join(" · ")}
            <Text size="xs" c="var(--faint)">{[full(v.changedAt, language), names(v.changedBy), v.deleted && words("knowledge.versions.deleted"), !!v.changes?.length && words("knowledge.versions.changes", { parts: v.changes.map((c) => named(`knowledge.change.${c}`, c)).join(", ") })].filter(Boolean).join(" · ")}</Text>
            {may && i > 0 && <Button size="compact-xs" variant="default" loading={back.isPending && back.variables === v.version} onClick={() => back.mutate(v.version)} aria-label={words("knowledge.versions.back.of", { at: full(v.changedAt, language) })}>{words("knowledge.versions.back")}</Button>}
          </li>
        ))}
      </ol>
    </details>
  );
}

// spoken are the languages that an answer is most often given in; any other is kept.
const spoken = ["en", "es", "ru", "uk", "de", "fr", "it", "pt", "pl", "tr", "kk", "uz"];

type Answer = Schemas["FAQAnswer"];

// Answers are changed where they stand, since a file may still be coming while one types;
// coming says so.
export function Answers({ all, onChange, coming, onComing }: { all: Answer[]; onChange: (change: (all: Answer[]) => Answer[]) => void; coming: boolean; onComing: (coming: boolean) => void }) {
  const words = useWords();
  const language = useLanguage();
  const names = new Intl.DisplayNames(language, { type: "language" });
  const change = (i: number, part: Partial<Answer> | ((a: Answer) => Partial<Answer>)) => onChange((now) => now.map((a, n) => (n === i ? { ...a, ...(typeof part === "function" ? part(a) : part) } : a)));
  const codes = [...new Set([...spoken, ...all.flatMap((a) => a.language ?? [])])];
  return (
    <Stack gap="xs">
      {all.map((a, i) => (
        <div key={i} className={styles.one} role="group" aria-label={words("knowledge.answer.n", { n: i + 1 })}>
          <Group justify="space-between" wrap="nowrap">
            <NativeSelect size="xs" label={words("language")} value={a.language ?? ""} data={[{ value: "", label: words("knowledge.anyLanguage") }, ...codes.map((value) => ({ value, label: names.of(value) ?? value }))]} onChange={(e) => change(i, { language: e.currentTarget.value || undefined })} />
            {all.length > 1 && <ActionIcon variant="subtle" color="gray" aria-label={words("knowledge.answer.drop", { n: i + 1 })} disabled={coming} onClick={() => onChange((now) => now.filter((_, n) => n !== i))}><Icon name="close" size={14} /></ActionIcon>}
          </Group>
          <Textarea mt={6} label={words("knowledge.answer")} autosize minRows={3} maxRows={12} maxLength={4096} value={a.text} onChange={(e) => change(i, { text: e.currentTarget.value })} />
          <TagsInput mt={6} size="xs" label={words("knowledge.buttons")} description={words("knowledge.buttons.about")} value={a.buttons?.map((b) => b.text) ?? []} onChange={(all) => change(i, { buttons: all.length ? all.map((text) => a.buttons?.find((b) => b.text === text) ?? { text }) : undefined })} />
          <Files n={i + 1} all={a.files ?? []} coming={coming} onComing={onComing} onChange={(to) => change(i, (now) => ({ files: some(to(now.files ?? [])) }))} />
        </div>
      ))}
      {all.length < 6 && <Button variant="default" size="xs" leftSection={<Icon name="add" size={14} />} onClick={() => onChange((now) => [...now, { text: "", language: spoken.find((l) => !now.some((a) => a.language === l)) }])}>{words("knowledge.answer.add")}</Button>}
    </Stack>
  );
}

const some = <T,>(all: T[]) => (all.length ? all : undefined);

// Files are what goes out after an answer's text.
function Files({ n, all, coming, onComing, onChange }: { n: number; all: Schemas["FAQFile"][]; coming: boolean; onComing: (coming: boolean) => void; onChange: (change: (all: Schemas["FAQFile"][]) => Schemas["FAQFile"][]) => void }) {
  const words = useWords();
  const say = useSay();
  const picker = useRef<HTMLInputElement>(null);
  const add = async (list: File[]) => {
    onComing(true);
    try {
      for (const file of list.slice(0, 5 - all.length)) {
        const id = await upload(file, () => undefined);
        onChange((now) => [...now, { file: id, name: file.name }]);
      }
    } catch (error) {
      say.failed(error);
    }
    onComing(false);
  };
  return (
    <div className={styles.files}>
      {all.length > 0 && (
        <>
          <Text size="xs" fw={500} mt={6}>{words("knowledge.files")}</Text>
          <ul>
            {all.map((f, i) => {
              const name = f.name || words("attachment");
              return (
                <li key={f.file}>
                  <Icon name="file" size={14} /> <span>{name}</span>
                  <ActionIcon variant="subtle" color="gray" aria-label={words("knowledge.files.drop", { name })} onClick={() => onChange((now) => now.filter((_, at) => at !== i))}><Icon name="close" size={14} /></ActionIcon>
                </li>
              );
            })}
          </ul>
          <Text size="xs" c="var(--faint)">{words("knowledge.files.about")}</Text>
        </>
      )}
      <input ref={picker} type="file" multiple hidden aria-label={words("knowledge.files.add.of", { n })} onChange={(e) => { void add([...(e.currentTarget.files ?? [])]); e.currentTarget.value = ""; }} />
      {all.length < 5 && <Button mt={6} size="compact-xs" variant="default" loading={coming} leftSection={<Icon name="attach" size={14} />} aria-label={words("knowledge.files.add.of", { n })} onClick={() => picker.current?.click()}>{words("knowledge.files.add")}</Button>}
    </div>
  );
}
