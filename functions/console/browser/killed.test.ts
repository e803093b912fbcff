// The server is killed while somebody writes: they see it, and nothing is lost or doubled.
import { expect, joins, test } from "./system";

test("a server killed in the middle loses nothing and doubles nothing, in two browsers", async ({ page, browser, system }) => {
  test.setTimeout(240_000);
  await system.telegram();
  await system.writes(42, "Anna", "Hello!");
  await joins(page, (await system.invited("Olga")).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await expect(page.getByRole("button", { name: "Complete chat", exact: true })).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await other.context().addCookies(await page.context().cookies());
  await other.goto(page.url());
  const both = [page, other];
  for (const p of both) await expect(p.getByRole("log", { name: "Messages" })).toContainText("Hello!");
  const reply = page.getByRole("textbox", { name: "Reply" });
  await reply.fill("Good day, Anna!");
  const n = await system.writes(42, "Anna", "Is my order on its way?");
  await system.killed();

  // A part of the screen that was still being read says so, too.
  for (const p of both) await expect(p.getByRole("alert").filter({ hasText: "can't be reached" }).first()).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const sent = page.getByRole("log", { name: "Messages" }).getByRole("article").filter({ hasText: "Good day, Anna!" });
  await expect(sent).toContainText("not sent"); // it stands there, and goes out once there is a server
  await expect(reply).toHaveValue("");

  await system.again();
  await system.writes(42, "Anna", "Is my order on its way?", "shop", { message_id: n }); // the messenger was not sure, either
  await system.writes(42, "Anna", "Number 17.");
  for (const p of both) {
    await expect(p.getByRole("alert").filter({ hasText: "can't be reached" })).toHaveCount(0, { timeout: 60_000 });
    await expect(p.getByRole("log", { name: "Messages" })).toContainText("Number 17.", { timeout: 60_000 });
  }
  for (const p of both) await expect(p.getByRole("log", { name: "Messages" }).getByText("Good day, Anna!")).toHaveCount(1, { timeout: 30_000 });
  await expect(reply).toHaveValue("");
  const id = new URL(page.url()).pathname.split("/").at(-1)!;
  const said = (await system.call<{ items: { text: string }[] }>("GET", `/v1/dialogs/${id}/messages`)).items.map((m) => m.text);
  expect(said.toSorted()).toEqual(["Good day, Anna!", "Hello!", "Is my order on its way?", "Number 17."]); // whichever of the two was first
  expect(said.slice(0, 2)).toEqual(["Hello!", "Is my order on its way?"]);
  await other.context().close();
});

test("what was not answered while a screen opened is read again by itself, on a connection that stands", async ({ page, system }) => {
  await system.telegram();
  await system.writes(42, "Anna", "Hello!");
  await joins(page, (await system.invited("Olga")).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("Hello!");
  const gone = page.getByRole("alert").filter({ hasText: "can't be reached" });
  await page.route(/\/v1\/(dialogs\?|lines|transfer-targets)/, (call) => call.abort("connectionrefused"));
  await page.reload();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("Hello!");
  await expect(gone).not.toHaveCount(0, { timeout: 30_000 });
  await page.unrouteAll();
  await expect(gone).toHaveCount(0, { timeout: 20_000 }); // the connection alone would ask in a minute
  await expect(page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ })).toBeVisible();
});
