// The table of all conversations: columns by choice, filters, and what can be done with
// a row. Rows come page by page and are drawn where one looks, however many there are.
import { ActionIcon, Checkbox, Menu, Popover, Stack } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { api, asked as answer, once } from "../api/client";
import { customerName, titled } from "../kit/names";
import { accept, kindOf, mayAccept, mayTakeOver, useDeed, usePages, useSettings } from "../kit/data";
import { MenuOf } from "../kit/menu";
import { Pick } from "../kit/press";
import { go as goTo } from "../kit/to";
import { Failed, Nothing, Screen, Waiting } from "../kit/screen";
import { StartChat, type Whom } from "../kit/start";
import { useMe } from "../people/me";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { useLanguage, useWords, type Words } from "../words/words";
import { columns, useColumns, type Column, type Row, type Show } from "./columns";
import styles from "./conversations.module.css";
import { Export } from "./export";
import { asked, read, written, type Filter } from "./filter";
import { Filters } from "./filters";
import { GroupBy, Groups } from "./groups";
import { Views } from "./views";

const page = 100;

export function Conversations() {
  const words = useWords();
  const me = useMe().data;
  const search = useSearch();
  const [, go] = useLocation();
  const filter = useMemo(() => read(search), [search]);
  const set = (to: Filter) => go(`/app/conversations${written(to) ? `?${written(to)}` : ""}`, { replace: true });
  const [shown, choose] = useColumns(me?.operator);
  const [whom, setWhom] = useState<Whom>();
  const query = asked(filter);
  const rows = usePages(["conversations", query], (cursor) => answer(api.GET("/v1/dialogs", { params: { query: { limit: page, ...query, ...cursor } } })), !!query, keepPreviousData);
  // Who leaves comes back to the first page: of what was scrolled through none is read again.
  const queries = useQueryClient();
  useEffect(() => () => void queries.setQueriesData<InfiniteData<unknown>>({ queryKey: ["conversations"] }, (had) => had?.pages && { pages: had.pages.slice(0, 1), pageParams: had.pageParams.slice(0, 1) }), [queries]);
  const none = !query || (rows.isSuccess && !rows.items.length && !rows.hasNextPage);
  return (
    <Screen title={words("conversations")} wide about={<span role="status">{query && rows.isSuccess && counted(rows.items, rows.hasNextPage, words)}</span>}
      actions={
        <>
          <GroupBy filter={filter} onChange={set} />
          {me?.operator && <Views filter={filter} shown={shown} onOpen={(to, ids) => { set(to); if (ids) choose(ids); }} />}
          {(me?.export || me?.role === "admin") && query && <Export query={query} shown={shown} />}
          <Columns shown={shown} onChoose={choose} />
        </>
      }>
      <Filters filter={filter} mayFind={!!me?.customers || me?.role === "admin"} onChange={set} />
      {filter.group && query && <Groups filter={filter} group={filter.group} onChange={set} />}
      {query && rows.isPending && <Waiting />}
      {rows.error && !rows.items.length && <Failed error={rows.error} again={rows.refetch} />}
      {none && <Nothing icon="table">{words(search ? "conversations.none" : "conversations.none.yet")}</Nothing>}
      {!none && rows.items.length > 0 && (
        <Table rows={rows.items} shown={shown} sort={filter.sort} onSort={(sort) => set({ ...filter, sort })} onStart={setWhom}
          onEnd={() => rows.hasNextPage && !rows.isFetchingNextPage && void rows.fetchNextPage()} />
      )}
      {whom && <StartChat whom={whom} onClose={() => setWhom(undefined)} />}
    </Screen>
  );
}

// counted says how many they are: what was handed over is a row for each who had it, and one
// conversation, as in the statistics.
function counted(rows: Pick<Row, "thread">[], more: boolean, words: Words): string {
  const n = new Set(rows.map((r) => r.thread)).size;
  const whole = words("conversations.count", { n, more: more ? "yes" : "no" });
  return n === rows.length ? whole : `${whole} · ${words("conversations.count.chats", { n: rows.length })}`;
}

// Columns is the gear: which columns are shown.
function Columns({ shown, onChoose }: { shown: Column[]; onChoose: (ids: string[]) => void }) {
  const words = useWords();
  const ids = shown.map((c) => c.id);
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus>
      <Popover.Target><ActionIcon size="lg" variant="default" aria-label={words("conversations.columns")}><Icon name="gear" /></ActionIcon></Popover.Target>
      <Popover.Dropdown aria-label={words("conversations.columns")}>
        <Checkbox.Group label={words("conversations.columns")} value={ids} onChange={onChoose}>
          <Stack gap={10} mt={6} className={styles.choices}>
            {columns.map((c) => <Checkbox key={c.id} size="sm" value={c.id} label={words(c.word)} disabled={c.id === "customer"} />)}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}

const height = 40; // of a row, in pixels

type TableProps = { rows: Row[]; shown: Column[]; sort: Filter["sort"]; onSort: (sort: Filter["sort"]) => void; onStart: (whom: Whom) => void; onEnd: () => void };

function Table({ rows, shown, sort, onSort, onStart, onEnd }: TableProps) {
  const words = useWords();
  const language = useLanguage();
  const settings = useSettings().data;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 12, getItemKey: (i) => rows[i]?.id ?? i });
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 20) onEnd();
    // What is fetched follows what is looked at.
  }, [last, rows.length]);
  const show = useMemo(() => ({ words, language, label: (id: string) => settings?.labels.find((l) => l.id === id)?.title ?? id }), [words, language, settings]);
  const gap = (size: number) => size > 0 && <tr aria-hidden><td colSpan={shown.length + 1} style={{ height: size, padding: 0, border: 0 }} /></tr>;
  return (
    <div ref={box} className={styles.box} tabIndex={0} role="region" aria-label={words("conversations.table")}>
      <table className={styles.table} aria-label={words("conversations")} aria-rowcount={-1}>
        <thead>
          <tr>
            {shown.map((c) => (
              <th key={c.id} scope="col" aria-sort={c.sort && c.sort === sort ? "descending" : undefined}>
                {c.sort ? <button type="button" className={styles.sort} onClick={() => onSort(c.sort ?? "opened")}>{words(c.word)}{c.sort === sort && <Icon name="down" size={12} />}</button> : words(c.word)}
              </th>
            ))}
            <th scope="col"><span className="aloud">{words("conversations.actions")}</span></th>
          </tr>
        </thead>
        <tbody>
          {gap(drawn[0]?.start ?? 0)}
          {drawn.map((v) => {
            const row = rows[v.index];
            return row && (
              <Line key={v.key} row={row} place={v.index + 2} shown={shown} show={show} onStart={onStart} />
            );
          })}
          {gap(virtual.getTotalSize() - (drawn.at(-1)?.end ?? 0))}
        </tbody>
      </table>
    </div>
  );
}

type LineProps = { row: Row; place: number; shown: Column[]; show: Show; onStart: (whom: Whom) => void };

// Line is one row: it is drawn when it comes into sight, and not with each that does.
const Line = memo(function Line({ row, place, shown, show, onStart }: LineProps) {
  return (
    <tr aria-rowindex={place}>
      {shown.map((c) => <td key={c.id} data-column={c.id}>{c.cell(row, show)}</td>)}
      <td><Actions row={row} onStart={onStart} /></td>
    </tr>
  );
});

// Actions is what can be done with a row (CL-17 … CL-19, OP-16); until it is opened, a button.
function Actions(props: ActsProps) {
  const words = useWords();
  const label = words("conversations.actions.of", { name: customerName(props.row, words) });
  return <MenuOf position="bottom-end" button={<Pick icon="more" label={label} className={styles.actions} />}><Acts {...props} /></MenuOf>;
}

type ActsProps = { row: Row; onStart: (whom: Whom) => void };

function Acts({ row, onStart }: ActsProps) {
  const words = useWords();
  const me = useMe().data;
  const take = useDeed((takeOver: boolean) => accept(row.id, takeOver), () => goTo(`/app/chats/${row.id}`), ["dialogs", "dialog", "conversations", "me", "targets"]);
  const name = customerName(row, words);
  const say = useSay();
  const params = { path: { id: row.id } };
  const actions = useQuery({ queryKey: ["actions", row.id], enabled: row.readable, queryFn: () => answer(api.GET("/v1/dialogs/{id}/actions", { params })) }).data?.items ?? [];
  const act = useDeed((rule: string) => answer(api.POST("/v1/dialogs/{id}/actions/{rule}", { params: { path: { id: row.id, rule }, header: once() } })), () => say.done(words("chat.done")), ["dialogs", "dialog", "messages", "conversations", "card"]);
  const cards = row.cards.map((c) => ({ ...c, path: `/app/cards/${encodeURIComponent(c.card)}`, called: titled(c.title, words) || words(`kind.${kindOf(c.card) ?? "lead"}`) }));
  return (
    <>
      {mayAccept(row, me) && <Menu.Item onClick={() => take.mutate(false)}>{words("chat.accept")}</Menu.Item>}
      {mayTakeOver(row, me) && <Menu.Item onClick={() => take.mutate(true)}>{words("chat.takeOver", { name: row.operatorName ?? "" })}</Menu.Item>}
      <Menu.Item component={Link} href={`/app/chats/${row.id}`}>{words("conversations.history")}</Menu.Item>
      {row.readable && <Menu.Item onClick={() => onStart({ name, contact: row.contact, customer: row.customer })}>{words("start")}</Menu.Item>}
      {row.contact && <Menu.Item component={Link} href={`/app/cards/${encodeURIComponent(row.contact)}`}>{words("conversations.openCard", { title: words("kind.contact") })}</Menu.Item>}
      {cards.map((c) => <Menu.Item key={c.card} component={Link} href={c.path}>{words("conversations.openCard", { title: c.called })}</Menu.Item>)}
      {cards.map((c) => <Menu.Item key={c.card} component={Link} href={`${c.path}#${row.id}`}>{words("conversations.activityOf", { title: c.called })}</Menu.Item>)}
      {actions.length > 0 && <Menu.Label>{words("chat.actions")}</Menu.Label>}
      {actions.map((a) => <Menu.Item key={a.id} onClick={() => act.mutate(a.id)}>{a.title}</Menu.Item>)}
    </>
  );
}
