import { expect, fits, joins, listed, sees, test } from "./system";

test("what was counted, by day, line and operator, as tiles and as tables (ST-05, ST-06, ST-07)", async ({ page, system }) => {
  await system.telegram("shop");
  const olga = await system.invited("Olga", { dialogs: "all", statistics: true });
  for (const [id, name] of [[42, "Anna"], [43, "Bob"], [44, "Carla"]] as const) await system.writes(id, name, "Hello!");
  const items = await listed(system);
  await system.call("PATCH", `/v1/dialogs/${items[0]!.id}`, { operator: olga.id, state: "in_progress" });
  await system.call("POST", `/v1/dialogs/${items[0]!.id}/close`);
  await expect.poll(async () => (await system.call<{ total: { opened: number; closed: number } }>("GET", "/v1/statistics")).total).toMatchObject({ opened: 3, closed: 1 });
  await joins(page, olga.link);
  await page.getByRole("link", { name: "Statistics" }).click();
  await expect(page.getByRole("definition").first()).toHaveText("33 conversations");
  await expect(page.getByText("Messages are counted when their chat closes")).toBeVisible();
  await expect(page.getByText("customers 1, operators 0, bot 0")).toBeVisible();
  await expect(page.getByText("Handing over completes one chat and begins the next")).toBeVisible();
  for (const chart of ["Chats begun, by hour", "Chats open, by hour: the load"]) await expect(page.getByRole("table", { name: chart }).getByRole("columnheader")).toHaveCount(24);
  await expect(page.getByRole("row").filter({ hasText: /Nov|Dec|,/ }).last()).toContainText("3");
  await sees(page);
  await fits(page);
  await page.getByRole("combobox", { name: "Rows by" }).click();
  await page.getByRole("option", { name: "Line" }).click();
  await expect(page.getByRole("rowheader", { name: "Telegram shop" })).toBeVisible();
  await page.getByRole("combobox", { name: "Rows by" }).click();
  await page.getByRole("option", { name: "Operator" }).click();
  await expect(page.getByRole("row", { name: /Olga/ }).last()).toBeVisible();
  await expect(page.getByRole("region", { name: "Just now" }).getByText("2 wait, 0 are in progress, 0 are with a bot.")).toBeVisible();
  await page.getByLabel("To", { exact: true }).fill("2020-01-31");
  await page.getByLabel("From", { exact: true }).fill("2020-01-01");
  await expect(page.getByText("Nothing was counted in this period.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Count anew" })).toHaveCount(0);
});

test("a chat that was answered on the panel is in the archive, and how quickly it was answered in the reports, by operator (ST-08, ST-09, SYS-07)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.writes(42, "Anna", "Is it open today?");
  await joins(page, (await system.invited("Olga", { dialogs: "all", statistics: true })).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await page.getByRole("textbox", { name: "Reply" }).fill("Until six.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("article").filter({ hasText: "Until six." })).toContainText("sent");
  await page.getByRole("button", { name: "Complete chat", exact: true }).click();
  await listed(system, "?state=closed");
  await expect.poll(async () => (await system.call<{ total: { closed: number } }>("GET", "/v1/statistics")).total.closed).toBe(1);

  await page.getByRole("link", { name: "Conversations" }).click();
  await expect(page.getByRole("table", { name: "Conversations" }).getByRole("row").filter({ hasText: "Anna" })).toContainText("Olga");
  await page.getByRole("link", { name: "Statistics" }).click();
  const time = /^\d+:\d\d/;
  const tile = (title: string) => page.getByRole("term").filter({ hasText: title }).locator("xpath=following-sibling::dd");
  for (const title of ["Waiting for the operator", "Conversation duration"]) await expect(tile(title)).toHaveText(time);
  await page.getByRole("combobox", { name: "Rows by" }).click();
  await page.getByRole("option", { name: "Operator" }).click();
  const rows = page.getByRole("region", { name: "Operator", exact: true }).getByRole("table");
  const olga = rows.getByRole("row", { name: /Olga/ });
  const heads = await rows.getByRole("columnheader").allInnerTexts();
  const cell = (title: string) => olga.locator("th, td").nth(heads.findIndex((h) => h.toLowerCase() === title.toLowerCase()));
  await expect(cell("Completed")).toHaveText("1");
  await expect(cell("Waiting for the operator")).toHaveText(time);
  await expect(cell("Conversation duration")).toHaveText(time);
});
test("an administrator has all be counted and listed anew, and is told when it is done", async ({ page, system }) => {
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.getByRole("link", { name: "Statistics" }).click();
  for (const [button, said] of [["Count anew", "It is being counted anew."], ["Make lists anew", "The lists are being made anew."]] as const) {
    await page.getByRole("button", { name: button, exact: true }).click();
    const ask = page.getByRole("dialog", { name: button });
    await expect(ask).toContainText("is looked at again");
    await ask.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByText(said)).toBeVisible();
  }
  await expect(page.getByRole("status").filter({ hasText: /^Done$/ })).toHaveCount(2);
});

test("who has no right to statistics has no such screen", async ({ page, system }) => {
  await joins(page, (await system.invited("Max")).link);
  await expect(page.getByRole("link", { name: "Chats" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Statistics" })).toHaveCount(0);
});

test("what people let stand of CoPilot's values, field by field and by the reader's version, and which option they chose instead (BX-09)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  type Outcome = { field: string; outcome: string; value?: unknown };
  const reads = async (customer: number, name: string) => {
    await system.writes(customer, name, "Hello! I'd like to order 3 office chairs.");
    await system.writes(customer, name, "I'll pay by card.");
    const dialog = async () => (await listed(system)).find((d) => d.name === name);
    await expect.poll(async () => (await dialog())?.cards.length ?? 0).toBeGreaterThan(0);
    const { id, cards } = (await dialog())!;
    const run = await system.call<{ id: string }>("POST", `/v1/dialogs/${id}/runs`, {});
    await expect.poll(async () => (await system.call<{ state: string }>("GET", `/v1/runs/${run.id}`)).state, { timeout: 30_000 }).toBe("done");
    const { outcomes } = await system.call<{ outcomes: Outcome[] }>("GET", `/v1/runs/${run.id}`);
    expect(outcomes.filter((o) => o.outcome === "filled").map((o) => o.field)).toEqual(expect.arrayContaining(["quantity", "payment_method"]));
    return { run: run.id, card: cards[0]!.card };
  };
  const anna = await reads(42, "Anna");
  const boris = await reads(43, "Boris");
  // Of Anna's values one is undone; of Boris's another option is chosen by hand, and another number.
  await system.call("POST", `/v1/runs/${anna.run}/undo`, { fields: ["quantity"] });
  await system.call("PATCH", `/v1/cards/${encodeURIComponent(boris.card)}`, { values: { payment_method: "cash", quantity: 4 } }, { "If-Match": "*" });

  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  const fields = page.getByRole("region", { name: "Field", exact: true }).getByRole("table");
  const says = async (name: string) => {
    const row = fields.getByRole("row", { name: new RegExp(`^${name}`) });
    if (!(await row.count())) return undefined;
    const heads = (await fields.getByRole("columnheader").allInnerTexts()).map((h) => h.toLowerCase());
    const cells = await row.locator("th, td").allInnerTexts();
    return Object.fromEntries(["Filled", "Proposed", "Stood", "Another value", "Emptied", "Chosen instead"].map((h) => [h, cells[heads.indexOf(h.toLowerCase())]]));
  };
  // Figures follow by a moment; a screen asks for them when it is opened.
  const want = { Filled: "2", Proposed: "0", Stood: "100%", "Another value": "1", Emptied: "0", "Chosen instead": "card → cash: 1" };
  await expect.poll(async () => { await page.goto(`${system.url}/app/statistics`); await expect(fields).toBeVisible(); return says("Payment method"); }, { timeout: 60_000 }).toEqual(want);
  expect(await says("Quantity")).toEqual({ Filled: "2", Proposed: "0", Stood: "50%", "Another value": "1", Emptied: "1", "Chosen instead": "" });
  await expect(fields.getByRole("row").nth(1)).toContainText("Quantity"); // the most corrected first
  await expect(page.getByRole("region", { name: "Reader's version" }).getByRole("row").nth(1)).toContainText("offline");
  await sees(page);
  await fits(page);
});
