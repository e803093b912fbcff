// The two lists of open chats: those that wait for somebody, and one's own.
import { Badge, Button, Loader, Text } from "@mantine/core";
import { lazy, memo, startTransition, Suspense, useCallback, useEffect, useMemo, useState, type KeyboardEvent } from "react";
import type { Schemas } from "../api/client";
import { Icon } from "../shell/icons";
import { kindOf } from "../shell/notices";
import { useLanguage, useWords, whyNot, worded, type Word } from "../words/words";
import { accept, mayAccept, useDeed, useSettings } from "../kit/data";
import { useChats, useDrafts, type Row, type Which } from "./data";
import { useComplete } from "./leaving";
import styles from "./lists.module.css";
import { clock, lasted, useCounting, useOver } from "../kit/time";
import { channelName, customerName, initials } from "../kit/names";
import { go, To, useAt } from "../kit/to";
import { idle } from "../kit/idle";
import { Ticking } from "../kit/ticking";

const Way = lazy(() => worded(import("../settings/first")).then((m) => ({ default: m.Way })));

export const Lists = memo(function Lists({ me }: { me: Schemas["Me"] }) {
  const words = useWords();
  const drafts = useDrafts(me.operator).data;
  const begun = useMemo(() => new Map(drafts?.items.map((d) => [d.thread, d.text ?? ""])), [drafts]);
  return (
    <nav className={styles.lists} aria-label={words("chats.lists")} onKeyDown={step}>
      <h1 className={styles.title}>{words("chats")}</h1>
      {me.role === "admin" && !me.stepsAway && <Suspense><Way me={me} /></Suspense>}
      <Handed me={me} begun={begun} />
      <List which="new" title={words("chats.new")} empty={words("chats.new.none")} me={me} begun={begun} />
      <List which="free" title={words("chats.free")} about={words("chats.free.about")} me={me} begun={begun} />
      <List which="active" title={words("chats.active")} empty={words("chats.active.none")} me={me} begun={begun} />
    </nav>
  );
});

// step goes from row to row by the arrow keys.
function step(e: KeyboardEvent<HTMLElement>) {
  if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
  const rows = [...e.currentTarget.querySelectorAll<HTMLElement>("a[data-row]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  e.preventDefault();
  rows[at + (e.key === "ArrowDown" ? 1 : -1)]?.focus();
}

// A list without a word for its being empty is not there then.
// isHanded says whether a chat was handed over to somebody who has not answered in it yet.
const isHanded = (row: Row, operator: string | undefined) => row.state === "in_progress" && row.operator === operator && kindOf(row) === "transfer" && !row.repliedAt;

// Handed stands above all other lists: what a colleague handed over waits for one person
// alone, and below the new chats it would not be seen.
function Handed({ me, begun }: { me: Schemas["Me"]; begun: Map<string, string> }) {
  const words = useWords();
  return <List which="active" part="handed" title={words("chats.handed")} me={me} begun={begun} />;
}

type ListProps = { which: Which; part?: "handed"; title: string; empty?: string; about?: string; me: Schemas["Me"]; begun: Map<string, string> };

function List({ which, part, title, empty, about, me, begun }: ListProps) {
  const words = useWords();
  const language = useLanguage();
  const { query: chats, rows: found } = useChats(which, me.operator);
  const all = useMemo(() => (which === "active" ? found.filter((row) => isHanded(row, me.operator) === !!part) : found), [found, which, part, me.operator]);
  const settings = useSettings();
  const titles = settings.data?.labels ?? none;
  const complete = useComplete();
  const take = useDeed((id: string) => accept(id), (_, id) => go(`/app/chats/${id}`));
  const onComplete = useCallback((row: Row) => {
    const here = `/app/chats/${row.id}`;
    const open = location.pathname === here;
    const lost = row.last?.author !== "customer" && (row.last?.status === "failed" || row.last?.status === "unsure");
    complete({ ...row, lost }, customerName(row, words), { gone: () => { if (open) go("/app/chats"); }, back: () => { if (open) go(here); } });
  }, [complete, words]);
  const { mutate: onTake } = take;
  // What a screen holds is drawn at once, the rest once the browser has nothing else to do.
  const [whole, setWhole] = useState(false);
  const some = all.length > 0;
  useEffect(() => { if (some) idle(() => startTransition(() => setWhole(true))); }, [some]);
  const rows = whole ? all : all.slice(0, screenful);
  const count = chats.hasNextPage && !part ? `${all.length}+` : String(all.length);
  if (!empty && !all.length) return null;
  return (
    <section className={styles.list}>
      <h2 id={`list-${part ?? which}`} className={styles.heading}>
        {title} <Badge variant="light" size="sm" aria-hidden>{count}</Badge>
        <span className="aloud">{words("chats.count", { n: all.length })}</span>
      </h2>
      {chats.isPending && <Loader size="sm" m="sm" aria-label={words("loading")} />}
      {chats.error && !all.length && <Text size="sm" c="red" p="sm" role="alert">{whyNot(words, chats.error, language)}</Text>}
      {chats.isSuccess && !found.length && <Text size="sm" c="var(--faint)" px="md" pb="sm">{empty}</Text>}
      {about && <Text size="xs" c="var(--faint)" px="md" pb={4}>{about}</Text>}
      <ul aria-label={title} className={styles.rows}>
        {rows.map((row) => (
          <Chat key={row.id} row={row} me={me} draft={begun.get(row.thread)} titles={titles} busy={take.isPending && take.variables === row.id} onTake={onTake} onComplete={onComplete} />
        ))}
      </ul>
      {chats.hasNextPage && !part && (
        <Button variant="subtle" size="xs" mx="md" loading={chats.isFetchingNextPage} onClick={() => chats.fetchNextPage()}>{words("more")}</Button>
      )}
    </section>
  );
}

// screenful is how many rows there is room for on a large screen.
const screenful = 14;

const none: Schemas["Settings"]["labels"] = [];

type ChatProps = { row: Row; me: Schemas["Me"]; draft: string | undefined; titles: Schemas["Settings"]["labels"]; busy: boolean; onTake: (id: string) => void; onComplete: (row: Row) => void };

// Chat is one row: there are many, so it is made of little.
const Chat = memo(function Chat({ row, me, draft, titles, busy, onTake, onComplete }: ChatProps) {
  const words = useWords();
  const language = useLanguage();
  const open = useAt(`/app/chats/${row.id}`); // a click draws two rows anew, and no list
  const unread = row.unread?.count ?? 0;
  const missed = row.state === "waiting" && row.missed?.some((m) => m.operator === me.operator);
  const handed = isHanded(row, me.operator);
  const name = customerName(row, words);
  return (
    <li className={styles.row} data-open={open || undefined} data-unread={unread > 0 || undefined}>
      <To href={`/app/chats/${row.id}`} data-row className={styles.link} aria-current={open ? "true" : undefined}>
        <span className={styles.face} data-hue={hue(name)} aria-hidden>{row.readable ? initials(name) : "?"}</span>
        <span className={styles.top}>
          <span className={styles.name} dir="auto">{name}</span>
          {row.priority !== "normal" && <b className={styles.priority} data-priority={row.priority}>{words(`priority.${row.priority}`)}</b>}
          {row.waiting ? <Waits since={row.waiting.since} alert={row.waiting.alert} /> : row.lastAt && <time className={styles.time} dateTime={row.lastAt}>{clock(row.lastAt, language)}</time>}
        </span>
        <span className={styles.where}>
          {row.channel ? `${channelName(row.channel, words)} · ${row.lineTitle || row.line}` : words("chat.assigned")}
          {row.teamTitle && ` · ${row.teamTitle}`}
        </span>
        <span className={styles.last}>
          {draft !== undefined ? <><b className={styles.draft}>{words("draft")}</b> {draft}</> : !row.readable && row.operator === me.operator ? words("chat.assigned.row") : <Last row={row} />}
        </span>
        {unread > 0 && <b className={styles.unread} aria-hidden>{unread > 99 ? "99+" : unread}</b>}
        {unread > 0 && <span className="aloud">{words("unread", { n: unread })}</span>}
        {(row.labels.length > 0 || row.snoozed || missed || handed) && (
          <span className={styles.marks}>
            {missed && <span className={styles.missed}>{words("chat.missed")}</span>}
            {handed && <span className={styles.missed}>{words("chat.handed")}</span>}
            {row.snoozed && <Snoozed until={row.snoozed.until} />}
            {row.labels.map((id) => <span key={id} className={styles.label}>{titles.find((l) => l.id === id)?.title ?? id}</span>)}
          </span>
        )}
      </To>
      {mayAccept(row, me) ? (
        <button type="button" className={styles.done} title={words("chat.accept.of", { name })} aria-label={words("chat.accept.of", { name })} disabled={busy} onClick={() => onTake(row.id)}>
          <Icon name="person" size={16} />
        </button>
      ) : row.state === "in_progress" && (
        <button type="button" className={styles.done} title={words("chat.complete.of", { name })} aria-label={words("chat.complete.of", { name })} disabled={busy} onClick={() => onComplete(row)}>
          <Icon name="check" size={16} />
        </button>
      )}
    </li>
  );
});

// Snoozed says that a chat is put off, until its time has come: nobody tells of that.
function Snoozed({ until }: { until: string | undefined }) {
  const words = useWords();
  const language = useLanguage();
  const over = useOver(until ? Date.parse(until) : undefined);
  return over ? null : <span className={styles.label}><Icon name="clock" size={12} />{until ? words("snoozed.until", { time: clock(until, language) }) : words("snoozed")}</span>;
}

// hue is one of six colours, the same for a name everywhere.
const hue = (name: string) => [...name].reduce((n, c) => (n * 31 + (c.codePointAt(0) ?? 0)) % 6_000, 7) % 6;

// Last is how what was said last begins, and whose it was.
function Last({ row }: { row: Row }) {
  const words = useWords();
  const last = row.last;
  if (!last) return null;
  if (last.deleted) return words("message.deleted");
  const text = last.text || (last.attachment ? words("attachment") : "");
  const lost = last.status === "failed" || last.status === "unsure"; // a reply that failed is no answer
  return last.author === "customer" ? <bdi>{text}</bdi> : <>{lost && <b className={styles.draft}>{words(`status.${last.status}` as Word)} · </b>}{`${words(last.automatic ? "author.automatic" : last.author === "bot" ? "author.bot" : "author.us")}: `}<bdi>{text}</bdi></>;
}

// Waits is how long the customer has waited, red once the team's alert has passed.
function Waits({ since, alert }: { since: string; alert: boolean }) {
  const words = useWords();
  const counting = useCounting(since);
  const [first] = useState(() => lasted(Date.now() - Date.parse(since)));
  // Who hears the row hears how long it is by then; it is no live region, which would be read each time.
  const said = useCallback((now: number) => words(alert ? "waits.long" : "waits", { time: lasted(Math.floor((now - Date.parse(since)) / 10_000) * 10_000) }), [words, alert, since]);
  return (
    <span className={styles.waits} data-alert={alert || undefined}>
      <Icon name="clock" size={12} />
      <span ref={counting} aria-hidden>{first}</span>
      <Ticking className="aloud" said={said} />
    </span>
  );
}
