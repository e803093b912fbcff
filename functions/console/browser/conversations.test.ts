import { inflateRawSync } from "node:zlib";
import { expect, fits, joins, listed, proposes, sees, test } from "./system";

test("the table of conversations: columns, filters, sorting, pages, actions (CL-01 … CL-05, CL-07, CL-10, CL-12, CL-13, CL-18, CL-19, FF-05)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1, labels: [{ id: "vip", title: "VIP" }] });
  await system.telegram("shop");
  await system.telegram("second", { title: "Second shop" });
  for (let i = 0; i < 120; i++) await system.writes(1000 + i, `Customer ${i}`, `Hello ${i}`);
  const anna = await proposes(system, 42, "Anna");
  await system.writes(77, "Zoe", "Is it open?", "second");
  const olga = await system.invited("Olga", { dialogs: "all" });
  await joins(page, olga.link);
  await page.getByRole("link", { name: "Conversations" }).click();
  const table = page.getByRole("table", { name: "Conversations" });
  const rows = table.getByRole("row");
  await expect(rows.nth(1)).toContainText("Zoe"); // the newest first
  for (const name of ["Client", "Status", "Channel", "Line", "CRM record", "Responsible"]) await expect(table.getByRole("columnheader", { name, exact: true })).toBeVisible();
  await expect(rows.nth(1)).toContainText("The customer waits for a reply");
  await sees(page);
  await fits(page);

  // Rows are drawn where one looks; more pages come by scrolling.
  expect(await rows.count()).toBeLessThan(70);
  await expect(page.getByRole("status").filter({ hasText: "100 conversations and more" })).toBeVisible();
  const box = page.getByRole("region", { name: /Table of conversations/ });
  await expect(async () => {
    await box.evaluate((b) => (b.scrollTop = b.scrollHeight));
    await expect(table.getByRole("link", { name: "Customer 0", exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByText("122 conversations", { exact: true })).toBeVisible();
  await box.evaluate((b) => (b.scrollTop = 0));

  // By client, by phone; by channel, status and a field that is added.
  const find = page.getByRole("textbox", { name: "Client, phone or e-mail" });
  await find.fill("anna");
  await expect(page.getByText("1 conversation", { exact: true })).toBeVisible();
  await expect(rows.nth(1)).toContainText("Anna");
  await find.fill("nobody like that");
  await expect(page.getByText("No conversation is like that.")).toBeVisible();
  await find.fill("");
  await expect(page.getByText(/^12\d conversations/)).toBeVisible();
  await page.getByRole("button", { name: "Add field" }).click();
  await page.getByRole("menuitem", { name: "Status (detailed)" }).click();
  await page.getByRole("combobox", { name: "Status (detailed)" }).click();
  await page.getByRole("option", { name: "Completed" }).click();
  await expect(page.getByText("No conversation is like that.")).toBeVisible();
  await system.call("POST", `/v1/dialogs/${anna.dialog}/close`);
  await page.reload();
  await expect(page.getByText("1 conversation", { exact: true })).toBeVisible(); // the address says it still
  await expect(rows.nth(1)).toContainText("Completed");
  await page.getByRole("button", { name: "Without Status (detailed)" }).click();
  await page.getByRole("button", { name: "Add field" }).click();
  await page.getByRole("menuitem", { name: "Line" }).click();
  await page.getByRole("combobox", { name: "Line" }).click();
  await page.getByRole("option", { name: "Second shop" }).click();
  await expect(page.getByText("1 conversation", { exact: true })).toBeVisible();
  await expect(rows.nth(1)).toContainText("Zoe");
  await page.getByRole("button", { name: "Without Line" }).click();

  // Columns are chosen by the gear, and stay chosen.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Phone" }).check();
  await page.getByRole("checkbox", { name: "Channel" }).uncheck();
  await sees(page);
  await page.keyboard.press("Escape");
  await expect(table.getByRole("columnheader", { name: "Phone" })).toBeVisible();
  await page.reload();
  await expect(table.getByRole("columnheader", { name: "Phone" })).toBeVisible();
  await expect(table.getByRole("columnheader", { name: "Channel" })).toHaveCount(0);

  // By activity: who wrote last stands first.
  await system.writes(1005, "Customer 5", "And one thing more");
  await table.getByRole("button", { name: "Last message" }).click();
  await expect(table.getByRole("columnheader", { name: "Last message" })).toHaveAttribute("aria-sort", "descending");

  // What can be done with a row: its card, an outgoing conversation, its history.
  await find.fill("anna");
  await expect(page.getByText("1 conversation", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Actions for the conversation with Anna" }).click();
  await page.getByRole("menuitem", { name: /Open: Anna/ }).last().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Anna");
  await expect(page.getByText("Awaiting approval (2)")).toBeVisible();
  await expect(page.getByRole("region", { name: "History" })).toContainText("Proposed");
  await expect(page.getByRole("region", { name: "Chats" })).toContainText("Telegram");
  await sees(page);
  await fits(page);
  await page.goBack();
  await page.getByRole("button", { name: "Actions for the conversation with Anna" }).click();
  await page.getByRole("menuitem", { name: "Start a conversation" }).click();
  await expect(page.getByRole("radio", { name: /Telegram shop/ })).toBeChecked();
  await page.getByRole("dialog").getByRole("textbox", { name: "Message" }).fill("Your chairs are here");
  await sees(page);
  await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("log", { name: "Messages" }).getByRole("article").filter({ hasText: "Your chairs are here" })).toContainText("sent");
});

test("an employee finds their own conversations alone (CL-15, RS-03)", async ({ page, system }) => {
  await system.telegram("shop");
  const olga = await system.invited("Olga", { dialogs: "own" });
  await system.writes(42, "Anna", "Hello!");
  const items = await listed(system);
  await joins(page, olga.link);
  await system.call("PATCH", `/v1/dialogs/${items[0]!.id}`, { operator: olga.id, state: "in_progress" });
  await system.writes(43, "Bob", "Hello!");
  const max = await system.invited("Max");
  const bob = (await system.call<{ items: { id: string; name: string }[] }>("GET", "/v1/dialogs")).items.find((d) => d.name === "Bob")!;
  await system.call("PATCH", `/v1/dialogs/${bob.id}`, { operator: max.id, state: "in_progress" });
  await page.getByRole("link", { name: "Conversations" }).click();
  await expect(page.getByRole("table").getByRole("link", { name: "Anna", exact: true })).toBeVisible();
  await expect(page.getByText("1 conversation", { exact: true })).toBeVisible();
});

test("what is shown is exported and kept as a view; a conversation that nobody has is found (CL-08, CL-14)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.telegram("shop");
  for (const [i, name] of ["Anna", "Boris", "Carla"].entries()) await system.writes(42 + i, name, "Hello!");
  await joins(page, (await system.invited("Olga", { dialogs: "all", export: true })).link);
  await page.getByRole("link", { name: "Conversations" }).click();
  await expect(page.getByText("3 conversations", { exact: true })).toBeVisible();
  const boris = (await system.call<{ items: { id: string; name: string }[] }>("GET", "/v1/dialogs")).items.find((d) => d.name === "Boris")!;
  await system.call("POST", `/v1/dialogs/${boris.id}/close`);
  await page.getByRole("combobox", { name: "Responsible" }).click();
  await page.getByRole("option", { name: "nobody" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByText("2 conversations", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Views" }).click();
  const views = page.getByRole("dialog", { name: "Views" });
  await expect(views.getByText(/Save filters and columns/)).toBeVisible();
  await views.getByRole("textbox", { name: "Title of the view" }).fill("Nobody's");
  await sees(page);
  await views.getByRole("button", { name: "Save this view" }).click();
  await expect(views.getByRole("button", { name: "Nobody's", exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto(`${system.url}/app/conversations`);
  await expect(page.getByText("3 conversations", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Views" }).click();
  await views.getByRole("button", { name: "Nobody's", exact: true }).click();
  await expect(page.getByText("2 conversations", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/operator=-/);

  await page.getByRole("button", { name: "Export" }).click();
  const exports = page.getByRole("dialog", { name: "Export" });
  await exports.getByRole("button", { name: "CSV" }).click();
  const file = exports.getByRole("link");
  await expect(file).toBeVisible({ timeout: 30_000 });
  await sees(page);
  await fits(page);
  const text = await (await fetch((await file.getAttribute("href"))!)).text();
  expect(text).toContain("Anna");
  expect(text).not.toContain("Boris");
});

// sheets are what an .xlsx file's parts say, all in one.
function sheets(file: Buffer): string {
  let said = "";
  for (let at = file.indexOf("PK\x01\x02"); at >= 0; at = file.indexOf("PK\x01\x02", at + 4)) {
    const from = file.readUInt32LE(at + 42);
    const begins = from + 30 + file.readUInt16LE(from + 26) + file.readUInt16LE(from + 28);
    const part = file.subarray(begins, begins + file.readUInt32LE(at + 20));
    said += file.readUInt16LE(at + 10) ? inflateRawSync(part).toString() : part.toString();
  }
  return said;
}

test("the conversations that a filter leaves are exported as an .xlsx file (SYS-21)", async ({ page, system }) => {
  await system.telegram("shop");
  for (const [i, name] of ["Anna", "Boris", "Carla"].entries()) await system.writes(42 + i, name, "Hello!");
  await joins(page, (await system.invited("Olga", { dialogs: "all", export: true })).link);
  await page.getByRole("link", { name: "Conversations" }).click();
  await expect(page.getByText("3 conversations", { exact: true })).toBeVisible();
  await page.getByRole("textbox", { name: "Client, phone or e-mail" }).fill("carla");
  await expect(page.getByText("1 conversation", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Export" }).click();
  const exports = page.getByRole("dialog", { name: "Export" });
  await exports.getByRole("button", { name: "XLSX" }).click();
  const file = exports.getByRole("link", { name: /\.xlsx/ });
  await expect(file).toBeVisible({ timeout: 30_000 });
  await expect(exports).toContainText("1 row written");
  const said = sheets(Buffer.from(await (await fetch((await file.getAttribute("href"))!)).arrayBuffer()));
  for (const text of ["Client", "Carla", "Telegram"]) expect(said).toContain(text);
  expect(said).not.toContain("Boris");
});

test("what is exported obeys the rule of the list: of whoever sees their own conversations it holds theirs alone (CL-16)", async ({ page, system }) => {
  await system.telegram("shop");
  const [olga, max] = [await system.invited("Olga", { dialogs: "own", export: true }), await system.invited("Max")];
  for (const [i, name] of ["Anna", "Boris"].entries()) await system.writes(42 + i, name, "Hello!");
  const of = async (name: string) => (await listed(system)).find((d) => d.name === name)?.id;
  for (const [name, operator] of [["Anna", olga], ["Boris", max]] as const) {
    await expect.poll(() => of(name)).toBeTruthy();
    await system.call("PATCH", `/v1/dialogs/${await of(name)}`, { operator: operator.id, state: "in_progress" });
  }
  await joins(page, olga.link);
  await page.getByRole("link", { name: "Conversations" }).click();
  await expect(page.getByText("1 conversation", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Export" }).click();
  const exports = page.getByRole("dialog", { name: "Export" });
  await exports.getByRole("button", { name: "CSV" }).click();
  await expect(exports).toContainText("1 row written", { timeout: 30_000 });
  const text = await (await fetch((await exports.getByRole("link").getAttribute("href"))!)).text();
  expect(text).toContain("Anna");
  expect(text).not.toContain("Boris");
});
