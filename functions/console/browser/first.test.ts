// What a newcomer is led through: what is done is told by what there is, and nothing that
// a fresh system holds for trying counts as done.
import { mkdirSync } from "node:fs";
import { expect, fits, joins, sees, test } from "./system";

const seen = process.env.SEEN; // a folder that pictures are put into, for who looks them over
const step = (page: import("@playwright/test").Page, name: RegExp) => page.getByRole("region", { name: "First steps" }).getByRole("listitem").filter({ hasText: name });

test("an administrator is led through the first steps; what is done shows as done, whoever did it, and they are put away for good", async ({ page, context, system }) => {
  await page.goto(system.joinLink);
  await page.getByRole("textbox", { name: "Name" }).fill("Ada");
  await page.getByRole("textbox", { name: "E-mail" }).fill("ada@shop.example");
  await page.getByLabel("Password").fill("vier kleine katzen");
  await page.getByRole("button", { name: "Set the password and sign in" }).click();
  const first = page.getByRole("region", { name: "First steps" });
  const all = [/language, time zone/, /Connect a messenger/, /Invite those who answer/, /when CoPilot reads/, /Try a chat/];
  await expect(first.getByRole("listitem")).toHaveCount(all.length);
  // A browser of this language and zone has nothing else to offer; all others are open.
  await expect(step(page, all[0]!)).toContainText("done");
  for (const name of all.slice(1)) await expect(step(page, name)).toContainText("to do");
  await expect(step(page, all[1]!)).toContainText("“Our website” is there for trying only");
  await sees(page);
  await fits(page);

  // A visitor of the page for trying is a chat.
  const opened = context.waitForEvent("page");
  await first.getByRole("link", { name: /Try a chat/ }).click();
  const shop = await opened;
  await shop.getByRole("button", { name: /^Chat/ }).click();
  await shop.getByRole("textbox", { name: "Your message" }).fill("Hello!");
  await shop.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("list", { name: "New chats" }).getByRole("listitem")).toHaveCount(1);
  await shop.close();
  await page.reload();
  await expect(step(page, all[4]!)).toContainText("done");

  // A line that can't work, or is for trying, is none; one that works is.
  await system.telegram("off", { active: false });
  await page.reload();
  await expect(step(page, all[4]!)).toContainText("done");
  await expect(step(page, all[1]!)).toContainText("to do");
  await system.call("PATCH", "/v1/lines/website", { origins: ["https://shop.example", system.url] }, { "If-Match": "*" });
  await page.reload();
  await expect(step(page, all[1]!)).toContainText("done");

  // Reading by itself is switched on by two settings, of which one alone does nothing.
  await first.getByRole("link", { name: /when CoPilot reads/ }).click();
  await expect(page).toHaveURL(/settings\/copilot$/);
  await system.settings({ subscription: true });
  await page.goBack();
  await expect(step(page, all[3]!)).toContainText("to do");
  await system.settings({ leadMode: "all" });
  await page.reload();
  await expect(step(page, all[3]!)).toContainText("done");

  await first.getByRole("button", { name: "Don’t show this again" }).click();
  await expect(first).toHaveCount(0);
  await page.evaluate(() => localStorage.clear()); // another browser of hers
  await page.reload();
  await expect(page.getByRole("list", { name: "New chats" }).getByRole("listitem")).toHaveCount(1);
  await expect(first).toHaveCount(0);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "First steps" }).click();
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: "Invite those who answer" })).toContainText("to do");

  // The last one is done: they go by themselves, of whoever has not put them away.
  const max = await system.invited("Max", { role: "admin" });
  await page.context().clearCookies();
  await joins(page, max.link);
  await expect(page.getByText("Choose a chat")).toBeVisible();
  await expect(first).toHaveCount(0);
});

test("who answers, and does not set the system up, is shown no first steps", async ({ page, system }) => {
  await joins(page, (await system.invited("Olga")).link);
  await expect(page.getByText("No chat waits")).toBeVisible();
  await expect(page.getByText("First steps")).toHaveCount(0);
});

test.describe("in Moscow", () => {
  test.use({ locale: "ru-RU", timezoneId: "Europe/Moscow" });

  test("the company is offered what its first browser says; what it was given to try with is named in that language, what it named itself stays", async ({ page, system }) => {
    await system.call("PUT", "/v1/teams/sales", { title: "Мебель" });
    await page.goto((await system.invited("Ada", { role: "admin" })).link);
    await page.getByLabel("Пароль").fill("vier kleine katzen");
    await page.getByRole("button", { name: "Задать пароль и войти" }).click();
    const first = page.getByRole("region", { name: "Первые шаги" });
    await expect(first.getByRole("listitem").first()).toContainText("не сделано");
    await expect(first.getByRole("listitem").first()).toContainText(/English, (Etc\/)?UTC, Соединенные Штаты, USD/);
    await sees(page);
    await fits(page);
    await page.getByRole("button", { name: "Взять эти" }).click();
    await expect.poll(async () => system.call("GET", "/v1/settings")).toMatchObject({ language: "ru", zone: "Europe/Moscow", region: "RU", currency: "RUB" });
    await expect.poll(async () => (await system.call<{ title: string }>("GET", "/v1/lines/website")).title).toBe("Наш сайт");
    expect((await system.call<{ title: string }>("GET", "/v1/teams/sales")).title).toBe("Мебель");
    await page.reload();
    await expect(first.getByRole("listitem").first()).toContainText("готово");
    await expect(first.getByRole("listitem").nth(1)).toContainText("«Наш сайт» — только для пробы");
    if (seen) mkdirSync(seen, { recursive: true });
    if (seen) await page.screenshot({ path: `${seen}/first-ru.png` });
    await page.setViewportSize({ width: 360, height: 720 });
    await page.getByRole("link", { name: "Первые шаги: сделано 2 из 5" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Первые шаги" })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.emulateMedia({ colorScheme: "dark" });
    if (seen) await page.screenshot({ path: `${seen}/first-ru-360-dark.png` });
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1360, height: 800 });
    await page.goto(`${system.url}/app/settings/lines`);
    await expect(page.getByRole("button", { name: /Наш сайт/ })).toContainText("для пробы: ею могут пользоваться только страницы этого сервера");
    if (seen) await page.screenshot({ path: `${seen}/lines-ru.png` });
  });
});
