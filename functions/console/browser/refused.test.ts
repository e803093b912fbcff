// What is refused is said in the language of whoever meets it, at the field where it is one's.
import { expect, fits, joins, sees, test } from "./system";

for (const [language, say] of [
  ["ru", { phone: /Это не номер телефона/, time: "Напишите время, например 09:30.", retention: /Сообщения хранятся не меньше \d+ дней/ }],
  ["es", { phone: /No es un número de teléfono/, time: "Escriba una hora como 09:30.", retention: /Los mensajes se guardan al menos \d+ días/ }],
] as const) {
  test(`what is wrong with what one enters is said in ${language}, and where it is`, async ({ page, system }) => {
    test.setTimeout(180_000);
    await system.telegram("shop");
    await system.call("PUT", "/v1/fields/contact/calls", { title: "⏰", type: "string", format: "time" });
    const made = await system.call<{ ref: string }>("POST", "/v1/cards", { kind: "contact", title: "Dora", values: { name: "Dora" } });
    await joins(page, (await system.invited("Ada", { role: "admin", email: "ada@shop.example" })).link);
    await page.getByRole("button", { name: /Your account/ }).click();
    await page.getByRole("menuitemradio", { name: language.toUpperCase() }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    const sheet = page.getByRole("dialog");
    const form = sheet.locator("form");
    const save = () => form.locator('button[type="submit"]').click();
    const english = /\b(wants|must|expected|field|body|invalid|write|address|number like|at least)\b/i;

    // A contact's fields: each at its own.
    await page.goto(`${system.url}/app/contacts/${encodeURIComponent(made.ref)}`);
    await page.locator("main header").getByRole("button").first().click();
    await sheet.locator('input[type="tel"]').first().fill("call me");
    const time = sheet.getByRole("textbox", { name: "⏰" });
    await time.fill("morning");
    await save();
    await expect(sheet.locator('input[type="tel"]').first()).toHaveAccessibleDescription(say.phone);
    await expect(time).toHaveAccessibleDescription(say.time);
    await expect(sheet.locator('input[type="tel"]').first()).toBeFocused(); // the first that is wrong
    expect(await sheet.innerText()).not.toMatch(english);
    await sees(page);
    await fits(page);
    await page.keyboard.press("Escape");

    // A new lead: the same, where one is made.
    await page.goto(`${system.url}/app/deals/leads`);
    await page.locator("main header").getByRole("button").filter({ hasText: /лид|prospecto/i }).click();
    await sheet.getByRole("textbox").first().fill("L");
    await sheet.locator('input[type="tel"]').first().fill("call me");
    await save();
    await expect(sheet.locator('input[type="tel"]').first()).toHaveAccessibleDescription(say.phone);
    expect(await sheet.innerText()).not.toMatch(english);
    await page.keyboard.press("Escape");

    // A setting's bound, with the bound.
    await page.goto(`${system.url}/app/settings/general`);
    const days = page.getByRole("textbox", { name: /дней|Días|días/i }).first();
    await days.fill("3");
    await page.locator('main button[type="submit"]').click();
    await expect(page.getByRole("alert")).toHaveText(say.retention);
    expect(await page.getByRole("alert").innerText()).not.toMatch(english);
  });
}
