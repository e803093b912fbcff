// Everything that the company sets, part by part.
import type { ComponentType } from "react";
import { Link, Redirect } from "wouter";
import { Screen } from "../kit/screen";
import { useMe } from "../people/me";
import type { Schemas } from "../api/client";
import { useWords } from "../words/words";
import { Automations } from "./automations";
import { Bot } from "./bot";
import { Connections } from "./connections";
import { CopilotModes } from "./copilot";
import { Fields } from "./fields";
import { First } from "./first";
import { General } from "./general";
import { Keys } from "./keys";
import { Labels } from "./labels";
import { Lines } from "./lines";
import { OpenID } from "./openid";
import { Operators } from "./operators";
import styles from "./settings.module.css";
import { Pipelines } from "./pipelines";
import { Teams } from "./teams";
import { Templates } from "./templates";
import { Webhooks } from "./webhooks";

const parts = {
  lines: Lines, teams: Teams, operators: Operators, templates: Templates, labels: Labels, bot: Bot, automations: Automations, fields: Fields, pipelines: Pipelines,
  copilot: CopilotModes, connections: Connections, general: General, openid: OpenID, keys: Keys, webhooks: Webhooks, first: First,
} satisfies Record<string, ComponentType>;
type Part = keyof typeof parts;

// open says which parts somebody may set: all are an administrator's, templates also of
// whoever answers, CoPilot's modes of who changes leads or deals (MC-10).
export function open(me: Schemas["Me"]): Part[] {
  if (me.role === "admin") return Object.keys(parts) as Part[];
  return [...(me.leads === "change" || me.deals === "change" ? ["copilot" as const] : []), ...(me.operator ? ["templates" as const] : [])];
}

export function Settings({ part }: { part: string | undefined }) {
  const words = useWords();
  const me = useMe().data;
  if (!me) return null;
  const mine = open(me);
  const first = mine[0];
  if (!first) return <Redirect to="/app/chats" replace />;
  const at = mine.find((p) => p === part);
  if (!at) return <Redirect to={`/app/settings/${first}`} replace />;
  const Shown = parts[at];
  return (
    <div className={styles.settings}>
      <nav className={styles.parts} aria-label={words("settings")}>
        {mine.map((p) => <Link key={p} href={`/app/settings/${p}`} className={styles.part} aria-current={p === at ? "page" : undefined}>{words(`set.${p}`)}</Link>)}
      </nav>
      <Screen title={words(`set.${at}`)} about={words(`set.${at}.about`)}><Shown /></Screen>
    </div>
  );
}
