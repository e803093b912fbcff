// A supervisor looks at what was said, and CoPilot is started from a card.
import { expect, joins, listed, proposes, reads, sees, test } from "./system";

test("a conversation is found by the end of a phone, by its channel and by being replied to; who may see all of them reads the history of any (CL-06, CL-09, CL-11, CL-16, CL-17, CL-20)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  await system.whatsapp();
  const olga = await system.invited("Olga");
  await system.says("34600112671", "Anna", "Do you have chairs?");
  await system.writes(43, "Bob", "Hello!");
  const items = await listed(system);
  const bob = items.find((d) => d.name === "Bob")!.id;
  await system.call("PATCH", `/v1/dialogs/${bob}`, { operator: olga.id, state: "in_progress" });
  await system.call("POST", `/v1/dialogs/${bob}/reply`, { text: "Good day!" });
  await joins(page, (await system.invited("Vera", { role: "supervisor", dialogs: "all" })).link);
  await page.getByRole("link", { name: "Conversations" }).click();
  const table = page.getByRole("table", { name: "Conversations" });
  const one = (name: string) => table.getByRole("link", { name, exact: true });
  await expect(one("Anna")).toBeVisible();
  await expect(one("Bob")).toBeVisible();
  const find = page.getByRole("textbox", { name: "Client, phone or e-mail" });
  await find.fill("2671");
  await expect(one("Bob")).toHaveCount(0);
  await expect(one("Anna")).toBeVisible();
  await find.fill("");
  await expect(one("Bob")).toBeVisible();

  await page.getByRole("combobox", { name: "Channel" }).click();
  await page.getByRole("option", { name: "WhatsApp" }).click();
  await expect(one("Bob")).toHaveCount(0);
  await expect(one("Anna")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto(`${system.url}/app/conversations?status=replied`);
  await expect(one("Anna")).toHaveCount(0);
  await expect(table.getByRole("row").filter({ hasText: "Bob" })).toContainText("Replied");
  await sees(page);
  await page.getByRole("button", { name: "Actions for the conversation with Bob" }).click();
  await page.getByRole("menuitem", { name: "Chat history" }).click();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("Good day!");
});

test("from a card's page CoPilot is started at its chat, and the summary is viewed there, then and later; what was empty is filled, what was not waits (CP-02, SU-01, SU-03, SU-04, FF-02, FF-07)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  const anna = await proposes(system, 42, "Anna");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/cards/${encodeURIComponent(anna.card)}`);
  const fields = page.getByRole("region", { name: "Fields" });
  await expect(fields).toContainText("Anna Brown"); // was empty
  await expect(fields).toContainText("old@example.com"); // was not, and stays
  await expect(page.getByText("Awaiting approval (2)")).toBeVisible();
  const chats = page.getByRole("region", { name: "Chats" });
  await expect(chats.getByRole("button", { name: "CoPilot" })).toBeEnabled();
  await chats.getByRole("button", { name: "CoPilot" }).click();
  await expect.poll(async () => (await system.call<{ items: object[] }>("GET", `/v1/dialogs/${anna.dialog}/runs`)).items.length, { timeout: 30_000 }).toBe(2);
  for (const _ of ["now", "later"]) {
    await chats.getByRole("button", { name: "View summary" }).click();
    await expect(page.getByRole("dialog", { name: "Summary" })).toContainText("Anna");
    await sees(page);
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await page.reload();
  }
});

test("the summary says what was agreed: what and how many, how it is paid, where it goes (SU-02)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  await system.call("PUT", "/v1/fields/lead/payment", { title: "Payment method", type: "enum", options: [{ value: "Card" }, { value: "Cash" }], on: true, policy: "fill_if_empty" });
  await system.writes(42, "Anna Brown", "Hello! I'd like to order 3 office chairs.");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await page.getByRole("textbox", { name: "Reply" }).fill("That is $300 in total. Where shall we deliver them, and how will you pay, by card or cash?");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("article").filter({ hasText: "$300" })).toContainText("sent");
  await system.writes(42, "Anna Brown", "To 9 Harbor Rd, Boston. I'll pay by card.");
  await reads(page);
  const summary = page.getByRole("region", { name: "Summary", exact: true });
  await expect(summary).toContainText("3 office chairs", { timeout: 30_000 });
  await expect(summary).toContainText("Payment method: card");
  await expect(summary).toContainText("9 Harbor Rd, Boston");
});

test("fields of other types than string, integer and number are read only where that is switched on (FF-03)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  const sheet = page.getByRole("dialog");
  const field = page.getByRole("list", { name: "Fields" }).getByRole("listitem").filter({ hasText: "Delivery address" });
  const on = async (yes: boolean) => {
    await page.goto(`${system.url}/app/settings/fields`);
    await field.getByRole("button", { name: /Delivery address/ }).click();
    await sheet.getByRole("combobox", { name: "What CoPilot does" }).click();
    await page.getByRole("option", { name: yes ? "fills if empty, else asks" : "never reads" }).click();
    await sheet.getByRole("button", { name: "Save" }).click();
    await expect(sheet).toHaveCount(0);
    await expect(field).toContainText(yes ? "fills if empty" : "not read");
  };
  await on(false);
  await page.getByRole("list", { name: "Fields" }).getByRole("button", { name: /Quantity/ }).click();
  await expect(sheet.getByRole("textbox", { name: "Title" })).toHaveValue("Quantity");
  await expect(sheet.getByRole("combobox", { name: "What CoPilot does" })).toHaveValue("fills if empty, else asks"); // an integer is read without being switched on

  // reads has a customer order; it is what their card then says.
  const reads = async (customer: number, name: string) => {
    await system.writes(customer, name, "Hello! I'd like to order 3 office chairs.");
    await system.writes(customer, name, "Please deliver to 9 Harbor Rd, Boston.");
    const dialog = async () => (await listed(system)).find((d) => d.name === name);
    await expect.poll(async () => (await dialog())?.cards.length ?? 0).toBeGreaterThan(0);
    const { id, cards } = (await dialog())!;
    const run = await system.call<{ id: string }>("POST", `/v1/dialogs/${id}/runs`, {});
    await expect.poll(async () => (await system.call<{ state: string }>("GET", `/v1/runs/${run.id}`)).state, { timeout: 30_000 }).toBe("done");
    await page.goto(`${system.url}/app/cards/${encodeURIComponent(cards[0]!.card)}`);
    const fields = page.getByRole("region", { name: "Fields" });
    return (title: string) => fields.getByRole("term").filter({ hasText: title }).locator("xpath=following-sibling::dd");
  };
  const anna = await reads(42, "Anna");
  await expect(anna("Quantity")).toHaveText("3");
  await expect(anna("Delivery address")).toHaveText("—");
  await on(true);
  const boris = await reads(43, "Boris");
  await expect(boris("Quantity")).toHaveText("3");
  await expect(boris("Delivery address")).toContainText("9 Harbor Rd");
});

test("of several summaries in a card's history the one in force is marked (SU-06)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  const summaries = async (card: string) => (await system.call<{ items: { kind: string }[] }>("GET", `/v1/cards/${encodeURIComponent(card)}/timeline`)).items.filter((e) => e.kind === "summary").length;
  await system.writes(42, "Anna Brown", "Hello!");
  await system.writes(42, "Anna Brown", "Hello! I'd like to order 3 office chairs.");
  const [{ id }] = await listed(system);
  const cards = async () => (await system.call<{ cards: { card: string }[] }>("GET", `/v1/dialogs/${id}`)).cards;
  await expect.poll(async () => (await cards()).length).toBeGreaterThan(0);
  const card = (await cards())[0]!.card;
  const read = async (many: number) => {
    await system.call("POST", `/v1/dialogs/${id}/runs`, {});
    await expect.poll(() => summaries(card), { timeout: 60_000 }).toBeGreaterThanOrEqual(many);
  };
  await read(1);
  const had = await summaries(card);
  await system.writes(42, "Anna Brown", "And an oak table, please. Deliver to 9 Harbor Rd, Boston.");
  await read(had + 1);
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.goto(`${system.url}/app/cards/${encodeURIComponent(card)}`);
  const entries = page.getByRole("region", { name: "History" }).getByRole("listitem").filter({ hasText: "Summary" });
  await expect(entries.filter({ hasText: "Current" })).toHaveCount(1);
  await expect(entries.first()).toContainText("Current");
  expect(await entries.count()).toBeGreaterThan(1);
});
