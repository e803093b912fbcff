import { expect, fits, joins, proposes, sees, test } from "./system";

test("the board of deals: moved by mouse and by keyboard, badges, a refusal goes back (FF-08, FF-09, MC-11)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  const make = (title: string, more: object = {}) => system.call<{ ref: string }>("POST", "/v1/cards", { kind: "deal", title, values: { budget: { amount: 300, currency: "USD" } }, ...more });
  const chairs = await make("Office chairs");
  await make("Desk lamps");
  await make("Old order", { stage: "lost" });
  const stage = async () => (await system.call<{ stage: string }>("GET", `/v1/cards/${encodeURIComponent(chairs.ref)}`)).stage;
  const olga = await system.invited("Olga", { dialogs: "all" });
  await joins(page, olga.link);
  await page.getByRole("link", { name: "Deals", exact: true }).click();
  const board = page.getByRole("region", { name: "Kanban" });
  const column = (name: string) => board.getByRole("list", { name, exact: true });
  await expect(column("New").getByRole("listitem")).toHaveCount(2);
  await expect(column("Lost").getByRole("listitem")).toContainText("Old order");
  await expect(board).toContainText("2 cards · $600");
  await sees(page);
  await fits(page);

  // By mouse; by keyboard; by the card's menu.
  await column("New").getByRole("listitem").filter({ hasText: "Office chairs" }).hover();
  await page.mouse.down();
  const there = (await board.locator("section").nth(1).boundingBox())!;
  for (const part of [0.3, 0.5, 0.6]) await page.mouse.move(there.x + there.width * part, there.y + 80, { steps: 4 });
  await expect(board.locator("section").nth(1)).toHaveAttribute("data-over", "true");
  await page.mouse.up();
  await expect(column("In work").getByRole("listitem")).toContainText("Office chairs");
  await expect.poll(stage).toBe("in_work");
  await board.getByRole("link", { name: "Office chairs" }).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(column("Won").getByRole("listitem")).toContainText("Office chairs");
  await expect(page.getByRole("status").filter({ hasText: "Office chairs is now in Won" }).first()).toBeVisible();
  await expect.poll(stage).toBe("won");
  await board.getByRole("button", { name: "Move Office chairs" }).click();
  await page.getByRole("menuitem", { name: "New" }).click();
  await expect.poll(stage).toBe("new");

  // Two keys at once are two columns, though the server is slow; the focus goes with the card.
  await page.route("**/v1/cards/deal*", async (call) => {
    await new Promise((wake) => setTimeout(wake, 400));
    await call.continue();
  });
  await board.getByRole("link", { name: "Office chairs" }).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(column("Won").getByRole("listitem")).toContainText("Office chairs");
  await expect.poll(stage).toBe("won");
  await expect(column("Won").getByRole("link", { name: "Office chairs" })).toBeFocused();
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(stage).toBe("new");
  await page.unroute("**/v1/cards/deal*");

  // What is refused goes back, and it is said why: meanwhile she lost the right.
  const change = (deals: string) => system.call("PATCH", `/v1/operators/${olga.id}`, { deals }, { "If-Match": "*" });
  await page.route("**/v1/me", (me) => me.abort()); // and has not heard of it yet
  await change("read");
  await board.getByRole("link", { name: "Desk lamps" }).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.getByText("You have no right to do this.")).toBeVisible();
  await expect(column("New").getByRole("listitem").filter({ hasText: "Desk lamps" })).toBeVisible();
  await change("change");
  await page.unroute("**/v1/me");

  // Leads have badges of what CoPilot did; the gear leads to its modes.
  await proposes(system, 42, "Anna");
  await page.getByText("Leads", { exact: true }).click();
  await expect(board.getByRole("listitem").filter({ hasText: "Anna" })).toContainText("Awaiting approval (2)");
  await expect(board.getByRole("listitem").filter({ hasText: "Anna" })).toContainText("Fields filled");
  await page.getByRole("textbox", { name: "Filter these cards" }).fill("nobody");
  await expect(board.getByRole("listitem")).toHaveCount(0);
  await page.getByRole("link", { name: "Settings: Deals" }).click();
  await expect(page.getByRole("heading", { name: "CoPilot in CRM" })).toBeVisible();
});

test("a column scrolls while a deal is carried to its edge, and its cards can be reached there (FF-08)", async ({ page, system }) => {
  const make = (title: string, stage: string) => system.call("POST", "/v1/cards", { kind: "deal", title, stage, values: {} });
  await make("Office chairs", "new");
  for (let n = 1; n <= 25; n++) await make(`Order ${n}`, "in_work");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/deals`);
  const board = page.getByRole("region", { name: "Kanban" });
  const list = board.getByRole("list", { name: "In work", exact: true });
  await expect(list.getByRole("listitem")).toHaveCount(25);
  const box = (await list.boundingBox())!;
  const down = () => list.evaluate((ul) => ul.scrollTop);
  const end = await list.evaluate((ul) => ul.scrollHeight - ul.clientHeight);
  expect(end).toBeGreaterThan(200);
  await board.getByRole("listitem").filter({ hasText: "Office chairs" }).hover();
  await page.mouse.down();
  await page.mouse.move(box.x + 80, box.y + box.height / 2, { steps: 6 });
  await page.mouse.move(box.x + 80, box.y + box.height - 12, { steps: 6 });
  await expect.poll(down).toBeGreaterThanOrEqual(end - 1);
  await page.mouse.move(box.x + 80, box.y + 12, { steps: 6 });
  await expect.poll(down).toBe(0);
  await page.mouse.move(box.x + 80, box.y + box.height / 2, { steps: 6 });
  await page.mouse.up();
  await expect(list.getByRole("listitem").filter({ hasText: "Office chairs" })).toHaveCount(1);
});
