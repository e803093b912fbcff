// The company's contacts: who they are, and how they are reached. Who is looked for is
// found by their chats, which any part of a name, a phone or an e-mail leads to.
import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { api, asked, type Schemas } from "../api/client";
import { mayChange } from "../cards/card";
import { NewCard } from "../deals/new";
import { usePages } from "../kit/data";
import { Elsewhere } from "../kit/elsewhere";
import { Failed, Nothing, Screen, Waiting } from "../kit/screen";
import { titled } from "../kit/names";
import { full } from "../kit/time";
import { shown } from "../kit/value";
import { useMe } from "../people/me";
import { useConnections } from "../settings/data";
import { Icon } from "../shell/icons";
import { useLanguage, useWords } from "../words/words";
import styles from "./contacts.module.css";

type Person = { ref: string; name: string; phone: string; email: string; at?: string; survivor?: string | undefined };

export const contactPath = (ref: string) => `/app/contacts/${encodeURIComponent(ref)}`;

const page = 50;

// useContacts are all of one CRM, or those whose chats are found by q.
function useContacts(q: string, connection: string | undefined) {
  const words = useWords();
  const language = useLanguage();
  const all = usePages(["contacts", connection], (cursor) => asked(api.GET("/v1/cards", { params: { query: { kind: "contact", limit: page, ...(connection && { connection }), ...cursor } } })), !q);
  const found = usePages(["contacts", "found", q], (cursor) => asked(api.GET("/v1/dialogs", { params: { query: { q, limit: page, ...cursor } } })), !!q);
  const people = useMemo((): Person[] => {
    const text = (v: Schemas["Value"] | undefined) => shown(v, undefined, words, language);
    if (!q) return all.items.map((c) => ({ ref: c.ref, name: titled(c.title, words), phone: text(c.values.phone), email: text(c.values.email), at: c.createdAt, survivor: c.survivor }));
    const once = new Map(found.items.flatMap((d) => (d.contact ? [[d.contact, { ref: d.contact, name: d.name ?? d.username ?? "", phone: d.phone ?? "", email: d.email ?? "" }] as const] : [])));
    return [...once.values()];
  }, [q, all.items, found.items, words, language]);
  return { people, query: q ? found : all };
}

export function Contacts() {
  const words = useWords();
  const language = useLanguage();
  const me = useMe().data;
  const [, go] = useLocation();
  const q = new URLSearchParams(useSearch()).get("q") ?? "";
  const [text, setText] = useState(q);
  const [crm, setCRM] = useState<string>();
  const [making, setMaking] = useState(false);
  const find = useDebouncedCallback((part: string) => go(`/app/contacts${part.trim() ? `?q=${encodeURIComponent(part.trim())}` : ""}`, { replace: true }), 300);
  const { people, query } = useContacts(q, crm);
  return (
    <Screen title={words("contacts")} about={<span role="status">{query.isSuccess && words("contacts.count", { n: people.length, more: query.hasNextPage ? "yes" : "no" })}</span>} actions={
        <>
          {me?.role === "admin" && !q && <WhichCRM crm={crm} onChange={setCRM} />}
          {mayChange(me, "contact") && <Button size="xs" leftSection={<Icon name="add" size={16} />} onClick={() => setMaking(true)}>{words("cards.new.contact")}</Button>}
        </>
      }>
      {!crm && <Elsewhere />}
      {making && <NewCard kind="contact" connection={crm} onClose={() => setMaking(false)} />}
      {(me?.customers || me?.role === "admin") && (
        <search>
          <TextInput className={styles.find} aria-label={words("conversations.find")} placeholder={words("conversations.find")} leftSection={<Icon name="find" size={16} />} maxLength={200}
            value={text} onChange={(e) => { setText(e.currentTarget.value); find(e.currentTarget.value); }} />
        </search>
      )}
      {query.isPending && <Waiting />}
      {query.error && !people.length && <Failed error={query.error} again={query.refetch} />}
      {query.isSuccess && !people.length && !query.hasNextPage && <Nothing icon="person">{words(q ? "contacts.none.found" : "contacts.none")}</Nothing>}
      {people.length > 0 && (
        <div className={styles.box} tabIndex={0} role="region" aria-label={words("contacts")}>
          <table className={`${styles.table} ${styles.list}`} aria-label={words("contacts")}>
            <thead><tr><th scope="col">{words("name")}</th><th scope="col">{words("phone")}</th><th scope="col">{words("email")}</th>{!q && <th scope="col">{words("contacts.since")}</th>}</tr></thead>
            <tbody>
              {people.map((p) => (
                <tr key={p.ref}>
                  <td><Link href={contactPath(p.ref)}>{p.name || p.ref}</Link>{p.survivor && <Link href={contactPath(p.survivor)} className={styles.went}>{words("contacts.went")}</Link>}</td>
                  <td>{p.phone}</td>
                  <td>{p.email}</td>
                  {!q && <td>{p.at && <time dateTime={p.at}>{full(p.at, language)}</time>}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && <Button mt="sm" variant="subtle" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>{words("more")}</Button>}
    </Screen>
  );
}

function WhichCRM({ crm, onChange }: { crm: string | undefined; onChange: (crm: string | undefined) => void }) {
  const words = useWords();
  const connections = useConnections().data?.items ?? [];
  if (!connections.length) return null;
  return <Select aria-label={words("set.lines.crm")} clearable placeholder={words("set.builtIn")} value={crm ?? null} data={connections.map((c) => ({ value: c.id, label: c.title || c.id }))} onChange={(v) => onChange(v ?? undefined)} />;
}
