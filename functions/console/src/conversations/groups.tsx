// How many conversations there are of each kind, by what one likes (CL-21); a click shows
// those alone.
import { Alert, Badge, Button, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, asked as answer, type Schemas } from "../api/client";
import { Failed, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { useLanguage, useWords } from "../words/words";
import styles from "./conversations.module.css";
import { asked, fieldWord, groups, narrowed, type Filter, type Grouping } from "./filter";
import { useChoices } from "./filters";
import { localeOf } from "../kit/locale";

export function GroupBy({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const words = useWords();
  return (
    <Select size="sm" w={180} aria-label={words("conversations.group")} placeholder={words("conversations.group")} clearable clearButtonProps={{ "aria-label": words("conversations.group.none") }} value={filter.group ?? null}
      data={groups.map((value) => ({ value, label: words(fieldWord(value)) }))} onChange={(v) => onChange({ ...filter, group: (v ?? undefined) as Grouping | undefined })} />
  );
}

export function Groups({ filter, group, onChange }: { filter: Filter; group: Grouping; onChange: (filter: Filter) => void }) {
  const words = useWords();
  const language = useLanguage();
  const choices = useChoices();
  const query = asked(filter);
  const counted = useQuery({
    queryKey: ["conversations", "groups", group, query],
    enabled: !!query,
    queryFn: () => answer(api.GET("/v1/dialogs", { params: { query: { limit: 1, ...query, group } } })),
  });
  const all = counted.data?.groups;
  const name = (g: Schemas["Group"]) => {
    if (!g.value) return words(group === "priority" ? "priority.normal" : group === "operator" ? "conversations.nobody" : "conversations.group.without");
    return g.title ?? choices(group).find((c) => c.value === g.value)?.label ?? g.value;
  };
  return (
    <section className={styles.groups} aria-label={words("conversations.group.of", { field: words(fieldWord(group)) })}>
      {counted.isPending && <Waiting />}
      {counted.error && <Failed error={counted.error} again={counted.refetch} />}
      {all && (
        <>
          <ul>
            {all.items.map((g) => {
              const to = narrowed(filter, group, g.value);
              return (
                <li key={g.value}>
                  <Button size="xs" variant="default" disabled={!to} rightSection={<Badge size="sm" variant="light" className={styles.count}>{new Intl.NumberFormat(localeOf(language)).format(g.count)}</Badge>} onClick={() => to && onChange(to)}>{name(g)}</Button>
                </li>
              );
            })}
          </ul>
          <Text size="xs" c="var(--faint)" role="status">{words("conversations.group.counted", { n: all.total })}{all.more && ` ${words("conversations.group.more")}`}</Text>
          {all.since && <Alert p="xs" color="yellow">{words("conversations.group.since", { at: full(all.since, language) })}</Alert>}
        </>
      )}
    </section>
  );
}
