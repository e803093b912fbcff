// What the table is asked for. It stands in the address, so that a link shows the same.
import type { Schemas } from "../api/client";
import type { Word } from "../words/words";

export type Detailed = Schemas["DialogRow"]["detailed"];

export const detailed: Detailed[] = ["bot_operator", "bot_customer", "waiting_operator", "waiting_customer", "in_progress_operator", "in_progress_customer", "closed"];

// statuses are the three that people speak of (CL-10 … CL-12), by the detailed ones.
export const statuses = {
  reply: detailed.filter((d) => d.endsWith("_operator")),
  replied: detailed.filter((d) => d.endsWith("_customer")),
  closed: ["closed"] as Detailed[],
} as const;
export type Status = keyof typeof statuses;

export const statusOf = (d: Detailed): Status => (d === "closed" ? "closed" : d.endsWith("_operator") ? "reply" : "replied");

// fields are what can be asked for; the first are there always, others are added.
export const fields = ["status", "operator", "channel", "detailed", "state", "turn", "line", "team", "label", "priority", "contact", "card", "opened", "closed"] as const;
export type Field = (typeof fields)[number];
export const always: Field[] = ["status", "operator", "channel"];
export const isPeriod = (field: Field) => field === "opened" || field === "closed";

export const fieldWord = (field: Field): Word => `conversations.by.${field}`;

// groups are what conversations can be counted by (CL-21).
export const groups = ["detailed", "state", "turn", "operator", "team", "line", "channel", "label", "priority", "contact", "card"] as const satisfies Field[];
export type Grouping = (typeof groups)[number];

// Filter is what is chosen: of a period its first and last day, "" being none; and by what
// it is counted.
export type Filter = { q: string; sort: "opened" | "activity"; group?: Grouping; chosen: Partial<Record<Field, string[]>> };

export function read(search: string): Filter {
  const params = new URLSearchParams(search);
  const chosen: Filter["chosen"] = {};
  for (const field of fields) if (params.has(field)) chosen[field] = params.getAll(field);
  const group = groups.find((g) => g === params.get("group"));
  return { q: params.get("q") ?? "", sort: params.get("sort") === "activity" ? "activity" : "opened", ...(group && { group }), chosen };
}

export function written(filter: Filter): string {
  const params = new URLSearchParams();
  if (filter.q) params.set("q", filter.q);
  if (filter.sort !== "opened") params.set("sort", filter.sort);
  if (filter.group) params.set("group", filter.group);
  for (const field of fields) for (const value of filter.chosen[field] ?? []) params.append(field, value);
  return params.toString();
}

// day is when a day begins where the operator is, so many days later.
function day(date: string | undefined, later: number): string | undefined {
  const [y, m, d] = (date ?? "").split("-").map(Number);
  return y && m && d ? new Date(y, m - 1, d + later).toISOString() : undefined;
}

function some<T>(all: T[] | undefined): T[] | undefined {
  return all?.length ? all : undefined;
}

// nobody is, among operators, that nobody has it.
export const nobody = "-";

// asked is the API's query; undefined: nothing can be both.
export function asked(filter: Filter) {
  const { status, operator, channel, state, turn, line, team, label, priority, contact, card, opened, closed } = filter.chosen;
  const general = status?.length ? detailed.filter((d) => status.includes(statusOf(d))) : undefined;
  const exact = some(filter.chosen.detailed as Detailed[] | undefined);
  const both = general && exact ? exact.filter((d) => general.includes(d)) : (general ?? exact);
  if (both?.length === 0) return undefined;
  const query = {
    q: filter.q.trim() || undefined, sort: filter.sort, detailed: both, operator: some(operator?.filter((o) => o !== nobody)), free: operator?.includes(nobody) || undefined, channel: some(channel), line: some(line), team: some(team), label: some(label),
    state: some(state as Schemas["DialogRow"]["state"][] | undefined), turn: some(turn as Schemas["DialogRow"]["turn"][] | undefined), contact: some(contact), card: some(card),
    priority: some(priority as Schemas["DialogRow"]["priority"][] | undefined),
    openedFrom: day(opened?.[0], 0), openedTo: day(opened?.[1], 1), closedFrom: day(closed?.[0], 0), closedTo: day(closed?.[1], 1),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as { [K in keyof typeof query]?: Exclude<(typeof query)[K], undefined> };
}

// narrowed is the filter with one group of it alone; undefined: the API has no filter for
// those that have none of it.
export function narrowed(filter: Filter, group: Grouping, value: string): Filter | undefined {
  const only = value || { operator: nobody, priority: "normal" }[group as string];
  return only === undefined ? undefined : { ...filter, group: undefined, chosen: { ...filter.chosen, [group]: [only] } };
}

// kept is what a saved view asks for, chosen again as it was.
export function kept(params: Schemas["DialogFilterParams"]): Filter {
  const local = (at: string | undefined, later: number) => {
    if (!at) return "";
    const date = new Date(at);
    return dated(new Date(date.getFullYear(), date.getMonth(), date.getDate() + later));
  };
  const period = (from: string | undefined, to: string | undefined) => (from || to ? [local(from, 0), local(to, -1)] : undefined);
  const general = (Object.keys(statuses) as Status[]).filter((s) => statuses[s].every((d) => params.detailed?.includes(d)));
  const whole = general.length > 0 && general.flatMap((s) => statuses[s]).length === params.detailed?.length;
  const operators = [...(params.operator ?? []), ...(params.free ? [nobody] : [])];
  const chosen: Filter["chosen"] = {
    status: whole ? general : undefined, detailed: whole ? undefined : some(params.detailed), operator: some(operators), channel: some(params.channel), line: some(params.line), team: some(params.team),
    state: some(params.state), turn: some(params.turn), contact: some(params.contact), card: some(params.card), label: some(params.label), priority: some(params.priority), opened: period(params.openedFrom, params.openedTo), closed: period(params.closedFrom, params.closedTo),
  };
  return { q: "", sort: params.sort === "activity" ? "activity" : "opened", chosen: Object.fromEntries(Object.entries(chosen).filter(([, values]) => values)) };
}

const dated = (date: Date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
