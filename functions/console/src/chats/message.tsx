// One thing that was said, with all that is known of it.
import { Anchor, Button, Text } from "@mantine/core";
import { lazy, memo, Suspense, useState, type ReactNode } from "react";
import { Icon } from "../shell/icons";
import { useLanguage, useWords, worded, type Word } from "../words/words";
import { Attachments } from "./attachments";
import { useDeed } from "../kit/data";
import { rate, type Message } from "./data";
import { Linked } from "./linked";
import styles from "./message.module.css";
import { usePointer } from "./pointing";
import { clock, full } from "../kit/time";

const Why = lazy(() => worded(import("../kit/why")).then((m) => ({ default: m.Why })));

type Props = { dialog: string; channel?: string | undefined; message: Message; name: string; repliedTo: Message | undefined; lit: boolean; onAnswer?: (message: Message) => void; onAgain?: ((message: Message) => void) | undefined; unsent?: { failed: boolean; files: ReactNode; foot: ReactNode } };

export const Bubble = memo(function Bubble({ dialog, channel, message: m, name, repliedTo, lit, onAnswer, onAgain, unsent }: Props) {
  const words = useWords();
  const language = useLanguage();
  const pointer = usePointer();
  const side = m.author === "customer" ? "in" : "out";
  return (
    <article className={styles.line} data-side={side} aria-label={words("message.by", { name, time: clock(m.at, language) })}>
      <div className={styles.bubble} data-author={m.author} data-lit={lit || undefined} data-failed={m.status === "failed" || unsent?.failed || undefined} data-unsent={unsent && !unsent.failed ? true : undefined}>
        <div className={styles.author}>
          <bdi>{name}</bdi>
          {m.author === "note" && <span className={styles.tag}>{words("note")}</span>}
          {m.forwarded && <span className={styles.tag}>{words("message.forwarded")}</span>}
        </div>
        {m.replyTo && (
          <button type="button" className={styles.quoted} dir="auto" disabled={!repliedTo} onClick={() => repliedTo && pointer.goTo(repliedTo.seq)}>
            {repliedTo ? repliedTo.text || words("attachment") : words("message.earlier")}
          </button>
        )}
        {m.template && <Text size="xs" c="var(--faint)">{words("message.template", { name: m.template.name })}</Text>}
        {m.deleted && <em className={styles.gone}>{words("message.deleted")}</em>}
        {m.text && <div className={styles.text} dir="auto" data-gone={m.deleted || undefined}><Linked text={m.text} /></div>}
        {!!m.cut && <Text size="xs" c="var(--faint)">{words("message.cut", { n: m.cut })}</Text>}
        {!!m.attachments?.length && <Attachments dialog={dialog} seq={m.seq} all={m.attachments} />}
        {unsent?.files}
        {!!m.buttons?.length && <div className={styles.buttons}>{m.buttons.map((b, i) => <span key={i} className={styles.button} dir="auto">{b.text}</span>)}</div>}
        <Versions message={m} />
        <div className={styles.foot}>
          {m.reactions?.map((r, i) => <span key={i} className={styles.reaction}>{r.emoji}</span>)}
          {m.author === "bot" && !!m.entries?.length && <Rated dialog={dialog} message={m} />}
          <time dateTime={m.at} title={full(m.at, language)}>{clock(m.at, language)}</time>
          {m.status && <Status message={m} channel={channel} />}
          {unsent?.foot}
          {onAnswer && <button type="button" className={styles.answer} aria-label={words("answer.of", { name, time: clock(m.at, language) })} title={words("answer")} onClick={() => onAnswer(m)}><Icon name="answer" size={14} /></button>}
          {onAgain && <button type="button" className={styles.again} onClick={() => onAgain(m)}>{words("message.again")}</button>}
        </div>
      </div>
    </article>
  );
});

// Status is how far a message of ours got, and why no further.
function Status({ message: m, channel }: { message: Message; channel: string | undefined }) {
  const words = useWords();
  const signs = { queued: "○", sent: "✓", delivered: "✓✓", read: "✓✓", unsure: "?", failed: "!" } as const;
  const status = m.status ?? "sent";
  const said = words(`status.${status}` as Word);
  const bad = status === "failed" || status === "unsure";
  return (
    <>
      <span className={styles.status} data-status={status} title={said}>
        <span aria-hidden>{signs[status]}</span>
        <span className={bad ? undefined : "aloud"}> {said}</span>
      </span>
      {(m.reason || m.code) && <span className={styles.reason}><Suspense><Why of="send" code={m.code} text={m.reason} channel={channel} /></Suspense></span>}
    </>
  );
}

// Rated is what the customer thinks of an answer of the bot's, and what operators do: one
// rating, whoever gave it last; pressed again, it is taken back.
function Rated({ dialog, message: m }: { dialog: string; message: Message }) {
  const words = useWords();
  const set = useDeed((good: boolean | undefined) => rate(dialog, m.seq, good), undefined, ["messages"]);
  const of = (author: "customer" | "operator") => m.ratings?.find((r) => r.author === author)?.good;
  const now = set.isPending ? set.variables : of("operator");
  const theirs = of("customer");
  return (
    <span className={styles.rated}>
      {theirs !== undefined && <span>{words(theirs ? "message.rated.good" : "message.rated.bad")}</span>}
      {([true, false] as const).map((good) => {
        const said = words(good ? "message.rate.good" : "message.rate.bad");
        return <button key={said} type="button" className={styles.rate} aria-pressed={now === good} aria-label={said} title={said} disabled={set.isPending} onClick={() => set.mutate(now === good ? undefined : good)}>{good ? "👍" : "👎"}</button>;
      })}
    </span>
  );
}

// Versions are what stood there before an edit.
function Versions({ message: m }: { message: Message }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const before = m.versions?.slice(0, -1) ?? [];
  if (!before.length) return null;
  return (
    <div className={styles.versions}>
      <Anchor component="button" type="button" size="xs" c="inherit" underline="always" aria-expanded={open} onClick={() => setOpen(!open)}>{words("message.edited")}</Anchor>
      {open && before.map((v, i) => <div key={i} className={styles.version} dir="auto">{v.text}</div>)}
    </div>
  );
}

export function Seam({ children, onSummary }: { children: string; onSummary?: () => void }) {
  const words = useWords();
  return (
    <div className={styles.seam} role="note">
      <span>{children}</span>
      {onSummary && <Button size="compact-xs" variant="light" onClick={onSummary}>{words("copilot.view")}</Button>}
    </div>
  );
}
