// The screen on which chats are answered: lists, the thread, and what is known
// beside it. On a narrow window one of the three is shown at a time.
import { Alert, Center, Loader, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { Refused, type Schemas } from "../api/client";
import { mayAccept } from "../kit/data";
import { useKeys } from "../kit/keys";
import { go, To } from "../kit/to";
import { useMe } from "../people/me";
import { useLanguage, useWords, whyNot, worded } from "../words/words";
import styles from "./chats.module.css";
import { dialogOf, messagesOf, useChats, useDialog, type Dialog } from "./data";
import { stay, useLeaving } from "./leaving";
import { Lists } from "./lists";
import { Panel, type Tab } from "./panel";
import { Pointing, type Pointer } from "./pointing";
import { Thread } from "./thread";

const Welcome = lazy(() => worded(import("../settings/first")).then((m) => ({ default: m.Welcome })));

export function Chats({ dialog: id }: { dialog: string | undefined }) {
  const words = useWords();
  const language = useLanguage();
  const me = useMe();
  const dialog = useDialog(id);
  // Erased, or seen no more: what was drawn before goes with it.
  const gone = dialog.error instanceof Refused && (dialog.error.status === 404 || dialog.error.status === 403);
  const queries = useQueryClient();
  // What was said is asked for together with whose chat it is.
  useEffect(() => void (id && queries.prefetchInfiniteQuery(messagesOf(id))), [id, queries]);
  const [panel, setPanel] = useState(() => window.matchMedia("(min-width: 75em)").matches);
  const [tab, setTab] = useState<Tab>("contact");
  const [lit, setLit] = useState<number>();
  const [goal, setGoal] = useState(inAddress);
  useEffect(() => setGoal(inAddress()), [id]);
  const step = (by: 1 | -1) => {
    const rows = [...document.querySelectorAll<HTMLAnchorElement>("a[data-row]")];
    const next = rows[rows.findIndex((row) => row.ariaCurrent) + by] ?? rows.at(by > 0 ? 0 : -1);
    if (next) go(next.getAttribute("href") ?? "/app/chats");
  };
  const leaving = useLeaving().at(-1);
  useKeys([
    ...(leaving ? [{ keys: "Alt+Z", word: "chat.completed.undo" as const, go: () => { if (stay(leaving)) go(`/app/chats/${leaving}`); } }] : []),
    { keys: "Alt+J", word: "chats.next", go: () => step(1) },
    { keys: "Alt+K", word: "chats.previous", go: () => step(-1) },
    ...(id ? [{ keys: "Alt+O", word: "panel" as const, go: () => setPanel((shown) => !shown) }] : []),
  ]);
  // A click is answered first, by what it points at; what is long to draw follows, and
  // what is drawn of another chat is gone by then: nobody writes into the wrong one.
  const late = useDeferredValue(dialog.data);
  const shown = late?.id === id && !gone ? late : undefined;
  useGoingOn(dialog.data, me.data);
  useEffect(() => void (id && stay(id)), [id]); // who opens it again has it back
  const onPanel = useCallback(() => setPanel((shown) => !shown), []);
  const onSummary = useCallback(() => { setTab("copilot"); setPanel(true); }, []);
  const pointer = useMemo<Pointer>(() => ({ lit, light: setLit, goal, goTo: (seq) => setGoal({ seq }) }), [lit, goal]);
  const waits = useMemo(() => <Center h="100%"><Loader aria-label={words("loading")} /></Center>, [words]);
  if (!me.data) return null;
  return (
    <Pointing value={pointer}>
      <div className={styles.chats} data-open={id ? true : undefined} data-panel={panel && id ? true : undefined}>
        <Lists me={me.data} />
        <section className={styles.middle} aria-label={words("chat")}>
          {!id && <Empty me={me.data} />}
          {id && !shown && (dialog.isPending || dialog.data) && !gone && waits}
          {id && dialog.error && (gone || !dialog.data) && <Alert color="red" m="md" role="alert">{whyNot(words, dialog.error, language)}</Alert>}
          {shown && <Thread key={shown.id} dialog={shown} me={me.data} panel={panel} onPanel={onPanel} onSummary={onSummary} />}
        </section>
        {panel && shown?.readable && <Panel key={shown.id} dialog={shown} tab={tab} onTab={setTab} onClose={onPanel} />}
      </div>
    </Pointing>
  );
}

// useGoingOn follows a chat that is handed over while it is looked at, by the bot or by a
// colleague, to where it goes on, if whoever looks may read or accept it there.
function useGoingOn(dialog: Dialog | undefined, me: Schemas["Me"] | undefined) {
  const queries = useQueryClient();
  const seen = useRef<string>(undefined); // the last that was open while it was looked at
  useEffect(() => {
    if (!dialog) return;
    if (dialog.state !== "closed") {
      seen.current = dialog.id;
      return;
    }
    if (seen.current !== dialog.id || dialog.closeReason !== "transfer" || (me?.operator && dialog.closedById === me.operator)) return;
    seen.current = undefined;
    const here = location.pathname;
    const next = dialog.child;
    if (!next) return;
    queries.fetchQuery(dialogOf(next)).then((d) => { if ((d.readable || mayAccept(d, me)) && location.pathname === here) go(`/app/chats/${next}`); }, () => undefined);
  }, [dialog, me, queries]);
}

// inAddress is the message that an address leads to, as in #m1741942837000001.
function inAddress(): { seq: number } | undefined {
  const seq = Number(/^#m(\d{1,16})$/.exec(location.hash)?.[1]);
  return seq ? { seq } : undefined;
}

// Empty says what to do: choose a chat, or, where there is none, where they come from.
function Empty({ me }: { me: Schemas["Me"] }) {
  const words = useWords();
  const lists = [useChats("new", me.operator), useChats("active", me.operator)];
  const none = lists.every(({ query, rows }) => query.isSuccess && !rows.length);
  return (
    <div className={styles.empty}>
      <Text c="var(--faint)" ta="center" maw={420}>
        {words(none ? "chats.none" : "chats.choose")} {none && me.role === "admin" && <To href="/app/settings/lines">{words("chats.none.lines")}</To>}
      </Text>
      {me.role === "admin" && !me.stepsAway && <Suspense><Welcome me={me} /></Suspense>}
    </div>
  );
}
