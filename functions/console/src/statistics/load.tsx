// The load just now: what waits, and who has how much (ST-05).
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, asked } from "../api/client";
import { Failed, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { useLanguage, useWords } from "../words/words";
import styles from "./statistics.module.css";

export function LoadNow() {
  const words = useWords();
  const language = useLanguage();
  const got = useQuery({ queryKey: ["statistics", "load"], queryFn: () => asked(api.GET("/v1/statistics/load")), refetchInterval: 30_000 });
  const now = got.data;
  return (
    <section className={styles.part} aria-labelledby="statistics-load">
      <h2 id="statistics-load">{words("statistics.load")}</h2>
      {got.isPending && <Waiting />}
      {got.error && <Failed error={got.error} again={got.refetch} />}
      {now && (
        <>
          <Text size="sm" role="status">{words("statistics.load.sum", { waiting: now.waiting, inProgress: now.inProgress, bot: now.bot })}{now.since && ` ${words("statistics.load.since", { at: full(now.since, language) })}`}</Text>
          {now.teams.length > 0 && (
            <div className={styles.box} tabIndex={0} role="region" aria-label={words("teams")}>
              <table className={styles.table}>
                <thead><tr><th scope="col">{words("statistics.by.team")}</th><th scope="col">{words("statistics.load.waiting")}</th><th scope="col">{words("statistics.load.inProgress")}</th><th scope="col">{words("statistics.load.active")}</th></tr></thead>
                <tbody>{now.teams.map((t) => <tr key={t.team}><th scope="row">{t.title || t.team}</th><td>{t.waiting}</td><td>{t.inProgress}</td><td>{words("statistics.load.of", { n: t.active, all: t.members })}</td></tr>)}</tbody>
              </table>
            </div>
          )}
          {now.operators.length > 0 && (
            <div className={styles.box} tabIndex={0} role="region" aria-label={words("people")}>
              <table className={styles.table}>
                <thead><tr><th scope="col">{words("statistics.by.operator")}</th><th scope="col">{words("statistics.load.status")}</th><th scope="col">{words("statistics.load.has")}</th></tr></thead>
                <tbody>{now.operators.map((o) => <tr key={o.operator}><th scope="row">{o.name ?? o.operator}</th><td>{words(o.status === "active" ? "available" : "away")}</td><td>{words("statistics.load.of", { n: o.open, all: o.limit })}{o.limitReached && ` · ${words("statistics.load.full")}`}</td></tr>)}</tbody>
              </table>
            </div>
          )}
        </>
      )}
    </section>
  );
}
