// What is set of a chat: how urgent it is, its labels, and that it is put off.
import { Menu } from "@mantine/core";
import { Icon } from "../shell/icons";
import { useWords, worded } from "../words/words";
import { Pressed } from "../kit/menu";
import { Pick } from "../kit/press";
import { go } from "../kit/to";
import { accept, useDeed, useLine, useNames, useSettings } from "../kit/data";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { api, asked, once } from "../api/client";
import { useOver } from "../kit/time";
import { useSay } from "../shell/said";
import { change, type Dialog } from "./data";
import type { Schemas } from "../api/client";

const HistoryLinks = lazy(() => worded(import("../kit/links")).then((m) => ({ default: m.HistoryLinks })));
const Erase = lazy(() => worded(import("../kit/erase")).then((m) => ({ default: m.Erase })));
const HandOut = lazy(() => worded(import("../kit/handout")).then((m) => ({ default: m.HandOut })));
const StartChat = lazy(() => worded(import("../kit/start")).then((m) => ({ default: m.StartChat })));

const hour = 3_600_000;

// tomorrow is its nine o'clock, where the operator is.
function tomorrow(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
}

type Props = { dialog: Dialog; me: Schemas["Me"]; name: string; takeOver: boolean };

// More is a button until it is pressed: what it opens is long to draw.
export function More(props: Props) {
  const words = useWords();
  const [pressed, setPressed] = useState(false);
  if (pressed) return <Opened {...props} />;
  return <Pick icon="more" label={words("chat.more")} aria-haspopup="menu" aria-expanded={false} onClick={() => setPressed(true)} />;
}

function Opened({ dialog, me, name, takeOver }: Props) {
  const words = useWords();
  const settings = useSettings();
  const names = useNames();
  const say = useSay();
  const line = useLine(dialog.line);
  const [open, setOpen] = useState(false);
  const [sheet, setSheet] = useState<"links" | "erase" | "handout" | "start">();
  const over = useOver(dialog.snoozed?.until ? Date.parse(dialog.snoozed.until) : undefined);
  const closed = dialog.state === "closed";
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
    <>
      <Pressed width={250} position="bottom-end" onOpen={setOpen} button={<Pick icon="more" label={words("chat.more")} />}>
          {actions.length > 0 && <Menu.Label>{words("chat.actions")}</Menu.Label>}
          {actions.map((a) => <Menu.Item key={a.id} onClick={() => act.mutate(a.id)}>{a.title}</Menu.Item>)}
          {dialog.case.mayMake && !dialog.case.card && <Menu.Item leftSection={<Icon name="file" size={14} />} onClick={() => toCase.mutate(undefined)}>{words("chat.case")}</Menu.Item>}
          {!closed && line?.bot && dialog.state !== "bot" && <Menu.Item leftSection={<Icon name="spark" size={14} />} onClick={() => bot.mutate(undefined)}>{words("bot.restart")}</Menu.Item>}
          {takeOver && <Menu.Item leftSection={<Icon name="person" size={14} />} onClick={() => take.mutate(undefined)}>{words("chat.takeOver", { name: names(dialog.operator) })}</Menu.Item>}
          <Menu.Item leftSection={<Icon name="link" size={14} />} onClick={() => setSheet("links")}>{words("chat.links")}</Menu.Item>
          {closed && me.operator && <Menu.Item leftSection={<Icon name="chats" size={14} />} onClick={() => setSheet("start")}>{words("chat.write")}</Menu.Item>}
          {me.role === "admin" && <Menu.Item leftSection={<Icon name="file" size={14} />} onClick={() => setSheet("handout")}>{words("chat.handout")}</Menu.Item>}
          {me.role === "admin" && <Menu.Item leftSection={<Icon name="close" size={14} />} onClick={() => setSheet("erase")}>{words("chat.erase")}</Menu.Item>}
          {!closed && <><Menu.Label>{words("priority")}</Menu.Label>
          <Menu.RadioGroup value={dialog.priority} onChange={(p) => set.mutate({ priority: p as Dialog["priority"] })}>
            {(["normal", "high", "urgent"] as const).map((p) => <Menu.RadioItem key={p} value={p} closeMenuOnClick>{words(`priority.${p}`)}</Menu.RadioItem>)}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Label>{words("snooze")}</Menu.Label>
          {dialog.snoozed && !over ? (
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
          })}</>}
      </Pressed>
      <Suspense>
        {sheet === "links" && <HistoryLinks dialog={dialog.id} name={name} onClose={() => setSheet(undefined)} />}
        {sheet === "start" && <StartChat whom={{ name, contact: dialog.contact, customer: dialog.customer }} onClose={() => setSheet(undefined)} />}
        {sheet === "handout" && <HandOut whom={{ name, customer: dialog.customer }} onClose={() => setSheet(undefined)} />}
        {sheet === "erase" && <Erase whom={{ name, customer: dialog.customer }} onClose={(begun) => { setSheet(undefined); if (begun) go("/app/chats"); }} />}
      </Suspense>
    </>
  );
}
