// What customers asked the bot and no entry answers: each is a click away from being a
// wording of an entry, or an entry of its own, or is dismissed (HO-01).
import { ActionIcon, Alert, Button, Group, Menu, Select, Stack, Switch, Text, Textarea, TextInput, Tooltip } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, asked, once, type Schemas } from "../api/client";
import { useDeed, useLines, usePages } from "../kit/data";
import { Sheet } from "../kit/form";
import { Failed, Nothing, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { useLanguage, useWords } from "../words/words";
import { listEntries, saying } from "./data";
import { Answers } from "./entry";
import styles from "./knowledge.module.css";

type Group_ = Schemas["Unanswered"];

const toWording = (id: string, entry: string) => asked(api.POST("/v1/faq/unanswered/{id}/wording", { params: { path: { id }, header: once() }, body: { entry } }));
const toEntry = (id: string, body: Schemas["EntryOf"]) => asked(api.POST("/v1/faq/unanswered/{id}/entry", { params: { path: { id }, header: once() }, body }));
const dismiss = (id: string) => asked(api.DELETE("/v1/faq/unanswered/{id}", { params: { path: { id } } }));

export function Unanswered({ onOpen }: { onOpen: (entry: string) => void }) {
  const words = useWords();
  const lines = useLines().data?.items ?? [];
  const [line, setLine] = useState<string>();
  const groups = usePages(["faq", "unanswered", line], (cursor) => asked(api.GET("/v1/faq/unanswered", { params: { query: { limit: 20, ...(line && { line }), ...cursor } } })));
  const [making, setMaking] = useState<Group_>();
  const [placing, setPlacing] = useState<Group_>();
  return (
    <section aria-label={words("knowledge.unanswered")}>
      <div className={styles.bar}>
        <Text size="sm" c="var(--faint)" flex="1 1 240px">{words("knowledge.unanswered.about")}</Text>
        {lines.length > 1 && <Select size="xs" aria-label={words("line")} clearable placeholder={words("knowledge.lines.all")} value={line ?? null} data={lines.map((l) => ({ value: l.id, label: l.title || l.id }))} onChange={(v) => setLine(v ?? undefined)} />}
      </div>
      {groups.isPending && <Waiting />}
      {groups.error && !groups.items.length && <Failed error={groups.error} again={groups.refetch} />}
      {groups.isSuccess && !groups.items.length && <Nothing icon="check">{words("knowledge.unanswered.none")}</Nothing>}
      {groups.items.length > 0 && (
        <ul className={styles.entries} aria-label={words("knowledge.unanswered")}>
          {groups.items.map((g) => <One key={g.id} group={g} onOpen={onOpen} onMake={() => setMaking(g)} onPlace={() => setPlacing(g)} />)}
        </ul>
      )}
      {groups.hasNextPage && <Button mt="sm" variant="subtle" loading={groups.isFetchingNextPage} onClick={() => groups.fetchNextPage()}>{words("more")}</Button>}
      {making && <Make group={making} onClose={() => setMaking(undefined)} />}
      {placing && <Place group={placing} onClose={() => setPlacing(undefined)} />}
    </section>
  );
}

// likely is how near an entry must come to the score from which on the bot answers, which
// is each base's own, to stand in front; others are in the menu. At half of it, of the
// questions that got no answer, a quarter to two thirds were that entry's, by the bank.
const likely = 0.5;

// One is a group: how it was asked, and what can become of it. The likeliest entry is
// one click away.
function One({ group: g, onOpen, onMake, onPlace }: { group: Group_; onOpen: (entry: string) => void; onMake: () => void; onPlace: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const say = useSay();
  const place = useDeed((entry: string) => toWording(g.id, entry), (made) => say.done(words("knowledge.unanswered.placed", { question: made.question })), ["faq"]);
  const drop = useDeed(() => dismiss(g.id), () => say.done(words("knowledge.unanswered.dismissed")), ["faq"]);
  const busy = place.isPending || drop.isPending;
  const best = g.candidates.find((c) => c.score >= likely * g.sure);
  const others = g.candidates.filter((c) => c !== best);
  return (
    <li className={styles.group}>
      <div className={styles.said}>
        <b>{g.question}</b>
        <Text size="xs" c="var(--faint)">{words("knowledge.unanswered.times", { n: g.times })} · {full(g.askedAt, language)}</Text>
        <ul className={styles.examples}>{g.examples.filter((e, i) => i > 0 || e.text !== g.question).slice(0, 3).map((e, i) => <li key={i}><Link href={`/app/chats/${e.dialog}`}>{e.text}</Link></li>)}</ul>
        {g.draft && <div className={styles.draft}><Text size="xs" c="var(--faint)">{words("knowledge.unanswered.draft", { n: g.draft.times })}</Text>{g.draft.answer}</div>}
      </div>
      <div className={styles.doing}>
        {best && (
          <Tooltip label={words("knowledge.unanswered.place.of", { question: best.question })} multiline maw={320}>
            <Button size="xs" variant="light" className={styles.fit} disabled={busy} loading={place.isPending && place.variables === best.id} onClick={() => place.mutate(best.id)} aria-label={words("knowledge.unanswered.place.of", { question: best.question })}>{words("knowledge.unanswered.place.of", { question: best.question })}</Button>
          </Tooltip>
        )}
        <Group gap="xs" justify="flex-end">
          <Button size="xs" variant="default" disabled={busy} onClick={onMake} aria-label={words("knowledge.unanswered.make.of", { question: g.question })}>{words("knowledge.unanswered.make")}</Button>
          <Menu position="bottom-end" withinPortal>
            <Menu.Target><ActionIcon size="md" variant="subtle" color="gray" disabled={busy} aria-label={words("knowledge.unanswered.more", { question: g.question })}><Icon name="more" size={16} /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              {others.map((c) => <Menu.Item key={c.id} onClick={() => place.mutate(c.id)}>{words("knowledge.unanswered.place.of", { question: c.question })}</Menu.Item>)}
              <Menu.Item onClick={onPlace}>{words("knowledge.unanswered.place.other")}</Menu.Item>
              {g.candidates[0] && <Menu.Item onClick={() => onOpen(g.candidates[0]?.id ?? "")}>{words("knowledge.unanswered.open", { question: g.candidates[0].question })}</Menu.Item>}
              <Menu.Divider />
              <Menu.Item onClick={() => drop.mutate(undefined)}>{words("knowledge.unanswered.dismiss")}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
    </li>
  );
}

// Make is an entry made of a group: its questions become the wordings.
function Make({ group: g, onClose }: { group: Group_; onClose: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const [to, setTo] = useState<Schemas["EntryOf"]>({ question: g.question, answers: [{ text: g.draft?.answer ?? "" }] });
  const [coming, setComing] = useState(false);
  const set = (part: typeof to) => setTo((now) => ({ ...now, ...part }));
  const save = useMutation({ mutationFn: () => toEntry(g.id, { ...to, answers: saying(to.answers) }), onSuccess: onClose, onSettled: () => queries.invalidateQueries({ queryKey: ["faq"] }) });
  return (
    <Sheet title={words("knowledge.unanswered.make")} onClose={onClose} saving={save.isPending || coming} error={save.error} onSave={() => save.mutate()}>
      <Text size="sm" c="var(--faint)">{words("knowledge.unanswered.make.about")}</Text>
      {g.draft && <Alert color="yellow">{words("knowledge.unanswered.draft.look")}</Alert>}
      <Textarea label={words("knowledge.question")} required autosize minRows={1} maxRows={4} maxLength={500} value={to.question} onChange={(e) => set({ question: e.currentTarget.value.replace(/\n/g, " ") })} />
      <Answers all={to.answers ?? []} onChange={(change) => setTo((now) => ({ ...now, answers: change(now.answers ?? []) }))} coming={coming} onComing={setComing} />
      <Switch label={words("knowledge.handOver")} checked={!!to.handOver} onChange={(e) => set({ handOver: e.currentTarget.checked })} />
      <TextInput label={words("knowledge.category")} maxLength={80} value={to.category ?? ""} onChange={(e) => set({ category: e.currentTarget.value || undefined })} />
    </Sheet>
  );
}

// Place looks for the entry of which a question is another wording.
function Place({ group: g, onClose }: { group: Group_; onClose: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const [q, setQ] = useState("");
  const [entry, setEntry] = useState<string>();
  const found = usePages(["faq", { q }], () => listEntries(q ? { q } : {}));
  const save = useMutation({ mutationFn: () => toWording(g.id, entry ?? ""), onSuccess: onClose, onSettled: () => queries.invalidateQueries({ queryKey: ["faq"] }) });
  return (
    <Sheet title={words("knowledge.unanswered.place.other")} onClose={onClose} saving={save.isPending} error={save.error} {...(entry && { onSave: () => save.mutate() })}>
      <Text fw={600}>{g.question}</Text>
      <TextInput label={words("knowledge.find")} maxLength={200} value={q} onChange={(e) => { setQ(e.currentTarget.value); setEntry(undefined); }} data-autofocus />
      {found.isPending && <Waiting />}
      {found.error && <Failed error={found.error} again={found.refetch} />}
      {found.isSuccess && !found.items.length && <Text size="sm" c="var(--faint)">{words("knowledge.none.found")}</Text>}
      <Stack gap={6} role="radiogroup" aria-label={words("knowledge.entries")}>
        {found.items.map((e) => <Button key={e.id} role="radio" aria-checked={entry === e.id} variant={entry === e.id ? "light" : "subtle"} color={entry === e.id ? "blue" : "gray"} justify="flex-start" onClick={() => setEntry(e.id)}>{e.question}</Button>)}
      </Stack>
    </Sheet>
  );
}
