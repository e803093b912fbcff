// A chat: who it is with, what was said in its whole thread, and where one writes.
import { Button, Loader, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, memo, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Schemas } from "../api/client";
import { Icon } from "../shell/icons";
import { byCode, useLanguage, useWords, whyNot, type Words } from "../words/words";
import { Composer } from "./composer";
import { CopilotButton } from "./copilot";
import { accept, mayAccept, mayTakeOver, useDeed, useLine, useNames, useTeams } from "../kit/data";
import { useComplete } from "./leaving";
import { messagesOf, outbox, readUpto, useCustomerName, sendAgain, useMessages, usePast, useRuns, type Dialog, type Message, type Run } from "./data";
import { Bubble, Seam } from "./message";
import { More } from "./more";
import { arrived, useUnsent, type Unsent } from "./outbox";
import { Waiting } from "./unsent";
import { useKeys } from "../kit/keys";
import { Pick, Press } from "../kit/press";
import { go, To } from "../kit/to";
import { channelName, stateName } from "../kit/names";
import { usePointer } from "./pointing";
import styles from "./thread.module.css";
import { day, full, sameDay } from "../kit/time";

const Transfer = lazy(() => import("./transfer").then((m) => ({ default: m.Transfer })));

type Props = { dialog: Dialog; me: Schemas["Me"]; panel: boolean; onPanel: () => void; onSummary: () => void };

export const Thread = memo(function Thread({ dialog, me, panel, onPanel, onSummary }: Props) {
  const words = useWords();
  return (
    <>
      <Header dialog={dialog} me={me} panel={panel} onPanel={onPanel} onSummary={onSummary} />
      {dialog.readable ? (
        <Said dialog={dialog} onSummary={onSummary} me={me} />
      ) : (
        <Text className={styles.unreadable} c="var(--faint)">{words(dialog.state === "waiting" && dialog.operator === me.operator ? "chat.assigned.long" : "chat.unreadable.long")}</Text>
      )}
    </>
  );
});

// whyWaits is why a chat is nobody's yet.
function whyWaits(d: Dialog, names: (id: string) => string, words: Words): string {
  const wait = d.waiting;
  if (!wait || wait.why === "assigned") return ""; // who has it stands beside
  return ` · ${words(`waits.why.${wait.why}`, { name: names(d.missed?.at(-1)?.operator ?? ""), n: wait.active })}`;
}

function Header({ dialog, me, panel, onPanel, onSummary }: Props) {
  const words = useWords();
  const name = useCustomerName(dialog, words);
  const line = useLine(dialog.line);
  const names = useNames();
  const take = useDeed((id: string) => accept(id));
  const complete = useComplete();
  const queries = useQueryClient();
  const onComplete = () => {
    const last = queries.getQueryData(messagesOf(dialog.id).queryKey)?.pages[0]?.items.find((m) => m.author !== "note");
    const lost = last?.author !== "customer" && (last?.status === "failed" || last?.status === "unsure");
    complete({ ...dialog, lost }, name, { gone: () => go("/app/chats"), back: () => go(`/app/chats/${dialog.id}`) });
  };
  const [handing, setHanding] = useState(false);
  const mine = dialog.state === "in_progress" && (dialog.operator === me.operator || me.role !== "operator");
  const waits = mayAccept(dialog, me);
  useKeys([
    ...(waits ? [{ keys: "Alt+Q", word: "chat.accept" as const, go: () => take.mutate(dialog.id) }] : []),
    ...(mine ? [{ keys: "Alt+E", word: "chat.complete" as const, go: onComplete }] : []),
    ...(mine || waits ? [{ keys: "Alt+T", word: "chat.transfer" as const, go: () => setHanding(true) }] : []),
  ]);
  return (
    <header className={styles.header}>
      <To href="/app/chats" className={styles.back} aria-label={words("back")}><Icon name="back" /></To>
      <div className={styles.who}>
        <h2 dir="auto">{name}</h2>
        <span>
          {dialog.channel && `${channelName(dialog.channel, words)} · ${line?.title || dialog.line}`}
          {dialog.operator && ` · ${names(dialog.operator)}`}
          {` · ${stateName(dialog, words)}`}
          {whyWaits(dialog, names, words)}
        </span>
      </div>
      <div className={styles.actions}>
        {dialog.readable && <CopilotButton dialog={dialog} onStart={onSummary} />}
        {waits && <Press look="main" busy={take.isPending} onClick={() => take.mutate(dialog.id)}>{words("chat.accept")}</Press>}
        {mine && (
          <Press icon="check" onClick={onComplete}>{words("chat.complete")}</Press>
        )}
        {(mine || waits) && <Press icon="transfer" onClick={() => setHanding(true)}>{words("chat.transfer")}</Press>}
        {dialog.readable && <More dialog={dialog} me={me} name={name} takeOver={mayTakeOver(dialog, me)} />}
        {dialog.readable && <Pick icon="panel" label={words("panel")} on={panel} aria-expanded={panel} onClick={onPanel} />}
      </div>
      {handing && <Suspense><Transfer dialog={dialog} onClose={(gone) => { setHanding(false); if (gone) go("/app/chats"); }} /></Suspense>}
    </header>
  );
}

// Item is what stands in the log: something said, or what happened between.
type Item = { key: string; at: string; message?: Message; unsent?: Unsent; text?: string; run?: Run };

// items are messages and what happened between them, in order.
function items(messages: readonly Message[], unsent: Unsent[], dialog: Dialog, past: Dialog[], runs: Run[], names: (id: string | undefined) => string, teams: (id: string | undefined) => string | undefined, words: Words, language: ReturnType<typeof useLanguage>): Item[] {
  const out: Item[] = messages.map((message) => ({ key: `m${message.seq}`, at: message.at, message }));
  const from = new Date(Date.parse(messages[0]?.at ?? dialog.openedAt) - 2_000).toISOString();
  const happened: Item[] = [];
  for (const d of [dialog, ...past]) {
    const parent = d.parent ? [...past].find((p) => p.id === d.parent) : undefined;
    happened.push({
      key: `o${d.id}`,
      // The message that opened a chat comes after it was begun.
      at: parent ? d.openedAt : new Date(Date.parse(d.openedAt) - 1_000).toISOString(),
      text: parent
        ? handed(parent, d, names, teams, words)
        : words("seam.opened", { time: full(d.openedAt, language) }),
    });
    happened.push(...joined(d, names, words));
    for (const m of d.missed ?? []) happened.push({ key: `p${d.id}${m.at}`, at: m.at, text: words("seam.missed", { name: names(m.operator) }) });
    if (d.closedAt && d.closeReason !== "transfer") happened.push({ key: `c${d.id}`, at: d.closedAt, text: words(d.closeReason === "idle" ? "seam.idle" : "seam.closed", { name: closer(d, names) }) });
  }
  for (const run of runs)
    if (run.doneAt) {
      const of = (kind: string) => run.outcomes.filter((o) => o.outcome === kind).length;
      const text = run.state === "failed" || run.state === "refused" ? `${words("copilot.failed")} ${byCode(words, run.code ?? "internal")}` : words("copilot.read", { filled: of("filled"), proposed: of("proposed") });
      happened.push({ key: `r${run.id}`, at: run.doneAt, text, run });
    }
  const all = [...out, ...happened.filter((h) => h.at >= from)].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  for (const u of unsent) all.push({ key: `u${u.key}`, at: u.at, unsent: u });
  return all.flatMap((item, i) => (i === 0 || !sameDay(all[i - 1]!.at, item.at) ? [{ key: `d${item.key}`, at: item.at, text: day(item.at, language) }, item] : [item]));
}

// closer is who closed a chat: the operator, as they are called now, or who else did it.
function closer(d: Dialog, names: (id: string | undefined) => string): string {
  const now = names(d.closedById);
  return now && now !== d.closedById ? now : (d.closedBy ?? "");
}

// handed says who handed a chat over, and to whom.
function handed(parent: Dialog, d: Dialog, names: (id: string | undefined) => string, teams: (id: string | undefined) => string | undefined, words: Words): string {
  const person = d.operator && at(d.acceptedAt) - at(d.openedAt) < 1_000 ? names(d.operator) : undefined;
  const to = person ?? teams(d.team);
  if (parent.closedBy === "bot" && !parent.closedById) return to ? words("seam.bot.handed", { to }) : words("seam.bot.people");
  return words(parent.closedBy ? "seam.handed.by" : "seam.handed", { by: closer(parent, names), to: to ?? words("everybody") });
}

const at = (time: string | undefined) => (time ? Date.parse(time) : NaN);

// joined says who accepted a chat, and that its bot stopped with that: the bot that
// answered first on its line when it began.
function joined(d: Dialog, names: (id: string | undefined) => string, words: Words): Item[] {
  const out: Item[] = [];
  const person = d.acceptedAt && d.operator ? names(d.operator) : undefined;
  if (d.acceptedAt && person && !(d.parent && at(d.acceptedAt) - at(d.openedAt) < 1_000)) out.push({ key: `a${d.id}`, at: d.acceptedAt, text: words("seam.accepted", { name: person }) });
  const stopped = d.acceptedAt ?? d.repliedAt;
  if (d.bot && !d.parent && stopped && d.state !== "bot") out.push({ key: `b${d.id}`, at: stopped, text: person ? words("seam.bot.joined", { name: person }) : words("seam.bot.answered") });
  return out;
}

// mayBeSentAgain says whether a message of ours did not arrive, or nobody knows, and
// nobody said the same since.
const mayBeSentAgain = (m: Message, all: readonly Message[]) =>
  (m.author === "operator" || (m.author === "bot" && !m.automatic)) && (m.status === "failed" || m.status === "unsure") && !m.deleted && !all.some((later) => later.seq > m.seq && later.author === "operator" && later.text === m.text);

function Said({ dialog, onSummary, me }: { dialog: Dialog; onSummary: () => void; me: Schemas["Me"] }) {
  const words = useWords();
  const language = useLanguage();
  const names = useNames();
  const teams = useTeams();
  const pointer = usePointer();
  const queries = useQueryClient();
  const past = usePast(dialog);
  const runs = useRuns(dialog.id);
  const { messages: read, query } = useMessages(dialog.id);
  const mine = useUnsent(outbox, dialog.id, me.operator ?? "");
  // What was answered stands there though the log was not read again yet.
  const messages = useMemo(() => {
    const more = outbox.said(dialog.id).filter((m) => read.every((r) => r.seq !== m.seq));
    return more.length ? [...read, ...more].sort((a, b) => a.seq - b.seq) : read;
  }, [read, mine, dialog.id]);
  const there = useMemo(() => arrived(mine, messages), [mine, messages]);
  const unsent = useMemo(() => mine.filter((u) => !there.has(u.key)), [mine, there]);
  const [back, setBack] = useState<Unsent>();
  useEffect(() => outbox.shows(dialog.id, read), [dialog.id, read]);
  const [answering, setAnswering] = useState<Message>();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const all = useMemo(() => items(messages, unsent, dialog, past.data ?? [], runs.data?.items ?? [], names, teams, words, language), [messages, unsent, dialog, past.data, runs.data, names, teams, words, language]);
  const { mutate: again } = useDeed((m: Message) => sendAgain(dialog.id, m.seq));
  const byId = useMemo(() => new Map(messages.map((m) => [m.id, m])), [messages]);
  const virtual = useVirtualizer({
    count: all.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 84,
    overscan: 8,
    getItemKey: (i) => all[i]?.key ?? i,
  });

  // Whoever writes sees it, wherever they read before.
  useLayoutEffect(() => { if (mine.length) atEnd.current = true; }, [mine.length]);

  // One who reads the end stays there; who reads above keeps their place.
  const last = all.at(-1)?.key;
  const size = virtual.getTotalSize();
  useLayoutEffect(() => {
    if (atEnd.current && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [last, size]);

  // What was not answered and stands there all the same is asked for once more: once is enough.
  const asked = useRef(new Set<string>());
  useEffect(() => {
    for (const u of mine) {
      if (u.state !== "failed" || !there.has(u.key) || asked.current.has(u.key)) continue;
      asked.current.add(u.key);
      outbox.again(u.key);
    }
  }, [mine, there]);
  const onBack = useCallback((u: Unsent) => {
    setBack(outbox.drop(u.key));
    if (u.body.replyTo) setAnswering(byId.get(u.body.replyTo));
  }, [byId]);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const older = useCallback(async () => {
    const box = scroller.current;
    if (!box || !hasNextPage || isFetchingNextPage) return;
    const below = box.scrollHeight - box.scrollTop;
    await fetchNextPage();
    requestAnimationFrame(() => (box.scrollTop = box.scrollHeight - below));
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const goal = pointer.goal;
  const met = useRef<typeof goal>(undefined);
  useEffect(() => {
    const i = goal && goal !== met.current ? all.findIndex((item) => item.message?.seq === goal.seq) : -1;
    if (i < 0) {
      if (goal && goal !== met.current && messages.length) void older();
      return;
    }
    met.current = goal;
    atEnd.current = false;
    virtual.scrollToIndex(i, { align: "center" });
    pointer.light(goal?.seq);
    // Only another goal moves the view; what comes meanwhile does not, but for the goal
    // itself, that earlier messages were fetched for.
  }, [goal, all]);

  const lastIn = useMemo(() => messages.findLast((m) => m.author === "customer")?.at, [messages]);
  const newest = messages.at(-1)?.seq;
  useEffect(() => {
    if (newest && me.operator && document.visibilityState === "visible" && (dialog.unread?.read ?? 0) < newest) readUpto(queries, dialog.id, newest).catch(() => {});
  }, [newest, dialog.id, dialog.unread?.read, me.operator, queries]);

  const customer = useCustomerName(dialog, words);
  const nameOf = (m: Message) => (m.author === "customer" ? customer : m.author === "bot" ? words(m.automatic ? "author.automatic" : "author.bot") : names(m.operator) || words("author.us"));
  // homeOf is the dialog of the thread in which it was said.
  const homeOf = (m: Message) => (m.author === "bot" && past.data?.length ? ([dialog, ...past.data].find((d) => Date.parse(d.openedAt) <= Date.parse(m.at)) ?? past.data.at(-1) ?? dialog) : dialog);
  return (
    <>
      <div ref={scroller} className={styles.scroller} role="log" aria-label={words("messages")} tabIndex={0}
        onScroll={(e) => {
          const box = e.currentTarget;
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
          if (box.scrollTop < 200) void older();
        }}>
        {query.isPending && <Loader m="lg" aria-label={words("loading")} />}
        {query.error && !messages.length && <Text c="red" p="lg" role="alert">{whyNot(words, query.error, language)}</Text>}
        {query.hasNextPage && <Button className={styles.older} variant="subtle" size="xs" loading={query.isFetchingNextPage} onClick={older}>{words("messages.older")}</Button>}
        <div className={styles.log} style={{ height: size }}>
          {virtual.getVirtualItems().map((v) => {
            const item = all[v.index];
            if (!item) return null;
            const m = item.message;
            return (
              <div key={v.key} ref={virtual.measureElement} data-index={v.index} className={styles.item} style={{ transform: `translateY(${v.start}px)` }}>
                {item.unsent ? (
                  <Waiting unsent={item.unsent} name={names(me.operator) || words("author.us")} repliedTo={item.unsent.body.replyTo ? byId.get(item.unsent.body.replyTo) : undefined} open={dialog.state !== "closed"} onBack={onBack} />
                ) : m ? (
                  <Bubble dialog={homeOf(m).id} channel={dialog.channel} message={m} name={nameOf(m)} repliedTo={m.replyTo ? byId.get(m.replyTo) : undefined} lit={pointer.lit === m.seq} onAnswer={dialog.state === "closed" || m.deleted ? undefined : setAnswering} onAgain={dialog.state !== "closed" && mayBeSentAgain(m, messages) ? again : undefined} />
                ) : (
                  <Seam onSummary={item.run?.summary ? onSummary : undefined}>{item.text ?? ""}</Seam>
                )}
              </div>
            );
          })}
        </div>
      </div>
      <Composer dialog={dialog} me={me} lastIn={lastIn} newest={newest ?? 0} back={back} answering={answering} onAnswer={setAnswering} />
    </>
  );
}
