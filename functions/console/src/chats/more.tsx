// What is set of a chat: how urgent it is, its labels, and that it is put off.
import { ActionIcon, Menu } from "@mantine/core";
import { Icon } from "../shell/icons";
import { useWords } from "../words/words";
import { accept, useDeed, useLine, useNames, useSettings } from "../kit/data";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked, once } from "../api/client";
import { useSay } from "../shell/said";
import { change, type Dialog } from "./data";
import type { Schemas } from "../api/client";

const hour = 3_600_000;

// tomorrow is its nine o'clock, where the operator is.
function tomorrow(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
}

export function More({ dialog, takeOver }: { dialog: Dialog; takeOver: boolean }) {
  const words = useWords();
  const settings = useSettings();
  const names = useNames();
  const say = useSay();
  const line = useLine(dialog.line);
  const [open, setOpen] = useState(false);
  const params = { path: { id: dialog.id } };
  const actions = useQuery({ queryKey: ["actions", dialog.id], enabled: open && dialog.readable, queryFn: () => asked(api.GET("/v1/dialogs/{id}/actions", { params })) }).data?.items ?? [];
  const act = useDeed((rule: string) => asked(api.POST("/v1/dialogs/{id}/actions/{rule}", { params: { path: { id: dialog.id, rule }, header: once() } })), () => say.done(words("chat.done")));
  const bot = useDeed(() => asked(api.POST("/v1/dialogs/{id}/bot", { params: { ...params, header: once() } })), () => say.done(words("bot.restarted")));
  const toCase = useDeed(() => asked(api.POST("/v1/dialogs/{id}/case", { params: { ...params, header: once() } })), () => say.done(words("chat.done")));
  const take = useDeed(() => accept(dialog.id, true));
  const set = useDeed((to: Schemas["Take"]) => change(dialog.id, to));
  const labels = settings.data?.labels ?? [];
  const until = (date: Date) => set.mutate({ snooze: { until: date.toISOString() } });
  return (
    <Menu width={250} position="bottom-end" withinPortal opened={open} onChange={setOpen}>
      <Menu.Target><ActionIcon variant="subtle" color="gray" size="lg" aria-label={words("chat.more")}><Icon name="more" /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {actions.length > 0 && <Menu.Label>{words("chat.actions")}</Menu.Label>}
        {actions.map((a) => <Menu.Item key={a.id} onClick={() => act.mutate(a.id)}>{a.title}</Menu.Item>)}
        {dialog.case.mayMake && !dialog.case.card && <Menu.Item leftSection={<Icon name="file" size={14} />} onClick={() => toCase.mutate(undefined)}>{words("chat.case")}</Menu.Item>}
        {line?.bot === "builtin" && dialog.state !== "bot" && <Menu.Item leftSection={<Icon name="spark" size={14} />} onClick={() => bot.mutate(undefined)}>{words("bot.restart")}</Menu.Item>}
        {takeOver && <Menu.Item leftSection={<Icon name="person" size={14} />} onClick={() => take.mutate(undefined)}>{words("chat.takeOver", { name: names(dialog.operator) })}</Menu.Item>}
        <Menu.Label>{words("priority")}</Menu.Label>
        <Menu.RadioGroup value={dialog.priority} onChange={(p) => set.mutate({ priority: p as Dialog["priority"] })}>
          {(["normal", "high", "urgent"] as const).map((p) => <Menu.RadioItem key={p} value={p} closeMenuOnClick>{words(`priority.${p}`)}</Menu.RadioItem>)}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{words("snooze")}</Menu.Label>
        {dialog.snoozed ? (
          <Menu.Item leftSection={<Icon name="clock" size={14} />} onClick={() => set.mutate({ snooze: { off: true } })}>{words("snooze.off")}</Menu.Item>
        ) : (
          <>
            <Menu.Item leftSection={<Icon name="clock" size={14} />} onClick={() => until(new Date(Date.now() + hour))}>{words("snooze.hour")}</Menu.Item>
            <Menu.Item leftSection={<Icon name="clock" size={14} />} onClick={() => until(tomorrow(new Date()))}>{words("snooze.tomorrow")}</Menu.Item>
            <Menu.Item leftSection={<Icon name="clock" size={14} />} onClick={() => set.mutate({ snooze: {} })}>{words("snooze.reply")}</Menu.Item>
          </>
        )}
        {labels.length > 0 && <Menu.Divider />}
        {labels.length > 0 && <Menu.Label>{words("labels")}</Menu.Label>}
        {labels.map((l) => {
          const on = dialog.labels.includes(l.id);
          return (
            <Menu.CheckboxItem key={l.id} checked={on} onChange={() => set.mutate({ labels: on ? dialog.labels.filter((x) => x !== l.id) : [...dialog.labels, l.id] })}>{l.title}</Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
