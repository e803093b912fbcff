// What changes shows without being asked for; and where nobody tells, it is asked for.
import { expect, joins, test } from "./system";

test("a message shows at once, in two browsers, and nothing is asked for meanwhile", async ({ page, browser, system }) => {
  const olga = await system.invited("Olga");
  await system.telegram();
  await system.writes(42, "Anna", "Hello!");
  await joins(page, olga.link);
  const other = await (await browser.newContext()).newPage();
  await other.context().addCookies(await page.context().cookies());
  const logs = [page, other].map((p) => p.getByRole("log", { name: "Messages" }));
  for (const p of [page, other]) {
    const told = p.waitForEvent("websocket").then((socket) => socket.waitForEvent("framereceived"));
    await p.goto(system.url);
    await told;
    await p.getByRole("list", { name: "New chats" }).getByRole("link").click();
  }
  for (const log of logs) await expect(log).toContainText("Hello!");
  await page.waitForTimeout(1_000);
  const id = page.url().split("/").at(-1)!;
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, searchParams: of } = new URL(request.url());
    if (pathname.startsWith("/v1/")) asked.push([request.method(), ...pathname.split("/").slice(2).filter((part) => part !== id), of.get("state"), of.get("operator") ?? of.get("free")].filter(Boolean).join(" "));
  });
  await page.waitForTimeout(6_000);
  expect(asked).toEqual([]);
  await system.writes(42, "Anna", "Is anybody there?");
  for (const log of logs) await expect(log).toContainText("Is anybody there?", { timeout: 2_000 });
  // Its thread, the three lists, what is unread and that it was read: of each one, or two where
  // an answer and the next message of the live connection cross.
  await expect.poll(() => [...new Set(asked)].sort()).toEqual([
    "GET dialogs", "GET dialogs in_progress " + olga.id, "GET dialogs in_progress true", "GET dialogs messages", "GET dialogs waiting", "GET me", "PUT dialogs read",
  ]);
  expect(Math.max(...asked.map((one) => asked.filter((other) => other === one).length))).toBeLessThan(3);

  // Accepted in one, it moves in the other.
  await page.getByRole("button", { name: "Accept chat" }).click();
  await expect(other.getByRole("list", { name: "Active chats" }).getByRole("listitem")).toContainText("Anna", { timeout: 4_000 });
  await other.context().close();
});

test("a colleague sees that one types", async ({ page, browser, system }) => {
  const olga = await system.invited("Olga");
  const dan = await system.invited("Dan");
  await system.telegram();
  await system.writes(42, "Anna", "Hello!");
  const other = await (await browser.newContext()).newPage();
  await joins(page, olga.link);
  await joins(other, dan.link);
  for (const p of [page, other]) await p.getByRole("list", { name: "New chats" }).getByRole("link").click();
  await other.getByRole("textbox", { name: "Reply" }).pressSequentially("Hel");
  await expect(page.getByText("Dan is typing…")).toBeVisible();
  await expect(other.getByText("is typing…")).toHaveCount(0);
  await other.context().close();
});

test("without a WebSocket it shows all the same", async ({ page, system }) => {
  const olga = await system.invited("Olga");
  await system.telegram();
  await page.routeWebSocket(/v1\/live/, (socket) => void socket.close());
  await joins(page, olga.link);
  await system.writes(42, "Anna", "Hello!");
  await page.getByRole("list", { name: "New chats" }).getByRole("link").click();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("Hello!");
  await system.writes(42, "Anna", "Is anybody there?");
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("Is anybody there?", { timeout: 8_000 });
});
