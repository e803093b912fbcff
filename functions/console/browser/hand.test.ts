// Handing a chat over: with a word for whoever takes it, and where its buttons are.
import { expect, joins, listed, sees, test } from "./system";

test("a chat is handed over with a comment, which its receiver reads and the customer doesn't; it is said that it is done (OP-37, OP-38, DG-20, DG-21)", async ({ page, browser, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  const [olga, max] = [await system.invited("Olga"), await system.invited("Max")];
  await system.call("PUT", "/v1/teams/repairs", { title: "Repairs", members: [max.id], reads: "waiting" });
  await system.writes(42, "Anna", "One leg came off");
  await joins(page, olga.link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await page.getByRole("button", { name: "Transfer chat" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: "Find a team or a person" }).fill("rep");
  await expect(sheet.getByRole("button", { name: "Max" })).toHaveCount(0);
  await sheet.getByRole("textbox", { name: "Comment for whoever takes it over" }).fill("She sends a photo tonight");
  await sees(page);
  await sheet.getByRole("button", { name: "Repairs" }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: "The chat is handed over: Repairs." })).toBeVisible();
  await expect(page.getByRole("list", { name: "Active chats" }).getByRole("listitem")).toHaveCount(0);

  const other = await (await browser.newContext()).newPage();
  await joins(other, max.link);
  await other.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  const log = other.getByRole("log", { name: "Messages" });
  await expect(log).toContainText("One leg came off");
  const note = log.getByRole("article").filter({ hasText: "She sends a photo tonight" });
  await expect(note).toContainText("Note");
  await expect(note).toContainText("Olga");
  await expect(log.getByText("Olga handed over to Repairs")).toBeVisible();
  expect(system.took.filter((body) => body.includes("She sends a photo tonight"))).toEqual([]);
  await other.context().close();
});

test("each button of a chat stays in sight, however narrow the window, however long the name, while CoPilot counts down", async ({ page, system }) => {
  await system.settings({ quietSeconds: 600 });
  await system.telegram("shop");
  const name = "Maximiliane Alexandrina von Hohenstein";
  await system.writes(42, name, "Hello!");
  await system.writes(42, name, "I'd like 3 office chairs.");
  const [{ id }] = await listed(system);
  const olga = await system.invited("Olga", { dialogs: "all" });
  await system.call("PATCH", `/v1/dialogs/${id}`, { operator: olga.id, state: "in_progress" });
  await joins(page, olga.link);
  await page.goto(`${system.url}/app/chats/${id}`);
  for (const language of ["EN", "RU"]) {
    await page.getByRole("button", { name: /Your account|Ваша учётная/ }).click();
    await page.getByRole("menuitemradio", { name: language }).click();
    await page.keyboard.press("Escape");
    for (const width of [1360, 1000, 820, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const head = page.getByRole("heading", { level: 2, name }).locator("xpath=ancestor::header");
      await expect(head.getByRole("button", { name: /^CoPilot/ })).toContainText(/\d:\d\d/);
      const box = (await head.boundingBox())!;
      const buttons = head.getByRole("button");
      expect(await buttons.count()).toBeGreaterThanOrEqual(5);
      for (const button of await buttons.all()) {
        const b = (await button.boundingBox())!;
        expect(b.x >= box.x && b.x + b.width <= box.x + box.width + 0.5 && b.y + b.height <= box.y + box.height + 0.5, `${language} ${width}: ${await button.innerText()}`).toBe(true);
      }
    }
    await page.setViewportSize({ width: 1360, height: 800 });
  }
});
