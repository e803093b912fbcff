// CoPilot and a CRM that is connected: what it fills there, and what it leaves alone.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, fits, joins, listed, sees, test as base } from "./system";

type Held = { id: number; created: string; updated: string; fields: Record<string, unknown>; contact_id?: unknown };
type Works = { id: string; name: string; email: string; active: boolean };
type CRM = { url: string; cards: (kind: string) => Held[]; works: Works[] };

// crm is a CRM that speaks JSON over HTTP, as there are many.
const test = base.extend<{ crm: CRM }>({
  crm: async ({}, use) => {
    const held: Record<string, Held[]> = {};
    const works: Works[] = [{ id: "7", name: "Olga Petrova", email: "olga@shop.test", active: true }, { id: "9", name: "Maksim Novák-Hernández", email: "max@shop.test", active: true }, { id: "11", name: "Pyotr", email: "pyotr@shop.test", active: false }];
    const server = createServer((request, answer) => {
      let body = "";
      request.on("data", (part) => (body += String(part)));
      request.on("end", () => {
        const url = new URL(request.url ?? "/", "http://crm");
        const [, collection = "", id] = url.pathname.slice(4).split("/");
        if (collection === "users") { answer.writeHead(200, { "Content-Type": "application/json" }); return void answer.end(JSON.stringify({ items: works })); }
        const all = (held[collection] ??= []);
        const says = (status: number, what?: unknown) => { answer.writeHead(status, { "Content-Type": "application/json" }); answer.end(what === undefined ? "" : JSON.stringify(what)); };
        const given = body ? (JSON.parse(body) as Partial<Held>) : {};
        const now = new Date().toISOString();
        if (request.method === "POST") {
          const made = { ...given, id: 100 + all.length, created: now, updated: now, fields: given.fields ?? {} };
          all.push(made);
          return says(201, { data: made });
        }
        const one = id && all.find((c) => String(c.id) === id);
        if (id && !one) return says(404, { message: "gone" });
        if (one) {
          if (request.method === "PATCH") Object.assign(one, given, { fields: { ...one.fields, ...given.fields }, updated: now });
          return says(200, { data: one });
        }
        const [field, value, of] = ["field", "value", "contact"].map((p) => url.searchParams.get(p));
        says(200, { items: all.filter((c) => (of ? String(c.contact_id) === of : field ? String(c.fields[field] ?? "").includes(value ?? "") : true)), next: null });
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, cards: (kind) => held[`${kind}s`] ?? [], works });
    server.closeAllConnections();
    server.close();
  },
});

const fields = [["name", "Name", "string"], ["phone", "Phone", "phone"], ["quantity", "Quantity", "integer"], ["discount", "Discount, %", "number"], ["delivery_address", "Delivery address", "address"], ["comment", "Comment", "string"]];

// calls are how it is spoken to.
const calls = JSON.stringify({
  header: { Authorization: "Bearer {token}" },
  kinds: Object.fromEntries(["contact", "lead"].map((kind) => [kind, {
    read: { path: `/${kind}s/{id}`, card: "data" }, create: { method: "POST", path: `/${kind}s`, card: "data" }, change: { method: "PATCH", path: `/${kind}s/{id}` },
    find: { path: `/${kind}s?field={field}&value={value}`, cards: "items" }, ofContact: { path: `/${kind}s?contact={contact}`, cards: "items" }, list: { path: `/${kind}s`, cards: "items" },
    id: "id", title: "name", contact: "contact_id", created: "created", updated: "updated", origin: "fields.made_from",
    fields: fields.map(([name, title, type]) => ({ name, title, path: `fields.${name}`, type })),
  }])),
});

test("in a connected CRM, too, fields of other types than string, integer and number are left alone until one is switched on; which, its page says (FF-03, SYS-20)", async ({ page, system, crm }) => {
  test.setTimeout(240_000);
  await system.settings({ quietSeconds: 1 });
  await system.call("POST", "/v1/connections", { id: "crm", kind: "rest", title: "Our CRM", options: { address: crm.url, calls }, secrets: { token: "t" } });
  // All of its fields are in use; a number is read by that, another type is not.
  for (const [name] of fields) await system.call("PUT", `/v1/connections/crm/fields/lead/${name}`, { policy: "fill_if_empty" });
  await system.telegram("shop", { connection: "crm" });
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  const reads = async (customer: number, name: string, comesTo = "done") => {
    await system.writes(customer, name, "Hello! I'd like to order 3 office chairs.");
    await system.writes(customer, name, "Please deliver to 9 Harbor Rd, Boston.");
    const dialog = async () => (await listed(system)).find((d) => d.name === name);
    await expect.poll(async () => (await dialog())?.cards.length ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
    const { id, cards } = (await dialog())!;
    const run = await system.call<{ id: string }>("POST", `/v1/dialogs/${id}/runs`, {});
    await expect.poll(async () => (await system.call<{ state: string }>("GET", `/v1/runs/${run.id}`)).state, { timeout: 60_000 }).toBe(comesTo);
    return cards[0]!.card;
  };
  const card = await reads(42, "Anna");
  expect(crm.cards("lead")).toHaveLength(1);
  expect(crm.cards("lead")[0]!.fields).toMatchObject({ quantity: 3 });
  expect(crm.cards("lead")[0]!.fields.delivery_address ?? "").toBe("");
  const shown = page.getByRole("region", { name: "Fields" });
  const holds = (title: string) => shown.getByRole("term").filter({ hasText: title }).locator("xpath=following-sibling::dd");
  await page.goto(`${system.url}/app/cards/${encodeURIComponent(card)}`);
  await expect(holds("Quantity")).toHaveText("3");
  await expect(shown.getByRole("term").filter({ hasText: "Quantity" })).toContainText(/CoPilot/);
  await expect(holds("Delivery address")).toHaveText("—");
  await sees(page);

  await system.call("PUT", "/v1/connections/crm/fields/lead/delivery_address", { policy: "fill_if_empty", on: true });
  const other = await reads(43, "Boris");
  expect(crm.cards("lead")).toHaveLength(2);
  expect(crm.cards("lead")[1]!.fields).toMatchObject({ quantity: 3, delivery_address: expect.stringContaining("9 Harbor Rd") });
  await page.goto(`${system.url}/app/cards/${encodeURIComponent(other)}`);
  await expect(holds("Delivery address")).toContainText("9 Harbor Rd");

  // What it asks is asked of a card by its title there, which we don't keep.
  await system.call("PUT", "/v1/connections/crm/fields/lead/delivery_address", { policy: "always_propose", on: true });
  await reads(44, "Clara", "awaiting_approval");
  await page.goto(`${system.url}/app/approvals`);
  await expect(page.getByRole("heading", { name: "Clara" })).toBeVisible();
  await expect(page.getByText("crm.lead:")).toHaveCount(0);
  for (const screen of ["deals", "contacts"]) {
    await page.goto(`${system.url}/app/${screen}`);
    await expect(page.getByText(/has their cards in the connected CRM/)).toBeVisible();
  }
});

// Without a field of ours there, none of its kinds has an origin; who works there, and who
// answers for a card, it tells.
const bare = JSON.stringify({
  header: { Authorization: "Bearer {token}" }, users: { list: { path: "/users", cards: "items" }, id: "id", name: "name", email: "email", active: "active" },
  kinds: Object.fromEntries(Object.entries((JSON.parse(calls) as { kinds: Record<string, object> }).kinds).map(([kind, of]) => [kind, { ...of, origin: undefined, responsible: "owner" }])),
});

test("who answers for new cards is chosen by name, one who left is said to be, and a card of a CRM that keeps no origin is marked unsure until somebody has seen it (SYS-20, CB-04)", async ({ page, system, crm }) => {
  test.setTimeout(240_000);
  await system.settings({ quietSeconds: 1 });
  await system.call("POST", "/v1/connections", { id: "crm", kind: "rest", title: "Our CRM", options: { address: crm.url, calls: bare }, secrets: { token: "t" } });
  await system.telegram("shop", { connection: "crm" });
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  const opens = async () => {
    await page.goto(`${system.url}/app/settings/connections`);
    await page.getByRole("button", { name: "Our CRM" }).click();
    return page.getByRole("dialog", { name: "Our CRM" });
  };
  let sheet = await opens();
  await sheet.getByLabel("Responsible for new cards").first().click();
  await expect(page.getByRole("option")).toHaveText(["Maksim Novák-Hernández", "Olga Petrova"]); // who left is not offered
  await page.getByRole("option", { name: "Maksim" }).click();
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toHaveCount(0);
  expect((await system.call<{ options: Record<string, string> }>("GET", "/v1/connections/crm")).options.responsible).toBe("9");

  await system.writes(42, "Anna", "Hello! I'd like to order 3 office chairs.");
  const dialog = async () => (await listed(system)).find((d) => d.name === "Anna");
  await expect.poll(async () => (await dialog())?.cards.length ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
  expect(crm.cards("lead")).toMatchObject([{ owner: "9" }]);
  await page.goto(`${system.url}/app/cards/${encodeURIComponent((await dialog())!.cards[0]!.card)}`);
  const badge = page.getByText("Unsure: made twice?");
  await expect(badge).toBeVisible();
  await expect(page.getByText("See whether there is another of it")).toBeVisible(); // by touch, too, where nothing hovers
  await sees(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await fits(page);
  await page.getByRole("button", { name: "Mark as seen" }).click();
  await expect(badge).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Anna" }).first()).toBeVisible();
  await expect(badge).toHaveCount(0);
  await page.setViewportSize({ width: 1280, height: 800 });

  // Who left stands in the list as such; who is gone, by their id.
  crm.works[1]!.active = false;
  await system.call("POST", "/v1/connections/crm/refresh");
  sheet = await opens();
  await expect(sheet.getByLabel("Responsible for new cards").first()).toHaveValue("Maksim Novák-Hernández — left");
  crm.works.splice(1, 1);
  await system.call("POST", "/v1/connections/crm/refresh");
  sheet = await opens();
  await expect(sheet.getByLabel("Responsible for new cards").first()).toHaveValue("9 — no longer in the CRM");
  await sees(page);
});
