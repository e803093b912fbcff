// A value that waits for keep or replace, beside what the card holds: what CoPilot read,
// with its quote, or what a contact held that was merged.
import { Anchor, Button, Text } from "@mantine/core";
import { Link } from "wouter";
import type { Schemas } from "../api/client";
import { contactPath } from "../contacts/contacts";
import { Choice } from "../kit/choice";
import { useFieldsOf } from "../kit/data";
import { shown } from "../kit/value";
import { Why } from "../kit/why";
import { useLanguage, useWords } from "../words/words";
import styles from "./approvals.module.css";

export type Decision = { run: string; field: string; as: "keep" | "replace" };

export function Offered({ card, offer: o, may, onDecide }: { card: string; offer: Schemas["Offer"]; may: boolean; onDecide: (d: Decision) => void }) {
  const words = useWords();
  const language = useLanguage();
  const field = useFieldsOf(card).data?.items.find((f) => f.name === o.field);
  const title = field?.title ?? o.field;
  const value = (v: Schemas["Value"]) => shown(v, field?.type, words, language);
  return (
    <div className={styles.offer} role="group" aria-label={title} tabIndex={0} data-offer>
      <h3>{title}</h3>
      <Choice old={value(o.old)} value={value(o.value)} />
      {!value(o.old) && (o.code || o.reason) && <div className={styles.why}><Why of="outcome" code={o.code} text={o.reason} /></div>}
      {o.from
        ? <Anchor component={Link} href={contactPath(o.from)} size="xs">{words("approvals.merged")}</Anchor>
        : o.readable
        ? <Anchor component={Link} href={`/app/chats/${o.dialog}${o.message ? `#m${o.message}` : ""}`} className={styles.quote} aria-label={o.quote ? words("copilot.quote", { quote: o.quote }) : undefined}>{o.quote || words("approvals.chat")}</Anchor>
        : <Text size="xs" c="var(--faint)">{words("approvals.unread")}</Text>}
      {o.transcribed && <Text size="xs" c="var(--soon)">{words("copilot.transcribed")}</Text>}
      {may && (
        <div className={styles.buttons}>
          <Button size="xs" variant="default" onClick={() => onDecide({ run: o.run, field: o.field, as: "keep" })}>{words("copilot.keep")}</Button>
          <Button size="xs" onClick={() => onDecide({ run: o.run, field: o.field, as: "replace" })}>{words("copilot.replace")}</Button>
        </div>
      )}
    </div>
  );
}
