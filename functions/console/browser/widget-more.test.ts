// The widget as visitors meet it: on phones, in the dark, by keyboard, in their language,
// in two tabs, at night, and when the server dies.
import { mkdirSync } from "node:fs";
import { sees } from "./system";
import { dialogs, expect, messages, opens, replies, says, test } from "./widget";

const shot = async (page: import("@playwright/test").Page, name: string) => {
  if (!process.env.SHOTS) return;
  mkdirSync("shots", { recursive: true });
  await page.waitForTimeout(400); // what moves has come to rest
  await page.screenshot({ path: `shots/${name}.png` });
};

test("it looks as the line says, can be read in both themes, and fits a phone (WG-01)", async ({ page, system, shop }) => {
  await shop.line({ options: { color: "#0b7a53", position: "left", title: "Oak & Sons", greeting: "Good day! What can we make for you?", ask: "name*, email", consent: "I agree that my data are kept.", privacy_url: "https://shop.example/privacy" } });
  await page.goto(shop.url);
  const launcher = page.getByRole("button", { name: "Chat", exact: true });
  expect((await launcher.boundingBox())!.x).toBeLessThan(100);
  expect(await launcher.evaluate((e) => getComputedStyle(e).backgroundColor)).toBe("rgb(11, 122, 83)");
  const panel = await opens(page);
  await expect(panel).toContainText("Good day! What can we make for you?");
  await sees(page);
  await shot(page, "widget-form");
  await panel.getByLabel("Your name").fill("Anna");
  await panel.getByRole("textbox", { name: "Your message" }).fill("Do you make oak tables?");
  await panel.getByLabel("I agree that my data are kept.").check();
  await panel.getByRole("button", { name: "Start the chat" }).click();
  await expect(panel.getByRole("log")).toContainText("sent");
  await replies(system, "We do. Which size would you like?");
  await expect(panel.getByRole("log")).toContainText("Which size");
  await sees(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, "widget-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 360, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 720 });
  await sees(page);
  await shot(page, "widget-360");
  // On a phone the panel hides the page: the next one shows the page first.
  await page.goto(`${shop.url}/two`);
  await expect(launcher).toBeVisible();
  await expect(panel).toBeHidden();
});

test("all of it goes by keyboard, and the focus comes back (WG-02)", async ({ page, shop, system }) => {
  await shop.line();
  await page.goto(shop.url);
  const launcher = page.getByRole("button", { name: "Chat", exact: true });
  await expect(launcher).toHaveAttribute("aria-expanded", "false");
  await launcher.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "How can we help?" });
  await expect(panel.getByRole("textbox", { name: "Your message" })).toBeFocused();
  await page.keyboard.type("Hello");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("again");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await messages(system)).map((m) => m.text)).toEqual(["Hello\nagain"]);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(launcher).toBeFocused();
});

test("whoever fills the form or presses a button by keyboard writes on at once, without looking for the place (WG-02)", async ({ page, shop, system }) => {
  await shop.line({ options: { ask: "name*", consent: "I agree.", buttons: "Prices" } });
  await page.goto(shop.url);
  const panel = await opens(page);
  await expect(panel.getByLabel("Your name")).toBeFocused();
  await page.keyboard.type("Anna");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Hello");
  await page.keyboard.press("Tab");
  await expect(panel.getByRole("button", { name: "Prices" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await expect(panel.getByRole("button", { name: "Start the chat" })).toBeFocused();
  await page.keyboard.press("Enter");
  const text = panel.getByRole("textbox", { name: "Your message" });
  await expect(panel.getByRole("log")).toContainText("sent");
  await expect(text).toBeFocused();
  await replies(system, "Of what?", { buttons: [{ text: "Tables", payload: "t" }] });
  await panel.getByRole("button", { name: "Tables" }).focus();
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("button", { name: "Tables" })).toHaveCount(0);
  await expect(text).toBeFocused();
  // Who is elsewhere on the page stays there.
  await replies(system, "And which?", { buttons: [{ text: "Round", payload: "r" }] });
  await expect(panel.getByRole("button", { name: "Round" })).toBeVisible();
  await page.getByRole("link", { name: "Another page" }).focus();
  await replies(system, "Or none?");
  await expect(panel.getByRole("log")).toContainText("Or none?");
  await expect(page.getByRole("link", { name: "Another page" })).toBeFocused();
});

test("an answer while it is closed shows on the button, in each tab; one tab asks for all", async ({ page, system, shop, context }) => {
  await shop.line();
  await page.goto(shop.url);
  const panel = await opens(page);
  await says(panel, "Hello");
  await expect(panel.getByRole("log")).toContainText("sent");
  await panel.getByRole("button", { name: "Close the chat" }).click();
  const other = await context.newPage();
  await other.goto(`${shop.url}/two`);
  await replies(system, "Good day!");
  for (const tab of [page, other]) await expect(tab.getByRole("button", { name: "Chat, new messages: 1" })).toBeVisible();
  // What is written in one shows in the other, and what is read is read in both.
  const there = await opens(other);
  await says(there, "From the other tab");
  await expect(page.getByRole("button", { name: "Chat", exact: true })).toBeVisible();
  const here = await opens(page);
  await expect(here.getByRole("log")).toContainText("From the other tab");
  await expect(there.getByText("sending…")).toHaveCount(0);
  const asking = { page: 0, other: 0 };
  page.on("request", (r) => r.method() === "GET" && r.url().includes("/messages") && asking.page++);
  other.on("request", (r) => r.method() === "GET" && r.url().includes("/messages") && asking.other++);
  await replies(system, "One");
  for (const tab of [here, there]) await expect(tab.getByRole("log")).toContainText("One");
  await replies(system, "Two");
  for (const tab of [here, there]) await expect(tab.getByRole("log")).toContainText("Two");
  expect(Math.min(asking.page, asking.other)).toBe(0);
  expect(Math.max(asking.page, asking.other)).toBeGreaterThan(0);
  // The one that asks is closed: the other goes on.
  // Which it was is asked once: the other one asks, too, from now on.
  const [asks, goesOn] = asking.page > asking.other ? [page, there] : [other, here];
  await asks.close();
  await replies(system, "Three");
  await expect(goesOn.getByRole("log")).toContainText("Three");
});

test("files go with a message, and what can't be sent says why (CH-19)", async ({ page, system, shop }) => {
  await shop.line();
  await page.goto(shop.url);
  const panel = await opens(page);
  const pick = page.locator("input[type=file]");
  await pick.setInputFiles([{ name: "chair.png", mimeType: "image/png", buffer: Buffer.from("a picture") }, { name: "run.html", mimeType: "text/html", buffer: Buffer.from("<script>") }]);
  await expect(panel.getByText("Files of this kind can't be sent.")).toBeVisible();
  await panel.getByRole("button", { name: "Remove: run.html" }).click();
  await expect(panel.getByRole("progressbar")).toHaveCount(0);
  await says(panel, "Like this one");
  await expect.poll(async () => (await messages(system))[0]?.attachments?.map((a) => a.name)).toEqual(["chair.png"]);
  const link = panel.getByRole("log").getByRole("link", { name: /chair\.png/ });
  await expect(link).toBeVisible({ timeout: 30_000 });
  expect(await (await fetch((await link.getAttribute("href"))!)).text()).toBe("a picture");
});

test("outside of the hours it asks how to reach the visitor (WG-02, WG-03)", async ({ page, system, shop }) => {
  const today = new Date().toISOString().slice(0, 10);
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [], hours: { zone: "UTC", holidays: [today, new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)] } });
  await shop.line({ team: "sales", options: { away: "We are back on Monday. [ru] Вернёмся в понедельник." } });
  shop.attributes = 'data-lang="ru"';
  await page.goto(shop.url);
  await page.getByRole("button", { name: "Чат" }).click();
  const panel = page.getByRole("dialog", { name: "Чем помочь?" });
  await expect(panel).toContainText("Вернёмся в понедельник.");
  await panel.getByRole("textbox", { name: "Ваше сообщение" }).fill("Перезвоните мне");
  await panel.getByRole("button", { name: "Оставить сообщение" }).click();
  await expect(panel.getByText("Укажите, как с вами связаться.")).toBeVisible();
  await panel.getByLabel("Телефон").fill("+7 916 204 55 18");
  await panel.getByRole("button", { name: "Оставить сообщение" }).click();
  await expect(panel.getByRole("status").getByText("Ответим здесь, когда вернёмся.")).toBeVisible();
  await expect.poll(async () => (await messages(system)).map((m) => m.text)).toEqual(["Перезвоните мне"]);
});

test("buttons are pressed, of the line and of a message; an address opens a page (WG-02)", async ({ page, system, shop }) => {
  await shop.line({ options: { buttons: "Prices | Where is my order?" } });
  await page.goto(shop.url);
  const panel = await opens(page);
  await panel.getByRole("button", { name: "Prices" }).click();
  await expect.poll(async () => (await messages(system)).map((m) => m.text)).toEqual(["Prices"]);
  await replies(system, "Of what?", { buttons: [{ text: "Tables", payload: "t" }, { text: "Our shop", url: "https://shop.example/" }] });
  await expect(panel.getByRole("link", { name: "Our shop" })).toHaveAttribute("href", "https://shop.example/");
  await panel.getByRole("button", { name: "Tables" }).click();
  await expect.poll(async () => (await messages(system)).map((m) => m.text)).toEqual(["Prices", "Of what?", "Tables"]);
  await expect(panel.getByRole("button", { name: "Tables" })).toHaveCount(0);
});

test("who is signed in on the site has one history everywhere, and leaves none behind (WG-06)", async ({ page, system, shop, browser }) => {
  const { createHmac } = await import("node:crypto");
  await shop.line({ secrets: { identity: "a-long-random-word" } });
  const now = Math.floor(Date.now() / 1000);
  const signed = (user: string) => `data-user="${user}" data-at="${now}" data-hash="${createHmac("sha256", "a-long-random-word").update(`${user}.${now}`).digest("hex")}" data-name="Anna Brown"`;
  shop.attributes = signed("42");
  await page.goto(shop.url);
  await says(await opens(page), "From my phone");
  await expect.poll(async () => (await dialogs(system))[0]?.name).toContain("Anna Brown");
  const laptop = await (await browser.newContext()).newPage();
  await laptop.goto(shop.url);
  const there = await opens(laptop);
  await expect(there.getByRole("log")).toContainText("From my phone");
  // Signed out: the next person at this computer sees nothing.
  await laptop.evaluate(() => (window as unknown as { Sufler: { identify(): void } }).Sufler.identify());
  await expect(laptop.getByRole("log")).toHaveCount(0);
  const stranger = await opens(laptop);
  await expect(stranger.getByRole("log")).not.toContainText("From my phone");
  expect(await laptop.evaluate(() => Object.values(localStorage).filter((v) => v.length > 20))).toEqual([]);
  await laptop.context().close();
});

test("the page that shows it, and a page that may not", async ({ page, system, shop }) => {
  await shop.line();
  await page.goto(`${system.url}/widget-test?line=${shop.key}`);
  await says(await opens(page), "Hello");
  await expect.poll(async () => (await messages(system)).length).toBe(1);
  await system.call("PATCH", "/v1/lines/pages", { origins: [system.url] }, { "If-Match": "*" });
  const warned = page.waitForEvent("console", (line) => line.text().includes("origin_not_allowed"));
  await page.goto(shop.url);
  await warned;
  await expect(page.getByRole("button", { name: /^Chat/ })).toHaveCount(0);
});

test("a phone's camera is offered beside the clip, and a computer's is not", async ({ page, system, shop, browser }) => {
  await shop.line();
  await page.goto(shop.url);
  await expect((await opens(page)).getByRole("button", { name: "Attach a file" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Take a picture" })).toHaveCount(0);
  const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } });
  const phone = await context.newPage();
  await phone.goto(shop.url);
  const panel = await opens(phone);
  const chooses = phone.waitForEvent("filechooser");
  await panel.getByRole("button", { name: "Take a picture" }).tap();
  const chooser = await chooses;
  expect(await chooser.element().evaluate((e) => ["capture", "accept"].map((name) => (e as Element).getAttribute(name)))).toEqual(["environment", "image/*"]);
  await chooser.setFiles({ name: "chair.png", mimeType: "image/png", buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64") });
  await expect(panel.getByRole("listitem").filter({ hasText: "chair.png" }).getByRole("progressbar")).toHaveCount(0);
  await panel.getByRole("button", { name: "Send" }).click();
  await expect.poll(async () => (await messages(system)).flatMap((m) => m.attachments?.map((a) => a.name))).toEqual(["chair.png"]);
  await context.close();
});
