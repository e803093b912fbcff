// The frame around every screen: the rail with the screens that there are, and what
// is the operator's own.
import { Avatar, Menu, UnstyledButton } from "@mantine/core";
import { lazy, Suspense, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import type { Schemas } from "../api/client";
import { useSetStatus, useStatus } from "../people/me";
import { useWords, type Word } from "../words/words";
import icon from "./icon.svg";
import { Icon } from "./icons";
import { useSay } from "./said";
import styles from "./shell.module.css";

const Settings = lazy(() => import("./own").then((m) => ({ default: m.Own })));

// Who may set nothing has no settings.
const mayChange = (me: Schemas["Me"]) => me.role === "admin" || me.leads === "change" || me.deals === "change";

const screens = [
  { path: "/app/chats", icon: "chats", word: "chats" },
  { path: "/app/conversations", icon: "table", word: "conversations" },
  { path: "/app/deals", icon: "deals", word: "deals" },
  { path: "/app/approvals", icon: "approvals", word: "approvals" },
  { path: "/app/statistics", icon: "statistics", word: "statistics", may: (me) => me.role === "admin" || me.statistics },
  { path: "/app/settings", icon: "gear", word: "settings", may: mayChange },
] satisfies { path: string; icon: Parameters<typeof Icon>[0]["name"]; word: Word; may?: (me: Schemas["Me"]) => boolean }[];

export function Shell({ me, children }: { me: Schemas["Me"]; children: ReactNode }) {
  const words = useWords();
  const [at] = useLocation();
  return (
    <div className={styles.shell}>
      <a className="skip" href="#main">{words("skip")}</a>
      <nav className={styles.rail} aria-label={words("screens")}>
        <img className={styles.mark} src={icon} alt="" width={32} height={32} />
        <div className={styles.screens}>
          {screens.filter((s) => !s.may || s.may(me)).map((s) => (
            <Link key={s.path} href={s.path} className={styles.screen} aria-current={at.startsWith(s.path) ? "page" : undefined}>
              <Icon name={s.icon} />
              <span>{words(s.word)}</span>
            </Link>
          ))}
        </div>
        <Own me={me} />
      </nav>
      <main id="main" className={styles.main} tabIndex={-1}>{children}</main>
    </div>
  );
}

// Own is whether an operator is given chats, and what they set for themselves.
function Own({ me }: { me: Schemas["Me"] }) {
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
      <Menu position="right-end" width={260} withinPortal>
        <Menu.Target>
          <UnstyledButton aria-label={words("own.menu", { name: me.name })} className={styles.face}>
            <Avatar name={me.name} color="blue" size={36} radius="xl" alt="" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown><Suspense><Settings me={me} /></Suspense></Menu.Dropdown>
      </Menu>
    </div>
  );
}
