// Everything of one person over all lines in one stream, the newest first: what was said,
// chats, cards, what was done with the contact (OP-39, CL-22).
import { Badge, Button, Text } from "@mantine/core";
import { Link } from "wouter";
import { api, asked, type Schemas } from "../api/client";
import styles from "../cards/card.module.css";
import { useFields, useNames, usePages } from "../kit/data";
import { channelName, titled } from "../kit/names";
import { Failed, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { shown } from "../kit/value";
import { useLanguage, useWords } from "../words/words";
import { localeOf } from "../kit/locale";

type Item = Schemas["HistoryItem"];

export function Stream({ of }: { of: string }) {
  const words = useWords();
  const items = usePages(["card", "stream", of], async (cursor): Promise<Schemas["History"]> => asked(api.GET("/v1/contacts/{ref}/history", { params: { path: { ref: of }, query: { limit: 50, ...cursor } } })));
  return (
    <section className={styles.part} aria-labelledby="contact-stream">
      <h2 id="contact-stream">{words("contacts.stream")}</h2>
      {items.isPending && <Waiting />}
      {items.error && !items.items.length && <Failed error={items.error} again={items.refetch} />}
      {items.data?.pages.some((p) => "crmDown" in p && p.crmDown) && <Text size="xs" c="var(--soon)" role="status">{words("contacts.stream.crmDown")}</Text>}
      {items.isSuccess && !items.items.length && <Text size="sm" c="var(--faint)">{words("contacts.stream.none")}</Text>}
      <ol className={styles.list}>{items.items.map((i, n) => <One key={n} item={i} />)}</ol>
      {items.hasNextPage && <Button variant="subtle" size="xs" loading={items.isFetchingNextPage} onClick={() => items.fetchNextPage()}>{words("more")}</Button>}
    </section>
  );
}

function One({ item: i }: { item: Item }) {
  const words = useWords();
  const language = useLanguage();
  const names = useNames();
  const who = (m: Schemas["Message"]) => (m.author === "customer" ? words("contacts.stream.customer") : m.author === "bot" ? words(m.automatic ? "author.automatic" : "author.bot") : names(m.operator) || words("author.us"));
  const where = i.dialog && <Link href={`/app/chats/${i.dialog}${i.message ? `#m${i.message.seq}` : ""}`}>{i.channel ? channelName(i.channel, words) : words("chat")}</Link>;
  return (
    <li className={styles.entry}>
      {i.kind === "message" && i.message && <><b>{who(i.message)}</b>{i.message.author === "note" && ` (${words("note")})`}: <bdi>{i.message.deleted ? words("message.deleted") : i.message.text || words("attachment")}</bdi></>}
      {i.kind === "opened" && <b>{words("contacts.stream.opened")}</b>}
      {i.kind === "closed" && <b>{words(i.closeReason === "idle" ? "contacts.stream.idle" : "contacts.stream.closed")}</b>}
      {i.kind === "entry" && i.entry && <Entry entry={i.entry} />}
      {i.kind === "card" && i.card && (
        <>
          <Link href={`/app/cards/${encodeURIComponent(i.card.ref)}`}>{`${words(`kind.${i.card.kind}`)}: ${titled(i.card.title, words) || i.card.ref}`}</Link>
          {i.purchase && <Badge size="xs" ml={6} color="green" variant="light" className={styles.badge}>{words("contacts.stream.purchase")}</Badge>}
          {!!i.goods?.length && <Goods goods={i.goods} currency={currencyOf(i.card)} />}
        </>
      )}
      <Text size="xs" c="var(--faint)">{where}{where && " · "}<time dateTime={i.at}>{full(i.at, language)}</time></Text>
    </li>
  );
}

// currencyOf is that of the card's sum of money: a deal's rows of products have its own.
const currencyOf = (card: Pick<Schemas["Card"], "values">) => Object.values(card.values).flatMap((v) => (v && typeof v === "object" && !Array.isArray(v) && v.currency) || [])[0];

// Goods are what was bought: how many of each, and what one costs (CB-11).
export function Goods({ goods, currency }: { goods: Schemas["Good"][]; currency: string | undefined }) {
  const words = useWords();
  const language = useLanguage();
  const number = new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 6 });
  const money = currency ? new Intl.NumberFormat(localeOf(language), { style: "currency", currency }) : number;
  return (
    <ul className={styles.goods} aria-label={words("contacts.stream.goods")}>
      {goods.map((g, n) => <li key={n}><bdi>{g.name}</bdi>{g.quantity && <span> × {number.format(Number(g.quantity))}</span>}{g.price && <span> · {words("contacts.stream.each", { price: money.format(Number(g.price)) })}</span>}</li>)}
    </ul>
  );
}

function Entry({ entry: e }: { entry: Schemas["Entry"] }) {
  const words = useWords();
  const language = useLanguage();
  const field = useFields("contact").data?.items.find((f) => f.name === e.field);
  const title = field?.title ?? (e.what ? words(`cards.what.${e.what}`) : (e.field ?? ""));
  const values = [e.old, e.new].map((v) => shown(v, field?.type, words, language)).filter(Boolean).join(" → ");
  return <><b>{words(`cards.entry.${e.kind}`)}</b> <bdi>{[title, values].filter(Boolean).join(": ")}</bdi></>;
}
