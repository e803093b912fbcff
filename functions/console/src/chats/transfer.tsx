// Whom a chat can be handed to: teams, and people, who take it (green), are not there
// (red), or have as many as they may (grey).
import { Alert, Loader, Stack, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { useRef, useState } from "react";
import { Popup } from "../kit/popup";
import { useLanguage, useWords, whyNot } from "../words/words";
import { useDeed, useTargets } from "../kit/data";
import { useSay } from "../shell/said";
import { note, transfer, type Dialog } from "./data";
import type { Schemas } from "../api/client";
import styles from "./transfer.module.css";

export function Transfer({ dialog, onClose }: { dialog: Dialog; onClose: (gone: boolean) => void }) {
  const words = useWords();
  const language = useLanguage();
  const targets = useTargets(true);
  const [part, setPart] = useState("");
  const [comment, setComment] = useState("");
  const noted = useRef("");
  const say = useSay();
  const hand = useDeed(async ({ to }: { to: Schemas["Transfer"]; name: string }) => {
    // What a colleague is to know is a note of the thread; once, though it may be tried again.
    const text = comment.trim();
    if (text && noted.current !== text) await note(dialog.id, { text });
    noted.current = text;
    return transfer(dialog.id, to);
  }, (_, { name }) => {
    say.done(words("transfer.done", { name }));
    onClose(true);
  });
  const fits = (name: string) => name.toLocaleLowerCase(language).includes(part.trim().toLocaleLowerCase(language));
  const teams = targets.data?.teams.filter((t) => fits(t.title)) ?? [];
  const people = targets.data?.operators.filter((o) => fits(o.name) && o.id !== dialog.operator) ?? [];
  return (
    <Popup onClose={() => onClose(false)} title={words("chat.transfer")}>
      <Stack>
        <TextInput aria-label={words("transfer.find")} placeholder={words("transfer.find")} value={part} onChange={(e) => setPart(e.currentTarget.value)} data-autofocus />
        <Textarea label={words("transfer.comment")} description={words("transfer.comment.about")} autosize minRows={1} maxRows={6} maxLength={4_000} value={comment} onChange={(e) => setComment(e.currentTarget.value)} />
        {targets.isPending && <Loader aria-label={words("loading")} />}
        {targets.error && <Alert color="red" role="alert">{whyNot(words, targets.error, language)}</Alert>}
        {teams.length > 0 && (
          <section aria-label={words("teams")}>
            <h3 className={styles.heading}>{words("teams")}</h3>
            {teams.map((t) => <UnstyledButton key={t.id} className={styles.one} disabled={hand.isPending} onClick={() => hand.mutate({ to: { team: t.id }, name: t.title })}>{t.title}</UnstyledButton>)}
          </section>
        )}
        {people.length > 0 && (
          <section aria-label={words("people")}>
            <h3 className={styles.heading}>{words("people")}</h3>
            {people.map((o) => (
              <UnstyledButton key={o.id} className={styles.one} disabled={hand.isPending} onClick={() => hand.mutate({ to: { operator: o.id }, name: o.name })}>
                <span className={styles.dot} data-status={o.status} />
                {o.name}
                <small>{words(`operator.${o.status}`)}</small>
              </UnstyledButton>
            ))}
          </section>
        )}
        {targets.data && !teams.length && !people.length && <span>{words("transfer.none")}</span>}
      </Stack>
    </Popup>
  );
}
