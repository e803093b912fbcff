// What is known beside a chat: the person, their card, and what CoPilot makes of it.
import { Button, Loader, NativeSelect, Text, Avatar } from "@mantine/core";
import { lazy, memo, Suspense, useState } from "react";
import { Link } from "wouter";
import { CardFacts, Facts } from "../cards/facts";
import { Icon } from "../shell/icons";
import { useLanguage, useWords, whyNot, worded } from "../words/words";
import { Copilot } from "./copilot";
import { connectionOf, kindOf, useCard, useFieldsOf, useLine, usePipelines } from "../kit/data";
import { useCustomerName, type Dialog } from "./data";
import { channelName, titled, initials } from "../kit/names";
import { outageSaid } from "../kit/outage";
import styles from "./panel.module.css";
import { Pick } from "../kit/press";
import { Tabs } from "../kit/tabs";
import { full } from "../kit/time";

const Stream = lazy(() => worded(import("../contacts/stream")).then((m) => ({ default: m.Stream })));
const Bind = lazy(() => worded(import("./bind")).then((m) => ({ default: m.Bind })));

const tabs = ["contact", "card", "copilot"] as const;
export type Tab = (typeof tabs)[number];

export const Panel = memo(function Panel({ dialog, tab, onTab, onClose }: { dialog: Dialog; tab: Tab; onTab: (tab: Tab) => void; onClose: () => void }) {
  const words = useWords();
  return (
    <aside className={styles.panel} aria-label={words("panel")}>
      <Pick icon="close" label={words("panel.close")} className={styles.close} onClick={onClose} />
      <Tabs label={words("panel")} all={tabs.map((id) => ({ id, title: words(id === "copilot" ? id : `panel.${id}`) }))} at={tab} onAt={onTab}>
        {tab === "contact" && <Contact dialog={dialog} />}
        {tab === "card" && <Cards dialog={dialog} onCopilot={() => onTab("copilot")} />}
        {tab === "copilot" && <Copilot dialog={dialog} />}
      </Tabs>
    </aside>
  );
});

function Contact({ dialog }: { dialog: Dialog }) {
  const words = useWords();
  const language = useLanguage();
  const line = useLine(dialog.line);
  const p = dialog.profile;
  const name = useCustomerName(dialog, words);
  const spoken = p.language && new Intl.DisplayNames(language, { type: "language", fallback: "none" }).of(p.language);
  return (
    <>
      <div className={styles.person}>
        <Avatar src={p.photoFile} color="blue" size={48} radius="xl" alt=""><span aria-hidden>{initials(name)}</span></Avatar>
        <h3 dir="auto">{name}</h3>
      </div>
      <Facts all={[
        [words("phone"), p.phone],
        [words("email"), p.email],
        [words("username"), p.username && `@${p.username}`],
        [words("language"), spoken || undefined],
        [words("channel"), dialog.channel && channelName(dialog.channel, words)],
        [words("line"), line?.title || dialog.line],
        [words("chat.number"), String(dialog.number)],
        [words("chat.opened"), full(dialog.openedAt, language)],
      ]} />
      {dialog.blocked && <Text size="sm" c="var(--late)">{words("code.customer_blocked")}</Text>}
      {dialog.contact && <Text size="sm"><Link href={`/app/contacts/${encodeURIComponent(dialog.contact)}`}>{words("contact.open")}</Link></Text>}
      {dialog.contact && !!dialog.similar?.count && <Text size="sm" c="var(--soon)" mt="xs"><Link href={`/app/contacts/${encodeURIComponent(dialog.contact)}/duplicates`}>{words("contact.similar", { n: dialog.similar.count })}</Link></Text>}
      {dialog.contact && <Before contact={dialog.contact} />}
    </>
  );
}

// Before is what was with the person so far: their chats on all lines, cards, purchases.
function Before({ contact }: { contact: string }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button mt="xs" size="compact-sm" variant="subtle" aria-expanded={open} leftSection={<Icon name="clock" size={14} />} onClick={() => setOpen(!open)}>{words("contact.before")}</Button>
      <Suspense fallback={<Loader size="sm" aria-label={words("loading")} />}>{open && <Stream of={contact} />}</Suspense>
    </>
  );
}

function Cards({ dialog, onCopilot }: { dialog: Dialog; onCopilot: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const refs = [...new Set([...(dialog.copilot.card ? [dialog.copilot.card] : []), ...dialog.cards.map((b) => b.card), ...(dialog.contact ? [dialog.contact] : [])])];
  const [chosen, setChosen] = useState<string>();
  const [binding, setBinding] = useState(false);
  const ref = chosen && refs.includes(chosen) ? chosen : refs[0];
  const name = (r: string) => `${words(`kind.${kindOf(r) ?? "lead"}`)} ${refs.filter((x) => kindOf(x) === kindOf(r)).length > 1 ? refs.filter((x) => kindOf(x) === kindOf(r)).indexOf(r) + 1 : ""}`.trim();
  const bind = (
    <>
      <Button size="compact-xs" variant="subtle" leftSection={<Icon name="link" size={12} />} onClick={() => setBinding(true)}>{words("card.bind")}</Button>
      <Suspense>{binding && <Bind dialog={dialog} onClose={() => setBinding(false)} />}</Suspense>
    </>
  );
  const down = dialog.outage && <Text size="sm" c="var(--late)" role="status" mb="sm">{outageSaid(dialog.outage, words, language)}</Text>;
  if (!ref) return <>{down}<Text size="sm" c="var(--faint)">{words("card.none")}</Text>{bind}</>;
  return (
    <>
      {down}
      {refs.length > 1 && <NativeSelect mb="sm" size="xs" aria-label={words("panel.card")} value={ref} data={refs.map((r) => ({ value: r, label: name(r) }))} onChange={(e) => setChosen(e.currentTarget.value)} />}
      <Card of={ref} onCopilot={onCopilot} />
      {bind}
    </>
  );
}

function Card({ of, onCopilot }: { of: string; onCopilot: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const card = useCard(of);
  const fields = useFieldsOf(of);
  const stages = usePipelines(connectionOf(of)).data?.items.find((p) => p.id === card.data?.pipeline)?.stages;
  const stage = stages?.find((s) => s.id === card.data?.stage)?.title ?? card.data?.stage;
  if (card.isPending || fields.isPending) return <Loader aria-label={words("loading")} />;
  if (!card.data) return <Text size="sm" c="red" role="alert">{whyNot(words, card.error, language)}</Text>;
  return (
    <>
      <h3 className={styles.cardTitle}><Link href={`/app/cards/${encodeURIComponent(of)}`}>{titled(card.data.title, words) || of}</Link></h3>
      {stage && <Text size="xs" c="var(--faint)">{stage}</Text>}
      <CardFacts card={card.data} fields={fields.data?.items ?? []} onOffer={onCopilot} />
    </>
  );
}
