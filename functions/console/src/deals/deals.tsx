// The board of a pipeline's deals, or of leads: columns by stage, cards that are moved by
// mouse, touch and keyboard.
import { ActionIcon, Button, Menu, SegmentedControl, Text, TextInput, Tooltip } from "@mantine/core";
import { draggable, dropTargetForElements, monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { Link, useLocation } from "wouter";
import type { Schemas } from "../api/client";
import { Badges, mayChange } from "../cards/card";
import { titled } from "../kit/names";
import { useFields, usePipelines } from "../kit/data";
import { Elsewhere } from "../kit/elsewhere";
import { Failed, Nothing, Screen, Waiting } from "../kit/screen";
import { shown } from "../kit/value";
import { useMe } from "../people/me";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { useLanguage, useWords, type Language } from "../words/words";
import { NewCard } from "./new";
import { scrolledAt } from "./edge";
import { carriedByFinger, type Carried } from "./finger";
import { useBoard, type Board, type Card, type Move } from "./data";
import styles from "./deals.module.css";
import { localeOf } from "../kit/locale";

export function Deals({ pipeline: chosen }: { pipeline: string | undefined }) {
  const words = useWords();
  const [, go] = useLocation();
  const me = useMe().data;
  const pipelines = usePipelines();
  const [part, setPart] = useState("");
  const [making, setMaking] = useState(false);
  if (pipelines.isPending) return <Waiting />;
  if (!pipelines.data) return <Screen title={words("deals")}><Failed error={pipelines.error} again={pipelines.refetch} /></Screen>;
  const leads = chosen === "leads" || (me?.deals === "none" && me.role !== "admin");
  const pipeline = pipelines.data.items.find((p) => `p-${p.id}` === chosen) ?? pipelines.data.items[0];
  const board: Board | undefined = leads ? { kind: "lead", stages: [{ id: "", title: words("deals.leads") }] } : pipeline && { kind: "deal", pipeline: pipeline.id, stages: pipeline.stages };
  return (
    <Screen title={words("deals")} wide
      actions={
        <>
          <SegmentedControl size="xs" aria-label={words("deals.board")} value={leads ? "leads" : `p-${pipeline?.id ?? ""}`} onChange={(v) => go(`/app/deals/${v}`)}
            data={[...pipelines.data.items.map((p) => ({ value: `p-${p.id}`, label: p.title })), { value: "leads", label: words("deals.leads") }]} />
          <TextInput size="xs" aria-label={words("deals.find")} placeholder={words("deals.find")} leftSection={<Icon name="find" size={14} />} value={part} onChange={(e) => setPart(e.currentTarget.value)} />
          {board && mayChange(me, board.kind) && <Button size="xs" leftSection={<Icon name="add" size={16} />} onClick={() => setMaking(true)}>{words(`cards.new.${board.kind}`)}</Button>}
          {(me?.role === "admin" || me?.leads === "change" || me?.deals === "change") && <Tooltip label={words("set.copilot")}><ActionIcon component={Link} href="/app/settings/copilot" size="lg" variant="default" aria-label={words("settings.of", { what: words("deals") })}><Icon name="gear" /></ActionIcon></Tooltip>}
        </>
      }>
      {making && board && <NewCard kind={board.kind} {...(board.kind === "deal" && { pipeline: board.pipeline, stages: board.stages })} onClose={() => setMaking(false)} />}
      <Elsewhere />
      {leads && <Text size="sm" c="var(--faint)" mb="xs">{words("deals.leads.about")}</Text>}
      {board ? <Kanban key={board.pipeline ?? "leads"} board={board} part={part} may={mayChange(me, board.kind)} /> : <Nothing icon="deals">{words("deals.noPipeline")}</Nothing>}
    </Screen>
  );
}

function Kanban({ board, part, may }: { board: Board; part: string; may: boolean }) {
  const words = useWords();
  const language = useLanguage();
  const say = useSay();
  const fields = useFields(board.kind).data?.items ?? [];
  const root = useRef<HTMLDivElement>(null);
  const title = (stage: string) => board.stages.find((s) => s.id === stage)?.title ?? stage;
  const { columns, pending, error, again, move } = useBoard(board, (m) => say.done(words("deals.moved", { title: m.card.title ?? m.card.ref, stage: title(m.to) })));
  const latest = useRef(move);
  latest.current = move;
  const [under, setUnder] = useState<string>(); // the column under a card that a finger carries
  const onCarried = useCallback((card: Card, { at, ended }: Carried) => {
    setUnder(ended ? undefined : at);
    if (ended && at) latest.current({ card, to: at });
  }, []);
  useEffect(() => monitorForElements({
    onDragStart: ({ location }) => carry.current(location.current.input),
    onDrag: ({ location }) => carry.current(location.current.input),
    onDrop: ({ source, location }) => {
      carry.current(undefined);
      const to = location.current.dropTargets[0]?.data.stage;
      if (typeof to === "string") latest.current({ card: source.data.card as Card, to });
    },
  }), []);
  const carry = useRef(carriedByMouse(root));
  const keyed = useRef<string>(undefined); // what was moved by a key last: the focus goes with it
  const sought = part.trim().toLocaleLowerCase(language);
  const fits = (c: Card) => [c.title, c.values.client_name].some((t) => typeof t === "string" && t.toLocaleLowerCase(language).includes(sought));
  const money = fields.find((f) => f.type === "money");
  return (
    <div ref={root} className={styles.board} role="region" aria-label={words("deals.kanban")} tabIndex={0} onKeyDown={step}>
      {pending && <Waiting />}
      {error && <Failed error={error} again={again} />}
      {!pending && columns.map(({ stage, cards, more, next }, i) => {
        const seen = sought ? cards.filter(fits) : cards;
        return (
          <Column key={stage.id} stage={stage.id} under={under === stage.id} off={board.kind === "lead" || !may}>
            <header className={styles.head}>
              <h2 id={`stage-${i}`}>{stage.title}</h2>
              <Text size="xs" c="var(--faint)">{words("deals.count", { n: seen.length, more: more ? "yes" : "no" })}{money && sums(seen, money.name, language).map((s) => ` · ${s}`)}</Text>
            </header>
            {!seen.length && <Text size="sm" c="var(--faint)" px="xs">{words("deals.none")}</Text>}
            <ul className={styles.cards} aria-labelledby={`stage-${i}`}>
              {seen.map((c) => <One key={c.ref} card={c} money={money} board={board} may={may} keyed={keyed} onMove={move} onCarried={onCarried} />)}
            </ul>
            {more && <Button size="xs" variant="subtle" onClick={next}>{words("more")}</Button>}
          </Column>
        );
      })}
    </div>
  );
}

// carriedByMouse is told where a card is that the mouse carries, and scrolls at the edges for
// as long as it is there.
function carriedByMouse(board: RefObject<HTMLElement | null>) {
  let at: { clientX: number; clientY: number } | undefined;
  const scroll = () => {
    if (!at || !board.current) return;
    scrolledAt(board.current, at.clientX, at.clientY);
    requestAnimationFrame(scroll);
  };
  return (now: typeof at) => {
    const begins = now && !at;
    at = now;
    if (begins) requestAnimationFrame(scroll);
  };
}

// step goes from card to card by the arrow keys.
function step(e: KeyboardEvent<HTMLElement>) {
  if (e.shiftKey || !["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(e.key)) return;
  const at = document.activeElement?.closest("li");
  const column = at?.parentElement;
  if (!at || !column || !e.currentTarget.contains(at)) return;
  const lists = [...e.currentTarget.querySelectorAll("ul")].filter((l) => l.children.length > 0);
  const n = [...column.children].indexOf(at);
  const beside = lists[lists.indexOf(column as HTMLUListElement) + (e.key === "ArrowRight" ? 1 : -1)];
  const to = e.key === "ArrowDown" ? column.children[n + 1] : e.key === "ArrowUp" ? column.children[n - 1] : beside?.children[Math.min(n, beside.children.length - 1)];
  e.preventDefault();
  to?.querySelector<HTMLElement>("a")?.focus();
}

// sums are the amounts of a column, by currency.
export function sums(cards: Pick<Card, "values">[], field: string, language: Language): string[] {
  const by = new Map<string, number>();
  for (const { values } of cards) {
    const v = values[field];
    if (v && typeof v === "object" && !Array.isArray(v)) by.set(v.currency ?? "", (by.get(v.currency ?? "") ?? 0) + v.amount);
  }
  return [...by].map(([currency, amount]) => new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 0, ...(currency && { style: "currency", currency }) }).format(amount));
}

function Column({ stage, under, off, children }: { stage: string; under: boolean; off: boolean; children: React.ReactNode }) {
  const box = useRef<HTMLElement>(null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!box.current || off) return;
    return dropTargetForElements({ element: box.current, getData: () => ({ stage }), onDragEnter: () => setOver(true), onDragLeave: () => setOver(false), onDrop: () => setOver(false) });
  }, [stage, off]);
  return <section ref={box} className={styles.column} data-stage={off ? undefined : stage} data-over={over || under || undefined}>{children}</section>;
}

function One({ card, money, board, may, keyed, onMove, onCarried }: { card: Card; money: Schemas["Field"] | undefined; board: Board; may: boolean; keyed: RefObject<string | undefined>; onMove: (m: Move) => void; onCarried: (card: Card, c: Carried) => void }) {
  const words = useWords();
  const language = useLanguage();
  const box = useRef<HTMLLIElement>(null);
  const [held, setHeld] = useState(false);
  const movable = may && board.kind === "deal";
  const latest = useRef(card);
  latest.current = card;
  useEffect(() => {
    if (!box.current || !movable) return;
    const byMouse = draggable({ element: box.current, getInitialData: () => ({ card: latest.current }), onDragStart: () => setHeld(true), onDrop: () => setHeld(false) });
    const byFinger = carriedByFinger(box.current, (c) => {
      setHeld(!c.ended);
      onCarried(latest.current, c);
    });
    return () => { byFinger(); byMouse(); };
  }, [movable, onCarried]);
  const title = titled(card.title, words) || card.ref;
  const client = card.values.client_name;
  const amount = money && shown(card.values[money.name], money.type, words, language);
  const at = board.stages.findIndex((s) => s.id === card.stage);
  const keys = (e: KeyboardEvent) => {
    const to = movable && e.shiftKey && (e.key === "ArrowRight" ? board.stages[at + 1] : e.key === "ArrowLeft" ? board.stages[at - 1] : undefined);
    if (!to) return;
    e.preventDefault();
    keyed.current = card.ref;
    onMove({ card, to: to.id });
  };
  // In another column it is another element.
  useLayoutEffect(() => {
    if (keyed.current === card.ref && document.activeElement === document.body) box.current?.querySelector("a")?.focus();
  }, []);
  return (
    <li ref={box} className={styles.card} data-held={held || undefined} onKeyDown={keys}>
      <div className={styles.top}>
        <Link href={`/app/cards/${encodeURIComponent(card.ref)}`} className={styles.title} draggable={false}>{title}</Link>
        {movable && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target><ActionIcon size="sm" variant="subtle" color="gray" aria-label={words("deals.move", { title })}><Icon name="more" size={14} /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{words("deals.moveTo")}</Menu.Label>
              {board.stages.filter((s) => s.id !== card.stage).map((s) => <Menu.Item key={s.id} onClick={() => onMove({ card, to: s.id })}>{s.title}</Menu.Item>)}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {typeof client === "string" && client !== title && <Text size="xs" c="var(--faint)">{client}</Text>}
      {amount && <Text size="sm" fw={600}>{amount}</Text>}
      <div className={styles.badges}><Badges all={card.badges} offers={card.awaiting} /></div>
    </li>
  );
}
