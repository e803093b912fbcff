// A visitor of a shop's pages, with the real system behind them.
import { dialogs, expect, messages, opens, replies, says, test } from "./widget";

test("a visitor writes and is answered live, under a strict policy of the page (WG-05, WG-06, SYS-15)", async ({ page, system, shop }) => {
  await shop.line();
  await page.goto(shop.url);
  expect(await page.context().cookies()).toEqual([]);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  const before = await page.evaluate(() => Object.keys(window).filter((name) => name.startsWith("Sufler") || name === "sufler"));
  expect(before).toEqual(["Sufler"]);
  const panel = await opens(page);
  const log = panel.getByRole("log", { name: "Messages" });
  await says(panel, "Hello! Do you have <b>chairs</b>?");
  await expect(log).toContainText("sent");
  await expect.poll(async () => (await messages(system)).map((m) => m.text)).toEqual(["Hello! Do you have <b>chairs</b>?"]);

  await replies(system, "Yes: <img src=x onerror=alert(1)> see https://shop.example/chairs.");
  await expect(log.getByText("<img src=x onerror=alert(1)>")).toBeVisible({ timeout: 15_000 });
  await expect(log.getByRole("link", { name: "https://shop.example/chairs" })).toHaveAttribute("href", "https://shop.example/chairs");
  await expect(log.locator("img")).toHaveCount(0);

  // What was read is told to the operator.
  const [d] = await dialogs(system);
  await expect.poll(async () => (await system.call<{ items: { author: string; status?: string }[] }>("GET", `/v1/dialogs/${d!.id}/messages`)).items.find((m) => m.author === "operator")?.status).toBe("read");

  // Another page of the site, and the talk goes on where it was.
  await page.getByRole("link", { name: "Another page" }).click();
  await expect(page.getByRole("heading", { name: "two" })).toBeVisible();
  await expect(log).toContainText("Do you have");
  await says(panel, "Thank you");
  await expect.poll(async () => (await messages(system)).length).toBe(3);
  expect(await page.context().cookies()).toEqual([]);
});

test("what is written without a network is sent once when it is back, also by the next page", async ({ page, system, shop, context }) => {
  await shop.line();
  await page.goto(shop.url);
  const panel = await opens(page);
  await says(panel, "One");
  await expect(panel.getByRole("log")).toContainText("sent");
  await context.setOffline(true);
  await says(panel, "Two");
  await says(panel, "Three");
  await expect(panel.getByText("No connection.")).toBeVisible();
  await expect(panel.getByText("sending…")).toHaveCount(2);
  await context.setOffline(false);
  await expect.poll(async () => (await messages(system)).map((m) => m.text), { timeout: 40_000 }).toEqual(["One", "Two", "Three"]);

  // An answer that gets lost on its way: the page can't know, and sends it again.
  const sent: string[] = [];
  await page.route("**/web/*/messages**", async (route) => {
    if (route.request().method() === "GET") return sent.length < 2 ? route.abort() : route.continue();
    sent.push((route.request().postDataJSON() as { id: string }).id);
    if (sent.length > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await says(panel, "Four");
  await expect.poll(() => sent.length, { timeout: 30_000 }).toBe(2);
  expect(sent[1]).toBe(sent[0]);
  await expect(panel.getByText("sending…")).toHaveCount(0);
  expect((await messages(system)).filter((m) => m.text === "Four")).toHaveLength(1);
  await page.unroute("**/web/*/messages**");

  // Kept over a change of pages.
  await page.route("**/web/**", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await says(panel, "Five");
  await expect(panel.getByText("sending…")).toBeVisible();
  await page.unroute("**/web/**");
  await page.goto(`${shop.url}/three`);
  await expect.poll(async () => (await messages(system)).filter((m) => m.text === "Five").length, { timeout: 20_000 }).toBe(1);
});

test("a form asks what the company wants to know, and fills the contact (WG-03, WG-04, SYS-04)", async ({ page, system, shop }) => {
  await shop.line({ region: "US", options: { ask: "name*, email*, phone", questions: "Topic*: Sales | Support; Order number", consent: "I agree that my data are kept.", privacy_url: "https://shop.example/privacy", buttons: "Prices | Where is my order?" } });
  await page.goto(shop.url);
  const panel = await opens(page);
  const start = panel.getByRole("button", { name: "Start the chat" });
  await start.click();
  await expect(panel.getByLabel("Your name")).toBeFocused();
  await expect(panel.getByText("Please fill this in.")).toHaveCount(4);
  await panel.getByLabel("Your name").fill("Anna Brown");
  await panel.getByLabel("E-mail").fill("anna");
  await panel.getByLabel("Phone").fill("+1 415 555 2671");
  await panel.getByLabel("Topic").selectOption("Support");
  await panel.getByRole("button", { name: "Where is my order?" }).click();
  await start.click();
  await expect(panel.getByText("That can be no e-mail address.")).toBeVisible();
  await panel.getByLabel("E-mail").fill("anna@example.com");
  await start.click();
  await expect(panel.getByLabel("I agree that my data are kept.")).toBeFocused();
  expect(await page.evaluate(() => localStorage.length)).toBe(0); // nothing before consent
  expect(await dialogs(system)).toEqual([]);
  await panel.getByLabel("I agree that my data are kept.").check();
  await start.click();
  await expect(panel.getByRole("textbox", { name: "Your message" })).toBeVisible();
  await expect.poll(async () => (await messages(system)).map((m) => m.text)).toEqual(["Topic: Support\n\nWhere is my order?\n\n☑ I agree that my data are kept."]);
  const [d] = await dialogs(system);
  await expect.poll(async () => {
    const { contact } = await system.call<{ contact?: string }>("GET", `/v1/dialogs/${d!.id}`);
    return contact && (await system.call<{ values: Record<string, unknown> }>("GET", `/v1/cards/${encodeURIComponent(contact)}`)).values;
  }).toMatchObject({ name: "Anna Brown", email: "anna@example.com", phone: "+14155552671" });
  expect(await page.evaluate(() => localStorage.length)).toBeGreaterThan(0);
  await page.reload();
  await expect(panel.getByRole("log")).toContainText("Where is my order?");
  await expect(panel.getByRole("button", { name: "Start the chat" })).toHaveCount(0);
});
