// What the rows of Conversations lead to, how they are counted, and what a contact's page and
// a lead's make of them.
import { expect, fits, joins, listed, sees, test } from "./system";

test("a row's menu opens the card, the chat's place in its timeline, and starts a process (OP-16, CL-19, CB-10)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  await system.call("POST", "/v1/automations", { title: "Ask the warehouse", when: { kind: "button" }, then: [{ kind: "note", text: "Warehouse asked" }] });
  await system.writes(42, "Anna", "Are chairs in stock?");
  const row = async () => (await listed(system))[0];
  await expect.poll(async () => (await row()).cards.length).toBeGreaterThan(0);
  const { id, cards } = await row();
  await system.call("POST", `/v1/dialogs/${id}/close`);
  await system.writes(42, "Anna", "Hello again!");
  await expect.poll(async () => (await system.call<{ dialogs: object[] }>("GET", `/v1/cards/${encodeURIComponent(cards[0]!.card)}`)).dialogs.length).toBe(2);
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/conversations?status=closed`);
  const menu = page.getByRole("button", { name: "Actions for the conversation with Anna" });
  await menu.click();
  await page.getByRole("menuitem", { name: "Open: Anna" }).click();
  await expect(page).toHaveURL(`${system.url}/app/cards/${encodeURIComponent(cards[0]!.card)}`);
  await page.goBack();

  await menu.click();
  await sees(page);
  await page.getByRole("menuitem", { name: "In the timeline: Anna" }).click();
  const chats = page.getByRole("region", { name: "Chats" }).getByRole("listitem");
  await expect(chats).toHaveCount(2);
  const meant = chats.filter({ hasText: "completed" });
  await expect(meant).toBeFocused();
  await expect(meant).toBeInViewport();
  await expect(meant.getByRole("button", { name: "CoPilot" })).toBeVisible();
  await sees(page);
  await fits(page);

  await page.goto(`${system.url}/app/conversations?status=reply`);
  await menu.click();
  await page.getByRole("menuitem", { name: "Ask the warehouse" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Done." })).toBeVisible();
  const open = (await listed(system, "?state=waiting"))[0].id;
  await expect.poll(async () => (await system.call<{ items: { text: string }[] }>("GET", `/v1/dialogs/${open}/messages`)).items.map((m) => m.text)).toContain("Warehouse asked");
});

test("what was handed over counts as one conversation, in the table as in the statistics; the file has when something was said last (DG-18, CL-14, ST-05)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  const [olga, max] = [await system.invited("Olga", { dialogs: "all", export: true, statistics: true }), await system.invited("Max")];
  for (const [n, name] of ["Anna", "Bob"].entries()) await system.writes(42 + n, name, "Hello!");
  const anna = async () => (await listed(system)).filter((d) => d.name === "Anna");
  await expect.poll(async () => (await anna()).length).toBe(1);
  await system.call("PATCH", `/v1/dialogs/${(await anna())[0]!.id}`, { operator: olga.id, state: "in_progress" });
  await system.call("POST", `/v1/dialogs/${(await anna())[0]!.id}/transfer`, { operator: max.id });
  await expect.poll(async () => (await anna()).length).toBe(2);
  await joins(page, olga.link);
  await page.getByRole("link", { name: "Conversations" }).click();
  await expect(page.getByRole("table", { name: "Conversations" }).getByRole("link", { name: "Anna", exact: true })).toHaveCount(2);
  await expect(page.getByRole("status").filter({ hasText: "2 conversations" })).toHaveText("2 conversations · 3 chats, with what was handed over");
  await sees(page);

  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Last message" }).check();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Export" }).click();
  const exports = page.getByRole("dialog", { name: "Export" });
  await exports.getByRole("button", { name: "CSV" }).click();
  const file = exports.getByRole("link");
  await expect(file).toBeVisible({ timeout: 30_000 });
  const [head, ...rows] = (await (await fetch((await file.getAttribute("href"))!)).text()).replace("\ufeff", "").trim().split(/\r?\n/);
  const at = head!.split(",").indexOf("Last message");
  expect(at).toBeGreaterThanOrEqual(0);
  for (const row of rows) expect(row.split(",")[at]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  expect(rows).toHaveLength(3);
  await page.keyboard.press("Escape");

  await expect.poll(async () => (await system.call<{ total: { opened: number } }>("GET", "/v1/statistics")).total.opened).toBe(3);
  await page.getByRole("link", { name: "Statistics" }).click();
  await expect(page.getByRole("definition").first()).toHaveText("32 conversations");
});

test("on a contact's page what was said by itself is no bot's (CL-22)", async ({ page, system }) => {
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [], replies: { nobody: { en: "We are asleep." } } });
  await system.telegram("shop", { team: "sales" });
  await system.writes(42, "Anna", "Hello!");
  await expect.poll(() => system.took.filter((body) => body.includes("We are asleep.")).length).toBe(1);
  const contact = async () => (await listed(system))[0].contact;
  await expect.poll(contact).toBeTruthy();
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/contacts/${encodeURIComponent((await contact())!)}`);
  await page.getByText("everything", { exact: true }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "We are asleep." })).toContainText("Automatic reply: We are asleep.");
  await expect(page.getByRole("listitem").filter({ hasText: "We are asleep." })).not.toContainText("Bot");
});

test("a lead becomes a deal with what is known of it, bound to its chats (CB-06, CP-04)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  await system.writes(42, "Anna Brown", "Three chairs, please");
  const row = async () => (await listed(system))[0];
  await expect.poll(async () => (await row()).cards.length && (await row()).contact).toBeTruthy();
  const { id, contact, cards: [lead] } = await row();
  await system.call("PATCH", `/v1/cards/${encodeURIComponent(lead!.card)}`, { values: { client_phone: "+14155552671", quantity: 3, budget: { amount: 300, currency: "USD" } } }, { "If-Match": "*" });
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/cards/${encodeURIComponent(lead!.card)}`);
  await page.getByRole("button", { name: "Make a deal" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("textbox", { name: "Title" })).toHaveValue("Anna Brown");
  await expect(sheet.getByRole("textbox", { name: "Quantity" })).toHaveValue("3");
  await sees(page);
  await fits(page);
  await sheet.getByRole("textbox", { name: "Title" }).fill("Chairs for Anna");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Chairs for Anna" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Fields" })).toContainText("+14155552671");
  await expect(page.getByRole("region", { name: "Chats" })).toContainText("Telegram");
  const deal = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1)!);
  expect(await system.call("GET", `/v1/cards/${encodeURIComponent(deal)}`)).toMatchObject({ contact, stage: "new", values: { client_phone: "+14155552671", quantity: 3, budget: { amount: 300, currency: "USD" } } });
  // From now on the chat is read into the deal.
  expect((await system.call<{ copilot: { card: string } }>("GET", `/v1/dialogs/${id}`)).copilot.card).toBe(deal);
});

test("a new contact is asked for their name alone, and an amount is in the company's currency until another is said (OP-39)", async ({ page, system }) => {
  await system.settings({ currency: "EUR" });
  await joins(page, (await system.invited("Olga")).link);
  await page.getByRole("link", { name: "Contacts", exact: true }).click();
  await page.getByRole("button", { name: "New contact" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("textbox", { name: "Title" })).toHaveCount(0);
  for (const of of [/user.?id/i, /username/i, /photo/i]) await expect(sheet.getByRole("textbox", { name: of })).toHaveCount(0);
  await sheet.getByRole("textbox", { name: "Name", exact: true }).fill("Dora Grey");
  await sheet.getByRole("textbox", { name: "Phone" }).fill("+14155550123");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Dora Grey" })).toBeVisible();
  await expect(page.getByRole("region", { name: "What is known" })).toContainText("+14155550123");

  const budget = async () => (await system.call<{ items: { title: string; values: { budget?: object } }[] }>("GET", "/v1/cards?kind=deal")).items.map((c) => [c.title, c.values.budget]);
  for (const [title, said, want] of [["Chairs", "1,200.50", { amount: 1200.5, currency: "EUR" }], ["Lamps", "$80", { amount: 80, currency: "USD" }]] as const) {
    await page.goto(`${system.url}/app/deals`);
    await page.getByRole("button", { name: "New deal" }).click();
    const currency = sheet.getByRole("combobox", { name: "Currency of Budget" }).or(sheet.getByRole("textbox", { name: "Currency of Budget" }));
    await expect(currency).toHaveValue("EUR €");
    await sheet.getByRole("textbox", { name: "Title" }).fill(title);
    await sheet.getByRole("textbox", { name: "Budget", exact: true }).fill(said);
    await sheet.getByRole("textbox", { name: "Title" }).focus();
    await expect(currency).toHaveValue(want.currency === "EUR" ? "EUR €" : "USD $");
    await sheet.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    expect(await budget()).toContainEqual([title, want]);
  }
});
