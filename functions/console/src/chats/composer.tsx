// Where one writes: to the customer, or a note to colleagues. What was begun is kept
// on the server until it is sent.
import { ActionIcon, Button, CloseButton, Progress, Tabs, Text, Textarea, Tooltip } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from "react";
import type { Schemas } from "../api/client";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { byCode, useWords, worded } from "../words/words";
import styles from "./composer.module.css";
import { mayAccept, useDeed, useLine, useNames } from "../kit/data";
import { dropDraft, note, reply, saveDraft, types, upload, useDraft, type Dialog, type Message } from "./data";
import { Templates } from "./templates";
import { lasted, useNow } from "../kit/time";
import { useKeys } from "../kit/keys";
import { sends, sendsNow } from "../kit/enter";

const Buttons = lazy(() => worded(import("./offers")).then((m) => ({ default: m.Buttons })));
const WhatsAppTemplate = lazy(() => worded(import("./offers")).then((m) => ({ default: m.WhatsAppTemplate })));

// typed is how often it is told that one types, in ms.
const typed = 5_000;

type File_ = { key: number; name: string; part: number; id?: string };

// writing says whether and until when a reply may be written, as the line's
// messenger has it; the server decides.
export function writing(dialog: Pick<Dialog, "state" | "blocked">, line: Schemas["Line"] | undefined, lastIn: string | undefined, now: number): { code?: string; left?: number } {
  if (dialog.state === "closed") return { code: "dialog_closed" };
  if (dialog.blocked) return { code: "customer_blocked" };
  if (line && !line.active) return { code: "line_inactive" };
  if (!line?.limits.windowSeconds || !lastIn) return {};
  const left = Date.parse(lastIn) + line.limits.windowSeconds * 1_000 - now;
  return left >= 0 ? { left } : { code: "window_closed" };
}

// length is a text's, as the line's messenger counts it.
export const length = (text: string, bytes: boolean | undefined) => (bytes ? new TextEncoder().encode(text).length : text.length);

type Props = { dialog: Dialog; me: Schemas["Me"]; messages: Message[]; answering: Message | undefined; onAnswer: (message: Message | undefined) => void };

export function Composer({ dialog, me, messages, answering, onAnswer }: Props) {
  const words = useWords();
  const say = useSay();
  const queries = useQueryClient();
  const now = useNow();
  const line = useLine(dialog.line);
  const names = useNames();
  const draft = useDraft(dialog, me.operator);
  const [as, setAs] = useState<"reply" | "note">("reply");
  const [text, setText] = useState("");
  const [files, setFiles] = useState<File_[]>([]);
  const [buttons, setButtons] = useState<Schemas["Button"][]>();
  const [template, setTemplate] = useState(false);
  const [over, setOver] = useState(false);
  const version = useRef<number>(undefined);
  const loaded = useRef(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const told = useRef(0);

  useEffect(() => {
    if (loaded.current || draft.data === undefined) return;
    loaded.current = true;
    if (!draft.data) return;
    version.current = draft.data.version;
    setText((typed) => typed || (draft.data?.text ?? ""));
    if (draft.data.note) setAs("note");
    setFiles(draft.data.attachments?.map((a, i) => ({ key: -1 - i, name: a.name ?? words("attachment"), part: 1, id: a.file })) ?? []);
  }, [draft.data, words]);

  // What is written is kept a moment after the last key.
  const kept = useRef("");
  useEffect(() => {
    const ready = files.filter((f) => f.id);
    const state = JSON.stringify([text, as, ready.map((f) => f.id)]);
    if (!me.operator || !loaded.current || state === kept.current) return;
    const first = kept.current === "";
    kept.current = state;
    if (first && text === (draft.data?.text ?? "") && ready.length === (draft.data?.attachments?.length ?? 0)) return;
    const timer = setTimeout(async () => {
      try {
        if (text || ready.length) version.current = (await saveDraft(dialog.id, { text, note: as === "note", attachments: ready.map((f) => ({ file: f.id ?? "", name: f.name })) })).version;
        else if (version.current !== undefined) {
          await dropDraft(dialog.id);
          version.current = undefined;
        }
        void queries.invalidateQueries({ queryKey: ["drafts"] });
      } catch (error) {
        say.failed(error);
      }
    }, 800);
    return () => {
      clearTimeout(timer);
      kept.current = " ";
    };
  }, [text, as, files, dialog.id, me.operator, draft.data, queries, say]);

  const send = useDeed(
    (what: { as: "reply" | "note"; body: Schemas["Reply"] }) => (what.as === "note" ? note(dialog.id, what.body) : reply(dialog.id, what.body)),
    () => {
      setText("");
      setFiles([]);
      setButtons(undefined);
      setTemplate(false);
      onAnswer(undefined);
      kept.current = JSON.stringify(["", as, []]);
      version.current = undefined;
      void queries.invalidateQueries({ queryKey: ["drafts"] });
      box.current?.focus();
    },
  );

  const add = async (list: Iterable<File>) => {
    for (const file of list) {
      const key = Math.random();
      setFiles((all) => [...all, { key, name: file.name, part: 0 }]);
      const change = (to: Partial<File_>) => setFiles((all) => all.map((f) => (f.key === key ? { ...f, ...to } : f)));
      try {
        change({ id: await upload(file, (part) => change({ part })), part: 1 });
      } catch (error) {
        say.failed(error);
        setFiles((all) => all.filter((f) => f.key !== key));
      }
    }
  };

  const lastIn = messages.findLast((m) => m.author === "customer")?.at;
  const may = writing(dialog, line, lastIn, now);
  const limits = line?.limits;
  const count = length(text, limits?.textBytes);
  const coming = files.some((f) => !f.id);
  const empty = !text.trim() && !files.length;
  const blocked = as === "reply" ? may.code : dialog.state === "closed" ? "dialog_closed" : undefined;
  const others = as === "reply" && dialog.state === "in_progress" && !!dialog.operator && dialog.operator !== me.operator && me.role === "operator";
  const waits = as === "reply" && mayAccept(dialog, me);
  const go = () => {
    if (blocked || empty || coming || send.isPending) return;
    const offered = as === "reply" ? buttons?.filter((b) => b.text.trim()) : undefined;
    send.mutate({ as, body: { text: text.trim(), ...(offered?.length && { buttons: offered }), ...(answering && { replyTo: answering.id }), ...(files.length && { attachments: files.map((f) => ({ file: f.id ?? "", name: f.name })) }), ...(version.current !== undefined && { draft: version.current }) } });
  };
  const keys = (e: KeyboardEvent) => {
    if (e.key === "Enter" && sendsNow(e, sends()) && !e.nativeEvent.isComposing && !e.defaultPrevented) {
      e.preventDefault();
      go();
    }
  };
  // Whether others see that one types is worth no word when it fails.
  const tell = () => {
    if (!me.operator || Date.now() - told.current < typed) return;
    told.current = Date.now();
    types(dialog.id, as === "note").catch(() => undefined);
  };
  const write = (what: "reply" | "note") => {
    setAs(what);
    requestAnimationFrame(() => box.current?.focus());
  };
  const answered = answering?.seq;
  useEffect(() => {
    if (answered) box.current?.focus();
  }, [answered]);
  useKeys([
    { keys: "Alt+L", word: "keys.reply", go: () => write("reply") },
    { keys: "Alt+P", word: "keys.note", go: () => write("note") },
    { keys: "Alt+W", word: "attach", go: () => picker.current?.click() },
  ]);
  const typing = (dialog.typing ?? []).filter((t) => Date.parse(t.until) > now);
  const drop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    void add(e.dataTransfer.files);
  };
  const paste = (e: ClipboardEvent) => {
    if (!e.clipboardData.files.length) return;
    e.preventDefault();
    void add(e.clipboardData.files);
  };
  return (
    <section className={styles.composer} data-note={as === "note" || undefined} data-over={over || undefined} aria-label={words("composer")}
      onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop} onPaste={paste}>
      <div className={styles.top}>
        <Tabs value={as} onChange={(v) => setAs(v === "note" ? "note" : "reply")} variant="pills" classNames={{ tab: styles.tab }}>
          <Tabs.List aria-label={words("composer.as")}>
            <Tabs.Tab value="reply">{words("reply")}</Tabs.Tab>
            <Tabs.Tab value="note">{words("note")}</Tabs.Tab>
          </Tabs.List>
        </Tabs>
        <Text size="xs" c="var(--faint)" role="status">{typing.map((t) => (t.by ? words("typing.by", { name: names(t.by) }) : words("typing"))).join(" ")}</Text>
        {as === "reply" && may.left !== undefined && <Text size="xs" c={may.left < 3_600_000 ? "var(--late)" : "var(--faint)"}>{words("window.left", { time: lasted(may.left) })}</Text>}
      </div>
      {blocked ? (
        <Text component="div" className={styles.blocked} role="status" size="sm">
          {byCode(words, blocked)}
          {blocked === "window_closed" && limits?.templates && <Button ml="sm" size="compact-xs" variant="light" onClick={() => setTemplate(true)}>{words("whatsapp.template")}</Button>}
        </Text>
      ) : (
        <>
          {answering && (
            <div className={styles.answering}>
              <span>{words("answering")} {answering.text || words("attachment")}</span>
              <CloseButton size="xs" aria-label={words("answering.not")} onClick={() => onAnswer(undefined)} />
            </div>
          )}
          <Templates dialog={dialog.id} text={text} onText={(t) => { setText(t); box.current?.focus(); }} input={
            <Textarea ref={box} aria-label={words(as)} placeholder={words(as === "note" ? "note.hint" : waits ? "reply.hint.waits" : sends() === "ctrl" ? "reply.hint.ctrl" : "reply.hint")} autosize minRows={2} maxRows={10} maxLength={60_000}
              value={text} onChange={(e) => { setText(e.currentTarget.value); tell(); }} onKeyDown={keys} variant="unstyled" classNames={{ input: styles.input }} />
          } />
          {buttons && as === "reply" && <Suspense><Buttons all={buttons} onChange={(all) => setButtons(all.length ? all : undefined)} /></Suspense>}
          {files.length > 0 && (
            <ul className={styles.files} aria-label={words("attachments")}>
              {files.map((f) => (
                <li key={f.key} className={styles.file}>
                  <Icon name="file" size={14} /><span>{f.name}</span>
                  {f.id ? <CloseButton size="xs" aria-label={words("attachment.remove", { name: f.name })} onClick={() => setFiles((all) => all.filter((x) => x.key !== f.key))} /> : <Progress w={60} value={f.part * 100} aria-label={words("attachment.uploading", { name: f.name })} />}
                </li>
              ))}
            </ul>
          )}
          <div className={styles.bottom}>
            <input ref={picker} type="file" multiple hidden onChange={(e) => { void add([...(e.currentTarget.files ?? [])]); e.currentTarget.value = ""; }} />
            <Tooltip label={words("attach")}><ActionIcon variant="subtle" color="gray" size="lg" aria-label={words("attach")} onClick={() => picker.current?.click()}><Icon name="attach" /></ActionIcon></Tooltip>
            <Tooltip label={words("templates.hint")}><ActionIcon variant="subtle" color="gray" size="lg" aria-label={words("templates")} onClick={() => { setText("/"); box.current?.focus(); }}><Icon name="templates" /></ActionIcon></Tooltip>
            {as === "reply" && <Tooltip label={words("buttons")}><ActionIcon variant="subtle" color="gray" size="lg" aria-label={words("buttons")} aria-expanded={!!buttons} onClick={() => setButtons((all) => (all ? undefined : [{ text: "" }]))}><Icon name="buttons" /></ActionIcon></Tooltip>}
            {as === "reply" && limits?.templates && <Tooltip label={words("whatsapp.template")}><ActionIcon variant="subtle" color="gray" size="lg" aria-label={words("whatsapp.template")} onClick={() => setTemplate(true)}><Icon name="approvals" /></ActionIcon></Tooltip>}
            <Text size="xs" c={limits?.textMax && count > limits.textMax ? "var(--late)" : "var(--faint)"} className={styles.count}>
              {as === "reply" && count > 0 && (limits?.textMax ? words(count > limits.textMax ? "count.parts" : "count", { n: count, max: limits.textMax, parts: Math.ceil(count / limits.textMax) }) : String(count))}
              {others && words("reply.others")}
            </Text>
            <Button size="sm" disabled={empty || coming} loading={send.isPending} onClick={go} rightSection={<Icon name="send" size={16} />}>{words("send")}</Button>
          </div>
        </>
      )}
      <Suspense>{template && <WhatsAppTemplate busy={send.isPending} onSend={(of) => send.mutate({ as: "reply", body: { template: of } })} onClose={() => setTemplate(false)} />}</Suspense>
    </section>
  );
}
