// The command menu: any screen, any action, and any customer, chat, card or message, by
// a few letters of it.
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { api, asked, type Schemas } from "../api/client";
import { channelName, titled, stateName } from "../kit/names";
import { useAllKeys } from "../kit/keys";
import { Popup } from "../kit/popup";
import { useLanguage, useWords } from "../words/words";
import { Icon } from "./icons";
import styles from "./command.module.css";

export type Command = { id: string; title: string; group: string; about?: string; icon: Parameters<typeof Icon>[0]["name"]; go: () => void };

// fits says whether each word of what is looked for begins a word of the title.
export function fits(title: string, q: string, language?: string): boolean {
  const words = title.toLocaleLowerCase(language).split(/[\s:·,.()-]+/);
  return q.toLocaleLowerCase(language).split(/\s+/).filter(Boolean).every((part) => words.some((word) => word.startsWith(part)));
}

export function CommandMenu({ me, commands, onGo, onClose }: { me: Schemas["Me"]; commands: Command[]; onGo: (path: string) => void; onClose: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const keys = useAllKeys();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 200);
  const [at, setAt] = useState(0);
  const mayFind = me.customers || me.role === "admin";
  const found = useQuery({ queryKey: ["dialogs", "found", q], enabled: q.length > 1, queryFn: () => asked(api.GET("/v1/search", { params: { query: { q } } })), placeholderData: (before) => before });
  const all = useMemo((): Command[] => {
    const hits = q.length > 1 && text.trim() ? found.data : undefined;
    const of = (...parts: (string | undefined | false)[]) => parts.filter(Boolean).join(" · ");
    const here = keys.filter((k) => k.word !== "menu" && !commands.some((c) => c.title === words(k.word))).map((k, i): Command => ({ id: `key-${i}`, title: words(k.word), group: words("menu.here"), about: k.keys, icon: "spark", go: k.go }));
    return [
      ...[...here, ...commands].filter((c) => fits(c.title, text, language)),
      ...(hits?.dialogs?.items ?? []).map((d): Command => ({ id: d.id, title: d.name ?? d.username ?? words("customer.unnamed", { n: d.number }), group: words("chats"), about: of(words("chat"), d.channel && channelName(d.channel, words), stateName(d, words)), icon: "chats", go: () => onGo(`/app/chats/${d.id}`) })),
      ...(hits?.customers?.items ?? []).map((c): Command => ({ id: `c-${c.customer}`, title: c.name ?? c.username ?? c.phone ?? c.email ?? c.customer, group: words("contacts"), about: of(words("menu.customer"), c.channel && channelName(c.channel, words), c.phone), icon: "person", go: () => onGo(c.contact ? `/app/contacts/${encodeURIComponent(c.contact)}` : `/app/chats/${c.dialog}`) })),
      ...(hits?.cards?.items ?? []).map((c): Command => ({ id: `k-${c.card}`, title: titled(c.title, words) || c.card, group: words("deals"), about: words(`kind.${c.kind}`), icon: "deals", go: () => onGo(`/app/cards/${encodeURIComponent(c.card)}`) })),
      ...(hits?.messages?.items ?? []).map((m): Command => ({ id: `m-${m.dialog}-${m.seq}`, title: m.text, group: words("chats"), about: words("menu.message"), icon: "find", go: () => onGo(`/app/chats/${m.dialog}#m${m.seq}`) })),
    ];
  }, [commands, keys, found.data, q, text, words, language, onGo]);
  useEffect(() => setAt(0), [text]);
  useEffect(() => box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }), [at]);
  const choose = (c: Command | undefined) => {
    if (!c) return;
    onClose();
    c.go();
  };
  const press = (e: KeyboardEvent) => {
    if ((e.key === "ArrowDown" || e.key === "ArrowUp") && all.length) {
      e.preventDefault();
      setAt((at + (e.key === "ArrowDown" ? 1 : all.length - 1)) % all.length);
    } else if (e.key === "Enter") {
      e.preventDefault();
      choose(all[at]);
    }
  };
  return (
    <Popup onClose={onClose} title={words("menu")} size="lg" yOffset="10vh">
      <TextInput data-autofocus role="combobox" aria-expanded aria-controls={id} aria-activedescendant={all[at] && `${id}-${at}`} aria-label={words("menu.find")} placeholder={words(mayFind ? "menu.find.chats" : "menu.find")} leftSection={<Icon name="find" size={16} />} maxLength={200} value={text} onChange={(e) => setText(e.currentTarget.value)} onKeyDown={press} />
      {!all.length && <div className={styles.none} role="status">{words(found.isFetching ? "loading" : "menu.none")}</div>}
      <div ref={box} id={id} role="listbox" aria-label={words("menu")} className={styles.list} tabIndex={-1} hidden={!all.length}>
        {all.map((c, i) => (
          <div key={c.id} id={`${id}-${i}`} role="option" aria-selected={i === at} className={styles.one} onMouseMove={() => setAt(i)} onClick={() => choose(c)}>
            <Icon name={c.icon} size={16} />
            <span className={styles.title} dir="auto">{c.title}</span>
            <small>{c.about ?? c.group}</small>
          </div>
        ))}
      </div>
    </Popup>
  );
}

// Shortcuts are the keys that do something where one is.
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const keys = useAllKeys();
  return (
    <Popup onClose={onClose} title={words("menu.keys")}>
      <dl className={styles.keys}>
        {keys.map((k) => <div key={`${k.keys} ${k.word}`}><dt>{k.keys.split("+").map((part) => <kbd key={part}>{part}</kbd>)}</dt><dd>{words(k.word)}</dd></div>)}
      </dl>
    </Popup>
  );
}
