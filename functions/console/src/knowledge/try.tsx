// A question is tried: what the bot would say, and by which entries. Nothing is sent.
import { Alert, Button, Select, Stack, Text, Textarea, UnstyledButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { useLines } from "../kit/data";
import { Wrong } from "../kit/form";
import { has, useLanguage, useWords } from "../words/words";
import { tryQuestion } from "./data";
import styles from "./knowledge.module.css";
import { localeOf } from "../kit/locale";

export function Try({ onOpen, onAdd }: { onOpen: (id: string) => void; onAdd?: (question: string) => void }) {
  const words = useWords();
  const language = useLanguage();
  const lines = useLines().data?.items ?? [];
  const [question, setQuestion] = useState("");
  const [line, setLine] = useState<string>();
  const tried = useMutation({ mutationFn: () => tryQuestion({ question: question.trim(), ...(line && { line }) }) });
  const share = new Intl.NumberFormat(localeOf(language), { style: "percent" });
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
            {tried.data.notice && <Text size="sm" mt="xs">{tried.data.notice}</Text>}
            {tried.data.answers.map((a, i) => <p key={i} className={styles.answer}>{[a.text, ...(a.files ?? []).map((f) => `📎 ${f.name ?? words("attachment")}`)].join("\n")}</p>)}
            {!!tried.data.open?.length && (
              <>
                <Text size="xs" c="var(--faint)" mt="sm">{words("knowledge.try.open")}</Text>
                <ul className={styles.list}>{tried.data.open.map((q, i) => <li key={i}>{onAdd ? <UnstyledButton fz={13} td="underline" title={words("knowledge.try.add")} onClick={() => onAdd(q)}>{q}</UnstyledButton> : q}</li>)}</ul>
              </>
            )}
            {tried.data.tooMany && <Alert mt="xs" p="xs" color="yellow">{words("knowledge.try.tooMany")}</Alert>}
            {!(tried.data.tooMany && tried.data.why === "answered") && <Alert mt="xs" p="xs" color={tried.data.handOver ? "yellow" : tried.data.answers.length ? "green" : "gray"}>{words(`knowledge.try.why.${tried.data.why}`)}</Alert>}
            {tried.data.candidates.length > 0 && (
              <>
                <Text id="knowledge-found" size="xs" c="var(--faint)" mt="sm">{words("knowledge.try.found", { sure: share.format(tried.data.sure) })}</Text>
                <ul className={styles.found} aria-labelledby="knowledge-found">{tried.data.candidates.map((c) => <Found key={c.id} found={c} sure={tried.data.sure} onOpen={onOpen} />)}</ul>
              </>
            )}
            <By by={tried.data.by} />
            {onAdd && !tried.data.answers.length && <Button mt="xs" size="xs" variant="light" onClick={() => onAdd(question.trim())}>{words("knowledge.try.add")}</Button>}
          </>
        )}
      </div>
    </section>
  );
}

// Found is an entry that may answer: how sure the bot is of it, and by what it was found.
function Found({ found: c, sure, onOpen }: { found: Schemas["FAQCandidate"]; sure: number; onOpen: (id: string) => void }) {
  const words = useWords();
  const share = new Intl.NumberFormat(localeOf(useLanguage()), { style: "percent" });
  const why = [
    c.quote && words("knowledge.try.proof", { quote: c.quote }),
    c.words.length > 0 && words("knowledge.try.byWords", { words: c.words.join(", ") }),
    c.wording && c.wording !== c.question && words("knowledge.try.alike", { wording: c.wording }),
    !!c.likeness && words("knowledge.try.likeness", { share: share.format(c.likeness) }),
  ].filter(Boolean);
  return (
    <li>
      <UnstyledButton fz={13} td="underline" onClick={() => onOpen(c.id)}>{c.question}</UnstyledButton> <b>{share.format(c.score)}</b>{c.score >= sure && ` · ${words("knowledge.try.sure")}`}
      {why.length > 0 && <Text size="xs" c="var(--faint)">{why.join(" · ")}</Text>}
    </li>
  );
}

// By is who found the answer, why it was they, and at what cost.
function By({ by }: { by: Schemas["FAQBy"] }) {
  const words = useWords();
  const language = useLanguage();
  const named = (word: string, code: string) => (has(word) ? words(word) : code);
  const cost = new Intl.NumberFormat(localeOf(language), { style: "currency", currency: "USD", maximumFractionDigits: 6 });
  const engine = by.engine === "offline" ? words("set.bot.engine.offline") : [by.engine, by.model].filter(Boolean).join(" ");
  return (
    <Text size="xs" c="var(--faint)" mt="sm">
      {words("knowledge.try.by", { engine })} · {named(`knowledge.why.${by.why}`, by.why)}
      {by.tokens > 0 && ` · ${words("knowledge.try.cost", { cost: cost.format(by.microUSD / 1_000_000), n: by.tokens })}`}
      {!!by.dropped?.length && <><br />{words("knowledge.try.dropped", { what: by.dropped.map((d) => named(`knowledge.dropped.${d}`, d)).join(", ") })}</>}
    </Text>
  );
}
