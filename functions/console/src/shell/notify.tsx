// Of what an operator wants to be told, and how.
import { Alert, Button, Checkbox, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { Sheet } from "../kit/form";
import { useChangeMe } from "../people/me";
import { useWords } from "../words/words";
import styles from "./shell.module.css";
import { toldOf, type Notice } from "./notices";

const notices: Notice[] = ["assigned", "transfer", "message", "waiting"];

export function Notify({ me, onClose }: { me: Schemas["Me"]; onClose: () => void }) {
  const words = useWords();
  const change = useChangeMe();
  const [to, setTo] = useState(() => Object.fromEntries(notices.map((n) => [n, toldOf(me, n)])) as Record<Notice, Schemas["Notification"]>);
  const [allowed, setAllowed] = useState(() => ("Notification" in window ? Notification.permission : "denied"));
  const set = (n: Notice, part: Partial<Schemas["Notification"]>) => setTo((now) => ({ ...now, [n]: { ...now[n], ...part } }));
  return (
    <Sheet title={words("set.notify")} onClose={onClose} saving={change.isPending} error={change.error} onSave={() => change.mutate({ notifications: to }, { onSuccess: onClose })}>
      {allowed === "default" && <Button variant="default" onClick={() => void Notification.requestPermission().then(setAllowed)}>{words("notice.ask.yes")}</Button>}
      {allowed === "denied" && <Alert color="yellow"><Text size="sm">{words("set.notify.denied")}</Text></Alert>}
      {notices.map((n) => (
        <fieldset key={n} className={styles.told}>
          <legend>{words(`notice.${n}`)}</legend>
          {n === "assigned" && <Text size="xs" c="var(--faint)">{words("set.notify.new")}</Text>}
          <Stack gap="xs">
            <Checkbox label={words("set.notify.sound")} checked={to[n].sound} onChange={(e) => set(n, { sound: e.currentTarget.checked })} />
            <Checkbox label={words("set.notify.desktop")} checked={to[n].desktop} onChange={(e) => set(n, { desktop: e.currentTarget.checked })} />
          </Stack>
        </fieldset>
      ))}
    </Sheet>
  );
}
