// A part of the settings that is a list: what there is, and a way to more.
import { Badge, Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failed, Nothing, Waiting } from "../kit/screen";
import { Icon } from "../shell/icons";
import styles from "./settings.module.css";

export type Mark = { text: string; color: "green" | "red" | "yellow" | "gray" | "blue" };

type Props<T> = {
  query: UseQueryResult<{ items: T[] }>;
  add?: { label: string; go: () => void };
  empty: string;
  bar?: ReactNode;
  name: string; // of the list, for who can't see it
  row: (item: T) => { key: string; title: string; about?: string; marks?: Mark[]; go?: () => void; beside?: ReactNode };
};

export function Part<T>({ query, add, empty, bar, name, row }: Props<T>) {
  const rows = query.data?.items.map(row) ?? [];
  return (
    <>
      {(add || bar) && <div className={styles.bar}>{bar}{add && <Button leftSection={<Icon name="add" size={16} />} onClick={add.go}>{add.label}</Button>}</div>}
      {query.isPending && <Waiting />}
      {query.error && !query.data && <Failed error={query.error} again={query.refetch} />}
      {query.isSuccess && !rows.length && <Nothing icon="gear">{empty}</Nothing>}
      {rows.length > 0 && (
        <ul className={styles.rows} aria-label={name}>
          {rows.map((r) => (
            <li key={r.key} className={styles.row}>
              {r.go ? <button type="button" className={styles.name} onClick={r.go}><b>{r.title}</b><span>{r.about}</span></button> : <div className={styles.name} style={{ cursor: "default" }}><b>{r.title}</b><span>{r.about}</span></div>}
              <span className={styles.marks}>{r.marks?.map((m) => <Badge key={m.text} size="sm" variant="light" color={m.color} className={styles.mark}>{m.text}</Badge>)}</span>
              {r.beside}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
