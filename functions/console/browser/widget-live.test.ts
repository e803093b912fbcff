// How a page of a visitor's hears of what is new: told on a WebSocket, and by asking
// where it has none.
import type { Page } from "@playwright/test";
import { joins } from "./system";
import { dialogs, expect, opens, replies, says, test } from "./widget";

// ears are what a page is told on its sockets, and what it asks.
function ears(page: Page) {
  const heard = { sockets: 0, open: 0, told: [] as string[], asked: 0 };
  page.on("websocket", (socket) => {
    if (!socket.url().includes("/web/live?ticket=")) return;
    heard.sockets++;
    heard.open++;
    socket.on("framereceived", ({ payload }) => (JSON.parse(String(payload)) as { events: { kind: string }[] }).events.forEach((e) => heard.told.push(JSON.stringify(e))));
    socket.on("close", () => heard.open--);
  });
  page.on("request", (request) => {
    if (request.method() === "GET" && /\/web\/[^/]+\/messages/.test(request.url())) heard.asked++;
  });
  return heard;
}

// quiet waits until a page asks for nothing for five seconds of its own time.
const quiet = (page: Page, heard: { asked: number }) => expect.poll(async () => {
  const before = heard.asked;
  await page.clock.runFor(5_000);
  return heard.asked - before;
}).toBe(0);

test("while its socket is open a page asks for nothing, but once it is told that something changed (CH-21, WG-06)", async ({ page, system, shop }) => {
  await page.clock.install();
  await shop.line();
  const heard = ears(page);
  await page.goto(shop.url);
  const panel = await opens(page);
  await says(panel, "Hello");
  await expect(panel.getByRole("log")).toContainText("sent");
  await expect.poll(() => heard.open).toBe(1);
  await quiet(page, heard);

  const asked = heard.asked;
  await page.clock.runFor(3 * 60_000);
  expect(heard.asked).toBe(asked);

  const told = heard.told.length;
  await replies(system, "Good day");
  await expect(panel.getByText("Good day")).toBeVisible();
  const [d] = await dialogs(system);
  await expect.poll(async () => (await system.call<{ items: { author: string; status?: string }[] }>("GET", `/v1/dialogs/${d!.id}/messages`)).items.find((m) => m.author === "operator")?.status).toBe("read");
  await quiet(page, heard);
  expect(heard.told.length).toBeGreaterThan(told);
  expect(new Set(heard.told)).toEqual(new Set(['{"kind":"message"}'])); // and nothing of what
  // The message; that it arrived; that it was read: and no more.
  expect(heard.asked - asked).toBeLessThanOrEqual(4);
  expect([heard.sockets, heard.open]).toEqual([1, 1]);

  // One who types is seen at once.
  const { token } = await system.call<{ token: string }>("POST", "/v1/keys", { name: "Olga", role: "operator", operator: "olga", leads: "change", dialogs: "all" });
  await system.call("POST", `/v1/dialogs/${d!.id}/typing`, {}, { Authorization: `Bearer ${token}` });
  await expect(panel.getByText("is typing")).toBeVisible();
});

test("a visitor is told nothing of another's (RS-07)", async ({ page, browser, system, shop }) => {
  await shop.line();
  const heard = ears(page);
  await page.goto(shop.url);
  await says(await opens(page), "I am Anna");
  await expect.poll(() => heard.open).toBe(1);
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  const others = ears(other);
  await other.goto(shop.url);
  const panel = await opens(other);
  await says(panel, "I am Ben");
  await expect.poll(() => others.open).toBe(1);
  await expect.poll(async () => (await dialogs(system)).length).toBe(2);
  const told = heard.told.length;
  await replies(system, "Hello, Ben"); // to the newest, his
  await expect(panel.getByText("Hello, Ben")).toBeVisible();
  await expect(page.getByText("Hello, Ben")).toHaveCount(0);
  expect([others.told.length > 0, heard.told.length]).toEqual([true, told]);
  await elsewhere.close();
});

test("a server that was killed is found again, with all that was said meanwhile", async ({ page, system, shop }) => {
  await shop.line();
  const heard = ears(page);
  await page.goto(shop.url);
  const panel = await opens(page);
  await says(panel, "Hello");
  await expect.poll(() => heard.open).toBe(1);
  await system.killed();
  await expect.poll(() => heard.open).toBe(0);
  await says(panel, "Are you there?");
  await system.again();
  await replies(system, "We are back");
  await expect(panel.getByText("We are back")).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => heard.open, { timeout: 40_000 }).toBe(1);
  await expect(panel.getByText("Are you there?")).toHaveCount(1);
  await expect.poll(async () => {
    const [d] = await dialogs(system);
    return (await system.call<{ items: { text?: string; author: string }[] }>("GET", `/v1/dialogs/${d!.id}/messages`)).items.filter((m) => m.author === "customer").map((m) => m.text).sort();
  }, { timeout: 40_000 }).toEqual(["Are you there?", "Hello"]); // each once
  await replies(system, "And here");
  await expect(panel.getByText("And here")).toBeVisible({ timeout: 5_000 });
});

test("where the page's policy lets no socket through, it asks, as before (CH-21)", async ({ browser, system, shop }) => {
  const strict = await browser.newContext();
  const page = await strict.newPage();
  await page.clock.install();
  shop.connects = system.url;
  await shop.line();
  const heard = ears(page);
  await page.goto(shop.url);
  const panel = await opens(page);
  await says(panel, "Hello");
  await expect(panel.getByRole("log")).toContainText("sent");
  const asked = heard.asked;
  await page.clock.runFor(60_000);
  await expect.poll(() => heard.asked).toBeGreaterThan(asked);
  await replies(system, "Good day");
  await expect(panel.getByText("Good day")).toBeVisible({ timeout: 15_000 });
  expect(heard.told).toEqual([]);
  await strict.close();
});

test("an operator sets a picture of their own, and the visitor sees it beside their name (WG-06)", async ({ page, browser, system, shop }) => {
  await shop.line();
  await page.goto(shop.url);
  const panel = await opens(page);
  await says(panel, "Hello");
  await expect.poll(async () => (await dialogs(system)).length).toBe(1);
  const desk = await browser.newContext();
  const olga = await desk.newPage();
  await joins(olga, (await system.invited("Olga", { dialogs: "all" })).link);
  await olga.getByRole("button", { name: "Your account, Olga" }).click();
  await olga.getByRole("menuitem", { name: "Password, sessions, keyboard" }).click();
  const account = olga.getByRole("dialog", { name: "Your account" });
  const chooses = async (name: string, buffer: Buffer) => {
    const choosing = olga.waitForEvent("filechooser");
    await account.getByRole("button", { name: /picture$/ }).click();
    await (await choosing).setFiles({ name, mimeType: "image/png", buffer });
  };
  await chooses("no.png", Buffer.from("<script>alert(1)</script>"));
  await expect(account.getByRole("alert")).toHaveText("This file is no picture that can be read.");
  await chooses("me.png", await olga.screenshot()); // larger than what is kept
  await expect(account.getByRole("img", { name: "Your picture" })).toBeVisible();
  const here = account.getByText("this one", { exact: true });
  await olga.setViewportSize({ width: 360, height: 720 });
  expect(await here.evaluate((e) => e.scrollWidth <= e.clientWidth)).toBe(true); // nothing is cut off of it
  await olga.setViewportSize({ width: 1360, height: 800 });

  const [d] = await dialogs(system);
  await olga.goto(`${system.url}/app/chats/${encodeURIComponent(d!.id)}`);
  await olga.getByRole("button", { name: "Accept chat" }).first().click();
  await olga.getByRole("textbox", { name: "Reply" }).fill("Good day");
  await olga.getByRole("button", { name: "Send", exact: true }).click();
  await expect(panel.getByText("Good day")).toBeVisible({ timeout: 15_000 });
  await expect(panel.getByRole("log")).toContainText("Olga");
  const face = panel.locator("canvas.face");
  await expect(face).toHaveCount(1);
  await expect.poll(() => face.evaluate((c: HTMLCanvasElement) => c.getContext("2d")!.getImageData(28, 28, 1, 1).data[3])).toBe(255);
  if (process.env.FACE) await page.screenshot({ path: process.env.FACE });
  await shop.options({ names: "off" });
  await page.reload();
  await expect(panel.getByText("Good day")).toBeVisible({ timeout: 15_000 });
  await expect(panel.locator("canvas.face")).toHaveCount(0);
  await expect(panel.getByRole("log")).not.toContainText("Olga");
  await desk.close();
});
