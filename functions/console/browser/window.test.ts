// The 24 hours of a messenger that has them, and what goes out after them.
import type { Page } from "@playwright/test";
import { expect, fits, joins, sees, test } from "./system";

const hour = 3_600_000;

// later is a night after the customer's last words, by the page's clock.
async function later(page: Page) {
  await page.clock.install({ time: Date.now() + 24 * hour + 60_000 });
  await page.reload();
}

test("how long one may still write is shown beforehand; after it a reply is off, with the reason, until the customer writes again (OP-31, OP-32)", async ({ page, system }) => {
  await system.whatsapp();
  await system.says("34600111222", "Anna", "Is my order ready?");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await expect(page.getByText(/Replies are possible for 23:\d\d:\d\d more/)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Reply" })).toBeEnabled();
  await sees(page);
  await later(page);
  await expect(page.getByRole("status").filter({ hasText: "older than the messenger allows" })).toBeVisible();
  await expect(page.getByText(/Replies are possible/)).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Reply" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Send", exact: true })).toHaveCount(0);
  await sees(page);
  await fits(page);
  // A note is for colleagues, and is never late.
  await page.getByRole("tab", { name: "Note" }).click();
  await expect(page.getByRole("textbox", { name: "Note" })).toBeEnabled();
});

test("an approved template is chosen by its name, seen as the customer will, filled in and sent after the 24 hours (OP-31)", async ({ page, system }) => {
  await system.whatsapp({ waba_id: "900" });
  await system.says("34600111222", "Anna", "Is my order ready?");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await expect(page.getByRole("textbox", { name: "Reply" })).toBeVisible();
  await later(page);
  await page.getByRole("button", { name: "WhatsApp template" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("combobox", { name: "Approved template" }).or(sheet.getByRole("textbox", { name: "Approved template" })).click();
  await expect(page.getByRole("option")).toHaveText(["order_ready · en_US", "hello_world · es"]);
  await page.getByRole("option", { name: /order_ready/ }).click();
  const preview = sheet.getByRole("group", { name: "As the customer sees it" });
  await expect(preview).toContainText("Hello {{1}}, your order {{2}} is ready.");
  await expect(preview).toContainText("The shop");
  await expect(sheet.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await sheet.getByRole("textbox", { name: "In the header, in place of {{1}}" }).fill("17");
  await sheet.getByRole("textbox", { name: "In place of {{1}}", exact: true }).fill("Anna");
  await sheet.getByRole("textbox", { name: "In place of {{2}}", exact: true }).fill("17");
  await expect(sheet.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await sheet.getByRole("textbox", { name: "End of the address behind the button “Track it”" }).fill("a1");
  await expect(preview).toContainText("Hello Anna, your order 17 is ready.");
  await sees(page);
  await fits(page);
  await sheet.getByRole("button", { name: "Send", exact: true }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("log", { name: "Messages" }).getByRole("article").filter({ hasText: "order_ready" })).toBeVisible();
  await expect.poll(() => system.took.filter((body) => body.includes('"template"')).map((body) => (JSON.parse(body) as { template: unknown }).template)).toEqual([{
    name: "order_ready", language: { code: "en_US" }, components: [
      { type: "header", parameters: [{ type: "text", text: "17" }] },
      { type: "body", parameters: [{ type: "text", text: "Anna" }, { type: "text", text: "17" }] },
      { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: "a1" }] },
    ],
  }]);
});

test("where the line names no account, a template is named by hand, and it is said why", async ({ page, system }) => {
  await system.whatsapp();
  await system.says("34600111222", "Anna", "Is my order ready?");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await page.getByRole("button", { name: "WhatsApp template" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByText(/waba_id/)).toBeVisible();
  await sheet.getByRole("textbox", { name: "Name of the template" }).fill("hello_world");
  await sheet.getByRole("textbox", { name: "Its language" }).fill("es");
  await sheet.getByRole("button", { name: "Send", exact: true }).click();
  await expect.poll(() => system.took.some((body) => body.includes('"template":{"language":{"code":"es"},"name":"hello_world"}'))).toBe(true);
});

test("a chat is started with an approved template after the 24 hours, from the contact (OP-27, OP-31)", async ({ page, system }) => {
  await system.whatsapp({ waba_id: "900" });
  await system.says("34600111222", "Anna", "Is my order ready?", new Date(Date.now() - 25 * hour));
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("link", { name: "Contacts", exact: true }).click();
  await page.getByRole("link", { name: "Anna" }).click();
  await page.getByRole("button", { name: "Start a conversation" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("radio", { name: /WhatsApp shop/ })).toBeChecked();
  await expect(sheet.getByText("Only an approved template goes out now", { exact: false })).toBeVisible();
  await expect(sheet.getByRole("textbox", { name: "Message" })).toHaveCount(0);
  await sheet.getByRole("combobox", { name: "Approved template" }).or(sheet.getByRole("textbox", { name: "Approved template" })).click();
  await page.getByRole("option", { name: /hello_world/ }).click();
  await expect(sheet.getByRole("group", { name: "As the customer sees it" })).toContainText("Hola.");
  await sees(page);
  await fits(page);
  await sheet.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page).toHaveURL(/\/app\/chats\//);
  await expect(page.getByRole("log", { name: "Messages" }).getByRole("article").filter({ hasText: "hello_world" })).toBeVisible();
  await expect.poll(() => system.took.some((body) => body.includes('"template":{"language":{"code":"es"},"name":"hello_world"}'))).toBe(true);
});
