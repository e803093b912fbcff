// What was asked in calls: a transcript is read, or what recordings say, and of each
// frequent question an entry can be made. Nothing is kept of a transcript (FB-11).
import { Alert, Badge, Button, FileButton, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type DragEvent } from "react";
import { api, asked, once, type Schemas } from "../api/client";
import { Wrong } from "../kit/form";
import { Nothing, Waiting } from "../kit/screen";
import { useWords } from "../words/words";
import { EditEntry } from "./entry";
import styles from "./knowledge.module.css";
import { Recordings } from "./recordings";

type Draft = Schemas["CallDraft"];

const look = (file?: File) => (file ? ofTranscript(file) : asked(api.GET("/v1/recordings/questions")));

const ofTranscript = (file: File) =>
  asked(api.POST("/v1/faq/calls", { params: { header: once() }, headers: { "Content-Type": "application/octet-stream" }, body: file as unknown as string, bodySerializer: (body) => body as unknown as BodyInit }));

export function Calls({ onOpen }: { onOpen: (entry: string) => void }) {
  const words = useWords();
  const [file, setFile] = useState<File>();
  const [over, setOver] = useState(false);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [making, setMaking] = useState<Draft>();
  const seen = useMutation({ mutationFn: look, onSuccess: () => setGone(new Set()) });
  const read = (f: File | null | undefined) => {
    if (!f) return;
    setFile(f);
    seen.mutate(f);
  };
  const drop = (d: Draft) => setGone((all) => new Set(all).add(d.question));
  const left = seen.data?.questions.filter((q) => !gone.has(q.question)) ?? [];
  const dropped = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    read(e.dataTransfer.files[0]);
  };
  return (
    <section aria-label={words("knowledge.calls")}>
      <div className={styles.drop} data-over={over || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={dropped}>
        <Text size="sm">{words("knowledge.calls.about")}</Text>
        <Group mt="xs">
          <FileButton accept=".txt,.srt,.vtt,.json,.zip" onChange={read}>{(props) => <Button variant="default" loading={seen.isPending} {...props}>{words("knowledge.calls.choose")}</Button>}</FileButton>
          {file && <Text size="sm">{file.name}</Text>}
        </Group>
      </div>
      <Recordings onLook={() => { setFile(undefined); seen.mutate(undefined); }} />
      {seen.isPending && <Waiting />}
      <Wrong error={seen.error} />
      <div role="status">{seen.data && <Text size="sm" my="sm">{words("knowledge.calls.read", { calls: seen.data.calls, n: seen.data.questions.length })}</Text>}</div>
      {seen.data && !left.length && <Nothing icon="check">{words(seen.data.questions.length ? "knowledge.calls.done" : "knowledge.calls.none")}</Nothing>}
      {left.length > 0 && (
        <ul className={styles.entries} aria-label={words("knowledge.calls.drafts")}>
          {left.map((d) => (
            <li key={d.question} className={styles.group}>
              <div className={styles.said}>
                <b>{d.question}</b>
                <Text size="xs" c="var(--faint)">{words("knowledge.calls.times", { n: d.times, calls: d.calls })}{d.entry && <Badge ml={6} size="xs" variant="light" color="green" className={styles.badge}>{words("knowledge.calls.answered")}</Badge>}</Text>
                {d.answer && <p className={styles.answer}>{d.answer}</p>}
              </div>
              <div className={styles.doing}>
                <Group gap="xs" justify="flex-end">
                  {d.entry ? <Button size="xs" variant="default" onClick={() => onOpen(d.entry ?? "")} aria-label={words("knowledge.unanswered.open", { question: d.question })}>{words("knowledge.calls.open")}</Button> : <Button size="xs" variant="light" onClick={() => setMaking(d)} aria-label={words("knowledge.unanswered.make.of", { question: d.question })}>{words("knowledge.unanswered.make")}</Button>}
                  <Button size="xs" variant="subtle" color="gray" onClick={() => drop(d)} aria-label={words("knowledge.calls.drop.of", { question: d.question })}>{words("knowledge.calls.drop")}</Button>
                </Group>
              </div>
            </li>
          ))}
        </ul>
      )}
      {making && (
        <EditEntry may entry={{ question: making.question, wordings: making.wordings, answers: [{ text: making.answer ?? "" }] }} note={making.answer && <Alert color="yellow" p="xs">{words("knowledge.calls.look")}</Alert>} onSaved={() => drop(making)} onClose={() => setMaking(undefined)} />
      )}
    </section>
  );
}
