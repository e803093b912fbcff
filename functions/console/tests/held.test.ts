// Why a chat can't be read now, in the order in which it would be refused.
import { expect, test } from "vitest";
import { held } from "../src/chats/copilot";

type Dialog = Parameters<typeof held>[0];
type Settings = NonNullable<Parameters<typeof held>[1]>;
type Messages = Parameters<typeof held>[2];

const now = Date.parse("2026-03-01T10:00:00Z");
const settings = { copilot: true, quietSeconds: 30 } as Settings;
const said = (n: number) => Array.from({ length: n }, () => ({ author: "customer" })) as Messages;
const dialog = (more: Partial<Dialog> = {}): Dialog => ({ copilot: { card: "lead:1" }, lastAt: "2026-03-01T09:00:00Z", ...more }) as Dialog;

test.each([
  ["it may be read", dialog(), settings, 2, {}],
  ["switched off", dialog(), { ...settings, copilot: false }, 2, { code: "copilot_off" }],
  ["no card is bound", dialog({ copilot: { code: "no_card" } }), settings, 2, { code: "no_card" }],
  ["none can be bound, since the CRM does not answer", dialog({ copilot: { code: "no_card" }, outage: { title: "Bitrix24" } as NonNullable<Dialog["outage"]> }), settings, 2, { code: "crm_down" }],
  ["it has a card, whatever the CRM does", dialog({ outage: { title: "Bitrix24" } as NonNullable<Dialog["outage"]> }), settings, 2, {}],
  ["too little was said", dialog(), settings, 1, { code: "too_few_messages" }],
  ["something was said just now", dialog({ lastAt: "2026-03-01T09:59:50Z" }), settings, 2, { code: "not_quiet_yet", until: now + 20_000 }],
] as const)("%s", (_, d, s, n, want) => {
  expect(held(d as Dialog, s as Settings, said(n), true, now)).toEqual(want);
});

test("what was taken back does not count, as for the server", () => {
  expect(held(dialog(), settings, [{ author: "customer" }, { author: "customer", deleted: true }], true, now)).toEqual({ code: "too_few_messages" });
});

test("while older messages are not here, it is the server's to say that there are too few", () => {
  expect(held(dialog(), settings, said(1), false, now)).toEqual({});
});
