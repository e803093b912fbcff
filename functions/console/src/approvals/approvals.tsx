// One inbox of all that is proposed, by CoPilot and by merging contacts: values for fields that hold another one, card
// by card, each kept or replaced by a click or a key.
import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, asked, type Schemas } from "../api/client";
import { connectionOf, decide, useCard, usePages } from "../kit/data";
import { useKeys } from "../kit/keys";
import { titled } from "../kit/names";
import { Failed, Nothing, Screen, Waiting } from "../kit/screen";
import { Summary } from "../kit/summary";
import { full } from "../kit/time";
import { useSay } from "../shell/said";
import { useLanguage, useWords } from "../words/words";
import styles from "./approvals.module.css";
import { Offered, type Decision } from "./offered";

type Card = Schemas["Proposals"];
type Offer = Schemas["Offer"];

const idOf = (o: Pick<Offer, "run" | "field">) => `${o.run}.${o.field}`;

// useInbox is what waits, without what was just decided, and how it is decided.
function useInbox() {
  const say = useSay();
  const queries = useQueryClient();
  const query = usePages(["card", "proposals"], (cursor) => asked(api.GET("/v1/proposals", { params: { query: { limit: 20, ...cursor } } })));
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const settle = useMutation({
    mutationFn: (d: Decision) => decide(d.run, { fields: { [d.field]: d.as } }),
    onMutate: (d) => setGone((all) => new Set(all).add(idOf(d))),
    onError: (error, d) => {
      setGone((all) => new Set([...all].filter((id) => id !== idOf(d))));
      say.failed(error);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["card"] }),
  });
  const cards = query.items.map((c) => ({ ...c, offers: c.offers.filter((o) => !gone.has(idOf(o))) })).filter((c) => c.offers.length > 0);
  return { query, cards, settle: settle.mutate };
}

export function Approvals() {
  const words = useWords();
  const { query, cards, settle } = useInbox();
  const list = useRef<HTMLDivElement>(null);
  const [summary, setSummary] = useState<string>();
  const offers = cards.flatMap((c) => c.offers.map((offer) => ({ offer, may: c.mayDecide })));
  const at = useRef(0); // which was last pointed at

  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-offer]") ?? [])];
  const focused = () => rows().findIndex((row) => row.contains(document.activeElement));
  const go = (to: number) => rows()[Math.max(0, Math.min(to, offers.length - 1))]?.focus();
  const choose = (as: Decision["as"]) => {
    const chosen = offers[focused()];
    if (chosen?.may) settle({ run: chosen.offer.run, field: chosen.offer.field, as });
  };
  useKeys([
    { keys: "J", word: "keys.next", go: () => go(focused() + 1) },
    { keys: "K", word: "keys.previous", go: () => go(focused() - 1) },
    { keys: "A", word: "keys.replace", go: () => choose("replace") },
    { keys: "Shift+K", word: "keys.keep", go: () => choose("keep") },
  ]);
  // What was pointed at goes when it is decided: the next one is pointed at.
  const count = offers.length;
  const before = useRef(count);
  useEffect(() => {
    if (count < before.current && document.activeElement === document.body) go(at.current);
    before.current = count;
  }, [count]);

  return (
    <Screen title={words("approvals")} about={count > 0 && <span className={styles.hint}>{words("approvals.keys")}</span>}>
      {query.isPending && <Waiting />}
      {query.error && !query.items.length && <Failed error={query.error} again={query.refetch} />}
      {query.isSuccess && count === 0 && !query.hasNextPage && <Nothing icon="check">{words("approvals.none")}</Nothing>}
      <div ref={list} className={styles.cards} onFocus={() => (at.current = Math.max(0, focused()))}>
        {cards.map((c) => <Proposed key={c.card} card={c} onDecide={settle} onSummary={setSummary} />)}
      </div>
      {query.hasNextPage && <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>{words("more")}</Button>}
      {summary && <Summary run={summary} onClose={() => setSummary(undefined)} />}
    </Screen>
  );
}

type ProposedProps = { card: Card; onDecide: (d: Decision) => void; onSummary: (run: string) => void };

// Proposed is a card with its offers.
function Proposed({ card, onDecide, onSummary }: ProposedProps) {
  const words = useWords();
  const language = useLanguage();
  const kind = words(`kind.${card.kind}`);
  const there = useCard(!card.title && connectionOf(card.card) ? card.card : undefined); // a connected CRM has the title
  const title = titled(card.title || there.data?.title, words) || card.card;
  const runs = [...new Set(card.offers.filter((o) => o.readable && !o.from).map((o) => o.run))];
  return (
    <section className={styles.card} aria-label={`${kind} ${title}`}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <Text size="xs" c="var(--faint)">{kind}{card.proposedAt && ` · ${full(card.proposedAt, language)}`}</Text>
        <div className={styles.links}>
          {runs.map((run) => <Button key={run} size="compact-xs" variant="light" onClick={() => onSummary(run)}>{words("copilot.view")}</Button>)}
        </div>
      </header>
      {card.fieldsUnknown && <Text size="xs" c="var(--soon)">{words("approvals.unknown")}</Text>}
      {!card.mayDecide && <Text size="xs" c="var(--faint)">{words("approvals.mayNot")}</Text>}
      {card.offers.map((o) => <Offered key={idOf(o)} card={card.card} offer={o} may={card.mayDecide} onDecide={onDecide} />)}
    </section>
  );
}
