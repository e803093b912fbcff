// The columns that there are, and which of them an operator has chosen to see.
import { useState, type ReactNode } from "react";
import { To } from "../kit/to";
import type { Schemas } from "../api/client";
import { kindOf } from "../kit/data";
import { channelName, customerName, titled } from "../kit/names";
import { full, lasted } from "../kit/time";
import type { Language, Word, Words } from "../words/words";
import styles from "./conversations.module.css";
import { statusOf } from "./filter";

export type Row = Schemas["DialogRow"];
export type Show = { words: Words; language: Language; label: (id: string) => string };
export type Column = { id: string; word: Word; sort?: "opened" | "activity"; cell: (row: Row, show: Show) => ReactNode };

const seconds = (s: number | undefined) => (s === undefined ? "" : lasted(s * 1_000));
const time = (at: string | undefined, language: Language) => at && <time dateTime={at}>{full(at, language)}</time>;

export const columns: Column[] = [
  { id: "customer", word: "conversations.customer", cell: (r, { words }) => <To href={`/app/chats/${r.id}`} className={styles.open}>{customerName(r, words)}</To> },
  { id: "status", word: "conversations.by.status", cell: (r, { words }) => <span className={styles.status} data-status={statusOf(r.detailed)}>{words(`conversations.status.${statusOf(r.detailed)}`)}{r.state !== "closed" && <small>{words(`state.${r.state}`)}</small>}</span> },
  { id: "channel", word: "channel", cell: (r, { words }) => r.channel && channelName(r.channel, words) },
  { id: "line", word: "line", cell: (r) => r.lineTitle || r.line },
  { id: "cards", word: "conversations.cards", cell: (r, { words }) => r.cards.map((c, i) => <span key={c.card}>{i > 0 && ", "}<To href={`/app/cards/${encodeURIComponent(c.card)}`}>{[words(`kind.${kindOf(c.card) ?? "lead"}`), titled(c.title, words)].filter(Boolean).join(": ")}</To></span>) },
  { id: "operator", word: "conversations.by.operator", cell: (r) => r.operatorName },
  { id: "opened", word: "chat.opened", sort: "opened", cell: (r, { language }) => time(r.openedAt, language) },
  { id: "activity", word: "conversations.activity", sort: "activity", cell: (r, { language }) => time(r.lastAt, language) },
  { id: "last", word: "conversations.last", cell: (r, { words }) => r.last && (r.last.deleted ? words("message.deleted") : r.last.text || (r.last.attachment && words("attachment"))) },
  { id: "type", word: "conversations.type", cell: (r, { words }) => words(`conversations.type.${r.type}`) },
  { id: "number", word: "chat.number", cell: (r) => r.number },
  { id: "detailed", word: "conversations.by.detailed", cell: (r, { words }) => words(`conversations.detailed.${r.detailed}`) },
  { id: "phone", word: "phone", cell: (r) => r.phone },
  { id: "email", word: "email", cell: (r) => r.email },
  { id: "team", word: "conversations.by.team", cell: (r) => r.teamTitle || r.team },
  { id: "priority", word: "priority", cell: (r, { words }) => words(`priority.${r.priority}`) },
  { id: "labels", word: "labels", cell: (r, { label }) => r.labels.map(label).join(", ") },
  { id: "closed", word: "conversations.by.closed", cell: (r, { language }) => time(r.closedAt, language) },
  { id: "accepted", word: "conversations.accepted", cell: (r) => seconds(r.times.acceptedSeconds) },
  { id: "replied", word: "conversations.replied", cell: (r) => seconds(r.times.repliedSeconds) },
  { id: "talked", word: "conversations.talked", cell: (r) => seconds(r.times.talkedSeconds) },
];

const usual = columns.slice(0, 8).map((c) => c.id);

// useColumns are those that the operator sees. The choice is theirs, in this browser.
export function useColumns(operator: string | undefined): [Column[], (ids: string[]) => void] {
  const key = `sufler.columns.${operator ?? ""}`;
  const [ids, setIds] = useState(() => {
    const kept = (localStorage.getItem(key) ?? "").split(",").filter((id) => columns.some((c) => c.id === id));
    return kept.length ? kept : usual;
  });
  return [
    columns.filter((c) => c.id === "customer" || ids.includes(c.id)),
    (chosen) => {
      localStorage.setItem(key, chosen.join(","));
      setIds(chosen);
    },
  ];
}
