// What forms share: a sheet at the side in which something is set, a question before
// what can't be undone, and what is shown once to be copied.
import { ActionIcon, Alert, Button, Code, CopyButton, Drawer, Group, Modal, Stack, Text, Tooltip } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useBack } from "./back";
import { Refused } from "../api/client";
import { Icon } from "../shell/icons";
import { has, useLanguage, useWords, whyNot, type Word, type Words } from "../words/words";
import styles from "./form.module.css";

// Wrong says why something was refused, and what is wrong with which part of it.
export function Wrong({ error }: { error: unknown }) {
  const words = useWords();
  const language = useLanguage();
  if (!error) return null;
  const faults = error instanceof Refused ? error.errors : [];
  return (
    <Alert color="red" role="alert">
      {whyNot(words, error, language)}
      {!faults.length && error instanceof Refused && error.code === "invalid" && error.detail && <Text size="xs">{error.detail}</Text>}
      {faults.map((f, i) => <Text key={i} size="xs">{faultSaid(words, f)}</Text>)}
    </Alert>
  );
}

// faultSaid says what is wrong with a part: what is missing by its name in the person's own
// language, where it is a setting.
export function faultSaid(words: Words, f: { where: string; detail: string; code?: string }, land?: string) {
  if (f.code === "phone") return words("fault.phone", { land: land ?? "" });
  const part = f.where.replace(/^(body|query|path)\./, "").replace(/^(options|secrets)\./, "");
  const named = `set.need.${part}`;
  const what = has(named) ? words(named) : part;
  return f.code === "missing" ? words("fault.missing", { what }) : `${what}: ${f.detail}`;
}

// beside is what shows what is set, where there is room for it.
type SheetProps = { title: string; onClose: () => void; onSave?: () => void; saving?: boolean; error?: unknown; save?: Word; extra?: ReactNode; beside?: ReactNode; children: ReactNode };

export function Sheet({ title, onClose, onSave, saving, error, save = "save", extra, beside, children }: SheetProps) {
  useBack();
  const words = useWords();
  return (
    <Drawer opened onClose={onClose} title={title} position="right" size={beside ? 1_060 : 460} closeButtonProps={{ "aria-label": words("close") }}>
      <div className={beside ? styles.beside : undefined}>
        <form onSubmit={(e) => { e.preventDefault(); onSave?.(); }}>
          <Stack>
            {children}
            <Wrong error={error} />
            <Group justify="space-between">
              <span>{extra}</span>
              {onSave && <Button type="submit" loading={saving}>{words(save)}</Button>}
            </Group>
          </Stack>
        </form>
        {beside && <div className={styles.shown}>{beside}</div>}
      </div>
    </Drawer>
  );
}

// Sure is a button that asks before it does what can't be undone, or is much.
export function Sure({ label, ask, onSure, busy, color = "red" }: { label: string; ask: string; onSure: () => void; busy?: boolean; color?: string }) {
  const words = useWords();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button variant="subtle" color={color} loading={busy} onClick={() => setAsked(true)}>{label}</Button>
      <Modal opened={asked} onClose={() => setAsked(false)} title={label} closeButtonProps={{ "aria-label": words("close") }}>
        <Stack>
          <Text>{ask}</Text>
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setAsked(false)}>{words("cancel")}</Button>
            <Button color={color} onClick={() => { setAsked(false); onSure(); }}>{label}</Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

// Copied is a text to be taken elsewhere.
export function Copied({ label, text, once }: { label: string; text: string; once?: boolean }) {
  const words = useWords();
  return (
    <div>
      <Text size="sm" fw={500}>{label}</Text>
      <div className={styles.copied}>
        <Code className={styles.text}>{text}</Code>
        <CopyButton value={text} timeout={2_000}>
          {({ copied, copy }) => (
            <Tooltip label={words(copied ? "set.copied" : "set.copy")}>
              <ActionIcon variant="default" size="lg" aria-label={words("set.copy.of", { what: label })} onClick={copy}><Icon name={copied ? "check" : "copy"} size={16} /></ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </div>
      {once && <Text size="xs" c="var(--soon)">{words("set.once")}</Text>}
    </div>
  );
}
