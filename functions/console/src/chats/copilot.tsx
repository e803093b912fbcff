// CoPilot's run of a chat: how far it is, what it says, and each value with its proof.
import { Alert, Button, Group, Loader, NativeSelect, Stack, Text } from "@mantine/core";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Schemas } from "../api/client";
import { useMe } from "../people/me";
import { Icon } from "../shell/icons";
import { byCode, languages, useLanguage, useWords, worded, type Language, type Words } from "../words/words";
import styles from "./copilot.module.css";
import { Choice, Told } from "../kit/choice";
import { decide, kindOf, useDeed, useFieldsOf, useNames, useSettings } from "../kit/data";
import { startRun, undo, useMessages, useRuns, type Dialog, type Message, type Run } from "./data";
import { usePointer } from "./pointing";
import { useKeys } from "../kit/keys";
import { Press } from "../kit/press";
import { Left } from "../kit/ticking";
import { outageSaid } from "../kit/outage";
import { clock, useOver } from "../kit/time";
import { shown } from "../kit/value";
import { localeOf } from "../kit/locale";

const Dry = lazy(() => worded(import("./dry")).then((m) => ({ default: m.Dry })));
const Why = lazy(() => worded(import("../kit/why")).then((m) => ({ default: m.Why })));

const SummaryTools = lazy(() => worded(import("./summary")).then((m) => ({ default: m.SummaryTools })));

type Outcome = Schemas["Outcome"];

// customerMessages are how many a run needs (MC-12).
const customerMessages = 2;

// held says why a run can't be started now, by the code that the server would refuse
// it with, and when it can, if time alone helps. While older messages than these are not
// here, whole is false: how many the customer sent is the server's to say.
export function held(dialog: Pick<Dialog, "copilot" | "lastAt" | "outage">, settings: Schemas["Settings"] | undefined, messages: Pick<Message, "author" | "deleted">[], whole: boolean, now: number): { code?: string; until?: number } {
  if (settings && !settings.copilot) return { code: "copilot_off" };
  if (dialog.copilot.code) return { code: dialog.outage && dialog.copilot.code === "no_card" ? "crm_down" : dialog.copilot.code };
  if (whole && messages.filter((m) => m.author === "customer" && !m.deleted).length < customerMessages) return { code: "too_few_messages" };
  const quiet = dialog.lastAt && settings ? Date.parse(dialog.lastAt) + settings.quietSeconds * 1_000 : 0;
  return quiet >= now ? { code: "not_quiet_yet", until: quiet } : {};
}

// useStart is what starts a run, whether one is under way, and why none may be now.
function useStart(dialog: Dialog, into: string, again = false) {
  const settings = useSettings();
  const { query, messages } = useMessages(dialog.id);
  const runs = useRuns(dialog.id);
  const start = useDeed(() => startRun(dialog.id, { language: into, ...(again && { again }) }));
  const run = runs.data?.items[0];
  const under = !!run && (run.state === "waiting" || run.state === "running");
  const no = held(dialog, settings.data, messages, query.isSuccess && !query.hasNextPage, Date.now());
  useOver(no.until); // drawn anew when the chat is quiet; until then the seconds are written beside React
  const off = !!no.code || under || start.isPending;
  return { run, runs, under, no, off, go: () => !off && start.mutate(undefined) };
}

// said is why a run can't be started: while the CRM does not answer there is no card, since
// there can be none yet.
const said = (code: string, dialog: Dialog, words: Words, language: Language) => (code === "crm_down" && dialog.outage ? outageSaid(dialog.outage, words, language) : byCode(words, code));

// CopilotButton has the chat read, by a click or Alt+A, and shows what comes of it.
export function CopilotButton({ dialog, onStart }: { dialog: Dialog; onStart: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const { no, off, go } = useStart(dialog, language);
  const start = () => {
    if (off) return;
    go();
    onStart();
  };
  useKeys([{ keys: "Alt+A", word: "copilot.run", go: start }]);
  return (
    <Press icon="spark" disabled={off} onClick={start} title={no.code ? said(no.code, dialog, words, language) : words("copilot.key")}>
      {words("copilot")} {no.until && <Left until={no.until} className={styles.countdown} />}
    </Press>
  );
}

export function Copilot({ dialog }: { dialog: Dialog }) {
  const words = useWords();
  const language = useLanguage();
  const [into, setInto] = useState<string>(language);
  const [hearAgain, setHearAgain] = useState(false);
  const { run, runs, under, no, off, go } = useStart(dialog, into, hearAgain);
  const [trying, setTrying] = useState(false);
  const cards = dialog.cards.filter((c) => ["lead", "deal"].includes(kindOf(c.card) ?? "")).map((c) => ({ ref: c.card, title: c.title })).toSorted((a, b) => Number(b.ref === dialog.copilot.card) - Number(a.ref === dialog.copilot.card));
  return (
    <Stack gap="sm">
      <Group gap="xs" wrap="nowrap">
        <Button flex={1} leftSection={<Icon name="spark" size={16} />} disabled={off} onClick={go} aria-describedby="copilot-why">
          {words(run ? "copilot.again" : "copilot.run")}
        </Button>
        <NativeSelect w={80} aria-label={words("copilot.language")} value={into} onChange={(e) => setInto(e.currentTarget.value)} data={Object.keys(languages).map((value) => ({ value, label: value.toUpperCase() }))} />
      </Group>
      {run?.outcomes.some((o) => o.outcome === "declined" || o.decision === "keep") && <label className={styles.hear}><input type="checkbox" checked={hearAgain} onChange={(e) => setHearAgain(e.currentTarget.checked)} /> {words("copilot.hearAgain")}</label>}
      <div id="copilot-why" role="status">
        {no.code && !under && (
          <Text size="xs" c="var(--faint)">
            {said(no.code, dialog, words, language)} {no.until && <b><Left until={no.until} /></b>}
          </Text>
        )}
      </div>
      {under && run && <Stages run={run} />}
      {runs.isPending && <Loader aria-label={words("loading")} />}
      {run && !under && <Result run={run} dialog={dialog} language={language} words={words} />}
      {!run && runs.isSuccess && <Text size="sm" c="var(--faint)">{words("copilot.none")}</Text>}
      {cards.length > 0 && <Button size="compact-xs" variant="subtle" color="gray" style={{ alignSelf: "flex-start" }} onClick={() => setTrying(true)}>{words("copilot.try")}</Button>}
      <Suspense>{trying && <Dry dialog={dialog.id} cards={cards} onClose={() => setTrying(false)} />}</Suspense>
    </Stack>
  );
}

// Stages are the two of a run: it waits until the chat is quiet, then the chat is read.
function Stages({ run }: { run: Run }) {
  const words = useWords();
  const starts = run.startsAt ? Date.parse(run.startsAt) : undefined;
  const over = useOver(starts);
  const reading = run.state === "running";
  return (
    <ol className={styles.stages} aria-label={words("copilot.stages")}>
      <li data-state={reading ? "done" : "now"} aria-current={reading ? undefined : "step"}>{reading ? <Icon name="check" size={16} /> : <Loader size={14} />} {words("copilot.stage.quiet")} {!reading && starts !== undefined && !over && <b><Left until={starts} /></b>}</li>
      <li data-state={reading ? "now" : "next"} aria-current={reading ? "step" : undefined}>{reading ? <Loader size={14} /> : <span className={styles.dot} />} {words("copilot.stage.read")}</li>
    </ol>
  );
}

function Result({ run, dialog, language, words }: { run: Run; dialog: Dialog; language: Language; words: Words }) {
  const names = useNames();
  const me = useMe().data;
  const fields = useFieldsOf(run.card);
  const settle = useDeed((body: Schemas["Decide"]) => decide(run.id, body));
  const back = useDeed((body: Schemas["Undo"]) => undo(run.id, body));
  const busy = settle.isPending || back.isPending;
  const field = (name: string) => fields.data?.items.find((f) => f.name === name);
  const of = (kinds: Outcome["outcome"][]) => run.outcomes.filter((o) => kinds.includes(o.outcome));
  const open = of(["proposed"]).filter((o) => !o.decision);
  const written = run.outcomes.filter((o) => (o.outcome === "filled" && !o.decision) || (o.outcome === "proposed" && o.decision === "replace"));
  const value = (v: Schemas["Value"] | undefined, o: Outcome) => shown(v, field(o.field)?.type, words, language);
  const head = (o: Outcome) => field(o.field)?.title ?? o.field;
  const { messages } = useMessages(dialog.id);
  const said = useMemo(() => messages.filter((m) => m.author === "customer").map((m) => m.text ?? ""), [messages]);
  const since = dialog.lastAt && run.startedAt && dialog.lastAt > run.startedAt;
  return (
    <Stack gap="sm">
      {(run.state === "failed" || run.state === "refused") && (
        <Alert color="red" title={words("copilot.failed")}>
          {byCode(words, run.code ?? "internal")}
          {run.code === "reader_settings" && me?.role === "admin" && <Text size="xs" lang="en" mt="xs" style={{ overflowWrap: "anywhere" }}>{run.reason?.replace(/^.*?: invalid: /, "")}</Text>}
        </Alert>
      )}
      {since && <Text size="xs" c="var(--soon)">{words("copilot.since")}</Text>}
      {run.summary && (
        <section aria-label={words("copilot.summary")} className={styles.summary}>
          <h3>{words("copilot.summary")}</h3>
          <Told text={run.summary} said={said} />
        </section>
      )}
      {run.summary && <Suspense><SummaryTools key={run.id} run={run.id} /></Suspense>}
      {open.length > 0 && (
        <section aria-label={words("copilot.proposed")}>
          <h3 className={styles.heading}>{words("copilot.proposed")}</h3>
          {open.map((o) => (
            <div key={o.field} className={styles.offer}>
              <h4>{head(o)}</h4>
              <Choice old={value(o.old, o)} value={value(o.value, o)} />
              <Text size="xs" c="var(--faint)">{o.old !== undefined && value(o.old, o) ? words("copilot.proposed.other") : <Suspense><Why of="outcome" code={o.code} text={o.reason} /></Suspense>}</Text>
              <Proof outcome={o} />
              <Group gap="xs" grow>
                <Button size="xs" variant="default" disabled={busy} onClick={() => settle.mutate({ fields: { [o.field]: "keep" } })}>{words("copilot.keep")}</Button>
                <Button size="xs" disabled={busy} onClick={() => settle.mutate({ fields: { [o.field]: "replace" } })}>{words("copilot.replace")}</Button>
              </Group>
            </div>
          ))}
          {open.length > 1 && (
            <Group gap="xs" grow>
              <Button size="xs" variant="subtle" disabled={busy} onClick={() => settle.mutate({ all: "keep" })}>{words("copilot.keepAll")}</Button>
              <Button size="xs" variant="subtle" disabled={busy} onClick={() => settle.mutate({ all: "replace" })}>{words("copilot.replaceAll")}</Button>
            </Group>
          )}
        </section>
      )}
      {written.length > 0 && (
        <section aria-label={words("copilot.written")}>
          <h3 className={styles.heading}>{words("copilot.written")}</h3>
          {written.map((o) => (
            <div key={o.field} className={styles.value}>
              <h4>{head(o)}</h4>
              <div className={styles.row}>
                <span>{value(o.value, o)}</span>
                <Button size="compact-xs" variant="subtle" disabled={busy} aria-label={words("copilot.undo.of", { field: head(o) })} onClick={() => back.mutate({ fields: [o.field] })}>{words("copilot.undo")}</Button>
              </div>
              <Proof outcome={o} />
            </div>
          ))}
          {written.length > 1 && <Button size="xs" variant="subtle" fullWidth disabled={busy} onClick={() => back.mutate({})}>{words("copilot.undoAll")}</Button>}
        </section>
      )}
      <Rest title={words("copilot.decided")} all={run.outcomes.filter((o) => o.decision && !written.includes(o))} head={head} line={(o) => `${value(o.value, o)} — ${words(`decision.${o.decision ?? "keep"}`)}`} />
      <Rest title={words("copilot.unfound")} all={run.outcomes.filter((o) => o.outcome === "not_found" && o.old != null)} head={head} line={(o) => value(o.old, o)} />
      <Rest title={words("copilot.rest")} all={of(["unchanged", "declined", "stale", "invalid", "unsupported"]).filter((o) => !o.decision)} head={head} line={(o) => [value(o.value, o), words(`outcome.${o.outcome as "stale"}`)].filter(Boolean).join(" — ")} />
      <Text size="xs" c="var(--faint)">
        {words("copilot.by", { name: run.automatic ? words("copilot.automatic") : names(run.by), time: clock(run.doneAt ?? run.askedAt, language) })}
        {run.reader && ` · ${run.reader.model ?? run.reader.reader}`}
        {!!run.reader?.costUsd && ` · ${new Intl.NumberFormat(localeOf(language), { style: "currency", currency: "USD", maximumFractionDigits: 4 }).format(run.reader.costUsd)}`}
      </Text>
    </Stack>
  );
}

function Rest({ title, all, head, line }: { title: string; all: Outcome[]; head: (o: Outcome) => string; line: (o: Outcome) => string }) {
  if (!all.length) return null;
  return (
    <details className={styles.rest}>
      <summary>{title} ({all.length})</summary>
      {all.map((o) => <div key={o.field} className={styles.value}><h4>{head(o)}</h4><span>{line(o)}</span><Proof outcome={o} /></div>)}
    </details>
  );
}

// Proof is the quote that a value stands on: pointing at it lights up its message, a
// click goes there.
function Proof({ outcome: o }: { outcome: Outcome }) {
  const words = useWords();
  return (
    <>
      <Quote text={o.quote} seq={o.message} />
      {o.rule && o.secondQuote && <Text size="xs" c="var(--faint)">{words(`copilot.${o.rule}`)}</Text>}
      <Quote text={o.secondQuote} seq={o.secondMessage} />
      {o.transcribed && <Text size="xs" c="var(--soon)">{words("copilot.transcribed")}</Text>}
    </>
  );
}

function Quote({ text, seq }: { text?: string; seq?: number }) {
  const words = useWords();
  const pointer = usePointer();
  if (!text) return null;
  if (!seq) return <blockquote className={styles.quote}>{text}</blockquote>;
  const light = () => pointer.light(seq);
  const out = () => pointer.light(undefined);
  return (
    <button type="button" className={styles.quote} aria-label={words("copilot.quote", { quote: text })} onMouseEnter={light} onMouseLeave={out} onFocus={light} onBlur={out} onClick={() => pointer.goTo(seq)}>
      {text}
    </button>
  );
}
