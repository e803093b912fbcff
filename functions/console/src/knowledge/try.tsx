// A question is tried: what the bot would say, and by which entries. Nothing is sent.
import { Alert, Button, Select, Stack, Text, Textarea, UnstyledButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useLines } from "../kit/data";
import { Wrong } from "../kit/form";
import { useLanguage, useWords } from "../words/words";
import { tryQuestion } from "./data";
import styles from "./knowledge.module.css";

export function Try({ onOpen, onAdd }: { onOpen: (id: string) => void; onAdd?: (question: string) => void }) {
  const words = useWords();
  const language = useLanguage();
  const lines = useLines().data?.items ?? [];
  const [question, setQuestion] = useState("");
  const [line, setLine] = useState<string>();
  const tried = useMutation({ mutationFn: () => tryQuestion({ question: question.trim(), ...(line && { line }) }) });
  const share = new Intl.NumberFormat(language, { style: "percent" });
  return (
    <section className={styles.part} aria-labelledby="knowledge-try">
      <h2 id="knowledge-try">{words("knowledge.try")}</h2>
      <form onSubmit={(e) => { e.preventDefault(); tried.mutate(); }}>
        <Stack gap="xs">
          <Textarea label={words("knowledge.try.question")} autosize minRows={2} maxRows={6} maxLength={4000} required value={question} onChange={(e) => setQuestion(e.currentTarget.value)} />
          {lines.length > 1 && <Select label={words("knowledge.try.line")} clearable placeholder={words("knowledge.lines.all")} value={line ?? null} data={lines.map((l) => ({ value: l.id, label: l.title || l.id }))} onChange={(v) => setLine(v ?? undefined)} />}
          <Button type="submit" variant="default" loading={tried.isPending} disabled={!question.trim()}>{words("knowledge.try.go")}</Button>
        </Stack>
      </form>
      <div role="status">
        <Wrong error={tried.error} />
        {tried.data && (
          <>
            {tried.data.answers.map((a, i) => <p key={i} className={styles.answer}>{a.text}</p>)}
            {tried.data.handOver && <Alert mt="xs" color="yellow">{words(tried.data.answers.length ? "knowledge.try.after" : "knowledge.try.nothing")}</Alert>}
            {tried.data.candidates.length > 0 && (
              <>
                <Text size="xs" c="var(--faint)" mt="sm">{words("knowledge.try.found", { sure: share.format(tried.data.sure) })}</Text>
                <ul className={styles.list}>{tried.data.candidates.map((c) => <li key={c.id}><UnstyledButton fz={13} td="underline" onClick={() => onOpen(c.id)}>{c.question}</UnstyledButton> {share.format(c.score)}</li>)}</ul>
              </>
            )}
            {onAdd && !tried.data.answers.length && <Button mt="xs" size="xs" variant="light" onClick={() => onAdd(question.trim())}>{words("knowledge.try.add")}</Button>}
          </>
        )}
      </div>
    </section>
  );
}
