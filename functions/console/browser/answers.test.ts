// What speeds up typical requests.
import { expect, joins, listed, sees, test } from "./system";

test("ready answers, scripts and auto-replies: an administrator writes them once, an operator needs a press each (OP-40)", async ({ page, browser, system }) => {
  test.setTimeout(240_000);
  const olga = await system.invited("Olga");
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [olga.id] });
  await system.telegram("shop", { team: "sales" });
  await system.settings({ labels: [{ id: "claim", title: "Claim" }] });
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  const sheet = page.getByRole("dialog");
  const saved = async () => { await sheet.getByRole("button", { name: "Save" }).click(); await expect(sheet).toHaveCount(0); };

  // A ready answer; what a team says by itself; and a script, which one press goes through.
  await page.goto(`${system.url}/app/settings/templates`);
  await page.getByRole("button", { name: "Make a template" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Delivery time");
  await sheet.getByRole("textbox", { name: "Text" }).fill("It is with you within three days, {{customer.name|there}}.");
  await sheet.getByRole("combobox", { name: "Whose" }).click();
  await page.getByRole("option", { name: "everybody's" }).click();
  await saved();
  await page.goto(`${system.url}/app/settings/teams`);
  await page.getByRole("button", { name: /Sales/ }).click();
  await sheet.getByRole("textbox", { name: "Greeting" }).fill("Hello! Somebody answers in a moment.");
  await saved();
  await page.goto(`${system.url}/app/settings/automations`);
  await page.getByRole("button", { name: "Make a rule" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Begin a claim");
  await sheet.getByRole("combobox", { name: "When" }).click();
  await page.getByRole("option", { name: "An operator presses its button in a chat" }).click();
  const kind = async (n: number, name: string) => {
    await sheet.getByRole("combobox", { name: `Action ${n}` }).click();
    await page.getByRole("option", { name, exact: true }).click();
  };
  await kind(1, "Write to the customer");
  await sheet.getByRole("textbox", { name: "Reply" }).fill("Please send us a photo of what is broken.");
  await sheet.getByRole("button", { name: "Add an action" }).click();
  await kind(2, "Add a label");
  await sheet.getByRole("group", { name: "Action 2" }).getByRole("combobox").last().click();
  await page.getByRole("option", { name: "Claim" }).click();
  await saved();

  // The customer is greeted by itself, before anybody has the chat.
  await system.writes(42, "Anna", "When does my chair come? The last one was broken.");
  await listed(system);
  await expect.poll(() => system.took.filter((body) => body.includes("Somebody answers in a moment")).length).toBe(1);

  const other = await (await browser.newContext()).newPage();
  await joins(other, olga.link);
  await other.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await other.getByRole("button", { name: "Accept chat" }).click();
  const said = other.getByRole("log", { name: "Messages" }).getByRole("article");
  await expect(said.filter({ hasText: "Somebody answers in a moment" })).toContainText("sent");

  // The button for templates, a part of the text, Enter: the answer stands there, filled in.
  await other.getByRole("button", { name: "Templates" }).click();
  const reply = other.getByRole("textbox", { name: "Reply" });
  await reply.pressSequentially("three days");
  await expect(other.getByRole("option", { name: /Delivery time/ })).toBeVisible();
  await sees(other);
  await reply.press("Enter");
  await expect(reply).toHaveValue("It is with you within three days, Anna.");
  await reply.press("Enter");
  await expect(said.filter({ hasText: "within three days, Anna" })).toContainText("sent");

  // The script: written to the customer and labelled, by one press.
  await other.getByRole("button", { name: "Priority, labels and more" }).click();
  await other.getByRole("menuitem", { name: "Begin a claim" }).click();
  await expect(said.filter({ hasText: "Please send us a photo" })).toContainText("sent");
  await expect(other.getByRole("list", { name: "Active chats" }).getByRole("listitem")).toContainText("Claim");
  expect(system.took.filter((body) => body.includes("Please send us a photo")).length).toBe(1);
  await other.context().close();
});
