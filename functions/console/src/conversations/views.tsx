// Filters and columns that an operator has kept under a name (CL-04).
import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api, type Schemas } from "../api/client";
import { useDeed } from "../kit/data";
import { Failed, Waiting } from "../kit/screen";
import { Icon } from "../shell/icons";
import { useWords } from "../words/words";
import type { Column } from "./columns";
import { asked, kept, type Filter } from "./filter";

type View = Schemas["List"];

// newId is a name for a view that none of the others has.
const newId = (all: View[]) => `v${all.reduce((most, v) => Math.max(most, Number(/^v(\d+)$/.exec(v.id)?.[1] ?? 0)), 0) + 1}`;

export function Views({ filter, shown, onOpen }: { filter: Filter; shown: Column[]; onOpen: (filter: Filter, columns: string[] | undefined) => void }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const [title, setTitle] = useState("");
  const views = useQuery({ queryKey: ["views"], enabled: open, queryFn: () => answered(api.GET("/v1/me/views")) });
  const all = views.data?.data.views ?? [];
  const set = useDeed((to: View[]) => answered(api.PUT("/v1/me/views", { params: { header: { "If-Match": views.data?.etag ?? "" } }, body: { views: to } })), () => setTitle(""), ["views"]);
  const query = asked({ ...filter, q: "" });
  const save = () => query && set.mutate([...all, { id: newId(all), title: title.trim(), filter: query, columns: shown.map((c) => c.id) }]);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} withinPortal trapFocus returnFocus>
      <Popover.Target><Button size="sm" variant="default" rightSection={<Icon name="down" size={14} />} onClick={() => setOpen((now) => !now)}>{words("conversations.views")}</Button></Popover.Target>
      <Popover.Dropdown aria-label={words("conversations.views")}>
        <Stack gap="xs">
          {views.isPending && <Waiting />}
          {views.error && <Failed error={views.error} again={views.refetch} />}
          {views.isSuccess && !all.length && <Text size="sm" c="var(--faint)">{words("conversations.views.none")}</Text>}
          {all.map((v) => (
            <Group key={v.id} justify="space-between" wrap="nowrap">
              <UnstyledButton flex={1} fz="sm" py={4} onClick={() => { setOpen(false); onOpen(kept(v.filter ?? {}), v.columns); }}>{v.title}</UnstyledButton>
              <ActionIcon variant="subtle" color="gray" aria-label={words("conversations.views.drop", { title: v.title })} onClick={() => set.mutate(all.filter((x) => x.id !== v.id))}><Icon name="close" size={14} /></ActionIcon>
            </Group>
          ))}
          {views.isSuccess && query && (
            <form onSubmit={(e) => { e.preventDefault(); save(); }}>
              <Group gap="xs" align="flex-end" wrap="nowrap">
                <TextInput flex={1} size="xs" label={words("conversations.views.name")} required maxLength={256} value={title} onChange={(e) => setTitle(e.currentTarget.value)} />
                <Button type="submit" size="xs" loading={set.isPending} disabled={!title.trim()}>{words("conversations.views.save")}</Button>
              </Group>
              {filter.q && <Text size="xs" c="var(--faint)">{words("conversations.views.noSearch")}</Text>}
            </form>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
