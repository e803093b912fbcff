// Something that was written and is not answered yet, where it will stand; and, where it was
// refused, why, and what can be done about it.
import { useMemo } from "react";
import { Icon } from "../shell/icons";
import { useLanguage, useWords, whyNot } from "../words/words";
import { outbox, type Message } from "./data";
import { Bubble } from "./message";
import styles from "./message.module.css";
import { asRefused, type Unsent } from "./outbox";

type Props = { unsent: Unsent; name: string; repliedTo: Message | undefined; open: boolean; onBack: (u: Unsent) => void };

export function Waiting({ unsent: u, name, repliedTo, open, onBack }: Props) {
  const words = useWords();
  const language = useLanguage();
  const failed = u.state === "failed";
  const message = useMemo((): Message => ({
    seq: 0, id: u.key, author: u.as === "note" ? "note" : "operator", operator: u.operator, text: u.body.text ?? "", at: u.at,
    ...(u.body.buttons && { buttons: u.body.buttons }), ...(u.body.replyTo && { replyTo: u.body.replyTo }),
  }), [u]);
  const files = u.body.attachments?.map((a, i) => <div key={i} className={styles.attached}><Icon name="file" size={14} /> <bdi>{a.name}</bdi></div>);
  // A live region says what changes in it: the reason, as soon as there is one.
  const foot = (
    <>
      <span className={styles.status} data-status={failed ? "failed" : "queued"} role="status">
        {failed ? `! ${words("status.failed")}` : words("unsent.sending")}
        {failed && <span className={styles.reason}> {u.why?.code === "unsure" ? words("unsent.unsure") : whyNot(words, asRefused(u.why), language)}</span>}
      </span>
      {failed && (
        <span className={styles.ways}>
          {open && <button type="button" className={styles.way} onClick={() => outbox.again(u.key)}>{words("message.again")}</button>}
          {open && <button type="button" className={styles.way} onClick={() => onBack(u)}>{words("unsent.edit")}</button>}
          <button type="button" className={styles.way} onClick={() => outbox.drop(u.key)}>{words("unsent.remove")}</button>
        </span>
      )}
    </>
  );
  return <Bubble dialog={u.dialog} message={message} name={name} repliedTo={repliedTo} lit={false} unsent={{ failed, files, foot }} />;
}
