// The widget beside its settings: the real one, as what is being set has it.
import { expect, fits, joins, sees } from "./system";
import { test } from "./widget";

test("the chat of a website shows what is set, before it is saved, and sends nothing (WG-01 … WG-04)", async ({ page, system, shop }) => {
  test.setTimeout(180_000);
  await shop.line();
  await joins(page, (await system.invited("Olga", { role: "admin" })).link);
  const asked: string[] = [];
  page.on("request", (r) => r.url().includes(`/web/${shop.key}/`) && asked.push(r.url()));
  await page.goto(`${system.url}/app/settings/lines`);
  await page.getByRole("button", { name: /Our pages/ }).click();
  const sheet = page.getByRole("dialog");
  const widget = page.frameLocator("iframe").getByRole("dialog");
  await expect(widget.getByRole("heading", { name: "How can we help?" })).toBeVisible();
  await sheet.getByRole("textbox", { name: "Title of the chat" }).fill("Oak & Sons [ru] Дуб");
  await sheet.getByRole("textbox", { name: "Colour", exact: true }).fill("#0b7a53");
  await sheet.getByRole("textbox", { name: "Greeting" }).fill("Good day! [ru] Добрый день!");
  await sheet.getByRole("textbox", { name: "Questions of the form" }).fill("Topic*: Sales | Support");
  await sheet.getByRole("combobox", { name: "E-mail" }).selectOption({ label: "must be given" });
  await expect(widget.getByRole("heading", { name: "Oak & Sons" })).toBeVisible();
  await expect(widget).toContainText("Good day!");
  await expect(widget.getByRole("combobox", { name: /Topic/ })).toBeVisible();
  await expect(widget.getByRole("textbox", { name: /E-mail/ })).toBeVisible();
  expect(await widget.locator("header").evaluate((e) => getComputedStyle(e).backgroundColor)).toBe("rgb(11, 122, 83)");
  await sees(page);
  await fits(page);
  if (process.env.SHOTS_AT) {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(400);
      await page.screenshot({ path: `${process.env.SHOTS_AT}/${colorScheme}.png` });
    }
  }

  const away = sheet.getByRole("switch", { name: "Outside the hours" });
  // In another language, on the other side, and outside the hours.
  await sheet.getByRole("radiogroup", { name: "Language", exact: true }).getByText("Русский").click();
  await expect(widget.getByRole("heading", { name: "Дуб" })).toBeVisible();
  await sheet.getByRole("radiogroup", { name: "Language", exact: true }).getByText("English").click();
  await away.press("Space");
  await expect(widget).toContainText("We are closed now.");
  await away.press("Space");
  await sheet.getByRole("combobox", { name: "Corner of the page" }).click();
  await page.getByRole("option", { name: "left" }).click();
  await expect.poll(() => widget.evaluate((e) => e.getBoundingClientRect().left)).toBeLessThan(40);

  // What is tried is answered by whoever sets it, and goes nowhere.
  await sheet.getByRole("textbox", { name: "Questions of the form" }).fill("");
  await sheet.getByRole("combobox", { name: "E-mail" }).selectOption({ label: "not asked" });
  await expect(widget.getByRole("textbox", { name: /E-mail/ })).toHaveCount(0);
  await widget.getByRole("textbox", { name: "Your message" }).fill("Is this how it looks?");
  await widget.getByRole("button", { name: "Send" }).click();
  await expect(widget.getByRole("log")).toContainText("This is how an answer looks.");
  await expect(widget).toContainText("Olga");
  expect(asked).toEqual([]);
  expect((await system.call<{ items: object[] }>("GET", "/v1/dialogs")).items).toEqual([]);
  await sheet.getByRole("button", { name: "Save", exact: true }).click();
  await expect(sheet).toHaveCount(0);
  expect((await system.call<{ options: object }>("GET", "/v1/lines/pages")).options).toMatchObject({ title: "Oak & Sons [ru] Дуб", color: "#0b7a53", position: "left" });
});

test("visitors whom the site knows: the secret is made, and the code to copy signs with it (WG-06)", async ({ page, system, shop }) => {
  await shop.line();
  await joins(page, (await system.invited("Olga", { role: "admin" })).link);
  await page.goto(`${system.url}/app/settings/lines`);
  await page.getByRole("button", { name: /Our pages/ }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText("Visitors whom your site knows").click();
  await sheet.getByRole("button", { name: "Make a secret" }).click();
  const secret = await sheet.locator("code").filter({ hasText: /^[0-9a-f]{48}$/ }).innerText();
  const code = await sheet.locator("code", { hasText: "createHmac" }).innerText();
  await expect(sheet.locator("code", { hasText: "data-hash" })).toContainText(shop.key);
  await sees(page);
  await sheet.getByRole("button", { name: "Save", exact: true }).click();
  await expect(sheet).toHaveCount(0);
  // The code, run as a site's server runs it, signs what the line takes.
  const { createHmac } = await import("node:crypto");
  const body = code.slice(code.indexOf("const at"));
  const { at, hash } = new Function("createHmac", "process", "user", `${body}; return { at, hash };`)(createHmac, { env: { SUFLER_IDENTITY: secret } }, "42") as { at: number; hash: string };
  const session = (claim: object) => fetch(`${system.url}/web/${shop.key}/session`, { method: "POST", headers: { "Content-Type": "application/json", Origin: shop.url }, body: JSON.stringify(claim) });
  expect((await session({ user: "42", at, hash })).status).toBeLessThan(300);
  expect((await session({ user: "43", at, hash })).status).toBeGreaterThanOrEqual(400);
});
