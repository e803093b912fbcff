// An administrator sets the company up, without a line of code.
import type { Page } from "@playwright/test";
import { expect, fits, joins, listed, password, sees, test } from "./system";

async function administrator(page: Page, link: string) {
  await page.goto(link);
  await page.getByRole("textbox", { name: "Name" }).fill("Ada");
  await page.getByRole("textbox", { name: "E-mail" }).fill("ada@shop.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Set the password and sign in" }).click();
  await page.getByRole("link", { name: "Settings" }).click();
}

test("an administrator connects Telegram, step by step, and sees the first message come (CH-01)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await administrator(page, system.joinLink);
  await sees(page);
  await fits(page);
  await page.getByRole("button", { name: "Connect a line" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Telegram" }).click();
  await expect(sheet.getByText("@BotFather: /newbot")).toBeVisible();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Shop bot");
  await sheet.getByLabel("Access token").fill("1:none");
  await sheet.getByText("Show what may be left out").click();
  await sheet.getByRole("textbox", { name: "Another address of the API" }).fill(system.botAddress);
  await sees(page);
  await sheet.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(sheet.locator("code", { hasText: "/webhooks/telegram/shop-bot" })).toBeVisible();
  await expect(sheet.getByRole("alert")).toContainText("this server has no public address that the messenger could call");
  await expect(sheet.getByText("Now write “hello” to it")).toHaveCount(0); // it could not come
  await sees(page);

  // The secret word was made for her; what the customer says comes by it, once the address
  // is registered on a host of hers.
  await system.call("PATCH", "/v1/lines/shop-bot", { secrets: { secret: "s3cret" } }, { "If-Match": "*" });
  await system.writes(42, "Anna", "hello", "shop-bot");
  await expect(sheet.getByText("A message came: the line works.")).toBeVisible();
  await sheet.getByRole("button", { name: "Close" }).click();

  // Whether it works can be tried again: an old message makes nothing green.
  await page.getByRole("list", { name: "Lines" }).getByRole("button", { name: /Shop bot/ }).click();
  await sheet.getByText("How it is connected, and whether it works").click();
  await expect(sheet.getByText("@BotFather: /newbot")).toBeVisible();
  const looked = page.waitForResponse((r) => r.url().includes("sort=activity"));
  await sheet.getByRole("button", { name: "Try it with a message" }).click();
  await looked;
  await expect(sheet.getByText("Now write “hello” to it")).toBeVisible();
  await system.writes(42, "Anna", "hello again", "shop-bot");
  await expect(sheet.getByText("A message came: the line works.")).toBeVisible();
  await sheet.getByRole("button", { name: "Close" }).click();

  // It is switched off and deleted, after a question.
  await page.getByRole("list", { name: "Lines" }).getByRole("button", { name: /Shop bot/ }).click();
  await sheet.getByRole("switch", { name: "The line is switched on" }).click();
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Shop bot" })).toContainText("off");
  await page.getByRole("button", { name: /Shop bot/ }).click();
  const remove = async () => {
    await sheet.getByRole("button", { name: "Delete" }).click();
    const sure = page.getByRole("dialog", { name: "Delete" });
    await sure.getByRole("button", { name: "Delete" }).click();
    await expect(sure).toHaveCount(0);
  };
  await remove();
  await expect(page.getByText("Something still needs it.")).toBeVisible(); // Anna's chat is open
  const items = await listed(system);
  await system.call("POST", `/v1/dialogs/${items[0]!.id}/close`);
  await remove();
  await expect(page.getByRole("button", { name: /Shop bot/ })).toHaveCount(0);
});

test("she connects her website: the line to paste, a look at it, and the first message (WG-05)", async ({ page, context, system }) => {
  await administrator(page, system.joinLink);
  await page.getByRole("button", { name: "Connect a line" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Website" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Our shop");
  await sheet.getByRole("combobox", { name: "Pages that may use it" }).fill(new URL(page.url()).origin);
  await page.keyboard.press("Enter");
  await sheet.getByRole("button", { name: "Connect", exact: true }).click();
  const [line] = (await system.call<{ items: { id: string; publicKey: string }[] }>("GET", "/v1/lines")).items.filter((l) => l.id === "our-shop");
  await expect(sheet.locator("code")).toHaveText(`<script async src="${new URL(page.url()).origin}/widget.js" data-line="${line!.publicKey}"></script>`);
  await sees(page);
  const opened = context.waitForEvent("page");
  await sheet.getByRole("link", { name: "See it on a page of ours" }).click();
  const shown = await opened;
  await shown.getByRole("button", { name: /^Chat/ }).click();
  await shown.getByRole("textbox", { name: "Your message" }).fill("hello");
  await shown.getByRole("button", { name: "Send" }).click();
  await expect(sheet.getByText("A message came: the line works.")).toBeVisible();
});

test("she invites an operator, makes a team, sets CoPilot's modes and a field, makes and revokes a key (RS-01, MC-09, MC-10)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await administrator(page, system.joinLink);
  const sheet = page.getByRole("dialog");
  const part = (name: string) => page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name, exact: true }).click();

  await part("Operators");
  await page.getByRole("button", { name: "Invite an operator" }).click();
  await sheet.getByRole("textbox", { name: "Name" }).fill("Olga");
  await sheet.getByRole("textbox", { name: "E-mail" }).fill("olga@shop.example");
  await sheet.getByRole("combobox", { name: "Sees chats" }).click();
  await page.getByRole("option", { name: "all", exact: true }).click();
  await sees(page);
  await sheet.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(sheet.locator("code")).toContainText("/join#");
  await sheet.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Olga" })).toContainText("invited");
  const { items } = await system.call<{ items: { id: string; name: string; dialogs: string }[] }>("GET", "/v1/operators");
  const olga = items.find((o) => o.name === "Olga")!;
  expect(olga.dialogs).toBe("all");

  await part("Teams");
  await page.getByRole("button", { name: "Make a team" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Repairs");
  await sheet.getByRole("combobox", { name: "Members", exact: true }).click();
  await page.getByRole("option", { name: "Olga" }).click();
  await page.keyboard.press("Tab");
  await sheet.getByRole("textbox", { name: "Time to accept a chat" }).fill("2");
  await sheet.getByRole("checkbox", { name: "Works around the clock" }).uncheck();
  await sheet.getByLabel("Holidays", { exact: true }).first().fill("2026-12-25");
  await sheet.getByRole("button", { name: "Add the day" }).click();
  await sheet.getByLabel("Holidays", { exact: true }).first().fill("2026-12-24");
  await sheet.getByRole("button", { name: "Add the day" }).click();
  await expect(sheet.getByRole("list", { name: "Holidays" }).getByRole("listitem")).toHaveText(["Thursday, December 24, 2026", "Friday, December 25, 2026"]);
  await sheet.getByRole("button", { name: "Take Thursday, December 24, 2026 away" }).click();
  await sheet.getByRole("textbox", { name: "Greeting" }).fill("Hello! We answer in a moment.");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: /Repairs/ })).toContainText("1 member");
  const team = await system.call("GET", "/v1/teams/repairs");
  expect(team).toMatchObject({ members: [olga.id], timeToTakeSeconds: 120, replies: { greeting: { en: "Hello! We answer in a moment." } } });
  expect((team as { hours: { week: unknown[] } }).hours.week).toHaveLength(5);
  expect((team as { hours: { holidays: string[] } }).hours.holidays).toEqual(["2026-12-25"]);

  await part("CoPilot in CRM");
  await page.getByRole("region", { name: "Leads" }).getByRole("combobox").click();
  await page.getByRole("option", { name: "After every chat" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved" }).first()).toBeVisible();
  await page.getByRole("region", { name: "Deals: Sales" }).getByRole("combobox").click();
  await page.getByRole("option", { name: "After a client's first chat" }).click();
  await expect.poll(async () => system.call("GET", "/v1/settings")).toMatchObject({ leadMode: "all", pipelineModes: { sales: "first" } });
  await sees(page);
  await fits(page);

  await part("Fields");
  await page.getByRole("button", { name: "Add a field" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Loyalty card");
  await sheet.getByRole("textbox", { name: "What belongs here" }).fill("The number of the customer's loyalty card");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Loyalty card" })).toContainText("fills if empty");
  await page.getByRole("button", { name: /Loyalty card/ }).click();
  await sheet.getByRole("combobox", { name: "What CoPilot does" }).click();
  await page.getByRole("option", { name: "always asks" }).click();
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Loyalty card" })).toContainText("always asks");

  await part("API keys");
  await page.getByRole("button", { name: "Make a key" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Nightly report");
  await sheet.getByRole("button", { name: "Make the key" }).click();
  const token = await sheet.locator("code").innerText();
  const me = async () => (await fetch(`${system.url}/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).status;
  expect(await me()).toBe(200);
  await sheet.getByRole("button", { name: "Close" }).click();
  await page.getByRole("listitem").filter({ hasText: "Nightly report" }).getByRole("button", { name: "Revoke" }).click();
  await sheet.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Nightly report" })).toContainText("revoked");
  expect(await me()).toBe(401);
});

test("she adds a webhook, and a CRM whose check says what is wrong", async ({ page, system }) => {
  await administrator(page, system.joinLink);
  const sheet = page.getByRole("dialog");
  await page.getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("button", { name: "Add a webhook" }).click();
  await sheet.getByRole("textbox", { name: "Address" }).fill("https://hooks.shop.example/in");
  await sheet.getByRole("checkbox", { name: "A value awaits approval" }).check();
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet.getByText("Secret of the signatures", { exact: true })).toBeVisible();
  await sheet.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: /hooks.shop.example/ }).click();
  await sheet.getByRole("button", { name: "Try it" }).click();
  await expect(sheet.getByText(/It failed/)).toBeVisible({ timeout: 40_000 });
  const hook = async () => (await system.call<{ items: { url: string; kinds: string[]; include: string; off: boolean }[] }>("GET", "/v1/webhooks")).items;
  expect(await hook()).toMatchObject([{ url: "https://hooks.shop.example/in", kinds: expect.arrayContaining(["proposal.created"]) as string[], include: "ids", off: false }]);
  await sheet.getByRole("button", { name: "Make a new secret" }).click();
  await expect(sheet.getByText("Secret of the signatures", { exact: true })).toBeVisible();
  await sheet.getByRole("radio", { name: "The data, customers' words among them" }).check();
  await sheet.getByRole("switch", { name: "The webhook is switched on" }).press("Space");
  await sheet.getByRole("button", { name: "Save" }).click();

  await page.getByRole("link", { name: "CRM connections" }).click();
  await page.getByRole("button", { name: "Connect a CRM" }).click();
  await sheet.getByRole("combobox", { name: "Which CRM" }).click();
  await page.getByRole("option", { name: "Any CRM by HTTP" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Hub");
  await sheet.getByRole("textbox", { name: "Address of the API" }).fill("https://crm.shop.example");
  await sheet.getByRole("textbox", { name: "calls" }).fill("{}");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet.getByRole("alert")).toContainText("Description of its calls: describes no kind of card");
  // What was made is tried at once: that nobody answers there is seen before anybody relies on it.
  await sheet.getByRole("textbox", { name: "calls" }).fill(JSON.stringify({ kinds: { contact: { read: { path: "/c/{id}" }, create: { method: "POST", path: "/c" }, change: { method: "PATCH", path: "/c/{id}" }, find: { path: "/c?{field}={value}", cards: "items" }, id: "id", origin: "made_from" } } }));
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet.getByRole("status").getByText(/✗/).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("dialog", { name: "Hub" })).toBeVisible();
});

test("who changes leads sets their mode, and templates of their own; nothing else (MC-10)", async ({ page, system }) => {
  const lena = await system.invited("Lena", { deals: "read" });
  await joins(page, lena.link);
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("navigation", { name: "Settings" }).getByRole("link")).toHaveText(["CoPilot in CRM", "Templates"]);
  await expect(page.getByRole("region", { name: "Deals: Sales" }).getByRole("combobox")).toBeDisabled();
  await page.getByRole("region", { name: "Leads" }).getByRole("combobox").click();
  await page.getByRole("option", { name: "After every chat" }).click();
  await expect.poll(async () => system.call("GET", "/v1/settings")).toMatchObject({ leadMode: "all" });
});

test("general settings, labels, a rule, templates, the bot and OpenID (HO-03)", async ({ page, system }) => {
  test.setTimeout(480_000);
  await system.telegram("shop");
  await administrator(page, system.joinLink);
  const sheet = page.getByRole("dialog");
  const part = (name: string) => page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name, exact: true }).click();
  const saved = () => expect(page.getByRole("status").filter({ hasText: "Saved" }).first()).toBeVisible();

  await part("General");
  await page.getByRole("textbox", { name: "A chat completes after" }).fill("12");
  await page.getByRole("textbox", { name: "Days after which" }).fill("3");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toBeVisible(); // messengers repeat for longer
  await page.getByRole("textbox", { name: "Days after which" }).fill("365");
  await sees(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => system.call("GET", "/v1/settings")).toMatchObject({ idleSeconds: 43_200, retentionDays: 365 });
  await fits(page);

  await part("Labels");
  await page.getByRole("button", { name: "Add a label" }).click();
  await page.getByRole("textbox", { name: "Label 1", exact: true }).fill("VIP");
  await sees(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await system.call<{ labels: { id: string; title: string }[] }>("GET", "/v1/settings")).labels).toEqual([{ id: "vip", title: "VIP", color: "#228be6" }]);

  await part("Automation");
  await expect(page.getByText("There are no rules yet.")).toBeVisible();
  await page.getByRole("button", { name: "Make a rule" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Waits too long");
  await sheet.getByRole("textbox", { name: "For so long" }).fill("15");
  await sheet.getByRole("combobox", { name: "Action 1" }).click();
  await page.getByRole("option", { name: "Set the priority" }).click();
  await sheet.getByRole("combobox", { name: "Priority" }).click();
  await page.getByRole("option", { name: "urgent" }).click();
  await sheet.getByRole("button", { name: "Add an action" }).click();
  await sheet.getByRole("combobox", { name: "Action 2" }).click();
  await page.getByRole("option", { name: "Start a process of the CRM" }).click();
  await sheet.getByRole("textbox", { name: "Which process" }).fill("17");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /Waits too long/ }).click();
  await expect(sheet.getByText("Nothing yet.")).toBeVisible();
  expect((await system.call<{ items: object[] }>("GET", "/v1/automations")).items).toMatchObject([{ when: { kind: "unanswered", forSeconds: 900 }, then: [{ kind: "priority", priority: "urgent" }, { kind: "process", process: "17" }] }]);
  await sheet.getByRole("button", { name: "Close" }).click();

  await part("Templates");
  await page.getByRole("button", { name: "Make a template" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Greeting");
  await sheet.getByRole("textbox", { name: "Text" }).fill("Good day, {{customer.name|there}}!");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /Greeting/ }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Good day");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: /Good day/ })).toBeVisible();
  await page.locator('input[type="file"]').setInputFiles({ name: "t.csv", mimeType: "text/csv", buffer: Buffer.from("title,text\nDelivery,Within three days\n") });
  await expect(sheet.getByText("new: 1", { exact: true })).toBeVisible();
  await sheet.getByRole("button", { name: "Import 1 template" }).click();
  await expect(page.getByRole("button", { name: /Delivery/ })).toBeVisible();
  await fits(page);

  await part("Bot");
  await expect(page.getByRole("region", { name: "How the bot stops, and is restarted" })).toContainText("It does not go on by itself after that");
  await page.getByRole("switch", { name: "Telegram shop" }).press("Space");
  await expect.poll(async () => (await system.call<{ bot?: string }>("GET", "/v1/lines/shop")).bot).toBe("builtin");
  await page.getByRole("textbox", { name: "Seconds it waits for the rest" }).fill("3");
  await sees(page);
  await page.getByRole("button", { name: "Save" }).click();
  await saved();
  expect((await system.call<{ bot: { quietSeconds: number } }>("GET", "/v1/settings")).bot.quietSeconds).toBe(3);

  await part("Sign-in by OpenID");
  await page.getByRole("textbox", { name: "Issuer" }).fill("https://127.0.0.1:1/");
  await page.getByRole("textbox", { name: "Client id" }).fill("sufler");
  await sees(page);
  await fits(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
});

test("fields and a pipeline named in Cyrillic letters are each made, and none replaces another (FF-05, MC-11)", async ({ page, system }) => {
  await administrator(page, system.joinLink);
  const sheet = page.getByRole("dialog");
  const titles = ["Номер заказа", "Сумма заказа", "名前", "住所", "色"];
  await page.goto(`${system.url}/app/settings/fields`);
  for (const title of titles) {
    await page.getByRole("button", { name: "Add a field" }).click();
    await sheet.getByRole("textbox", { name: "Title" }).fill(title);
    await sheet.getByRole("button", { name: "Save" }).click();
    await expect(sheet).toHaveCount(0);
  }
  for (const title of titles) await expect(page.getByRole("listitem").filter({ hasText: title })).toBeVisible();

  await page.goto(`${system.url}/app/settings/pipelines`);
  await page.getByRole("button", { name: "Add a pipeline" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Возвраты");
  for (const [i, title] of ["Склад", "Курьер", "Касса"].entries()) await sheet.getByRole("textbox", { name: `Stage ${i + 1}` }).fill(title);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Возвраты" })).toContainText("Склад");
});

test("the company's country, currency and zone are chosen by name, and no code is typed", async ({ page, system }) => {
  await administrator(page, system.joinLink);
  await page.goto(`${system.url}/app/settings/general`);
  const choose = async (name: string, typed: string, option: string) => {
    const box = page.getByRole("combobox", { name }).or(page.getByRole("textbox", { name })).first();
    await box.click();
    await box.fill(typed);
    await page.getByRole("option", { name: option, exact: true }).click();
  };
  await choose("Country of phones", "kazakh", "Kazakhstan · KZ");
  await choose("Currency", "tenge", "KZT · Kazakhstani Tenge");
  await choose("Time zone", "almaty", "Asia/Almaty · Almaty Standard Time");
  await page.getByRole("combobox", { name: "The company's language" }).or(page.getByRole("textbox", { name: "The company's language" })).first().click();
  await page.getByRole("option", { name: "Español" }).click();
  await page.getByRole("checkbox", { name: "Name" }).check();
  await page.getByRole("switch", { name: "Notes in connected CRMs hold a history link" }).press("Space");
  await page.getByRole("switch", { name: "Cases may be made" }).press("Space");
  await page.getByRole("textbox", { name: "History links last" }).fill("14");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => system.call("GET", "/v1/settings")).toMatchObject({ region: "KZ", currency: "KZT", zone: "Asia/Almaty", language: "es", historyInNotes: false, cases: false, historyDays: 14 });
  expect((await system.call<{ duplicates: string[] }>("GET", "/v1/settings")).duplicates).toContain("name");
});

test("who was invited is invited anew, given other rights and a limit, and switched off (RS-01, RS-04)", async ({ page, browser, system }) => {
  const olga = await system.invited("Olga");
  await administrator(page, system.joinLink);
  await page.goto(`${system.url}/app/settings/operators`);
  const sheet = page.getByRole("dialog");
  const opened = () => page.getByRole("button", { name: /Olga/ }).click();
  await opened();
  await sheet.getByRole("button", { name: "Make another invitation" }).click();
  const link = await sheet.locator("code").innerText();
  expect(link).toContain(`${system.url}/join#`);
  const hers = await (await browser.newContext({ locale: "en-US" })).newPage();
  await hers.goto(olga.link);
  await hers.getByLabel("Password").fill(password);
  await hers.getByRole("button", { name: "Set the password and sign in" }).click();
  await expect(hers.getByRole("alert")).toBeVisible(); // the older one is over
  await hers.goto("about:blank");
  await joins(hers, link);
  await sheet.getByRole("textbox", { name: "Open chats at most" }).fill("3");
  await sheet.getByRole("textbox", { name: "Open chats at most" }).blur();
  await expect.poll(async () => (await system.call<{ limit: number }>("GET", `/v1/operators/${olga.id}/workload`)).limit).toBe(3);
  await sheet.getByRole("checkbox", { name: "Sees statistics" }).check();
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toHaveCount(0);
  await expect.poll(async () => system.call("GET", `/v1/operators/${olga.id}`)).toMatchObject({ statistics: true, off: false, joined: true });
  await opened();
  await sheet.getByRole("switch", { name: "The account is switched off" }).press("Space");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Olga" })).toContainText("off");
  await hers.reload();
  await expect(hers.getByRole("textbox", { name: "E-mail" })).toBeVisible(); // her session is over
  await hers.context().close();
});
