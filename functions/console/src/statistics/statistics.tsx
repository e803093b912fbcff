// What was counted: tiles, and charts that are tables for whoever reads them so.
import { Group, Select, Text, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { api, asked, once, type Schemas } from "../api/client";
import { useDeed, useLines, useNames, useTargets } from "../kit/data";
import { Sure } from "../kit/form";
import { channelName } from "../kit/names";
import { Failed, Screen, Waiting } from "../kit/screen";
import { lasted } from "../kit/time";
import { useMe } from "../people/me";
import { useSay } from "../shell/said";
import { useLanguage, useWords, type Word } from "../words/words";
import { Corrected } from "./corrected";
import { LoadNow } from "./load";
import styles from "./statistics.module.css";
import { localeOf } from "../kit/locale";

type Row = Schemas["FiguresRow"];
type Total = Schemas["Figures"];
const parts = ["day", "line", "channel", "team", "operator"] as const;
type By = (typeof parts)[number];

// date is a day as inputs and the API write it, so many days from today.
export function date(days: number, now = new Date()): string {
  const d = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  return [d.getFullYear(), String(d.getMonth() + 1).padStart(2, "0"), String(d.getDate()).padStart(2, "0")].join("-");
}

export function Statistics() {
  const words = useWords();
  const params = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const from = params.get("from") ?? date(-29);
  const to = params.get("to") ?? date(0);
  const by = parts.find((p) => p === params.get("by")) ?? "day";
  const set = (part: Record<string, string>) => go(`/app/statistics?${new URLSearchParams({ from, to, by, ...part }).toString()}`, { replace: true });
  const got = useQuery({ queryKey: ["statistics", from, to, by], queryFn: () => asked(api.GET("/v1/statistics", { params: { query: { from, to, by } } })), placeholderData: keepPreviousData });
  return (
    <Screen title={words("statistics")} about={got.data && words("statistics.zone", { zone: got.data.zone })}
      actions={
        <>
          <TextInput type="date" size="xs" label={words("statistics.from")} value={from} max={to} onChange={(e) => e.currentTarget.value && set({ from: e.currentTarget.value })} />
          <TextInput type="date" size="xs" label={words("statistics.to")} value={to} min={from} onChange={(e) => e.currentTarget.value && set({ to: e.currentTarget.value })} />
          <Select size="xs" label={words("statistics.by")} allowDeselect={false} value={by} data={parts.map((value) => ({ value, label: words(`statistics.by.${value}`) }))} onChange={(v) => v && set({ by: v })} />
        </>
      }>
      {got.isPending && <Waiting />}
      {got.error && <Failed error={got.error} again={got.refetch} />}
      {got.data && (
        <>
          <Tiles total={got.data.total} />
          <Text size="xs" c="var(--faint)" mb="md">{words("statistics.conversations.about")} {words("statistics.messages.about")}</Text>
          <LoadNow />
          <Table rows={got.data.rows} by={by} />
          <Hours id="statistics-hours" title={words("statistics.hours")} counts={got.data.total.openedByHour} />
          <Hours id="statistics-open" title={words("statistics.open")} about={words("statistics.open.about")} counts={got.data.total.openByHour} />
          <Corrected of={got.data.total.copilot} />
          <Anew />
        </>
      )}
    </Screen>
  );
}

// Anew has all be counted, or be put into the lists, again, by an administrator.
function Anew() {
  const me = useMe().data;
  if (me?.role !== "admin") return null;
  return <Group gap="xs"><Rebuild what="statistics" shows="statistics" /><Rebuild what="lists" shows="dialogs" /></Group>;
}

// rebuilds are how each is asked for and looked at.
const rebuilds = {
  statistics: {
    begin: () => api.POST("/v1/statistics/rebuild", { params: { header: once() } }),
    look: (id: string) => api.GET("/v1/statistics/rebuild/{id}", { params: { path: { id } } }),
  },
  lists: {
    begin: () => api.POST("/v1/lists/rebuild", { params: { header: once() } }),
    look: (id: string) => api.GET("/v1/lists/rebuild/{id}", { params: { path: { id } } }),
  },
};

// Rebuild asks for one of them, and tells how far it is until it is done.
function Rebuild({ what, shows }: { what: keyof typeof rebuilds; shows: string }) {
  const words = useWords();
  const say = useSay();
  const queries = useQueryClient();
  const [id, setId] = useState<string>();
  const ask = useDeed(() => asked(rebuilds[what].begin()), (p) => { setId(p.id); say.done(words(`rebuild.begun.${what}`)); }, []);
  const progress = useQuery({
    queryKey: ["rebuild", id], enabled: !!id,
    queryFn: () => asked(rebuilds[what].look(id ?? "")),
    refetchInterval: (q) => (q.state.data && q.state.data.state !== "running" ? false : 2_000),
  }).data;
  const over = progress?.state;
  useEffect(() => { if (over === "done") void queries.invalidateQueries({ queryKey: [shows] }); }, [over, queries, shows]);
  return (
    <>
      <Sure color="blue" label={words(`rebuild.of.${what}`)} ask={words(`rebuild.ask.${what}`)} busy={ask.isPending || over === "running"} onSure={() => ask.mutate(undefined)} />
      <Text size="sm" c={over === "failed" ? "red" : "var(--faint)"} role="status">{over && words(`rebuild.${over}`, { n: progress.stretches })}</Text>
    </>
  );
}

// Tiles are the sums of the period, and the times in which half of the chats were done.
function Tiles({ total: t }: { total: Total }) {
  const words = useWords();
  const language = useLanguage();
  const number = (n: number) => new Intl.NumberFormat(localeOf(language)).format(n);
  const percent = (n: number | undefined) => (n === undefined ? "—" : new Intl.NumberFormat(localeOf(language), { style: "percent", maximumFractionDigits: 0 }).format(n));
  const times: [Word, Schemas["Spread"] | undefined][] = [["statistics.accepted", t.accepted], ["statistics.replied", t.replied], ["statistics.talked", t.talked], ["statistics.ended", t.ended]];
  return (
    <dl className={styles.tiles}>
      <Tile title={words("statistics.opened")} value={number(t.opened)} about={words("statistics.conversations", { n: t.conversations.began })} />
      <Tile title={words("statistics.closed")} value={number(t.closed)} about={words("statistics.conversations", { n: t.conversations.ended })} />
      {times.map(([title, s]) => <Tile key={title} title={words(title)} value={s?.count ? lasted(s.medianSeconds * 1_000) : "—"} about={s?.count ? words("statistics.p90", { time: lasted(s.p90Seconds * 1_000) }) : undefined} />)}
      <Tile title={words("statistics.messages")} value={number(t.messages.customers + t.messages.operators + t.messages.bots)} about={words("statistics.messages.of", { customers: t.messages.customers, operators: t.messages.operators, bots: t.messages.bots })} />
      <Tile title={words("statistics.filled")} value={number(t.copilot.filled)} />
      <Tile title={words("statistics.acceptance")} value={percent(t.copilot.acceptance)} about={words("statistics.proposed", { n: t.copilot.proposed })} />
    </dl>
  );
}

function Tile({ title, value, about }: { title: string; value: string; about?: string | undefined }) {
  return (
    <div className={styles.tile}>
      <dt>{title}</dt>
      <dd>{value}{about && <Text component="small" size="xs" c="var(--faint)" display="block">{about}</Text>}</dd>
    </div>
  );
}

// Table is one row a day, line, team or operator, with bars for who sees them.
function Table({ rows, by }: { rows: Row[]; by: By }) {
  const words = useWords();
  const language = useLanguage();
  const names = useNames();
  const lines = useLines().data?.items ?? [];
  const teams = useTargets().data?.teams ?? [];
  const most = Math.max(1, ...rows.map((r) => r.opened));
  const name = (key: string) => {
    if (!key) return words("statistics.nobody");
    if (by === "day") return new Intl.DateTimeFormat(localeOf(language), { day: "numeric", month: "short", weekday: "short", timeZone: "UTC" }).format(new Date(`${key}T00:00:00Z`));
    return { line: lines.find((l) => l.id === key)?.title, channel: channelName(key, words), team: teams.find((t) => t.id === key)?.title, operator: names(key) }[by] || key;
  };
  const time = (s: Schemas["Spread"] | undefined) => (s?.count ? lasted(s.medianSeconds * 1_000) : "—");
  return (
    <section className={styles.part}>
      <h2 id="statistics-rows">{words(`statistics.by.${by}`)}</h2>
      {!rows.length && <Text size="sm" c="var(--faint)">{words("statistics.none")}</Text>}
      {rows.length > 0 && (
        <div className={styles.box} tabIndex={0} role="region" aria-labelledby="statistics-rows">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{words(`statistics.by.${by}`)}</th>
                <th scope="col">{words("statistics.opened")}</th>
                <th scope="col">{words("statistics.closed")}</th>
                <th scope="col">{words("statistics.accepted")}</th>
                <th scope="col">{words("statistics.replied")}</th>
                <th scope="col">{words("statistics.talked")}</th>
                <th scope="col">{words("statistics.filled")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((r) => (
                <tr key={r.key}>
                  <th scope="row">{name(r.key)}</th>
                  <td className={styles.counted}><span className={styles.bar} style={{ width: `${(r.opened / most) * 100}%` }} aria-hidden /><span>{r.opened}</span></td>
                  <td>{r.closed}</td>
                  <td>{time(r.accepted)}</td>
                  <td>{time(r.replied)}</td>
                  <td>{time(r.talked)}</td>
                  <td>{r.copilot.filled}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

// Hours are counts by the hour of the day.
function Hours({ id, title, about, counts }: { id: string; title: string; about?: string; counts: number[] }) {
  const most = Math.max(1, ...counts);
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {about && <Text size="xs" c="var(--faint)">{about}</Text>}
      <table className={styles.hours} aria-labelledby={id}>
        <thead className="aloud"><tr>{counts.map((_, hour) => <th key={hour} scope="col">{hour}:00</th>)}</tr></thead>
        <tbody>
          <tr>{counts.map((n, hour) => <td key={hour}><span className={styles.column} style={{ height: `${(n / most) * 100}px` }} aria-hidden /><span className="aloud">{n}</span><small aria-hidden>{hour % 3 === 0 ? hour : ""}</small></td>)}</tr>
        </tbody>
      </table>
    </section>
  );
}
