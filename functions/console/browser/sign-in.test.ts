import { expect, fits, joins, password, sees, test } from "./system";

test("the first administrator's link sets up the account and signs in (D17)", async ({ page, system }) => {
  await page.goto(system.joinLink);
  await expect(page.getByRole("textbox", { name: "Name" })).toBeVisible();
  await sees(page);
  await fits(page);
  await page.getByRole("textbox", { name: "Name" }).fill("Ada");
  await page.getByRole("textbox", { name: "E-mail" }).fill("ada@shop.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Set the password and sign in" }).click();
  await expect(page).toHaveURL(system.url + "/app/chats");
  await expect(page.getByRole("button", { name: "Your account, Ada" })).toBeVisible();
});

test("who was invited sets a password, signs out and in; a wrong password is told in their language (RS-01)", async ({ page, system }) => {
  const olga = await system.invited("Olga");
  await joins(page, olga.link);
  await page.getByRole("button", { name: "Your account, Olga" }).click();
  await page.getByText("RU", { exact: true }).click();
  await expect(page.getByRole("link", { name: "Чаты" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Выйти" }).click();
  await expect(page.getByRole("textbox", { name: "Электронная почта" })).toBeVisible();
  await sees(page);
  await fits(page);
  await page.getByRole("textbox", { name: "Электронная почта" }).fill("olga@shop.example");
  await page.getByLabel("Пароль").fill("ein hund");
  await page.getByRole("button", { name: "Войти" }).click();
  await expect(page.getByRole("alert")).toContainText("Неверная почта или пароль");
  await page.getByLabel("Пароль").fill(password);
  await page.getByRole("button", { name: "Войти" }).click();
  await expect(page.getByRole("link", { name: "Чаты" })).toBeVisible();
});

test("a session that ended asks for a sign-in in its place, and goes on there", async ({ page, system }) => {
  const max = await system.invited("Max");
  await joins(page, max.link);
  const told = new Promise<void>((done) => page.on("websocket", (socket) => socket.on("framereceived", () => done())));
  await page.goto(system.url + "/app/chats");
  await told;
  await page.waitForLoadState("networkidle");
  await page.context().clearCookies();
  // It may be noticed before, by what the page asks by itself.
  await page.getByRole("switch", { name: "Available" }).or(page.getByText("Your session has ended")).first().click();
  await expect(page.getByText("Your session has ended")).toBeVisible();
  await page.getByRole("textbox", { name: "E-mail" }).fill("max@shop.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(system.url + "/app/chats");
  await expect(page.getByRole("link", { name: "Chats" })).toBeVisible();
});
