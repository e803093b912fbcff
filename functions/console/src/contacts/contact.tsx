// A contact: what is known of them, their chats and cards, and whether somebody else in
// the list may be the same person.
import { ActionIcon, Alert, Button, Menu, SegmentedControl, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { api, asked, once, type Schemas } from "../api/client";
import { Offered, type Decision } from "../approvals/offered";
import { CardFacts } from "../cards/facts";
import { EditCard } from "../cards/edit";
import { History, mayChange, useWhole } from "../cards/card";
import styles from "../cards/card.module.css";
import { connectionOf, decide, useDeed, useFieldsOf, usePages, type Kind } from "../kit/data";
import { channelName, stateName, titled } from "../kit/names";
import { Failed, Screen, Waiting } from "../kit/screen";
import { Erase } from "../kit/erase";
import { HandOut } from "../kit/handout";
import { HistoryLinks } from "../kit/links";
import { StartChat } from "../kit/start";
import { Summary } from "../kit/summary";
import { full } from "../kit/time";
import { useMe } from "../people/me";
import { Icon } from "../shell/icons";
import { useLanguage, useWords } from "../words/words";
import { contactPath } from "./contacts";
import own from "./contacts.module.css";
import { Stream } from "./stream";

export const useDuplicates = (ref: string) => useQuery({ queryKey: ["card", "duplicates", ref], queryFn: () => asked(api.GET("/v1/contacts/{ref}/duplicates", { params: { path: { ref } } })) });

// useMerging is a contact, looked at again and again while a job merges others into it or
// parts them: once it is done, what else shows of it is read anew.
function useMerging(of: string) {
  const queries = useQueryClient();
  const under = (c: Schemas["CardDetail"] | undefined) => [...(c?.merged ?? []), ...(c?.mergedInto ? [c.mergedInto] : [])].some((m) => m.state !== "merged");
  const card = useWhole(of, (read) => under(read?.data) && merging);
  const busy = under(card.data?.data);
  useEffect(() => {
    if (!busy) return;
    return () => { for (const key of ["card", "contacts", "dialogs", "conversations", "deals"]) void queries.invalidateQueries({ queryKey: [key] }); };
  }, [busy, queries]);
  return card;
}

// merging is how often a contact is looked at that is being merged, in milliseconds.
const merging = 1_000;

export function ContactPage({ of }: { of: string }) {
  const words = useWords();
  const language = useLanguage();
  const me = useMe().data;
  const card = useMerging(of);
  const fields = useFieldsOf(of);
  const [doing, setDoing] = useState<"write" | "edit" | "erase" | "handout">();
  const [summary, setSummary] = useState<string>();
  const [whole, setWhole] = useState(false);
  const [, go] = useLocation();
  const queries = useQueryClient();
  const gone = (begun: boolean) => {
    setDoing(undefined);
    if (!begun) return;
    for (const key of ["contacts", "dialogs", "conversations", "deals"]) void queries.invalidateQueries({ queryKey: [key] });
    go("/app/contacts");
  };
  if (card.isPending || fields.isPending) return <Waiting />;
  if (!card.data) return <Screen title={words("kind.contact")}><Failed error={card.error} again={card.refetch} /></Screen>;
  const c = card.data.data;
  const all = fields.data?.items ?? [];
  return (
    <Screen title={titled(c.title, words) || of} about={`${words("kind.contact")} · ${full(c.createdAt, language)}`}
      actions={
        <>
          {mayChange(me, "contact") && !c.mergedInto && <Button size="xs" variant="default" onClick={() => setDoing("edit")}>{words("edit")}</Button>}
          {me?.operator && <Button size="xs" variant="default" leftSection={<Icon name="chats" size={16} />} onClick={() => setDoing("write")}>{words("start")}</Button>}
          {me?.role === "admin" && (
            <Menu position="bottom-end" withinPortal>
              <Menu.Target><ActionIcon size="lg" variant="subtle" color="gray" aria-label={words("contacts.more")}><Icon name="more" /></ActionIcon></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setDoing("handout")}>{words("handout.contact")}</Menu.Item>
                <Menu.Item onClick={() => setDoing("erase")}>{words("erase.contact")}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </>
      }>
      {c.mergedInto && <Alert color="yellow" mb="md"><Link href={contactPath(c.mergedInto.into)}>{words("contacts.mergedInto")}</Link></Alert>}
      <div className={styles.page}>
        <section className={styles.part} aria-labelledby="contact-fields">
          <h2 id="contact-fields">{words("contacts.data")}</h2>
          <CardFacts card={c} fields={all} onOffer={() => document.getElementById("contact-offers")?.scrollIntoView({ block: "nearest" })} />
          {c.company && <Text size="sm"><Link href={`/app/cards/${encodeURIComponent(c.company)}`}>{words("conversations.openCard", { title: words("kind.company") })}</Link></Text>}
        </section>
        <div className={own.middle}>
          {c.offers.length > 0 && !c.mergedInto && <Offers card={c} may={mayChange(me, "contact")} />}
          {!connectionOf(of) && <Similar of={of} merged={c.merged} may={mayChange(me, "contact") && (!!me?.customers || me?.role === "admin")} />}
          <Chats of={of} name={c.title || of} />
          <Cards of={of} me={me} />
        </div>
        <div className={own.middle}>
          <SegmentedControl size="xs" aria-label={words("contacts.show")} value={whole ? "all" : "changes"} onChange={(v) => setWhole(v === "all")} data={(["all", "changes"] as const).map((value) => ({ value, label: words(`contacts.show.${value}`) }))} />
          {whole ? <Stream of={of} /> : <History card={c} fields={all} onSummary={setSummary} />}
        </div>
      </div>
      {doing === "write" && <StartChat whom={{ name: c.title || of, contact: of }} onClose={() => setDoing(undefined)} />}
      {doing === "edit" && <EditCard read={card.data} fields={all} onClose={() => setDoing(undefined)} />}
      {doing === "handout" && <HandOut whom={{ name: c.title || of, contact: of }} onClose={() => setDoing(undefined)} />}
      {doing === "erase" && <Erase whom={{ name: c.title || of, contact: of }} onClose={gone} />}
      {summary && <Summary run={summary} onClose={() => setSummary(undefined)} />}
    </Screen>
  );
}

// Offers is what waits for keep or replace, as in the inbox of all.
function Offers({ card, may }: { card: Schemas["CardDetail"]; may: boolean }) {
  const words = useWords();
  const settle = useDeed((d: Decision) => decide(d.run, { fields: { [d.field]: d.as } }), undefined, ["card"]);
  return (
    <section className={styles.part} aria-labelledby="contact-offers">
      <h2 id="contact-offers">{words("approvals")}</h2>
      {card.offers.map((o) => <Offered key={`${o.run}.${o.field}`} card={card.ref} offer={o} may={may} onDecide={settle.mutate} />)}
    </section>
  );
}

// Similar is how many may be the same person, and who went into this one already.
function Similar({ of, merged, may }: { of: string; merged: Schemas["Merged"][]; may: boolean }) {
  const words = useWords();
  const language = useLanguage();
  const duplicates = useDuplicates(of);
  const part = useDeed((ref: string) => asked(api.POST("/v1/contacts/{ref}/unmerge", { params: { path: { ref }, header: once() } })), undefined, ["card", "contacts", "conversations"]);
  const others = duplicates.data?.items.filter((d) => !d.current) ?? [];
  return (
    <section className={styles.part} aria-labelledby="contact-similar">
      <h2 id="contact-similar">{words("contacts.similar")}</h2>
      {duplicates.isPending && <Waiting />}
      {duplicates.error && <Failed error={duplicates.error} again={duplicates.refetch} />}
      {duplicates.data && !others.length && <Text size="sm" c="var(--faint)">{words("contacts.similar.none")}</Text>}
      {others.length > 0 && <Text size="sm"><Link href={`${contactPath(of)}/duplicates`}>{words("contacts.similar.open", { n: others.length })}</Link></Text>}
      {merged.map((m) => (
        <div key={m.contact} className={own.undo}>
          <span>{words("contacts.merged", { name: titled(m.title, words) || words("kind.contact"), by: m.by, at: full(m.askedAt, language) })}</span>
          {may && m.state === "merged" && Date.parse(m.undoUntil) > Date.now() && <Button size="compact-xs" variant="default" loading={part.isPending && part.variables === m.contact} onClick={() => part.mutate(m.contact)}>{words("contacts.unmerge")}</Button>}
        </div>
      ))}
    </section>
  );
}

function Chats({ of, name }: { of: string; name: string }) {
  const words = useWords();
  const language = useLanguage();
  const [linking, setLinking] = useState<string>();
  const chats = usePages(["dialogs", "contact", of], (cursor) => asked(api.GET("/v1/dialogs", { params: { query: { contact: [of], limit: 20, ...cursor } } })));
  return (
    <section className={styles.part} aria-labelledby="contact-chats">
      <h2 id="contact-chats">{words("cards.chats")}</h2>
      {chats.isPending && <Waiting />}
      {chats.error && !chats.items.length && <Failed error={chats.error} again={chats.refetch} />}
      {chats.isSuccess && !chats.items.length && <Text size="sm" c="var(--faint)">{words("contacts.chats.none")}</Text>}
      <ul className={styles.list}>
        {chats.items.map((d) => (
          <li key={d.id} className={styles.chat}>
            <Link href={`/app/chats/${d.id}`}>{d.channel ? `${channelName(d.channel, words)} · ${d.lineTitle || d.line}` : words("chat")}</Link>
            <Text size="xs" c="var(--faint)">{[stateName(d, words), d.operatorName, full(d.openedAt, language)].filter(Boolean).join(" · ")}</Text>
            {d.readable && <Button size="compact-xs" variant="subtle" leftSection={<Icon name="link" size={12} />} onClick={() => setLinking(d.id)} aria-label={words("links.for", { at: full(d.openedAt, language) })}>{words("links")}</Button>}
          </li>
        ))}
      </ul>
      {chats.hasNextPage && <Button variant="subtle" size="xs" loading={chats.isFetchingNextPage} onClick={() => chats.fetchNextPage()}>{words("more")}</Button>}
      {linking && <HistoryLinks dialog={linking} name={name} onClose={() => setLinking(undefined)} />}
    </section>
  );
}

// Cards are the contact's leads, deals and cases, as far as they may be read.
function Cards({ of, me }: { of: string; me: Schemas["Me"] | undefined }) {
  const words = useWords();
  const connection = connectionOf(of);
  const kinds = (["lead", "deal", "case"] as const).filter((kind) => me?.role === "admin" || (me && { lead: me.leads, deal: me.deals, case: me.cases }[kind] !== "none"));
  const cards = useQuery({
    queryKey: ["card", "of", of, kinds.join()],
    queryFn: async () => {
      const read = (kind: Kind) => asked(api.GET("/v1/cards", { params: { query: { kind, contact: [of], limit: 50, ...(connection && { connection }) } } }));
      return (await Promise.all(kinds.map(read))).flatMap((p) => p.items);
    },
  });
  return (
    <section className={styles.part} aria-labelledby="contact-cards">
      <h2 id="contact-cards">{words("contacts.cards")}</h2>
      {cards.isPending && <Waiting />}
      {cards.error && <Failed error={cards.error} again={cards.refetch} />}
      {cards.data?.length === 0 && <Text size="sm" c="var(--faint)">{words("contacts.cards.none")}</Text>}
      <ul className={styles.list}>
        {cards.data?.map((c) => (
          <li key={c.ref} className={styles.chat}>
            <Link href={`/app/cards/${encodeURIComponent(c.ref)}`}>{`${words(`kind.${c.kind}`)}: ${titled(c.title, words) || c.ref}`}</Link>
            {c.closed && <Text size="xs" c="var(--faint)">{words("cards.closed")}</Text>}
          </li>
        ))}
      </ul>
    </section>
  );
}
