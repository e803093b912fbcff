// A chat from its coming to its end without a hand on the mouse.
import { expect, joins, listed, test } from "./system";

test("by keys alone a chat is accepted, answered, handed to nobody, completed and had back; its card is opened and moved on from", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  await system.writes(42, "Anna Brown", "Are chairs in stock?");
  await expect.poll(async () => (await listed(system))[0].cards.length).toBeGreaterThan(0);
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/chats`);
  const keys = async (...all: string[]) => { for (const key of all) await page.keyboard.press(key); };
  await expect(page.getByRole("list", { name: "New chats" }).getByRole("listitem")).toHaveCount(1);
  await keys("Alt+j");
  await expect(page.getByRole("heading", { level: 2, name: "Anna Brown" })).toBeVisible();
  await keys("Alt+q");
  await expect(page.getByRole("button", { name: "Complete chat", exact: true })).toBeVisible();
  await keys("Alt+l");
  await expect(page.getByRole("textbox", { name: "Reply" })).toBeFocused();
  await page.keyboard.type("Yes, two models.");
  await keys("Enter");
  await expect(page.getByRole("article").filter({ hasText: "Yes, two models." })).toContainText("sent");

  // Whom it can be handed to, and back without doing so.
  await keys("Alt+t");
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("textbox", { name: "Find a team or a person" })).toBeFocused();
  await keys("Escape");
  await expect(sheet).toHaveCount(0);

  await keys("Alt+e");
  await expect(page).toHaveURL(/\/app\/chats$/);
  await keys("Alt+z");
  await expect(page.getByRole("heading", { level: 2, name: "Anna Brown" })).toBeVisible();

  // The table: the row's menu, the chat's place in its card, and a deal of the lead.
  await keys("Control+k");
  await expect(page.getByRole("dialog", { name: "Command menu" })).toBeVisible();
  await page.keyboard.type("conv");
  await expect(page.getByRole("option").first()).toContainText("Conversations");
  await keys("Enter");
  const menu = page.getByRole("button", { name: "Actions for the conversation with Anna Brown" });
  await expect(menu).toBeVisible();
  const to = async (what: ReturnType<typeof page.getByRole>, key = "Tab") => {
    for (let n = 0; n < 60; n++) {
      if (await what.evaluate((e) => e === document.activeElement)) return;
      await keys(key);
    }
    throw new Error("it is not reached by the keyboard");
  };
  await to(menu);
  await keys("Enter");
  const item = page.getByRole("menuitem", { name: "In the timeline: Anna Brown" });
  await expect(item).toBeVisible();
  await to(item, "ArrowDown");
  await keys("Enter");
  await expect(page.getByRole("region", { name: "Chats" }).getByRole("listitem")).toBeFocused();
  await to(page.getByRole("button", { name: "Make a deal" }), "Shift+Tab");
  await keys("Enter");
  await expect(sheet.getByRole("textbox", { name: "Title" })).toBeFocused();
  await keys("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Anna Brown" })).toBeVisible();
  await expect(page).toHaveURL(/deal/);
});
