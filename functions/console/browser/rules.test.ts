// Rules that an operator meets at the desk: where a chat may be started, whom one may be
// handed to, and where it is found when it is over.
import { expect, joins, sees, test } from "./system";

test("a chat is started where the contact has written, on a line that works; else it is said why not (OP-28, OP-29, OP-30)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.telegram("old", { title: "Old shop" });
  await system.writes(42, "Anna Brown", "Hello!");
  const row = async () => (await system.call<{ items: { contact?: string }[] }>("GET", "/v1/dialogs")).items[0]?.contact;
  await expect.poll(row).toBeTruthy();
  const contact = (await row())!;
  const { ref } = await system.call<{ ref: string }>("POST", "/v1/cards", { kind: "contact", title: "Nobody yet", values: { name: "Nobody yet" } });
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/contacts/${encodeURIComponent(contact)}`);
  const start = page.getByRole("button", { name: "Start a conversation" });
  const sheet = page.getByRole("dialog");
  await start.click();
  await expect(sheet.getByRole("radio")).toHaveCount(1); // where they have written, and nowhere else
  await expect(sheet.getByRole("radio", { name: /Telegram shop/ })).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(start).toBeFocused();

  await system.call("PATCH", "/v1/lines/shop", { active: false }, { "If-Match": "*" });
  await page.reload();
  await start.click();
  await expect(sheet.getByRole("radio", { name: /Telegram shop/ })).toBeDisabled();
  await expect(sheet).toContainText("what keeps it from going is said at each line");
  await expect(sheet.getByRole("button", { name: "Send", exact: true }).and(page.locator(":enabled"))).toHaveCount(0);
  await sees(page);

  await page.goto(`${system.url}/app/contacts/${encodeURIComponent(ref)}`);
  await start.click();
  await expect(sheet).toContainText("The customer has written on no line yet");
  await expect(sheet.getByRole("button", { name: "Send", exact: true }).and(page.locator(":enabled"))).toHaveCount(0);
});

test("whom a chat can be handed to has the colour of whether they take it: green, red, grey (DG-16)", async ({ page, system, browser }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  await system.writes(42, "Anna", "Hello!");
  await system.writes(43, "Boris", "Hello!");
  const green = await system.invited("Gina", { dialogs: "all" });
  const red = await system.invited("Rita", { dialogs: "all" });
  await system.call("PATCH", `/v1/operators/${red.id}/workload`, { limit: 1 });
  await system.invited("Greta");
  const others = await Promise.all([green, red].map(async () => (await browser.newContext()).newPage()));
  for (const [i, who] of [green, red].entries()) {
    const other = others[i]!;
    await joins(other, who.link);
    await other.getByRole("switch", { name: "Available" }).click();
    await expect(other.getByRole("switch", { name: "Available" })).toBeChecked();
    if (who !== red) continue;
    await other.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Boris/ }).click();
    await other.getByRole("button", { name: "Accept chat" }).click();
    await expect(other.getByRole("button", { name: "Complete chat" })).toBeVisible();
  }
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await page.getByRole("button", { name: "Transfer chat" }).click();
  const people = page.getByRole("dialog").getByRole("region", { name: "People" });
  for (const [name, said, colour] of [["Gina", "available", "rgb(47, 158, 68)"], ["Rita", "has as many as they take", "rgb(173, 181, 189)"], ["Greta", "away", "rgb(224, 49, 49)"]] as const) {
    const one = people.getByRole("button", { name: new RegExp(name) });
    await expect(one).toContainText(said);
    expect(await one.locator("[data-status]").evaluate((dot) => getComputedStyle(dot).backgroundColor)).toBe(colour);
  }
  await Promise.all(others.map((other) => other.context().close()));
});

test("what was said in a completed chat is found in the conversations and on its contact's page (CL-22)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.writes(42, "Anna Brown", "Do you have oak tables?");
  const row = async () => (await system.call<{ items: { id: string; contact?: string }[] }>("GET", "/v1/dialogs")).items[0];
  await expect.poll(async () => (await row())?.contact).toBeTruthy();
  const { id, contact } = (await row())!;
  await system.call("POST", `/v1/dialogs/${id}/close`);
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.getByRole("link", { name: "Conversations" }).click();
  await expect(page.getByRole("table", { name: "Conversations" }).getByRole("row").filter({ hasText: "Anna Brown" })).toBeVisible();
  await page.goto(`${system.url}/app/contacts/${encodeURIComponent(contact!)}`);
  await page.getByText("everything", { exact: true }).click();
  await expect(page.getByText("Do you have oak tables?").first()).toBeVisible();
});

test("a chat is started from the page of a lead, a deal and a case, with their contact (OP-27)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.telegram("shop");
  await system.settings({ cases: true });
  await system.writes(42, "Anna Brown", "Hello!");
  type Listed = { id: string; contact?: string; cards: { card: string }[] };
  const dialogs = async () => (await system.call<{ items: Listed[] }>("GET", "/v1/dialogs")).items;
  await expect.poll(async () => (await dialogs())[0]?.contact && (await dialogs())[0]?.cards.length).toBeTruthy();
  const [{ id, contact, cards }] = (await dialogs()) as [Listed];
  const makes = async (kind: string, title: string, more: object = {}) => (await system.call<{ ref: string }>("POST", "/v1/cards", { kind, title, contact, ...more })).ref;
  const deal = await makes("deal", "Two chairs");
  const claim = await makes("case", "A leg came off");
  await system.call("POST", `/v1/dialogs/${id}/close`);
  await joins(page, (await system.invited("Olga", { dialogs: "all", cases: "change" })).link);
  const sheet = page.getByRole("dialog");
  for (const [card, text] of [[cards[0]!.card, "About the lead"], [deal, "About the deal"], [claim, "About the case"]] as const) {
    await page.goto(`${system.url}/app/cards/${encodeURIComponent(card)}`);
    await page.getByRole("button", { name: "Start a conversation" }).click();
    await expect(sheet.getByRole("radio", { name: /Telegram shop/ })).toBeChecked();
    await sheet.getByRole("textbox", { name: "Message" }).fill(text);
    await sheet.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page).toHaveURL(/\/app\/chats\//);
    await expect(page.getByRole("log", { name: "Messages" }).getByRole("article").filter({ hasText: text })).toContainText("sent");
    expect(system.took.filter((body) => body.includes(text)).length).toBe(1);
  }
});
