// What somebody looks after of their own account: another password, where they are signed
// in, and how they send.
import { Badge, Button, Group, PasswordInput, SegmentedControl, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asked } from "../api/client";
import { useDeed } from "../kit/data";
import { sends, setSends, type Sends } from "../kit/enter";
import { Sheet, Wrong } from "../kit/form";
import { Failed, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { useLanguage, useWords } from "../words/words";
import { Portrait } from "./portrait";
import { useSay } from "./said";
import styles from "./shell.module.css";

export function Account({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const [how, setHow] = useState(sends);
  return (
    <Sheet title={words("account")} onClose={onClose}>
      <fieldset className={styles.told}>
        <legend>{words("account.sends")}</legend>
        <SegmentedControl fullWidth size="xs" aria-label={words("account.sends")} value={how} data={(["enter", "ctrl"] as const).map((value) => ({ value, label: words(`account.sends.${value}`) }))} onChange={(v) => { setHow(v as Sends); setSends(v as Sends); }} />
      </fieldset>
      <Portrait />
      <Password />
      <Sessions />
    </Sheet>
  );
}

function Password() {
  const words = useWords();
  const say = useSay();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({ mutationFn: () => asked(api.PUT("/v1/me/password", { body: { new: next, ...(old && { old }) } })), onSuccess: () => { setOld(""); setNext(""); say.done(words("account.password.done")); } });
  const eye = { "aria-label": words("password.show"), tabIndex: 0 };
  const go = () => next.length >= 10 && change.mutate();
  const press = (e: { key: string; preventDefault: () => void }) => {
    if (e.key !== "Enter") return;
    e.preventDefault();
    go();
  };
  return (
    <fieldset className={styles.told}>
      <legend>{words("account.password")}</legend>
      <Stack gap="xs">
        <PasswordInput label={words("account.password.old")} autoComplete="current-password" maxLength={512} value={old} onChange={(e) => setOld(e.currentTarget.value)} onKeyDown={press} visibilityToggleButtonProps={eye} />
        <PasswordInput label={words("account.password.new")} description={words("join.password")} autoComplete="new-password" maxLength={512} value={next} onChange={(e) => setNext(e.currentTarget.value)} onKeyDown={press} visibilityToggleButtonProps={eye} />
        <Wrong error={change.error} />
        <Group justify="flex-end"><Button size="xs" variant="default" loading={change.isPending} disabled={next.length < 10} onClick={go}>{words("account.password.set")}</Button></Group>
      </Stack>
    </fieldset>
  );
}

// Sessions are the browsers in which they are signed in.
function Sessions() {
  const words = useWords();
  const language = useLanguage();
  const all = useQuery({ queryKey: ["me", "sessions"], queryFn: () => asked(api.GET("/v1/me/sessions")) });
  const end = useDeed((id: string) => asked(api.DELETE("/v1/me/sessions/{id}", { params: { path: { id } } })), undefined, ["me"]);
  const others = useDeed(() => asked(api.DELETE("/v1/me/sessions")), undefined, ["me"]);
  return (
    <fieldset className={styles.told}>
      <legend>{words("account.sessions")}</legend>
      <Stack gap="xs">
        {all.isPending && <Waiting />}
        {all.error && <Failed error={all.error} again={all.refetch} />}
        {all.data?.items.map((s) => (
          <Group key={s.id} gap="xs" wrap="nowrap" justify="space-between">
            <div style={{ minWidth: 0 }}>
              <Text size="xs" truncate title={s.agent}>{s.agent ?? words("account.sessions.unknown")}</Text>
              <Text size="xs" c="var(--faint)">{words("account.sessions.seen", { at: full(s.seenAt, language) })}</Text>
            </div>
            {s.current ? <Badge size="xs" variant="light" style={{ textTransform: "none", flexShrink: 0 }}>{words("account.sessions.this")}</Badge> : <Button size="compact-xs" variant="default" loading={end.isPending && end.variables === s.id} onClick={() => end.mutate(s.id)} aria-label={words("account.sessions.end.of", { at: full(s.seenAt, language) })}>{words("account.sessions.end")}</Button>}
          </Group>
        ))}
        {(all.data?.items.length ?? 0) > 1 && <Button size="xs" variant="subtle" color="red" loading={others.isPending} onClick={() => others.mutate(undefined)}>{words("account.sessions.others")}</Button>}
      </Stack>
    </fieldset>
  );
}
