// What narrows the table: who, and fields, of which more can be added.
import { ActionIcon, Button, Menu, MultiSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useLines, useSettings, useTargets } from "../kit/data";
import { channelName } from "../kit/names";
import { Icon } from "../shell/icons";
import { useWords } from "../words/words";
import styles from "./conversations.module.css";
import { always, detailed, fields, fieldWord, isPeriod, nobody, statuses, type Field, type Filter } from "./filter";

type Choice = { value: string; label: string };

// useChoices are the values that a field can be narrowed to.
export function useChoices(): (field: Field) => Choice[] {
  const words = useWords();
  const lines = useLines().data?.items ?? [];
  const targets = useTargets().data;
  const settings = useSettings().data;
  return (field) => {
    switch (field) {
      case "status": return Object.keys(statuses).map((value) => ({ value, label: words(`conversations.status.${value as keyof typeof statuses}`) }));
      case "detailed": return detailed.map((value) => ({ value, label: words(`conversations.detailed.${value}`) }));
      case "operator": return [{ value: nobody, label: words("conversations.nobody") }, ...(targets?.operators ?? []).map((o) => ({ value: o.id, label: o.name }))];
      case "team": return (targets?.teams ?? []).map((t) => ({ value: t.id, label: t.title || t.id }));
      case "line": return lines.map((l) => ({ value: l.id, label: l.title || l.id }));
      case "channel": return [...new Set(lines.map((l) => l.channel))].map((value) => ({ value, label: channelName(value, words) }));
      case "label": return (settings?.labels ?? []).map((l) => ({ value: l.id, label: l.title }));
      case "state": return (["waiting", "in_progress", "bot", "closed"] as const).map((value) => ({ value, label: words(`state.${value}`) }));
      case "turn": return (["operator", "customer", "nobody"] as const).map((value) => ({ value, label: words(`conversations.turn.${value}`) }));
      case "priority": return (["urgent", "high", "normal"] as const).map((value) => ({ value, label: words(`priority.${value}`) }));
      default: return [];
    }
  };
}

export function Filters({ filter, mayFind, onChange }: { filter: Filter; mayFind: boolean; onChange: (filter: Filter) => void }) {
  const words = useWords();
  const choices = useChoices();
  const [added, setAdded] = useState<Field[]>([]);
  const [q, setQ] = useState(filter.q);
  const find = useDebouncedCallback((text: string) => onChange({ ...filter, q: text }), 300);
  const shown = fields.filter((f) => always.includes(f) || added.includes(f) || filter.chosen[f]);
  const more = fields.filter((f) => !shown.includes(f) && f !== "contact" && f !== "card"); // those are chosen by their group
  // What was chosen elsewhere, as a contact, goes by its own name here.
  const named = (field: Field) => {
    const known = choices(field);
    const more = (filter.chosen[field] ?? []).filter((value) => !known.some((c) => c.value === value));
    return [...known, ...more.map((value) => ({ value, label: value }))];
  };
  const set = (field: Field, values: string[] | undefined) => {
    const { [field]: _, ...rest } = filter.chosen;
    onChange({ ...filter, chosen: values?.length ? { ...rest, [field]: values } : rest });
  };
  const remove = (field: Field) => {
    setAdded((all) => all.filter((f) => f !== field));
    set(field, undefined);
  };
  return (
    <search className={styles.filters} aria-label={words("conversations.filter")}>
      {mayFind && (
        <TextInput className={styles.find} aria-label={words("conversations.find")} placeholder={words("conversations.find")} leftSection={<Icon name="find" size={16} />} maxLength={200}
          value={q} onChange={(e) => { setQ(e.currentTarget.value); find(e.currentTarget.value); }} />
      )}
      {shown.map((field) => (
        <div key={field} className={styles.field}>
          {isPeriod(field) ? (
            <Period field={field} chosen={filter.chosen[field] ?? []} onChange={(days) => set(field, days)} />
          ) : (
            <MultiSelect label={words(fieldWord(field))} placeholder={filter.chosen[field]?.length ? undefined : words("conversations.any")} size="xs" data={named(field)} value={filter.chosen[field] ?? []}
              searchable hidePickedOptions clearable clearButtonProps={{ "aria-label": words("conversations.clear") }} nothingFoundMessage={words("conversations.noSuch")} onChange={(values) => set(field, values)} />
          )}
          {!always.includes(field) && <ActionIcon size="sm" variant="subtle" color="gray" aria-label={words("conversations.without", { field: words(fieldWord(field)) })} onClick={() => remove(field)}><Icon name="close" size={14} /></ActionIcon>}
        </div>
      ))}
      {more.length > 0 && (
        <Menu position="bottom-start" withinPortal>
          <Menu.Target><Button size="xs" variant="subtle" leftSection={<Icon name="add" size={14} />}>{words("conversations.addField")}</Button></Menu.Target>
          <Menu.Dropdown>{more.map((f) => <Menu.Item key={f} onClick={() => setAdded((all) => [...all, f])}>{words(fieldWord(f))}</Menu.Item>)}</Menu.Dropdown>
        </Menu>
      )}
    </search>
  );
}

function Period({ field, chosen: [from = "", to = ""], onChange }: { field: Field; chosen: string[]; onChange: (days: string[] | undefined) => void }) {
  const words = useWords();
  const set = (a: string, b: string) => onChange(a || b ? [a, b] : undefined);
  return (
    <>
      <TextInput type="date" size="xs" label={words("conversations.from", { field: words(fieldWord(field)) })} value={from} max={to || undefined} onChange={(e) => set(e.currentTarget.value, to)} />
      <TextInput type="date" size="xs" label={words("conversations.to")} value={to} min={from || undefined} onChange={(e) => set(from, e.currentTarget.value)} />
    </>
  );
}
