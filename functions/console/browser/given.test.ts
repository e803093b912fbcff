// What an administrator gives in parts: a week's hours, and a list's choices.
import { expect, fits, joins, sees, test } from "./system";

test("a team's hours: a break, a day more, the company's zone; in twelve hours each time can be read", async ({ browser, system }) => {
  const link = (await system.invited("Ada", { role: "admin" })).link;
  await system.settings({ zone: "America/Mexico_City" });
  const desk = await browser.newContext({ locale: "es-MX", timezoneId: "UTC" });
  const page = await desk.newPage();
  await page.addInitScript(() => localStorage.setItem("sufler.language", "en"));
  await joins(page, link);
  await page.goto(`${system.url}/app/settings/teams`);
  await page.getByRole("button", { name: "Make a team" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: "Title" }).fill("Repairs");
  await sheet.getByRole("checkbox", { name: "Works around the clock" }).uncheck();
  const span = async (day: string, n: number, from: string, to: string) => {
    await sheet.getByLabel(`${day}, from`).nth(n).fill(from);
    await sheet.getByLabel(`${day}, to`).nth(n).fill(to);
  };
  await span("Monday", 0, "10:00", "14:00");
  await sheet.getByRole("button", { name: "Monday: add hours after a break" }).click();
  await span("Monday", 1, "16:00", "19:30");
  await sheet.getByRole("button", { name: "Tuesday: add hours after a break" }).click();
  await sheet.getByRole("button", { name: "Tuesday: take away the hours from 18:00" }).click();
  await sheet.getByRole("checkbox", { name: "Wednesday" }).uncheck();
  await sheet.getByRole("checkbox", { name: "Saturday" }).check();
  await span("Saturday", 0, "09:00", "13:00");
  // Wide enough for twelve hours, their half of the day and the clock to press.
  for (const size of [{ width: 1360, height: 800 }, { width: 360, height: 720 }]) {
    await page.setViewportSize(size);
    const narrow = await sheet.locator('input[type="time"]').evaluateAll((all) => all.filter((i) => i.clientWidth < 112).map((i) => `${i.getAttribute("aria-label")}: ${i.clientWidth}`));
    expect(narrow).toEqual([]);
    if (process.env.LOOK) {
      await sheet.getByLabel("Saturday, from").scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${process.env.LOOK}/hours-${size.width}.png` });
    }
  }
  await page.setViewportSize({ width: 1360, height: 800 });
  await sees(page);
  await fits(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toHaveCount(0);
  const { hours } = await system.call<{ hours: { zone?: string; week: { day: string; from: string; to: string }[] } }>("GET", "/v1/teams/repairs");
  expect(hours.zone ?? "").toBe(""); // the company's, whatever the browser's is
  expect(hours.week).toEqual([
    { day: "monday", from: "10:00", to: "14:00" }, { day: "monday", from: "16:00", to: "19:30" },
    { day: "tuesday", from: "09:00", to: "18:00" }, { day: "thursday", from: "09:00", to: "18:00" }, { day: "friday", from: "09:00", to: "18:00" },
    { day: "saturday", from: "09:00", to: "13:00" },
  ]);

  // Hours that end before they begin are refused, in words.
  await page.getByRole("button", { name: /Repairs/ }).click();
  await span("Saturday", 0, "13:00", "09:00");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet.getByRole("alert")).toContainText("Working hours begin before they end, on the same day.");
  await desk.close();
});

test("choices pasted out of a sheet, one a line, are as many choices (FF-05)", async ({ page, context, system }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.goto(`${system.url}/app/settings/fields`);
  await page.getByRole("button", { name: "Add a field" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: "Title" }).fill("Clinic");
  await sheet.getByRole("combobox", { name: "Type" }).click();
  await page.getByRole("option", { name: "one of a list" }).click();
  await page.evaluate(() => navigator.clipboard.writeText("Roma Norte\r\nCoyoacán\nSatélite, Centro\n"));
  await sheet.getByLabel("Choices", { exact: true }).first().click();
  await page.keyboard.press("Control+V");
  await expect(sheet.getByText("Coyoacán").first()).toBeVisible();
  await sees(page);
  await fits(page);
  if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/choices.png` });
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toHaveCount(0);
  const { items } = await system.call<{ items: { title: string; options?: { value: string }[] }[] }>("GET", "/v1/fields/lead");
  expect(items.find((f) => f.title === "Clinic")?.options?.map((o) => o.value)).toEqual(["Roma Norte", "Coyoacán", "Satélite", "Centro"]);
});
