// What makes the day quick: the command menu, shortcuts, and being told.
import { expect, fits, joins, sees, test } from "./system";

test("the command menu goes to screens, actions and chats; shortcuts are listed and work (OP-30)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.telegram("shop");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await system.writes(42, "Anna", "Hello!");
  await system.writes(43, "Boris", "Hi!");
  const menu = page.getByRole("dialog", { name: "Command menu" });
  await page.keyboard.press("Control+k");
  await menu.getByRole("combobox").fill("conv");
  await expect(menu.getByRole("option").first()).toContainText("Conversations");
  await sees(page);
  await fits(page);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Conversations" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await menu.getByRole("combobox").fill("anna");
  await expect(menu.getByRole("option", { name: /Anna.*customer/ })).toBeVisible();
  await expect(menu.getByRole("option", { name: /Anna.*Lead/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "Anna" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await menu.getByRole("combobox").fill("hello");
  await expect(menu.getByRole("option", { name: /Hello!.*message/ })).toBeVisible();
  await menu.getByRole("combobox").fill("no such thing");
  await expect(menu.getByText("Nothing is called that.")).toBeVisible();
  await page.keyboard.press("Escape");

  // Chatwoot's keys: next chat, a note, a reply, complete.
  await page.keyboard.press("Alt+j");
  await expect(page.getByRole("heading", { level: 2, name: "Boris" })).toBeVisible();
  await page.keyboard.press("Alt+k");
  await expect(page.getByRole("heading", { level: 2, name: "Anna" })).toBeVisible();
  await page.keyboard.press("Alt+q");
  await expect(page.getByRole("button", { name: "Complete chat", exact: true })).toBeVisible();
  await page.keyboard.press("Alt+p");
  await expect(page.getByRole("textbox", { name: "Note" })).toBeFocused();
  await page.keyboard.press("Alt+l");
  await expect(page.getByRole("textbox", { name: "Reply" })).toBeFocused();
  await page.getByRole("textbox", { name: "Reply" }).blur();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Write a note");
  await sees(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+e");
  await expect(page).toHaveURL(/\/app\/chats$/);
});

test("an operator is told of a chat in the title and by the browser, with a sound, while they look elsewhere, as they have set it (OP-08, DG-27, SYS-23)", async ({ page, context, system }) => {
  test.setTimeout(240_000);
  // The browser's own bubble can't be seen from here: what it is asked to show is kept.
  await context.addInitScript(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    class Fake {
      static permission = localStorage.getItem("allowed") ?? "default";
      static requestPermission() {
        localStorage.setItem("allowed", "granted");
        Fake.permission = "granted";
        return Promise.resolve("granted");
      }
      constructor(title: string) {
        told.push(title);
      }
      close() {}
    }
    const sounds = { n: 0 };
    class Sound extends AudioContext {
      constructor() {
        super();
        sounds.n++;
      }
    }
    Object.assign(window, { Notification: Fake, AudioContext: Sound, sounds });
    Object.defineProperty(document, "visibilityState", { get: () => localStorage.getItem("seen") ?? "visible" });
  });
  const olga = await system.invited("Olga", { dialogs: "all" });
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [olga.id], reads: "waiting" });
  await system.telegram("shop", { team: "sales" });
  await joins(page, olga.link);
  await expect(page.getByRole("complementary", { name: "Notifications" })).toHaveCount(0);
  await page.getByRole("switch", { name: "Available" }).click();
  const asks = page.getByRole("complementary", { name: "Notifications" });
  await sees(page);
  await asks.getByRole("button", { name: "Allow notifications" }).click();
  await expect(asks).toHaveCount(0);
  await system.writes(42, "Anna", "Hello!");
  await expect(page).toHaveTitle(/^\(1\) Sufler$/, { timeout: 30_000 });

  // Whoever looks is not told by the browser; what she wants to be told she sets.
  expect(await page.evaluate(() => (window as unknown as { told: string[] }).told)).toEqual([]);
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Notifications" }).click();
  const sheet = page.getByRole("dialog", { name: "Notifications" });
  await sheet.getByRole("group", { name: "A customer has written" }).getByRole("checkbox", { name: "by a sound" }).uncheck();
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toHaveCount(0);
  await page.reload();
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Notifications" }).click();
  await expect(sheet.getByRole("group", { name: "A customer has written" }).getByRole("checkbox", { name: "by a sound" })).not.toBeChecked();
  await expect(sheet.getByRole("group", { name: "A chat is assigned to you" }).getByRole("checkbox", { name: "by a sound" })).toBeChecked();

  // She looks elsewhere: the next chat that is assigned to her is heard and shown.
  await page.keyboard.press("Escape");
  await page.evaluate(() => localStorage.setItem("seen", "hidden"));
  await system.writes(43, "Bob", "Is anybody there?");
  const shown = () => page.evaluate(() => ({ told: (window as unknown as { told: string[] }).told, sounds: (window as unknown as { sounds: { n: number } }).sounds.n }));
  await expect.poll(async () => (await shown()).told, { timeout: 30_000 }).toContain("A chat is assigned to you");
  expect((await shown()).sounds).toBeGreaterThan(0);
});
