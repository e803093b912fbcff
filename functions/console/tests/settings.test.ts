// What the API can do and set is offered by the console, but for what is listed here with
// its reason.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { idFrom } from "../src/settings/data";
import { described } from "../src/settings/described";
import { built, withTitle } from "../src/words/named";

type Schema = { properties?: Record<string, Schema>; $ref?: string; items?: Schema };
const api = JSON.parse(readFileSync("../../shared/web/api/testdata/openapi.json", "utf8")) as { paths: Record<string, Record<string, unknown>>; components: { schemas: Record<string, Schema> } };
const source = (file: string) => readFileSync(`src/${file}`, "utf8");
const everything = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts")).map(source).join("\n");

// elsewhere are operations that no screen calls, and why.
const elsewhere: Record<string, string> = {
  "GET /v1/changes": "the console hears of changes by /v1/live",
  "GET /v1/changes/untold": "for who runs the system, as the README of the feed says",
  "POST /v1/changes/untold/{id}/retell": "for who runs the system, as the README of the feed says",
  "POST /v1/live/ticket": "a script's way to /v1/live; the console has its session",
  "GET /v1/health": "for whoever watches over the system",
  "GET /v1/cards/{ref}/dialogs": "a card is read with its dialogs",
  "POST /v1/dialogs/{id}/bot/reply": "for another platform's bot: in the console people reply",
  "POST /v1/dialogs/{id}/bot/handover": "for another platform's bot: a person joins by accepting the chat",
  "POST /v1/channels/recommend": "for scripts: the console shows what each channel needs",
};

test("each operation of the API is called by a screen, or it is said why not", () => {
  const all = Object.entries(api.paths).flatMap(([path, methods]) => (path.startsWith("/v1/") ? Object.keys(methods).map((m) => `${m.toUpperCase()} ${path}`) : []));
  expect(all.length).toBeGreaterThan(100);
  const called = (operation: string) => {
    const [method, path = ""] = operation.split(" ");
    return everything.includes(`api.${method}("${path}"`) || (method === "GET" && new RegExp("[\"'`]" + path.replace(/[{}]/g, "\\$&") + "[\"'`?]").test(everything));
  };
  expect(all.filter((o) => !called(o) && !(o in elsewhere))).toEqual([]);
  expect(Object.keys(elsewhere).filter((o) => called(o) || !all.includes(o))).toEqual([]);
});

// forms are where the parts of each setting are offered.
const forms: Record<string, string[]> = {
  LineSettings: ["settings/lines.tsx", "settings/line-more.tsx"],
  NewLine: ["settings/lines.tsx", "settings/line-more.tsx"],
  HandOver: ["settings/line-more.tsx"],
  ChangeTeam: ["settings/teams.tsx"], Hours: ["settings/teams.tsx"], HoursOfDay: ["settings/teams.tsx"], Topic: ["settings/teams.tsx"],
  ChangeSettings: ["settings/general.tsx", "settings/copilot.tsx", "settings/labels.tsx", "settings/bot.tsx"],
  BotSettings: ["settings/bot.tsx"], Label: ["settings/labels.tsx"],
  NewConnection: ["settings/connections.tsx"], ConnectionSettings: ["settings/connections.tsx"],
  FieldSettings: ["settings/fields.tsx"], FieldUse: ["settings/fields.tsx"], Option: ["settings/fields.tsx"],
  NewOperator: ["settings/operators.tsx", "settings/rights.tsx"], ChangeOperator: ["settings/operators.tsx", "settings/rights.tsx"], ChangeWorkload: ["settings/operators.tsx"],
  NewKey: ["settings/keys.tsx", "settings/rights.tsx"],
  NewEndpoint: ["settings/webhooks.tsx"], EndpointSettings: ["settings/webhooks.tsx"],
  AutomationSettings: ["settings/automations.tsx"], Trigger: ["settings/automations.tsx"], Condition: ["settings/automations.tsx"], Action: ["settings/automations.tsx"],
  NewCanned: ["settings/templates.tsx"], SetOpenID: ["settings/openid.tsx"],
  NewFAQ: ["knowledge/entry.tsx"], FAQAnswer: ["knowledge/entry.tsx"], EntryOf: ["knowledge/unanswered.tsx"], WordingOf: ["knowledge/unanswered.tsx"],
  PipelineSettings: ["settings/pipelines.tsx"], Stage: ["settings/pipelines.tsx"],
  ChangeMe: ["shell/own.tsx", "shell/notify.tsx", "settings/first.tsx"], Password: ["shell/account.tsx"],
  NewHistoryLink: ["kit/links.tsx"],
  Ask: ["chats/copilot.tsx", "chats/dry.tsx"], Compare: ["chats/dry.tsx"], Described: ["chats/dry.tsx"],
  Reply: ["chats/composer.tsx", "chats/offers.tsx"], Say: ["chats/composer.tsx"], SummaryChange: ["chats/summary.tsx"], Take: ["chats/more.tsx"],
  NewCard: ["deals/new.tsx"], Bind: ["chats/bind.tsx"],
};

// left are parts that no form offers, and why.
const left: Record<string, string> = {
  "Ask.wait": "the console shows the countdown, and lets the run wait",
};

test("each part of what can be set is offered by its form, or it is said why not", () => {
  const missing = Object.entries(forms).flatMap(([name, files]) => {
    const schema = api.components.schemas[name];
    expect(schema, name).toBeDefined();
    const text = files.map(source).join("\n");
    return Object.keys(schema?.properties ?? {}).filter((part) => part !== "id" && !new RegExp(`\\b${part}\\b`).test(text)).map((part) => `${name}.${part}`);
  });
  expect(missing.filter((part) => !(part in left))).toEqual([]);
  expect(Object.keys(left).filter((part) => !left[part] || !missing.includes(part))).toEqual([]);
});

test("what a new company's CRM is called has words, and is called so there", () => {
  const seed = readFileSync("../../shared/crm/builtin/seed.go", "utf8");
  const names = Object.fromEntries([...[readFileSync("../../shared/desk/case.go", "utf8"), readFileSync("../../shared/desk/identity.go", "utf8")].join("\n").matchAll(/(\w+)\s+FieldName = "(\w+)"/g)].map((m) => [`desk.${m[1]}`, m[2]!]));
  const fields = new Map([...seed.matchAll(/Name: ("\w+"|desk\.\w+), Title: "([^"]+)"/g)].map((m) => [m[1]!.startsWith("desk.") ? (names[m[1]!] ?? m[1]!) : m[1]!.replaceAll('"', ""), m[2]!]));
  expect(Object.fromEntries(built.field)).toEqual(Object.fromEntries(fields));
  const stages = new Map([...seed.matchAll(/\{ID: "(\w+)", Title: "([^"]+)"/g)].map((m) => [m[1]!, m[2]!]));
  const titles = readFileSync("../../shared/desk/titles.go", "utf8"); // summaries have them from there
  for (const [, name, en, ru, es] of titles.matchAll(/"(\w+)": *\{"en": "(.*)", "ru": "(.*)", "es": "(.*)"\}/g)) {
    const of = (language: string) => (JSON.parse(readFileSync(`src/words/${language}.json`, "utf8")) as Record<string, string>)[`field.${name}`];
    expect([name, of("en"), of("ru"), of("es")]).toEqual([name, en, ru, es]);
  }
  for (const [, name] of seed.slice(seed.indexOf("func saleFields")).matchAll(/Name: "(\w+)"/g)) expect(titles).toContain(`"${name}":`);
  expect({ ...Object.fromEntries(built.stage), ...Object.fromEntries(built.pipeline) }).toEqual(Object.fromEntries(stages));
  const options = [...seed.matchAll(/\{Value: "([^"]+)"/g)].map((m) => m[1]!);
  expect([...built.option.values()].filter((v) => v !== "Chat" && v !== "New").sort()).toEqual(options.sort()); // those two are named in desk
  const en = JSON.parse(source("words/en.json")) as Record<string, string>;
  expect([...described.values()].sort()).toEqual([...new Set([...seed.matchAll(/Description: "([^"]+)"/g)].map((m) => m[1]!))].sort());
  for (const [id, text] of described) expect(en[`set.fields.about.${id}`], id).toBe(text);
  for (const [kind, titles] of Object.entries(built)) for (const [id, title] of titles) expect(en[`${kind}.${id}`], id).toBe(title);
});

test("connecting each channel goes step by step, and no step is left out", () => {
  const channels = [...readFileSync("../../shared/desk/channel.go", "utf8").matchAll(/Channel\w+ +Channel = "(\w+)"|Channel\w+ += "(\w+)"/g)].map((m) => m[1] ?? m[2]!);
  const counted = Object.fromEntries([.../const count: Record<string, number> = \{([^}]+)\}/.exec(source("settings/lines.tsx"))![1]!.matchAll(/(\w+): (\d)/g)].map((m) => [m[1]!, Number(m[2])]));
  expect(channels.length).toBeGreaterThanOrEqual(8);
  expect(Object.keys(counted).sort()).toEqual(channels.sort());
  const en = JSON.parse(source("words/en.json")) as Record<string, string>;
  for (const channel of channels) expect(Object.keys(en).filter((word) => word.startsWith(`set.step.${channel}.`)), channel).toHaveLength(counted[channel]!);
});

test("whatever a webhook may be told of is offered, and said in words", () => {
  const go = readFileSync("../../shared/desk/event.go", "utf8");
  const kinds = new Map([...go.matchAll(/(Event\w+) +EventKind = "([a-z.]+)"/g)].map((m) => [m[1]!, m[2]!]));
  const asked = /func EventKinds\(\) \[\]EventKind \{([^}]+)\{([^}]+)\}/.exec(go)?.[2] ?? "";
  const may = [...asked.matchAll(/Event\w+/g)].map((m) => kinds.get(m[0])!);
  expect(may.length).toBeGreaterThan(10);
  const offered = [.../const kinds = \[([^\]]+)\]/.exec(source("settings/webhooks.tsx"))![1]!.matchAll(/"([a-z.]+)"/g)].map((m) => m[1]!);
  expect(offered.sort()).toEqual(may.sort());
  const en = JSON.parse(source("words/en.json")) as Record<string, string>;
  expect([...may, "webhook.test", "automation.fired"].filter((kind) => !en[`set.event.${kind}`])).toEqual([]);
});

test("the field of a messenger's id is called so in the operator's language", () => {
  expect(readFileSync("../../shared/channel/switchboard.go", "utf8")).toContain('Title: t.Title + " id"');
  const words = (_: string, values?: Record<string, string | number>) => `Id в ${values?.channel}`;
  expect(withTitle({ name: "telegram_user_id", title: "Telegram id" }, words)).toEqual({ name: "telegram_user_id", title: "Id в Telegram" });
  expect(withTitle({ name: "telegram_user_id", title: "Номер" }, words).title).toBe("Номер");
  expect(withTitle({ name: "order", title: "Order id" }, words).title).toBe("Order id");
});

test("what a new system is given to try with is called so in each language", () => {
  const go = readFileSync("../../shared/desk/seeded.go", "utf8");
  const bot = readFileSync("../../infra/local/telegram.go", "utf8");
  const company = source("shell/company.tsx");
  for (const id of ["website", "telegram", "sales"]) {
    const of = (language: string) => (JSON.parse(source(`words/${language}.json`)) as Record<string, string>)[`set.given.${id}`];
    for (const language of ["ru", "es"]) expect(new RegExp(id === "telegram" ? `case "${language}":\\s*return "(.*)"` : `case "${id} ${language}":\\s*return "(.*)"`).exec(id === "telegram" ? bot : go)?.[1], `${id} ${language}`).toBe(of(language));
    expect(id === "telegram" ? bot : go).toContain(`return "${of("en")}"`);
    expect(company).toContain(`${id}: "${of("en")}"`);
  }
});

test.each([
  ["Delivery day", [], "-", "delivery-day"],
  ["Номер заказа", [], "_", "nomer_zakaza"],
  ["Желаемый день", ["zhelaemyi_den"], "_", "zhelaemyi_den_2"],
  ["Сумма", ["summa", "summa_2"], "_", "summa_3"],
  ["Ёмкость, м³", [], "_", "emkost_m3"],
  ["Año de fabricación", [], "-", "ano-de-fabricacion"],
  ["2-й телефон", [], "_", "n_2_i_telefon"],
  ["名前", [], "-", "new"],
  ["名前", ["new", "new_2"], "_", "new_3"],
  ["A very long title that never ends", [], "-", "a-very-long-title-that-n"],
  ["The name of a contact or a company", [], "_", "the_name_of_a_contact_or"],
] as const)("what is named %s beside %j has a name of its own (CB-04, MC-11)", (title, taken, between, want) => {
  expect(idFrom(title, [...taken], between)).toBe(want);
});
