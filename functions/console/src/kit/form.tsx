// What forms share: a sheet at the side in which something is set, a question before
// what can't be undone, and what is shown once to be copied.
import { ActionIcon, Alert, Button, Code, CopyButton, Drawer, Group, Modal, Stack, Text, Tooltip } from "@mantine/core";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useBack } from "./back";
import { Refused } from "../api/client";
import { Icon } from "../shell/icons";
import { byFault, has, useLanguage, useWords, whyNot, type Word, type Words } from "../words/words";
import styles from "./form.module.css";

// Wrong says why something was refused, and what is wrong with which part of it.
export function Wrong({ error }: { error: unknown }) {
  const words = useWords();
  const language = useLanguage();
  if (!error) return null;
  const all = error instanceof Refused ? error.errors : [];
  const faults = all.filter((f) => f.where !== "body" || !byFault(words, f));
  return (
    <Alert color="red" role="alert">
      {whyNot(words, error, language)}
      {!all.length && error instanceof Refused && error.code === "invalid" && error.detail && <Text size="xs" lang="en">{error.detail}</Text>}
      {faults.map((f, i) => <Text key={i} size="xs" {...(isOwn(words, f) && { lang: "en" })}>{faultSaid(words, f)}</Text>)}
    </Alert>
  );
}

// called are parts that have a word of their own, which their field goes by.
const called = new Map<string, Word>([
  ["title", "set.title"], ["name", "name"], ["email", "email"], ["phone", "phone"], ["text", "start.text"], ["url", "set.webhooks.url"],
  ["origins", "set.lines.origins"], ["question", "knowledge.question"], ["wordings", "knowledge.wordings"], ["stages", "set.pipelines.stages"],
  ["description", "set.fields.description"], ["options", "set.fields.options"], ["kinds", "set.webhooks.kinds"], ["hours", "set.teams.hours"], ["zone", "set.zone"],
  ["currency", "set.general.currency"], ["language", "language"], ["role", "set.role"], ["password", "password"], ["labels", "labels"],
  ["label", "conversations.by.label"], ["columns", "conversations.columns"], ["issuer", "set.openid.issuer"], ["from", "knowledge.from"], ["to", "knowledge.to"],
  ["type", "set.fields.type"], ["team", "conversations.by.team"], ["line", "line"], ["pipeline", "cards.what.pipeline"], ["stage", "cards.stage"],
  ["buttons", "buttons"], ["comment", "transfer.comment"], ["limit", "set.load.limit"], ["note", "note"], ["reply", "reply"], ["field", "dry.field"],
  ["operator", "conversations.by.operator"], ["secrets", "set.lines.secrets"], ["header", "whatsapp.header"], ["holidays", "set.teams.holidays"],
  ["topics", "set.teams.topics"], ["members", "set.teams.members"],
]);

// partSaid is what a part goes by in the console: with which of its kind it is, and in what,
// if it lies deeper; as the API has it where no field here sets it.
export function partSaid(words: Words, where: string): string {
  const part = where.replace(/^(body|query|path)\./, "").replace(/^(options|secrets|values)\./, "");
  const own = (name: string) => {
    const need = `set.need.${name}`;
    const known = called.get(name) ?? (has(need) ? need : undefined);
    return known && has(known) ? words(known) : undefined;
  };
  const whole = own(part);
  if (whole) return whole;
  const steps = part.split(".").map((step) => /^([^[\]]+)(?:\[(\d+)\])?$/.exec(step));
  const said = steps.flatMap((m) => { const name = m && own(m[1]!); return name ? [m[2] === undefined ? name : `${name} ${Number(m[2]) + 1}`] : []; });
  return steps.at(-1) && own(steps.at(-1)![1]!) ? said.join(", ") : part;
}

// faultSaid says what is wrong with a part, and which that is, in the person's own language;
// a part that goes by a title already says it alone, where it is at its field.
export function faultSaid(words: Words, f: { where: string; detail: string; code?: string; values?: Record<string, string> }, land?: string, atField = false) {
  if (f.code === "phone") return words("fault.phone", { land: land ?? "" });
  const what = partSaid(words, f.where);
  if (f.code === "missing") return words("fault.missing", { what });
  const said = byFault(words, f);
  return said && atField ? said : `${what}: ${said ?? f.detail}`;
}

// isOwn says whether a fault is said as the API says it, in English.
const isOwn = (words: Words, f: { code?: string; values?: Record<string, string> }) => f.code !== "phone" && f.code !== "missing" && !byFault(words, f);

// beside is what shows what is set, where there is room for it.
type SheetProps = { title: string; onClose: () => void; onSave?: () => void; saving?: boolean; error?: unknown; save?: Word; extra?: ReactNode; beside?: ReactNode; children: ReactNode };

export function Sheet({ title, onClose, onSave, saving, error, save = "save", extra, beside, children }: SheetProps) {
  useBack();
  const words = useWords();
  const form = useRef<HTMLFormElement>(null);
  // What is wrong is brought to whoever saved, where it stands at a field.
  useEffect(() => {
    if (!saving && error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    // Only an answer moves the focus, not a letter that is typed after it.
  }, [saving]);
  return (
    <Drawer opened onClose={onClose} title={title} position="right" size={beside ? 1_060 : 460} closeButtonProps={{ "aria-label": words("close") }}>
      <div className={beside ? styles.beside : undefined}>
        <form ref={form} onSubmit={(e) => { e.preventDefault(); onSave?.(); }}>
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
