// Contacts that may be one person, side by side: who survives, and with which values.
import { Alert, Badge, Button, Radio, Text, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { api, asked, once, type Schemas } from "../api/client";
import { mayChange } from "../cards/card";
import { useDeed, useFields } from "../kit/data";
import { titled } from "../kit/names";
import { Failed, Nothing, Screen, Waiting } from "../kit/screen";
import { full } from "../kit/time";
import { shown } from "../kit/value";
import { useMe } from "../people/me";
import { useLanguage, useWords, type Words } from "../words/words";
import { useDuplicates } from "./contact";
import { contactPath } from "./contacts";
import styles from "./contacts.module.css";

type Contact = Schemas["Card"];
export type Chosen = { survivor: string; apart: string[]; values: Record<string, string> };

// holder is whose value of a field survives: who was chosen, else the survivor's own,
// else the first that has one.
export function holder(field: string, all: Contact[], chosen: Chosen): string | undefined {
  const joined = all.filter((c) => !chosen.apart.includes(c.ref));
  const has = (ref: string | undefined) => joined.find((c) => c.ref === ref && c.values[field] !== undefined)?.ref;
  return has(chosen.values[field]) ?? has(chosen.survivor) ?? joined.find((c) => c.values[field] !== undefined)?.ref;
}

// merges are what the API is asked for: each of the others goes into the survivor, and
// takes along the values that go over the survivor's, in whichever order.
export function merges(fields: string[], all: Contact[], chosen: Chosen): { contact: string; into: string; fields: string[] }[] {
  return all
    .filter((c) => c.ref !== chosen.survivor && !chosen.apart.includes(c.ref))
    .map((c) => ({ contact: c.ref, into: chosen.survivor, fields: fields.filter((f) => holder(f, all, chosen) === c.ref) }));
}

// unlike are those who are called otherwise than the one who is looked at: that they
// share a phone does not make them one person, so somebody has to say what they are.
export function unlike(all: Schemas["Duplicate"][], words: Words): string[] {
  const name = (c: Contact) => String(c.values["name"] ?? titled(c.title, words)).trim().toLocaleLowerCase();
  const current = all.find((d) => d.current)?.card;
  return current ? all.filter((d) => !d.current && !d.by.includes("name") && name(d.card) !== name(current)).map((d) => d.card.ref) : [];
}

export function MergePage({ of }: { of: string }) {
  const words = useWords();
  const duplicates = useDuplicates(of);
  const fields = useFields("contact");
  const back = <Button component={Link} href={contactPath(of)} size="xs" variant="default">{words("contacts.back")}</Button>;
  const all = duplicates.data?.items ?? [];
  return (
    <Screen title={words("contacts.similar")} about={words("contacts.similar.about")} actions={back}>
      {(duplicates.isPending || fields.isPending) && <Waiting />}
      {duplicates.error && <Failed error={duplicates.error} again={duplicates.refetch} />}
      {fields.error && <Failed error={fields.error} again={fields.refetch} />}
      {duplicates.data && all.length < 2 && <Nothing icon="person">{words("contacts.similar.none")}</Nothing>}
      {all.length > 1 && fields.data && <Side of={of} all={all} more={!!duplicates.data?.more} fields={fields.data.items} />}
    </Screen>
  );
}

function Side({ of, all, more, fields }: { of: string; all: Schemas["Duplicate"][]; more: boolean; fields: Schemas["Field"][] }) {
  const words = useWords();
  const language = useLanguage();
  const me = useMe().data;
  const [, go] = useLocation();
  const [open, setOpen] = useState(() => unlike(all, words)); // nobody said yet what becomes of them
  const [chosen, setChosen] = useState<Chosen>({ survivor: of, apart: open, values: {} });
  const cards = all.map((d) => d.card);
  const rows = fields.filter((f) => cards.some((c) => c.values[f.name] !== undefined));
  const todo = merges(rows.map((f) => f.name), cards, chosen);
  const merge = useDeed(
    async () => {
      for (const { contact, ...body } of todo) await asked(api.POST("/v1/contacts/{ref}/merge", { params: { path: { ref: contact }, header: once() }, body }));
    },
    () => go(contactPath(chosen.survivor)),
    ["card", "contacts", "conversations", "dialogs"],
  );
  const may = mayChange(me, "contact") && (!!me?.customers || me?.role === "admin");
  const name = (c: Contact) => titled(c.title, words) || c.ref;
  return (
    <form onSubmit={(e) => { e.preventDefault(); merge.mutate(undefined); }}>
      <div className={styles.box} tabIndex={0} role="region" aria-label={words("contacts.similar")}>
        <table className={styles.table}>
          <thead>
            <tr>
              <td />
              {all.map((d) => (
                <th key={d.card.ref} scope="col" className={styles.side} data-survives={d.card.ref === chosen.survivor || undefined}>
                  <Link href={contactPath(d.card.ref)}>{name(d.card)}</Link> {d.current && <Badge size="sm" variant="light" tt="none">{words("contacts.current")}</Badge>}
                  <div className={styles.by}>{d.by.length > 0 && words("contacts.alike", { by: d.by.map((b) => words(`contacts.by.${b}`)).join(", ") })}</div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{words("contacts.survives")}</th>
              {cards.map((c) => (
                <td key={c.ref} data-survives={c.ref === chosen.survivor || undefined} className={styles.side}>
                  <Radio.Group value={c.ref === chosen.survivor ? "into" : open.includes(c.ref) ? "" : chosen.apart.includes(c.ref) ? "apart" : "goes"} aria-label={name(c)}
                    onChange={(v) => {
                      setOpen(open.filter((r) => r !== c.ref));
                      setChosen((now) => ({
                        ...now,
                        survivor: v === "into" ? c.ref : now.survivor,
                        apart: v === "apart" ? [...now.apart.filter((r) => r !== c.ref), c.ref] : now.apart.filter((r) => r !== c.ref),
                      }));
                    }}>
                    <Radio size="sm" value="into" label={words("contacts.into")} disabled={!may} />
                    <Radio size="sm" mt={8} value="goes" label={words("contacts.goes")} disabled={!may || c.ref === chosen.survivor} />
                    <Radio size="sm" mt={8} value="apart" label={words("contacts.apart")} disabled={!may || c.ref === chosen.survivor} />
                  </Radio.Group>
                </td>
              ))}
            </tr>
            {rows.map((f) => (
              <tr key={f.name}>
                <th scope="row">{f.title}</th>
                {cards.map((c) => {
                  const text = shown(c.values[f.name], f.type, words, language);
                  const survives = holder(f.name, cards, chosen) === c.ref;
                  return (
                    <td key={c.ref} className={styles.side}>
                      {text ? <Radio size="sm" name={`field-${f.name}`} checked={survives} disabled={!may || chosen.apart.includes(c.ref)} label={<>{text}<VisuallyHidden>{` (${f.title}, ${name(c)})`}</VisuallyHidden></>} onChange={() => setChosen((now) => ({ ...now, values: { ...now.values, [f.name]: c.ref } }))} /> : <Text size="sm" c="var(--faint)">—</Text>}
                    </td>
                  );
                })}
              </tr>
            ))}
            <tr><th scope="row">{words("contacts.since")}</th>{cards.map((c) => <td key={c.ref}>{full(c.createdAt, language)}</td>)}</tr>
          </tbody>
        </table>
      </div>
      {more && <Alert mt="md" color="yellow">{words("contacts.similar.more")}</Alert>}
      {may && (
        <div className={styles.merge}>
          <Button type="submit" loading={merge.isPending} disabled={!todo.length || open.length > 0} aria-describedby="merge-about">{words("contacts.merge", { n: todo.length })}</Button>
          <Text id="merge-about" size="sm" c="var(--faint)">{open.length > 0 ? words("contacts.merge.open", { n: open.length }) : words("contacts.merge.about")}</Text>
        </div>
      )}
    </form>
  );
}
