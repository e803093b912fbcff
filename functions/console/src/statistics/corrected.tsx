// What people let stand of CoPilot's values, and what they put in their place.
import { Text } from "@mantine/core";
import { useMemo } from "react";
import type { Schemas } from "../api/client";
import { useFields } from "../kit/data";
import { useLanguage, useWords } from "../words/words";
import styles from "./statistics.module.css";
import { localeOf } from "../kit/locale";

type Field = Schemas["FieldAcceptance"];
type Acceptance = Schemas["Acceptance"];

export function Corrected({ of }: { of: Schemas["CoPilot"] }) {
  const words = useWords();
  const title = useTitles();
  const fields = Object.entries(of.fields).map(([name, f]) => ({ key: name, name: title(name), figures: f, swaps: f.swaps ?? [] }));
  const versions = Object.entries(of.versions).map(([name, figures]) => ({ key: name, name, figures, swaps: [] }));
  if (!fields.length) return null;
  return (
    <section className={styles.part} aria-labelledby="statistics-corrected">
      <h2 id="statistics-corrected">{words("statistics.corrected")}</h2>
      <Text size="xs" c="var(--faint)" mb="xs">{words("statistics.corrected.about")}</Text>
      <Values id="statistics-fields" of={words("statistics.corrected.field")} rows={fields} />
      <Values id="statistics-versions" of={words("statistics.corrected.version")} rows={versions} />
    </section>
  );
}

type Row = { key: string; name: string; figures: Acceptance; swaps: NonNullable<Field["swaps"]> };

// Values is a row a field, or a reader's version; those that people corrected most come first.
function Values({ id, of, rows }: { id: string; of: string; rows: Row[] }) {
  const words = useWords();
  const language = useLanguage();
  const percent = (n: number | undefined) => (n === undefined ? "—" : new Intl.NumberFormat(localeOf(language), { style: "percent", maximumFractionDigits: 0 }).format(n));
  const wrong = (r: Row) => (r.figures.emptied ?? 0) + (r.figures.other ?? 0);
  const option = (v: string) => (v === "" ? words("statistics.corrected.empty") : v === "true" ? words("yes") : v === "false" ? words("no") : v);
  const sorted = [...rows].sort((a, b) => wrong(b) - wrong(a) || a.name.localeCompare(b.name, language));
  const withSwaps = rows.some((r) => r.swaps.length > 0);
  return (
    <div className={styles.box} tabIndex={0} role="region" aria-label={of}>
      <table className={styles.table} id={id}>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col">{words("statistics.corrected.filled")}</th>
            <th scope="col">{words("statistics.corrected.proposed")}</th>
            <th scope="col">{words("statistics.corrected.stood")}</th>
            <th scope="col">{words("statistics.corrected.other")}</th>
            <th scope="col">{words("statistics.corrected.emptied")}</th>
            {withSwaps && <th scope="col">{words("statistics.corrected.swaps")}</th>}
          </tr>
        </thead>
        <tbody>
          {sorted.map((r) => (
            <tr key={r.key}>
              <th scope="row">{r.name}</th>
              <td>{r.figures.filled}</td>
              <td>{r.figures.proposed}</td>
              <td>{percent(r.figures.acceptance)}</td>
              <td>{r.figures.other ?? 0}</td>
              <td>{r.figures.emptied ?? 0}</td>
              {withSwaps && <td>{r.swaps.map((s) => words("statistics.corrected.swap", { from: option(s.from), to: option(s.to), n: s.count })).join(", ")}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// useTitles are fields' titles by their names, of the built-in cards; of others the names.
function useTitles(): (name: string) => string {
  const contact = useFields("contact").data?.items;
  const company = useFields("company").data?.items;
  const lead = useFields("lead").data?.items;
  const deal = useFields("deal").data?.items;
  const cases = useFields("case").data?.items;
  const titles = useMemo(() => new Map([contact, company, cases, lead, deal].flatMap((fields) => fields ?? []).map((f) => [f.name, f.title])), [contact, company, cases, lead, deal]);
  return (name) => titles.get(name) ?? name;
}
