// What becomes of a message once it was said, and what goes with one.
import { expect, fits, joins, listed, sees, test, type System } from "./system";
import type { Page } from "@playwright/test";

// opened is a chat that the operator has accepted.
async function opened(page: Page, system: System) {
  await system.whatsapp();
  const id = await system.says("34600111222", "Anna", "Two chairs, please");
  const second = await system.says("34600111222", "Anna", "and my card is 4111");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await expect(page.getByRole("textbox", { name: "Reply" })).toBeVisible();
  return { id, second };
}

const now = () => String(Math.floor(Date.now() / 1_000));

test("a reaction stands below its message, an edit shows what stood there before, and what was deleted is marked so", async ({ page, system }) => {
  const { id, second } = await opened(page, system);
  const contacts = [{ profile: { name: "Anna" }, wa_id: "34600111222" }];
  const first = page.getByRole("article").filter({ hasText: "chairs, please" });
  await system.tells({ contacts, messages: [{ from: "34600111222", id: "wamid.R1", timestamp: now(), type: "reaction", reaction: { message_id: id, emoji: "👍" } }] });
  await expect(first.getByText("👍")).toBeVisible();

  await system.tells({ contacts, messages: [{ from: "34600111222", id: "wamid.E1", timestamp: now(), type: "edit", edit: { original_message_id: id, message: { type: "text", text: { body: "Three chairs, please" } } } }] });
  await expect(first.getByText("Three chairs, please")).toBeVisible();
  await expect(page.getByText("Two chairs, please")).toHaveCount(0);
  await first.getByRole("button", { name: "edited: show what stood there" }).click();
  await expect(first.getByText("Two chairs, please")).toBeVisible();

  await system.tells({ contacts, messages: [{ from: "34600111222", id: "wamid.D1", timestamp: now(), type: "revoke", revoke: { original_message_id: second } }] });
  const taken = page.getByRole("article").filter({ hasText: "my card is 4111" });
  await expect(taken.getByText("The author took this back")).toBeVisible();
  await expect(taken.locator("[data-gone]")).toHaveText("and my card is 4111");
  await sees(page);
  await fits(page);
});

test("a file is dropped or pasted, shows how far it is, and goes out with the message", async ({ page, system }) => {
  await opened(page, system);
  const write = page.getByRole("region", { name: "Write" });
  const files = page.getByRole("list", { name: "Files to send" });
  // The upload stands still until it is let go, so that its progress can be seen.
  let go = () => {};
  const held = new Promise<void>((done) => (go = done));
  await page.route("**/files/uploads/**", async (route) => {
    if (route.request().method() === "PUT") await held;
    await route.continue();
  });
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["chair: 49.90\n"], "prices.txt", { type: "text/plain" }));
    return data;
  });
  await write.dispatchEvent("dragover", { dataTransfer: dropped });
  await write.dispatchEvent("drop", { dataTransfer: dropped });
  await expect(files).toContainText("prices.txt");
  await expect(files.getByRole("progressbar", { name: "Uploading prices.txt" })).toHaveAttribute("aria-valuenow", /^\d+$/);
  await page.getByRole("textbox", { name: "Reply" }).fill("Our prices");
  await expect(page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await sees(page);
  go();
  await expect(files.getByRole("button", { name: "Take prices.txt off" })).toBeVisible();
  await expect(files.getByRole("progressbar")).toHaveCount(0);

  await page.getByRole("textbox", { name: "Reply" }).focus();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["a second one\n"], "pasted.txt", { type: "text/plain" }));
    document.activeElement!.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(files.getByRole("button", { name: "Take pasted.txt off" })).toBeVisible();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const sent = page.getByRole("article").filter({ hasText: "Our prices" });
  await expect(sent).toContainText("prices.txt");
  await expect(sent).toContainText("pasted.txt");
});

test("a chat is put off until a time or until the customer writes, says so in its row, and comes back", async ({ page, system }) => {
  await opened(page, system);
  const row = page.getByRole("list", { name: "Active chats" }).getByRole("listitem");
  const more = page.getByRole("button", { name: "Priority, labels and more" });
  await more.click();
  await page.getByRole("menuitem", { name: "For an hour" }).click();
  await expect(row).toContainText(/put off until \d/);
  await more.click();
  await expect(page.getByRole("menuitem", { name: "Take up again" })).toBeVisible();
  await sees(page);
  await page.getByRole("menuitem", { name: "Take up again" }).click();
  await expect(row).not.toContainText("put off");

  await more.click();
  await page.getByRole("menuitem", { name: "Until the customer writes" }).click();
  await expect(row).toContainText("put off");
  await expect(row).not.toContainText("until");
  await system.says("34600111222", "Anna", "Are you there?");
  await expect(row).toContainText("Are you there?");
  await expect(row).not.toContainText("put off");

  // A time that passes brings it back by itself.
  const items = await listed(system);
  await system.call("PATCH", `/v1/dialogs/${items[0]!.id}`, { snooze: { until: new Date(Date.now() + 4_000).toISOString() } });
  await expect(row).toContainText("put off until");
  await expect(row).not.toContainText("put off", { timeout: 30_000 });
});
