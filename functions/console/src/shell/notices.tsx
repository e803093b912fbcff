// How operators hear of what happens while they look elsewhere: a number in the
// window's title, a sound, and the browser's notifications, each as they have set it.
import { Button, CloseButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { api, asked, type Schemas } from "../api/client";
import { useChats } from "../chats/data";
import { go } from "../kit/to";
import { useStatus, useUnread } from "../people/me";
import { useWords } from "../words/words";
import styles from "./shell.module.css";

export type Notice = "assigned" | "waiting" | "message" | "transfer";

// Told is what is told: a new chat that is nobody's, and so may be theirs, as they want to
// be told of one that is assigned to them.
type Told = Notice | "new";

// toldOf is how somebody wants to be told; who set nothing hears and sees what is theirs.
export const toldOf = (me: Schemas["Me"], what: Notice): Schemas["Notification"] => me.notifications?.[what] ?? { sound: what !== "waiting", desktop: what !== "waiting" };

// kindOf is what it is that came to be somebody's: assigned, or handed over, to them
// alone (then they have it from its first moment on), or to their team; undefined: they
// took it themselves.
export function kindOf(d: Pick<Schemas["DialogDetail"], "state" | "parent" | "openedAt" | "acceptedAt">): Notice | undefined {
  if (d.state === "waiting") return d.parent ? "transfer" : "assigned";
  const handed = d.parent && d.acceptedAt && Date.parse(d.acceptedAt) - Date.parse(d.openedAt) < 1_000;
  return d.state === "in_progress" && handed ? "transfer" : undefined;
}

// isAnybodys says whether a chat that waits is to be taken by whoever is there.
export const isAnybodys = (d: Pick<Schemas["DialogRow"], "state" | "operator" | "team">) => d.state === "waiting" && !d.operator && !d.team;

// together is how long after a chat what is unread in it may be heard of, in milliseconds.
const together = 1_500;

const askedBefore = "sufler.notify.asked";

export function Notices({ me }: { me: Schemas["Me"] }) {
  const words = useWords();
  const status = useStatus(me.operator);
  const unread = useUnread(me.operator).data?.count ?? 0;
  const wantsWaiting = toldOf(me, "waiting");
  const wantsNew = toldOf(me, "assigned");
  const waiting = useChats("new", me.operator, wantsWaiting.sound || wantsWaiting.desktop || wantsNew.sound || wantsNew.desktop);
  const active = useRef(false);
  active.current = status.data?.status === "active";
  const tell = useRef((_: Told, __: string | undefined) => {});
  tell.current = (what, dialog) => {
    const how = toldOf(me, what === "new" ? "assigned" : what);
    if (how.sound) beep();
    if (!how.desktop || !("Notification" in window) || Notification.permission !== "granted" || document.visibilityState === "visible") return;
    const shown = new Notification(words(`notice.${what}`), { tag: dialog ?? what });
    shown.onclick = () => {
      window.focus();
      if (dialog) go(`/app/chats/${dialog}`);
      shown.close();
    };
  };

  useEffect(() => {
    document.title = unread ? `(${unread}) Sufler` : "Sufler";
  }, [unread]);

  // What became theirs: assigned, or handed over. What they accepted themselves is no news.
  const mine = useFresh(me.openDialogs);
  const came = useRef(0); // when one last did
  useEffect(() => {
    if (mine.length) came.current = Date.now();
    for (const id of mine)
      asked(api.GET("/v1/dialogs/{id}", { params: { path: { id } } })).then(
        (d) => {
          const what = kindOf(d);
          if (what) tell.current(what, id);
        },
        () => undefined, // it was somebody else's again before anybody could be told
      );
  }, [mine]);
  // Who waits is news once they wait longer than their team lets pass (DG-26), and for
  // those alone who are there to answer.
  const late = useFresh(waiting.query.isSuccess ? waiting.rows.filter((r) => r.waiting?.alert).map((r) => r.id) : undefined);
  useEffect(() => {
    if (late[0] && active.current) tell.current("waiting", late[0]);
  }, [late]);
  // A new chat of no team is assigned to nobody: whoever is there may take it (OP-08).
  const free = useFresh(waiting.query.isSuccess ? waiting.rows.filter(isAnybodys).map((r) => r.id) : undefined);
  useEffect(() => {
    if (free[0] && active.current) tell.current("new", free[0]);
  }, [free]);
  // What is unread in a chat that has just become theirs was told with the chat.
  const had = useRef<number>(undefined);
  const soon = useRef<number>(undefined);
  useEffect(() => {
    if (had.current !== undefined && unread > had.current && document.visibilityState !== "visible") {
      window.clearTimeout(soon.current);
      soon.current = window.setTimeout(() => { if (Date.now() - came.current > 2 * together) tell.current("message", undefined); }, together);
    }
    had.current = unread;
  }, [unread]);
  useEffect(() => () => window.clearTimeout(soon.current), []);
  return active.current ? <Ask /> : null;
}

// useFresh are the ids that were not there just before; the first are no news.
function useFresh(ids: string[] | undefined): string[] {
  const known = useRef<Set<string>>(undefined);
  const [fresh, setFresh] = useState<string[]>([]);
  const now = ids?.join("\n");
  useEffect(() => {
    if (now === undefined) return;
    const all = now.split("\n").filter(Boolean);
    const came = known.current ? all.filter((id) => !known.current?.has(id)) : [];
    known.current = new Set(all);
    if (came.length) setFresh(came);
  }, [now]);
  return fresh;
}

// beep is two short tones, made here so that no file is fetched for them.
function beep() {
  const audio = new AudioContext();
  for (const [at, pitch] of [[0, 660], [0.14, 880]] as const) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.08, audio.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.12);
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.13);
  }
  setTimeout(() => void audio.close(), 600);
}

// Ask asks once whether the browser may notify, in words before the browser does.
function Ask() {
  const words = useWords();
  const [open, setOpen] = useState(() => "Notification" in window && Notification.permission === "default" && !localStorage.getItem(askedBefore));
  if (!open) return null;
  const done = () => {
    localStorage.setItem(askedBefore, "1");
    setOpen(false);
  };
  return (
    <aside className={styles.ask} aria-label={words("notice.ask.title")}>
      <span>{words("notice.ask")}</span>
      <Button size="compact-sm" onClick={() => { done(); void Notification.requestPermission(); }}>{words("notice.ask.yes")}</Button>
      <CloseButton size="sm" aria-label={words("notice.ask.no")} onClick={done} />
    </aside>
  );
}
