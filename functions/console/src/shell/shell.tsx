// The frame around every screen: the rail with the screens that there are, and what
// is the operator's own.
import { Menu } from "@mantine/core";
import { lazy, memo, Suspense, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { Link } from "wouter";
import { onReach, reachable, type Schemas } from "../api/client";
import { useLive } from "../api/live";
import { useKeys } from "../kit/keys";
import { MenuOf } from "../kit/menu";
import { initials } from "../kit/names";
import { go, To, useScreen } from "../kit/to";
import { useSetStatus, useStatus, useUnread } from "../people/me";
import { useWords, worded, type Word } from "../words/words";
import icon from "./icon.svg";
import { Icon } from "./icons";
import type { Command } from "./command";
import { Notices } from "./notices";
import { useSending } from "./sending";
import { useSay } from "./said";
import styles from "./shell.module.css";

const CommandMenu = lazy(() => worded(import("./command")).then((m) => ({ default: m.CommandMenu })));
const Shortcuts = lazy(() => worded(import("./command")).then((m) => ({ default: m.Shortcuts })));
const Notify = lazy(() => worded(import("./notify")).then((m) => ({ default: m.Notify })));
const Account = lazy(() => worded(import("./account")).then((m) => ({ default: m.Account })));
const Company = lazy(() => worded(import("./company")).then((m) => ({ default: m.Company })));
const Settings = lazy(() => import("./own").then((m) => ({ default: m.Own })));

// Who may set nothing has no settings; whoever answers has templates of their own.
const mayChange = (me: Schemas["Me"]) => !!me.operator || me.role === "admin" || me.leads === "change" || me.deals === "change";

// Contacts are read by whoever reads some cards.
const readsCards = (me: Schemas["Me"]) => me.role === "admin" || [me.leads, me.deals, me.cases].some((right) => right !== "none");

// On a phone the first of these stand below, and the others under "More".
const screens = [
  { path: "/app/chats", icon: "chats", word: "chats" },
  { path: "/app/conversations", icon: "table", word: "conversations", rest: true },
  { path: "/app/deals", icon: "deals", word: "deals" },
  { path: "/app/approvals", icon: "approvals", word: "approvals" },
  { path: "/app/contacts", icon: "person", word: "contacts", rest: true, may: readsCards },
  { path: "/app/knowledge", icon: "book", word: "knowledge", rest: true, may: readsCards },
  { path: "/app/statistics", icon: "statistics", word: "statistics", rest: true, may: (me) => me.role === "admin" || me.statistics },
  { path: "/app/settings", icon: "gear", word: "settings", rest: true, may: mayChange },
] satisfies { path: string; icon: Parameters<typeof Icon>[0]["name"]; word: Word; rest?: boolean; may?: (me: Schemas["Me"]) => boolean }[];

export function Shell({ me, children }: { me: Schemas["Me"]; children: ReactNode }) {
  useLive();
  useSending(me.operator);
  const words = useWords();
  const at = useScreen();
  const [open, setOpen] = useState<Opened>();
  const mine = useMemo(() => screens.filter((s) => !s.may || s.may(me)), [me]);
  const to = (path: string) => ({ go: () => (mine.some((s) => s.path === path) ? go(path) : undefined) });
  useKeys([
    { keys: "Ctrl+K", word: "menu", go: () => setOpen("menu") },
    { keys: "?", word: "menu.keys", go: () => setOpen("keys") },
    { keys: "Alt+C", word: "chats", ...to("/app/chats") },
    { keys: "Alt+V", word: "contacts", ...to("/app/contacts") },
    { keys: "Alt+R", word: "statistics", ...to("/app/statistics") },
    { keys: "Alt+S", word: "settings", ...to("/app/settings") },
  ]);
  const active = useStatus(me.operator).data?.status === "active";
  const setStatus = useSetStatus();
  const say = useSay();
  const commands = useMemo((): Command[] => [
    ...mine.map((s): Command => ({ id: s.path, title: words(s.word), group: words("screens"), icon: s.icon, go: () => go(s.path) })),
    ...(me.operator ? [
      { id: "status", title: words(active ? "menu.away" : "menu.available"), group: words("menu.own"), icon: "person" as const, go: () => setStatus.mutate(active ? "inactive" : "active", { onError: say.failed }) },
      { id: "notify", title: words("own.notify"), group: words("menu.own"), icon: "clock" as const, go: () => setOpen("notify") },
    ] : []),
  ], [mine, words, me.operator, active, setStatus, say]);
  const close = () => setOpen(undefined);
  return (
    <div className={styles.shell}>
      <a className="skip" href="#main">{words("skip")}</a>
      <Rail me={me} screens={mine} at={mine.find((s) => s.path === at)?.path} onOpen={setOpen} />
      <div className={styles.body}>
        {!useSyncExternalStore(onReach, reachable) && <div role="alert" className={styles.lost}>{words("code.unreachable")}</div>}
        {me.operator && <Notices me={me} />}
        {me.role === "admin" && mayOffer() && <Suspense><Company /></Suspense>}
        <main id="main" className={styles.main} tabIndex={-1}>{children}</main>
      </div>
      <Suspense>
        {open === "menu" && <CommandMenu me={me} commands={commands} onGo={go} onClose={close} />}
        {open === "keys" && <Shortcuts onClose={close} />}
        {open === "notify" && <Notify me={me} onClose={close} />}
        {open === "account" && <Account onClose={close} />}
      </Suspense>
    </div>
  );
}

// mayOffer says whether this browser may still offer the company what it knows of where it
// is: one that is in no zone knows nothing.
const mayOffer = () => Intl.DateTimeFormat().resolvedOptions().timeZone !== "UTC" && !localStorage.getItem("sufler.company.offered");

type Opened = "menu" | "keys" | "notify" | "account";
type Screens = (typeof screens)[number][];

// Rail is drawn anew with another screen only, and not with each chat.
const Rail = memo(function Rail({ me, screens: mine, at, onOpen }: { me: Schemas["Me"]; screens: Screens; at: string | undefined; onOpen: (what: Opened) => void }) {
  const words = useWords();
  return (
    <nav className={styles.rail} aria-label={words("screens")}>
      <img className={styles.mark} src={icon} alt="" width={32} height={32} />
      <div className={styles.screens}>
        {mine.map((s) => (
          <Screen key={s.path} to={s} current={at === s.path} operator={me.operator} />
        ))}
        <button type="button" className={`${styles.screen} ${styles.find}`} onClick={() => onOpen("menu")} aria-keyshortcuts="Control+K">
          <Icon name="find" />
          <span>{words("menu.button")}</span>
        </button>
        <Rest of={mine.filter((s) => "rest" in s)} at={at} />
      </div>
      <Own me={me} onNotify={() => onOpen("notify")} onAccount={() => onOpen("account")} onKeys={() => onOpen("keys")} />
    </nav>
  );
});

// Screen leads to one; that of the chats has the number of what is new for who answers.
function Screen({ to, current, operator }: { to: Screens[number]; current: boolean; operator: string | undefined }) {
  const words = useWords();
  const news = useUnread(to.icon === "chats" ? operator : undefined).data?.count ?? 0;
  const n = to.icon === "chats" ? news : 0;
  return (
    <To href={to.path} className={styles.screen} data-rest={"rest" in to || undefined} aria-current={current ? "page" : undefined} aria-description={n ? words("chats.news", { n }) : undefined}>
      <Icon name={to.icon} />
      <span>{words(to.word)}</span>
      {n > 0 && <b className={styles.news} aria-hidden>{n > 99 ? "99+" : n}</b>}
    </To>
  );
}

// Rest are the screens for which a phone has no room.
function Rest({ of, at }: { of: Screens; at: string | undefined }) {
  const words = useWords();
  if (!of.length) return null;
  return (
    <MenuOf position="top" width={220} button={
      <button type="button" className={`${styles.screen} ${styles.rest}`} data-current={of.some((s) => at === s.path) || undefined}>
        <Icon name="more" />
        <span>{words("screens.more")}</span>
      </button>
    }>
      {of.map((s) => <Menu.Item key={s.path} component={Link} href={s.path} leftSection={<Icon name={s.icon} size={16} />} aria-current={at === s.path ? "page" : undefined}>{words(s.word)}</Menu.Item>)}
    </MenuOf>
  );
}

// Own is whether an operator is given chats, and what they set for themselves.
function Own({ me, onNotify, onAccount, onKeys }: { me: Schemas["Me"]; onNotify: () => void; onAccount: () => void; onKeys: () => void }) {
  const words = useWords();
  const say = useSay();
  const status = useStatus(me.operator);
  const setStatus = useSetStatus();
  const active = status.data?.status === "active";
  return (
    <div className={styles.own}>
      {me.operator && (
        <div className={styles.available}>
          <button type="button" role="switch" className={styles.switch} aria-label={words("available")} aria-checked={active} disabled={status.isPending || setStatus.isPending}
            onClick={() => setStatus.mutate(active ? "inactive" : "active", { onError: say.failed })} />
          <span aria-hidden>{words(active ? "available" : "away")}</span>
        </div>
      )}
      <MenuOf position="right-end" width={260} button={<button type="button" aria-label={words("own.menu", { name: me.name })} className={styles.face} data-initials={initials(me.name)} />}>
        <Suspense><Settings me={me} onNotify={onNotify} onAccount={onAccount} onKeys={onKeys} /></Suspense>
      </MenuOf>
    </div>
  );
}
