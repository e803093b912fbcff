// Where one writes: to the customer, or a note to colleagues. What was begun is kept
// on the server until it is sent. A letter that is typed has only itself drawn, and
// how many there are (written.ts).
import { Button, CloseButton, Progress, Text } from "@mantine/core";
import { lazy, memo, Suspense, useCallback, useEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from "react";
import { once, Refused, type Schemas } from "../api/client";
import { Icon } from "../shell/icons";
import { useSay } from "../shell/said";
import { byCode, useWords, worded } from "../words/words";
import styles from "./composer.module.css";
import { mayAccept, useDeed, useLine, useNames } from "../kit/data";
import { outbox, reply, types, upload, useCustomerName, useDraft, type Dialog, type Message } from "./data";
import { Input } from "./input";
import { Completed } from "./completed";
import { isIts, type Unsent } from "./outbox";
import { begunLast, useKept, type As, type Attached } from "./kept";
import { Press } from "../kit/press";
import { Ticking } from "../kit/ticking";
import { lasted, useOver } from "../kit/time";
import { useKeys } from "../kit/keys";
import { sends, sendsNow } from "../kit/enter";
import { useWritten, Written } from "./written";

const Buttons = lazy(() => worded(import("./offers")).then((m) => ({ default: m.Buttons })));
const WhatsAppTemplate = lazy(() => worded(import("./approved")).then((m) => ({ default: m.WhatsAppTemplate })));

// typed is how often it is told that one types, in ms.
const typed = 5_000;

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

// newest is the place of what was said last; back is what was not sent and is to be
// written on.
type Props = { dialog: Dialog; me: Schemas["Me"]; lastIn: string | undefined; newest: number; back: Unsent | undefined; answering: Message | undefined; onAnswer: (message: Message | undefined) => void };

export const Composer = memo(function Composer({ dialog, me, lastIn, newest, back, answering, onAnswer }: Props) {
  const words = useWords();
  const say = useSay();
  const line = useLine(dialog.line);
  const name = useCustomerName(dialog, words);
  const draft = useDraft(dialog, me.operator).data;
  const [as, setAs] = useState<As>("reply");
  const [written] = useState(() => new Written());
  const [files, setFiles] = useState<Attached[]>([]);
  const [buttons, setButtons] = useState<Schemas["Button"][]>();
  const [template, setTemplate] = useState(false);
  const [over, setOver] = useState(false);
  const loaded = useRef(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const told = useRef(0);
  const kept = useKept(dialog.id, me.operator, written, { as, files });

  useEffect(() => {
    if (loaded.current || draft === undefined) return;
    loaded.current = true;
    const typed = written.get();
    const had = begunLast(me.operator, dialog.id, draft);
    const begun = had && isIts(outbox.of(dialog.id, me.operator), had) ? null : had; // it stands in the thread
    if (!typed) written.restore(begun?.text ?? "");
    else if (begun?.text) written.set(`${begun.text}\n${typed}`);
    if (begun?.note) setAs("note");
    if (begun?.attachments) setFiles(begun.attachments.map((a, i) => ({ key: -1 - i, name: a.name ?? words("attachment"), part: 1, id: a.file })));
    kept.known(draft ?? undefined);
    if (typed || begun !== draft) kept.later();
  }, [draft, words, written, kept, me.operator, dialog.id]);

  useEffect(() => outbox.onGone((u, sent) => { if (u.dialog === dialog.id) kept.gone(u.body.draft, sent); }), [dialog.id, kept]);
  useEffect(() => {
    if (!back) return;
    const { text, attachments, buttons: offered } = back.body;
    const now = written.get();
    written.set(now ? `${now}\n${text ?? ""}` : (text ?? ""));
    setAs(back.as);
    setFiles((all) => [...all, ...(attachments ?? []).map((a) => ({ key: Math.random(), name: a.name ?? "", part: 1, id: a.file }))]);
    if (offered) setButtons(offered);
    box.current?.focus();
  }, [back, written]);
  const send = useDeed((body: Schemas["Reply"]) => reply(dialog.id, body), () => setTemplate(false)); // a template

  const add = async (list: Iterable<File>) => {
    for (const file of list) {
      if (!file.size) {
        say.failed(new Refused("file_empty", 422, "", undefined, []));
        continue;
      }
      const key = Math.random();
      setFiles((all) => [...all, { key, name: file.name, part: 0 }]);
      const change = (to: Partial<Attached>) => setFiles((all) => all.map((f) => (f.key === key ? { ...f, ...to } : f)));
      try {
        change({ id: await upload(file, (part) => change({ part })), part: 1 });
      } catch (error) {
        say.failed(error);
        setFiles((all) => all.filter((f) => f.key !== key));
      }
    }
  };

  const limits = line?.limits;
  const closes = until(line, lastIn);
  useOver(closes); // drawn anew when the window closes
  const may = writing(dialog, line, lastIn, Date.now());
  const coming = files.some((f) => !f.id);
  const blocked = as === "reply" ? may.code : dialog.state === "closed" ? "dialog_closed" : undefined;
  const others = as === "reply" && dialog.state === "in_progress" && !!dialog.operator && dialog.operator !== me.operator && me.role === "operator";
  const waits = as === "reply" && mayAccept(dialog, me);
  const go = () => {
    const text = written.get().trim();
    if (blocked || (!text && !files.length) || coming) return;
    const offered = as === "reply" ? buttons?.filter((b) => b.text.trim()) : undefined;
    const body = { text, ...(offered?.length && { buttons: offered }), ...(answering && { replyTo: answering.id }), ...(files.length && { attachments: files.map((f) => ({ file: f.id ?? "", name: f.name })) }) };
    const draft = kept.sending();
    void outbox.add({ key: once()["Idempotency-Key"], operator: me.operator ?? "", dialog: dialog.id, name, as, after: newest, body }, draft);
    written.set("");
    setFiles([]);
    setButtons(undefined);
    onAnswer(undefined);
    box.current?.focus();
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
  const write = (what: As) => {
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
        <Kinds as={as} onAs={setAs} />
        <Typing typing={dialog.typing} />
        {as === "reply" && !may.code && closes !== undefined && <Left until={closes} />}
      </div>
      {dialog.state === "closed" ? (
        <Completed dialog={dialog} me={me} />
      ) : blocked ? (
        <Text component="div" className={styles.blocked} role="status" size="sm">
          {byCode(words, blocked)}
          {blocked === "window_closed" && limits?.templates && <Button ml="sm" size="compact-xs" variant="light" onClick={() => setTemplate(true)}>{words("templates.whatsapp")}</Button>}
        </Text>
      ) : (
        <>
          {answering && (
            <div className={styles.answering}>
              <span>{words("answering")} {answering.text || words("attachment")}</span>
              <CloseButton size="xs" aria-label={words("answering.not")} onClick={() => onAnswer(undefined)} />
            </div>
          )}
          <Input dialog={dialog.id} written={written} box={box} label={words(as)} onKey={keys} onType={tell}
            hint={words(as === "note" ? "note.hint" : waits ? "reply.hint.waits" : sends() === "ctrl" ? "reply.hint.ctrl" : "reply.hint")} />
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
            <Tool icon="attach" label={words("attach")} onClick={() => picker.current?.click()} />
            <Tool icon="templates" label={words("templates")} hint={words("templates.hint")} onClick={() => { written.set("/"); box.current?.focus(); }} />
            {as === "reply" && <Tool icon="buttons" label={words("buttons")} expanded={!!buttons} onClick={() => setButtons((all) => (all ? undefined : [{ text: "" }]))} />}
            {as === "reply" && limits?.templates && <Tool icon="approvals" label={words("templates.whatsapp")} onClick={() => setTemplate(true)} />}
            <Count written={written} of={as === "reply" ? limits : undefined} shown={as === "reply"} more={others ? words("reply.others") : ""} />
            <Send written={written} files={files.length > 0} coming={coming} onSend={go} />
          </div>
        </>
      )}
      <Suspense>{template && dialog.line && <WhatsAppTemplate line={dialog.line} busy={send.isPending} onSend={(body) => send.mutate(body)} onClose={() => setTemplate(false)} />}</Suspense>
    </section>
  );
});

// until is when the customer may be written to no more, unless they write again.
const until = (line: Schemas["Line"] | undefined, lastIn: string | undefined) => (line?.limits.windowSeconds && lastIn ? Date.parse(lastIn) + line.limits.windowSeconds * 1_000 : undefined);

// Kinds are whom one writes to: the tabs "Reply" and "Note".
function Kinds({ as, onAs }: { as: As; onAs: (as: As) => void }) {
  const words = useWords();
  const step = (e: KeyboardEvent<HTMLElement>) => {
    if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
    e.preventDefault();
    onAs(as === "note" ? "reply" : "note");
    ((e.currentTarget.querySelector('[aria-selected="false"]') ?? e.currentTarget) as HTMLElement).focus();
  };
  return (
    <div role="tablist" className={styles.kinds} aria-label={words("composer.as")} onKeyDown={step}>
      {(["reply", "note"] as const).map((kind) => (
        <button key={kind} type="button" role="tab" className={styles.kind} aria-selected={as === kind} tabIndex={as === kind ? 0 : -1} onClick={() => onAs(kind)}>{words(kind)}</button>
      ))}
    </div>
  );
}

// Tool is a button that is a picture.
function Tool({ icon, label, hint = label, expanded, onClick }: { icon: Parameters<typeof Icon>[0]["name"]; label: string; hint?: string; expanded?: boolean; onClick: () => void }) {
  return <button type="button" className={styles.tool} aria-label={label} title={hint} aria-expanded={expanded} onClick={onClick}><Icon name={icon} /></button>;
}

// Typing are those who write just now.
function Typing({ typing = [] }: { typing: Dialog["typing"] }) {
  const words = useWords();
  const names = useNames();
  const all = typing.filter((t) => Date.parse(t.until) > Date.now());
  useOver(all.length ? Math.min(...all.map((t) => Date.parse(t.until))) : undefined);
  return <span className={styles.typing} role="status">{all.map((t) => (t.by ? words("typing.by", { name: names(t.by) }) : words("typing"))).join(" ")}</span>;
}

// Left is how long the customer may still be written to.
function Left({ until }: { until: number }) {
  const words = useWords();
  const soon = useOver(until - 3_600_000);
  const said = useCallback((now: number) => words("window.left", { time: lasted(until - now) }), [words, until]);
  return <Ticking said={said} className={styles.left} data-soon={soon || undefined} />;
}

// Count is how much is written, as the messenger counts it.
function Count({ written, of, shown, more }: { written: Written; of: Schemas["Line"]["limits"] | undefined; shown: boolean; more: string }) {
  const words = useWords();
  const bytes = of?.textBytes;
  const n = useWritten(written, useCallback((text) => (shown ? length(text, bytes) : 0), [shown, bytes]));
  const max = of?.textMax;
  return (
    <span className={styles.count} data-over={(!!max && n > max) || undefined}>
      {n > 0 && (max ? words(n > max ? "count.parts" : "count", { n, max, parts: Math.ceil(n / max) }) : String(n))}
      {more}
    </span>
  );
}

const blank = (text: string) => !text.trim();

function Send({ written, files, coming, onSend }: { written: Written; files: boolean; coming: boolean; onSend: () => void }) {
  const words = useWords();
  const empty = useWritten(written, blank) && !files;
  return <Press icon="send" look="large" disabled={empty || coming} onClick={onSend}>{words("send")}</Press>;
}
