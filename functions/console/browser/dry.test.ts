import { expect, fits, joins, listed, sees, test } from "./system";

test("a past chat is read for trial, beside other descriptions and by rules; nothing is written (BX-07)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  await system.writes(42, "Anna", "Hello! I am Anna Brown.");
  await system.writes(42, "Anna", "My phone is +1 415 555 2671, my e-mail is anna@example.com.");
  const items = await listed(system);
  const cardOf = async () => (await system.call<{ cards: { card: string }[] }>("GET", `/v1/dialogs/${items[0]!.id}`)).cards[0]?.card;
  await expect.poll(cardOf).toBeTruthy();
  const card = encodeURIComponent((await cardOf())!);
  await system.call("POST", `/v1/dialogs/${items[0]!.id}/close`);
  const before = await system.call<{ values: object }>("GET", `/v1/cards/${card}`);
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.goto(`${system.url}/app/chats/${items[0]!.id}`);
  await page.getByRole("tab", { name: "CoPilot" }).click();
  await page.getByRole("button", { name: "Try without writing…" }).click();
  const sheet = page.getByRole("dialog", { name: "Try CoPilot on this chat" });
  await expect(sheet.getByRole("combobox", { name: "Read for the card" })).toContainText("Lead");
  await sheet.getByText("read by rules").click();
  await sheet.getByRole("button", { name: "Read for trial" }).click();
  const result = sheet.getByRole("table");
  await expect(result.getByRole("row", { name: /^Phone/ })).toContainText("would be filled", { timeout: 30_000 });
  await expect(sheet.getByText("Both make the same of it.")).toBeVisible();
  await expect(result.getByRole("row", { name: /^Cost/ })).toContainText("offline");
  await sees(page);
  await fits(page);

  // A field that is described otherwise, found from the settings.
  await sheet.getByRole("button", { name: "Close" }).click();
  await page.goto(`${system.url}/app/settings/fields`);
  await page.getByRole("button", { name: /^Product/ }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "For CoPilot" }).or(page.getByRole("dialog").locator("textarea")).first().fill("What they buy");
  await page.getByRole("button", { name: "Try this description on a past chat" }).click();
  await page.getByRole("dialog", { name: "Try on a past chat" }).getByRole("button", { name: /Anna/ }).click();
  await expect(sheet.getByRole("textbox", { name: "Product" })).toHaveValue("What they buy");
  await sees(page);
  await sheet.getByRole("button", { name: "Read for trial" }).click();
  await expect(sheet.getByRole("columnheader", { name: "As described here" })).toBeVisible({ timeout: 30_000 });

  expect((await system.call<{ values: object }>("GET", `/v1/cards/${card}`)).values).toEqual(before.values);
  expect((await system.call<{ items: object[] }>("GET", `/v1/dialogs/${items[0]!.id}/runs`)).items).toEqual([]);
});
