// The board by a finger, on a phone. Long presses that draw a card along are the browser's
// own, and can't be made in a headless one: cards are draggable, and each has a menu.
import { expect, fits, joins, test } from "./system";

test.use({ hasTouch: true, viewport: { width: 360, height: 720 } });

test("on a phone a deal is opened and moved by taps", async ({ page, system }) => {
  test.setTimeout(180_000);
  const made = await system.call<{ ref: string }>("POST", "/v1/cards", { kind: "deal", title: "Office chairs", values: {} });
  const stage = async () => (await system.call<{ stage: string }>("GET", `/v1/cards/${encodeURIComponent(made.ref)}`)).stage;
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/deals`);
  const board = page.getByRole("region", { name: "Kanban" });
  const column = (name: string) => board.getByRole("list", { name, exact: true });
  const card = column("New").getByRole("listitem");
  await expect(card).toContainText("Office chairs");

  await expect(card).toHaveAttribute("draggable", "true");
  await board.getByRole("button", { name: "Move Office chairs" }).tap();
  await page.getByRole("menuitem", { name: "In work" }).tap();
  await expect.poll(stage).toBe("in_work");
  await expect(column("In work").getByRole("listitem")).toContainText("Office chairs");
  await expect(card).toHaveCount(0);
  await fits(page);
  await column("In work").getByRole("link", { name: "Office chairs" }).tap();
  await expect(page.getByRole("heading", { level: 1, name: "Office chairs" })).toBeVisible();
});
