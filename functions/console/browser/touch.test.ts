// The board by a finger, on a phone: touches go to the browser as its screen tells of them.
import type { CDPSession, Page } from "@playwright/test";
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

// Finger is one that touches the screen.
class Finger {
  private at = { x: 0, y: 0 };
  private constructor(private readonly page: Page, private readonly session: CDPSession) {}
  static async of(page: Page) {
    return new Finger(page, await page.context().newCDPSession(page));
  }
  private tell(type: "touchStart" | "touchMove" | "touchEnd" | "touchCancel") {
    return this.session.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" || type === "touchCancel" ? [] : [this.at] });
  }
  async down(x: number, y: number) {
    this.at = { x, y };
    await this.tell("touchStart");
  }
  async to(x: number, y: number, steps = 6) {
    const { x: x0, y: y0 } = this.at;
    for (let n = 1; n <= steps; n++) {
      this.at = { x: x0 + ((x - x0) * n) / steps, y: y0 + ((y - y0) * n) / steps };
      await this.tell("touchMove");
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }
  up = () => this.tell("touchEnd");
  lost = () => this.tell("touchCancel");
}

test("a finger that rests on a deal carries it to another column; one that moves at once scrolls (FF-08)", async ({ page, system }) => {
  test.setTimeout(180_000);
  const made = await system.call<{ ref: string }>("POST", "/v1/cards", { kind: "deal", title: "Office chairs", values: {} });
  const stage = async () => (await system.call<{ stage: string }>("GET", `/v1/cards/${encodeURIComponent(made.ref)}`)).stage;
  const olga = await system.invited("Olga", { dialogs: "all" });
  await joins(page, olga.link);
  await page.goto(`${system.url}/app/deals`);
  const board = page.getByRole("region", { name: "Kanban" });
  const column = (name: string) => board.getByRole("list", { name, exact: true });
  const card = board.getByRole("listitem").filter({ hasText: "Office chairs" });
  const finger = await Finger.of(page);
  const middle = async () => {
    await card.scrollIntoViewIfNeeded();
    const box = (await card.boundingBox())!;
    return [box.x + box.width / 2, box.y + box.height - 6] as const;
  };
  const over = () => board.locator("[data-over]").getAttribute("data-stage");
  await expect(column("New").getByRole("listitem")).toHaveCount(1);

  // At once: the board scrolls, and nothing is carried.
  await finger.down(...(await middle()));
  await finger.to(40, 500);
  await expect(card).not.toHaveAttribute("data-held");
  await finger.up();
  expect(await stage()).toBe("new");

  // Given up in the middle: it stays.
  await finger.down(...(await middle()));
  await expect(card).toHaveAttribute("data-held", "true");
  await finger.lost();
  await expect(card).not.toHaveAttribute("data-held");
  expect(await stage()).toBe("new");

  // Held: at the screen's edge the board goes along, and the card is dropped there.
  const wide = (await column("New").boundingBox())!.width;
  await finger.down(...(await middle()));
  await expect(card).toHaveAttribute("data-held", "true");
  await finger.to(345, 300);
  await expect.poll(() => board.evaluate((b) => b.scrollLeft)).toBeGreaterThan(wide); // "New" has left the screen's middle
  await finger.to(180, 300); // it stands still again
  const to = (await over())!;
  expect(to).not.toBe("new");
  await page.screenshot({ path: test.info().outputPath("carried.png") });
  await finger.up();
  const there = board.locator(`[data-stage="${to}"]`).getByRole("listitem");
  await expect(there).toContainText("Office chairs");
  await expect.poll(stage).toBe(to);
  await expect(column("New").getByRole("listitem")).toHaveCount(0);
  await expect(page).toHaveURL(/\/deals/); // no tap that opens it

  // Refused: it goes back, and it is said why.
  await page.route("**/v1/me", (me) => me.abort()); // she has not heard of it yet
  await system.call("PATCH", `/v1/operators/${olga.id}`, { deals: "read" }, { "If-Match": "*" });
  await finger.down(...(await middle()));
  await expect(card).toHaveAttribute("data-held", "true");
  await finger.to(15, 300);
  await expect.poll(over).not.toBe(to);
  await finger.up();
  await expect(page.getByText("You have no right to do this.")).toBeVisible();
  await expect(there).toContainText("Office chairs");
  expect(await stage()).toBe(to);
});

test("a column scrolls while a finger carries a deal to its edge (FF-08)", async ({ page, system }) => {
  for (let n = 1; n <= 25; n++) await system.call("POST", "/v1/cards", { kind: "deal", title: `Order ${n}`, values: {} });
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/deals`);
  const list = page.getByRole("region", { name: "Kanban" }).getByRole("list", { name: "New", exact: true });
  await expect(list.getByRole("listitem")).toHaveCount(25);
  const card = list.getByRole("listitem").first();
  const [box, at] = [(await list.boundingBox())!, (await card.boundingBox())!];
  const down = () => list.evaluate((ul) => ul.scrollTop);
  const end = await list.evaluate((ul) => ul.scrollHeight - ul.clientHeight);
  expect(end).toBeGreaterThan(200);
  const finger = await Finger.of(page);
  await finger.down(at.x + at.width / 2, at.y + at.height - 6);
  await expect(card).toHaveAttribute("data-held", "true");
  await finger.to(at.x + at.width / 2, box.y + box.height - 12);
  await expect.poll(down).toBeGreaterThanOrEqual(end - 1);
  await finger.to(at.x + at.width / 2, box.y + 12);
  await expect.poll(down).toBe(0);
  await finger.lost();
  await expect(card).not.toHaveAttribute("data-held");
});
