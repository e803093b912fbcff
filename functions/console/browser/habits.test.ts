// What makes the day quick: the command menu, shortcuts, and being told.
import type { BrowserContext, Page } from "@playwright/test";
import { expect, fits, joins, listed, sees, test } from "./system";

test("the command menu goes to screens, actions and chats; shortcuts are listed and work", async ({ page, system }) => {
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

// hears has the page keep what it asks the browser to show, as the browser's own bubble
// can't be seen from here, and how often it sounds; "seen" in its storage says whether
// anybody looks.
async function hears(context: BrowserContext) {
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
}

const told = (page: Page) => page.evaluate(() => ({ told: (window as unknown as { told: string[] }).told, sounds: (window as unknown as { sounds: { n: number } }).sounds.n }));

test("an operator is told of a chat in the title and by the browser, with a sound, while they look elsewhere, as they have set it (OP-08, DG-27, SYS-23)", async ({ page, context, system }) => {
  test.setTimeout(240_000);
  await hears(context);
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
  expect((await told(page)).told).toEqual([]);
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
  await expect.poll(async () => (await told(page)).told, { timeout: 30_000 }).toContain("A chat is assigned to you");
  expect((await told(page)).sounds).toBeGreaterThan(0);
});

test("whoever is handed a chat is told of it (DG-19)", async ({ page, context, system }) => {
  await hears(context);
  const [olga, max] = [await system.invited("Olga", { dialogs: "all" }), await system.invited("Max", { dialogs: "all" })];
  await system.telegram("shop");
  await joins(page, olga.link);
  await system.writes(42, "Anna", "Hello!");
  const items = await listed(system);
  await system.call("PATCH", `/v1/dialogs/${items[0]!.id}`, { operator: max.id, state: "in_progress" });
  await expect(page.getByRole("list", { name: "New chats" }).getByRole("listitem")).toHaveCount(0);
  await page.evaluate(() => { localStorage.setItem("allowed", "granted"); localStorage.setItem("seen", "hidden"); (Notification as unknown as { permission: string }).permission = "granted"; });
  await system.call("POST", `/v1/dialogs/${items[0]!.id}/transfer`, { operator: olga.id });
  await expect.poll(async () => (await told(page)).told, { timeout: 30_000 }).toEqual(["A chat is handed over to you"]);
  expect((await told(page)).sounds).toBe(1);
});

test("a chat that waits is told of once it waits longer than its team's alert, to whoever is there to answer (DG-26)", async ({ page, context, system }) => {
  test.setTimeout(240_000);
  await hears(context);
  const olga = await system.invited("Olga", { dialogs: "all" });
  await system.call("PUT", "/v1/teams/patient", { title: "Patient", members: [], reads: "waiting" });
  await system.call("PUT", "/v1/teams/quick", { title: "Quick", members: [], reads: "waiting", waitingAlertSeconds: 1 });
  await system.telegram("shop", { team: "patient" });
  await system.telegram("fast", { team: "quick" });
  await joins(page, olga.link);
  await page.evaluate(() => fetch("/v1/me", { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ notifications: { waiting: { sound: true, desktop: true } } }) }));
  await page.evaluate(() => localStorage.setItem("allowed", "granted"));
  await page.reload();
  const rows = page.getByRole("list", { name: "New chats" }).getByRole("listitem");
  const late = rows.getByText(/, too long$/);

  // Lists are read anew when something happens, and each minute: patient customers, who
  // alert nobody, have it happen sooner.
  const patient = () => system.writes(43, "Bob", "Hi!", "shop");

  // She is away: what waits too long is marked, and she isn't told.
  await system.writes(42, "Anna", "Hello!", "fast");
  await expect.poll(async () => { await patient(); return late.count(); }, { timeout: 90_000, intervals: [1_500] }).toBe(1);
  await expect(rows).toHaveCount(2);
  expect(await told(page)).toEqual({ told: [], sounds: 0 });

  // She is there: of one more that waits too long she is told, of new ones alone she isn't.
  await page.getByRole("switch", { name: "Available" }).click();
  await expect(page.getByRole("switch", { name: "Available" })).toBeChecked();
  await page.evaluate(() => localStorage.setItem("seen", "hidden"));
  await system.writes(44, "Carla", "Hi!", "shop");
  await expect(rows).toHaveCount(3);
  expect(await told(page)).toEqual({ told: [], sounds: 0 });
  await system.writes(45, "Dora", "Hi!", "fast");
  await expect.poll(async () => { await patient(); return (await told(page)).told; }, { timeout: 90_000, intervals: [1_500] }).toEqual(["A chat waits longer than its team's alert allows"]);
  expect((await told(page)).sounds).toBe(1);
});

test("whoever is there hears of a chat that is offered to them, though they may not read it yet, and of a new one that is nobody's; whoever is away doesn't (OP-08)", async ({ page, context, system }) => {
  test.setTimeout(180_000);
  await hears(context);
  const olga = await system.invited("Olga");
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [olga.id], reads: "none" });
  await system.telegram("offers", { team: "sales" });
  await system.telegram("shop");
  await joins(page, olga.link);
  await page.getByRole("switch", { name: "Available" }).click();
  await expect(page.getByRole("switch", { name: "Available" })).toBeChecked();
  await page.getByRole("link", { name: "Deals", exact: true }).click(); // on whatever screen
  const heard = async () => (await told(page)).sounds;

  // She looks: a sound is enough. What was said before she may read is shown nowhere.
  await system.writes(42, "Anna", "My card is 4111", "offers");
  await expect.poll(heard, { timeout: 30_000 }).toBe(1);
  await system.writes(43, "Bob", "Hi!", "shop");
  await expect.poll(heard, { timeout: 30_000 }).toBe(2);
  expect((await told(page)).told).toEqual([]);

  // She looks elsewhere: the browser shows it, too.
  await page.evaluate(() => { localStorage.setItem("seen", "hidden"); (Notification as unknown as { permission: string }).permission = "granted"; });
  await system.writes(44, "Carla", "Hello!", "offers");
  await expect.poll(async () => (await told(page)).told, { timeout: 30_000 }).toEqual(["A chat is assigned to you"]);
  await system.writes(45, "Dora", "Hello!", "shop");
  await expect.poll(async () => (await told(page)).told, { timeout: 30_000 }).toEqual(["A chat is assigned to you", "A new chat waits for somebody"]);
  expect(await heard()).toBe(4);

  // Away, she is left alone: the chat is in the list, and nothing sounds.
  await page.evaluate(() => localStorage.setItem("seen", "visible"));
  await page.getByRole("switch", { name: "Available" }).click();
  await expect(page.getByRole("switch", { name: "Available" })).not.toBeChecked();
  await page.getByRole("link", { name: "Chats", exact: true }).click();
  await system.writes(46, "Emil", "Hello!", "shop");
  await expect(page.getByRole("list", { name: "New chats" }).getByRole("listitem").filter({ hasText: "Emil" })).toBeVisible();
  expect(await heard()).toBe(4);
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Notifications" }).click();
  await expect(page.getByRole("dialog", { name: "Notifications" })).toContainText("Also of a new chat that is nobody's, while you are available.");
  await sees(page);
});
