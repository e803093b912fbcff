import { expect, fits, joins, sees, test } from "./system";

test("contacts: found, changed, and two that are one person merged, marked as such, and parted again (OP-35, OP-36)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.telegram("shop");
  await system.telegram("second", { title: "Second shop" });
  await system.writes(42, "Anna", "Hello!");
  await system.writes(77, "Anya", "Hi again!", "second");
  await system.writes(50, "Boris", "Good day");
  const contacts = async () => (await system.call<{ items: { ref: string; title: string }[] }>("GET", "/v1/cards?kind=contact")).items;
  await expect.poll(async () => (await contacts()).length).toBe(3);
  const of = async (name: string) => (await contacts()).find((c) => c.title.startsWith(name))!.ref;
  const [anna, anya] = [await of("Anna"), await of("Anya")];
  for (const [ref, values] of [[anna, { phone: "+14155552671" }], [anya, { phone: "+14155552671", email: "anya@example.com" }]] as const) {
    await system.call("PATCH", `/v1/cards/${encodeURIComponent(ref)}`, { values }, { "If-Match": "*" });
  }
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("link", { name: "Contacts", exact: true }).click();
  const table = page.getByRole("table", { name: "Contacts" });
  await expect(table.getByRole("row")).toHaveCount(4);
  await expect(table.getByRole("row").filter({ hasText: "Anya" })).toContainText("anya@example.com");
  await sees(page);
  await fits(page);
  const find = page.getByRole("textbox", { name: "Client, phone or e-mail" });
  await find.fill("nobody like that");
  await expect(page.getByText("Nobody who wrote is called that.")).toBeVisible();
  await find.fill("bor");
  await expect(table.getByRole("row")).toHaveCount(2);
  await table.getByRole("link", { name: "Boris" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Boris" })).toBeVisible();
  await expect(page.getByText("Nobody is like this contact.")).toBeVisible();

  // What is known is changed by hand.
  await page.getByRole("button", { name: "Edit" }).click();
  // A phone is read as it is dialled in the country of the settings; one that is none is said at its field.
  const phone = page.getByRole("dialog").getByRole("textbox", { name: "Phone" });
  await phone.fill("ask me");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(phone).toHaveAccessibleDescription(/This is no phone number.*United States/);
  await phone.fill("(415) 555-0199");
  await sees(page);
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("region", { name: "What is known" })).toContainText("+14155550199");
  await expect(page.getByRole("region", { name: "Chats" })).toContainText("Telegram shop");
  await expect(page.getByRole("region", { name: "Leads, deals, cases" })).toContainText("Lead");

  // Two that share a phone stand side by side; Anna survives, with Anya's e-mail.
  await page.goto(`${system.url}/app/contacts/${encodeURIComponent(anna)}`);
  await page.getByRole("link", { name: "1 contact may be the same person: compare" }).click();
  await expect(page.getByRole("columnheader", { name: /Anna/ })).toContainText("Current");
  await expect(page.getByRole("columnheader", { name: /Anya/ })).toContainText("Alike: phone");
  // Who is called otherwise is not taken for the same person: somebody says so.
  const merge = page.getByRole("button", { name: /^Merge/ });
  await expect(merge).toBeDisabled();
  await expect(merge).toHaveAccessibleDescription("1 contact is called otherwise. Choose what becomes of it.");
  await page.getByRole("row", { name: /What becomes of it/ }).getByRole("radio", { name: "Is merged into it" }).nth(1).check();
  await expect(page.getByRole("radio", { name: /anya@example.com/ })).toBeChecked();
  await sees(page);
  await fits(page);
  await page.getByRole("button", { name: "Merge 1 contact" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Anna" })).toBeVisible();
  await expect(page.getByRole("region", { name: "What is known" })).toContainText("anya@example.com", { timeout: 30_000 });
  await expect(page.getByRole("region", { name: "Chats" })).toContainText("Second shop");
  await expect(page.getByRole("button", { name: "Undo the merge" })).toBeVisible(); // once the job did it, by itself
  // What Anya's card held otherwise is proposed, here and in the inbox of all.
  const proposed = page.getByRole("region", { name: "Approvals" }).getByRole("group", { name: "Name" });
  await expect(proposed).toContainText("Anya");
  await expect(proposed.getByRole("link", { name: "A merged contact held it" })).toBeVisible();
  await sees(page);
  await proposed.getByRole("button", { name: "Replace" }).click();
  await expect(page.getByRole("region", { name: "What is known" }).getByText("Anya", { exact: true })).toBeVisible();
  await expect(proposed).toHaveCount(0);
  // In the list Anya is marked, and both the mark and her page lead to Anna.
  await page.getByRole("link", { name: "Contacts", exact: true }).click();
  const gone = table.getByRole("row").filter({ hasText: "Anya" });
  await expect(gone.getByRole("link", { name: "merged into another" })).toBeVisible();
  await expect(table.getByText("merged into another")).toHaveCount(1);
  await sees(page);
  await fits(page);
  await gone.getByRole("link", { name: "Anya" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Anya" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit" })).toHaveCount(0);
  await page.getByRole("alert").getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Anna" })).toBeVisible();
  await page.getByRole("link", { name: "Contacts", exact: true }).click();
  await gone.getByRole("link", { name: "merged into another" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Anna" })).toBeVisible();
  await page.getByRole("button", { name: "Undo the merge" }).click();
  await expect(page.getByRole("link", { name: "1 contact may be the same person: compare" })).toBeVisible({ timeout: 30_000 });
});
