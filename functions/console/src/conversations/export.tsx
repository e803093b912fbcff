// What the table shows, written into a file: how far that is, and where the file is.
import { Anchor, Button, Popover, Stack, Text, Loader, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked as answer, once, type Schemas } from "../api/client";
import { useDeed } from "../kit/data";
import { Failed, Waiting } from "../kit/screen";
import { clock } from "../kit/time";
import { useLanguage, useWords } from "../words/words";
import type { Column } from "./columns";
import type { asked } from "./filter";

type Names = NonNullable<Schemas["NewExport"]["columns"]>[number];

// names are what the export calls the columns; what is not among them is the table's alone.
const names: Record<string, Names> = {
  customer: "name", status: "status", channel: "channel", line: "line", cards: "cards", operator: "operator", opened: "opened", activity: "activity", last: "last", number: "dialog", detailed: "status", phone: "phone",
  email: "email", team: "team", priority: "priority", labels: "labels", closed: "closed", accepted: "accepted", replied: "replied", talked: "talked",
};

export const exported = (shown: Pick<Column, "id">[]): Names[] => [...new Set(shown.flatMap((c) => names[c.id] ?? []))];

export function Export({ query, shown }: { query: NonNullable<ReturnType<typeof asked>>; shown: Column[] }) {
  const words = useWords();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const all = useQuery({
    queryKey: ["exports"],
    enabled: open,
    queryFn: () => answer(api.GET("/v1/exports")).then((page) => ({ ...page, items: page.items.filter((e) => e.format !== "json") })), // one of a person is no list
    // A link works for five minutes.
    refetchInterval: (q) => (q.state.data?.items.some((e) => e.state === "running") ? 1_000 : 120_000),
  });
  const start = useDeed((format: "xlsx" | "csv") => answer(api.POST("/v1/exports", { params: { header: once() }, body: { filter: query, format, language, columns: exported(shown) } })), undefined, ["exports"]);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={320} withinPortal trapFocus returnFocus>
      <Popover.Target><Button size="sm" variant="default" onClick={() => setOpen((now) => !now)}>{words("conversations.export")}</Button></Popover.Target>
      <Popover.Dropdown aria-label={words("conversations.export")}>
        <Stack gap="sm">
          <Text size="sm">{words("conversations.export.about")}</Text>
          <Group grow>{(["xlsx", "csv"] as const).map((f) => <Button key={f} size="xs" variant="light" loading={start.isPending && start.variables === f} onClick={() => start.mutate(f)}>{f.toUpperCase()}</Button>)}</Group>
          {all.isPending && <Waiting />}
          {all.error && <Failed error={all.error} again={all.refetch} />}
          {!!all.data?.items.length && (
            <div role="status">
              <Text size="xs" fw={500}>{words("conversations.export.earlier")}</Text>
              {all.data.items.map((e) => <One key={e.id} e={e} />)}
            </div>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function One({ e }: { e: Schemas["Export"] }) {
  const words = useWords();
  const language = useLanguage();
  if (e.state === "running") return <Group gap="xs" py={4}><Loader size="xs" /><Text size="sm">{words("conversations.export.running", { n: e.rows })}</Text></Group>;
  if (e.state === "done" && e.file) {
    return (
      <div>
        <Anchor size="sm" href={e.file.url} download={e.file.name}>{words("conversations.export.file", { name: e.file.name, until: clock(e.file.until, language) })}</Anchor>
        <Text size="xs" c="var(--faint)">{words("conversations.export.running", { n: e.rows })} {e.cut && words("conversations.export.cut")}</Text>
      </div>
    );
  }
  return <Text size="sm" c="var(--faint)" py={4}>{words(e.state === "withdrawn" ? "conversations.export.withdrawn" : e.state === "failed" ? "conversations.export.failed" : "conversations.export.over")}</Text>;
}
