// A card as a page: what its fields hold, its chats with CoPilot, and its history.
import { Alert, Badge, Button, Select, Text, Tooltip } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Link, useLocation } from "wouter";
import { answered, api, asked, once, type Schemas } from "../api/client";
import { connectionOf, kindOf, useDeed, useFieldsOf, useNames, usePages, usePipelines } from "../kit/data";
import { channelName, titled, stateName } from "../kit/names";
import { Sure } from "../kit/form";
import { Failed, Screen, Waiting } from "../kit/screen";
import { StartChat } from "../kit/start";
import { Summary } from "../kit/summary";
import { full } from "../kit/time";
import { shown } from "../kit/value";
import { useMe } from "../people/me";
import { Icon } from "../shell/icons";
import { byCode, useLanguage, useWords } from "../words/words";
import styles from "./card.module.css";
import { EditCard } from "./edit";
import { CardFacts } from "./facts";
import { People } from "./people";

const DealOf = lazy(() => import("../deals/new").then((m) => ({ default: m.DealOf })));

type Detail = Schemas["CardDetail"];
type Read = { data: Detail; etag: string };

// useWhole is a card with the version that a change of it names; every says whether it is
// read again by itself, and after how many milliseconds.
export const useWhole = (ref: string, every?: (read: Read | undefined) => number | false) => useQuery({ queryKey: ["card", "whole", ref], refetchInterval: (query) => every?.(query.state.data) ?? false, queryFn: (): Promise<Read> => answered(api.GET("/v1/cards/{ref}", { params: { path: { ref } } })) });

export const changeCard = (ref: string, etag: string, body: Schemas["ChangeCard"]) =>
  answered(api.PATCH("/v1/cards/{ref}", { params: { path: { ref }, header: { "If-Match": etag } }, body }));

// mayChange says whether somebody may change cards of the kind.
export function mayChange(me: Schemas["Me"] | undefined, kind: Detail["kind"]): boolean {
  if (!me || me.role === "admin") return !!me;
  const rights = { lead: [me.leads], deal: [me.deals], case: [me.cases], contact: [me.leads, me.deals, me.cases], company: [me.leads, me.deals, me.cases] }[kind];
  return rights.includes("change");
}

export function CardPage({ of }: { of: string }) {
  const words = useWords();
  const language = useLanguage();
  const [, go] = useLocation();
  const me = useMe().data;
  const card = useWhole(of);
  const fields = useFieldsOf(of);
  const kind = kindOf(of) ?? "lead";
  const [writing, setWriting] = useState(false);
  const [editing, setEditing] = useState(false);
  const [ordering, setOrdering] = useState(false);
  const [summary, setSummary] = useState<string>();
  const seen = useDeed(() => asked(api.POST("/v1/cards/{ref}/acknowledge", { params: { path: { ref: of }, header: once() } })));
  const drop = useDeed(() => asked(api.DELETE("/v1/cards/{ref}", { params: { path: { ref: of } } })), () => go(kind === "deal" ? "/app/deals" : "/app/contacts"));
  if (card.isPending || fields.isPending) return <Waiting />;
  if (!card.data) return <Screen title={words(`kind.${kind}`)}><Failed error={card.error} again={card.refetch} /></Screen>;
  const c = card.data.data;
  const may = mayChange(me, c.kind);
  return (
    <Screen title={titled(c.title, words) || of} about={`${words(`kind.${c.kind}`)} · ${full(c.createdAt, language)}${c.closed ? ` · ${words("cards.closed")}` : ""}`}
      actions={
        <>
          <Badges all={c.badges} offers={c.offers.length} />
          {(c.badges.includes("fields_filled") || c.badges.includes("unsure")) && may && <Button size="xs" variant="default" loading={seen.isPending} onClick={() => seen.mutate(undefined)}>{words("cards.seen")}</Button>}
          {may && <Button size="xs" variant="default" onClick={() => setEditing(true)}>{words("edit")}</Button>}
          {may && <Sure label={words("delete")} ask={words("cards.delete", { title: titled(c.title, words) || of })} busy={drop.isPending} onSure={() => drop.mutate(undefined)} />}
          {kind === "lead" && mayChange(me, "deal") && <Button size="xs" variant="default" leftSection={<Icon name="deals" size={16} />} onClick={() => setOrdering(true)}>{words("cards.toDeal")}</Button>}
          {me?.operator && kind !== "company" && <Button size="xs" variant="default" leftSection={<Icon name="chats" size={16} />} onClick={() => setWriting(true)}>{words("start")}</Button>}
        </>
      }>
      {c.badges.includes("unsure") && <Alert color="yellow" p="xs" mb="sm">{words("cards.unsure.why")}</Alert>}
      <div className={styles.page}>
        <section className={styles.part} aria-labelledby="card-fields">
          <h2 id="card-fields">{words("cards.fields")}</h2>
          {c.kind === "deal" && <Stage read={card.data} may={may} />}
          <CardFacts card={c} fields={fields.data?.items ?? []} onOffer={() => go("/app/approvals")} />
          <Related card={c} />
        </section>
        {kind === "company" ? <People of={of} writes={!!me?.operator} /> : <Chats card={c} onSummary={setSummary} />}
        <History card={c} fields={fields.data?.items ?? []} onSummary={setSummary} />
      </div>
      {writing && <StartChat whom={{ name: titled(c.title, words) || of, contact: of }} onClose={() => setWriting(false)} />}
      {ordering && <Suspense><DealOf lead={c} onClose={() => setOrdering(false)} /></Suspense>}
      {editing && <EditCard read={card.data} fields={fields.data?.items ?? []} onClose={() => setEditing(false)} />}
      {summary && <Summary run={summary} onClose={() => setSummary(undefined)} />}
    </Screen>
  );
}

// Badges are what CoPilot left to do with a card (FF-08, FF-09).
export function Badges({ all, offers }: { all: Detail["badges"]; offers?: number }) {
  const words = useWords();
  return all.map((b) => (
    <Badge key={b} size="sm" variant="light" color={b === "fields_filled" ? "violet" : "yellow"} className={styles.badge} title={b === "unsure" ? words("cards.unsure.why") : undefined}>
      {b === "awaiting_approval" ? words("cards.awaiting", { n: offers ?? 0 }) : words(b === "unsure" ? "cards.unsure" : "cards.filled")}
    </Badge>
  ));
}

function Stage({ read, may }: { read: Read; may: boolean }) {
  const words = useWords();
  const queries = useQueryClient();
  const c = read.data;
  const stages = usePipelines(connectionOf(c.ref)).data?.items.find((p) => p.id === c.pipeline)?.stages ?? [];
  const move = useDeed((stage: string) => changeCard(c.ref, read.etag, { stage }), (now) => queries.setQueryData(["card", "whole", c.ref], now));
  return <Select label={words("cards.stage")} size="xs" mb="xs" allowDeselect={false} disabled={!may || move.isPending} value={(move.isPending ? move.variables : c.stage) ?? null} data={stages.map((s) => ({ value: s.id, label: s.title }))} onChange={(stage) => stage && move.mutate(stage)} />;
}

// Related are the cards that this one belongs to.
function Related({ card }: { card: Detail }) {
  const words = useWords();
  return [card.contact, card.company].map((ref) => ref && <Text key={ref} size="sm"><Link href={`/app/cards/${encodeURIComponent(ref)}`}>{words("conversations.openCard", { title: words(`kind.${kindOf(ref) ?? "contact"}`) })}</Link></Text>);
}

// find brings what an address leads to into view.
const find = (at: HTMLElement | null) => {
  at?.scrollIntoView({ block: "center" });
  at?.focus({ preventScroll: true });
};

function Chats({ card, onSummary }: { card: Detail; onSummary: (run: string) => void }) {
  const words = useWords();
  const [meant] = useState(() => decodeURIComponent(location.hash.slice(1))); // the chat that the address names (CL-19)
  const language = useLanguage();
  const run = useDeed((d: string) => asked(api.POST("/v1/dialogs/{id}/runs", { params: { path: { id: d }, header: once() }, body: { card: card.ref, language } })));
  return (
    <section className={styles.part} aria-labelledby="card-chats">
      <h2 id="card-chats">{words("cards.chats")}</h2>
      {!card.dialogs.length && <Text size="sm" c="var(--faint)">{words("cards.chats.none")}</Text>}
      <ul className={styles.list}>
        {card.dialogs.map((d) => (
          <li key={d.dialog} ref={d.dialog === meant ? find : undefined} tabIndex={d.dialog === meant ? -1 : undefined} className={styles.chat} data-meant={d.dialog === meant || undefined}>
            <Link href={`/app/chats/${d.dialog}`}>{d.channel ? channelName(d.channel, words) : words("chat")}</Link>
            <Text size="xs" c="var(--faint)">{stateName(d, words)} · {full(d.openedAt, language)}</Text>
            <div className={styles.buttons}>
              <Tooltip label={d.code ? byCode(words, d.code) : words("copilot.run")}>
                <Button size="compact-xs" variant="default" leftSection={<Icon name="spark" size={14} />} data-disabled={!d.mayRun || undefined} aria-disabled={!d.mayRun} loading={run.isPending && run.variables === d.dialog} onClick={() => d.mayRun && run.mutate(d.dialog)}>{words("copilot")}</Button>
              </Tooltip>
              {d.run && d.readable && <Button size="compact-xs" variant="light" onClick={() => onSummary(d.run ?? "")}>{words("copilot.view")}</Button>}
            </div>
            {!d.mayRun && d.code && <Text size="xs" c="var(--faint)">{byCode(words, d.code)}</Text>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function History({ card, fields, onSummary }: { card: Detail; fields: Schemas["Field"][]; onSummary: (run: string) => void }) {
  const words = useWords();
  const language = useLanguage();
  const names = useNames();
  const entries = usePages(["card", "timeline", card.ref], (cursor) => asked(api.GET("/v1/cards/{ref}/timeline", { params: { path: { ref: card.ref }, query: { limit: 50, ...cursor } } })));
  const said = (e: Schemas["Entry"]) => {
    const field = fields.find((f) => f.name === e.field);
    const title = field?.title ?? (e.what ? words(`cards.what.${e.what}`) : (e.field ?? ""));
    return [title, [e.old, e.new].map((v) => shown(v, field?.type, words, language)).filter(Boolean).join(" → ")].filter(Boolean).join(": ");
  };
  return (
    <section className={styles.part} aria-labelledby="card-history">
      <h2 id="card-history">{words("cards.history")}</h2>
      {entries.isPending && <Waiting />}
      {entries.error && !entries.items.length && <Failed error={entries.error} again={entries.refetch} />}
      <ol className={styles.list}>
        {entries.items.map((e) => (
          <li key={e.id} className={styles.entry}>
            <b>{words(`cards.entry.${e.kind}`)}</b> {said(e)}
            {e.open && <Badge size="xs" ml={6} color="yellow" variant="light" className={styles.badge}>{words("cards.open")}</Badge>}
            {e.current && <Badge size="xs" ml={6} variant="light" className={styles.badge}>{words("cards.current")}</Badge>}
            {e.quote && <blockquote className={styles.quote}>{e.quote}</blockquote>}
            {e.kind === "summary" && e.run && <Button size="compact-xs" variant="light" onClick={() => onSummary(e.run ?? "")}>{words("copilot.view")}</Button>}
            <Text size="xs" c="var(--faint)">{e.by !== "copilot" ? names(e.by) : words(e.kind === "dialog_bound" || e.kind === "created" ? "copilot.automatic" : "copilot")} · <time dateTime={e.at}>{full(e.at, language)}</time></Text>
          </li>
        ))}
      </ol>
      {entries.hasNextPage && <Button variant="subtle" size="xs" loading={entries.isFetchingNextPage} onClick={() => entries.fetchNextPage()}>{words("more")}</Button>}
    </section>
  );
}
