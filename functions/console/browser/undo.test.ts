// A chat that was completed can be had back for a moment; what hinders completing is said.
import { expect, fits, joins, listed, sees, test, type System } from "./system";
import type { Page } from "@playwright/test";

// has is an operator who has the chats of some customers.
async function has(page: Page, system: System, ...names: string[]) {
  await system.telegram("shop");
  const olga = await system.invited("Olga", { dialogs: "all" });
  const ids: Record<string, string> = {};
  for (const [n, name] of names.entries()) {
    await system.writes(42 + n, name, `Hello, this is ${name}.`);
    await expect.poll(async () => (ids[name] = (await listed(system)).find((d) => d.name === name)?.id ?? "")).toBeTruthy();
    await system.call("PATCH", `/v1/dialogs/${ids[name]}`, { operator: olga.id, state: "in_progress" });
  }
  await joins(page, olga.link);
  const rows = page.getByRole("list", { name: "Active chats" }).getByRole("listitem");
  await expect(rows).toHaveCount(names.length);
  const state = async (name: string) => (await system.call<{ state: string }>("GET", `/v1/dialogs/${ids[name]}`)).state;
  return { ids, state, row: (name: string) => rows.filter({ hasText: name }) };
}

test("a completed chat is gone at once and can be had back by a click or by Alt+Z; left so, it is completed (DG-22, OP-26)", async ({ page, system }) => {
  const { ids, state, row } = await has(page, system, "Anna", "Bob");
  const said = page.getByRole("status").filter({ hasText: "is completed" });
  await row("Bob").getByRole("button", { name: "Complete the chat with Bob" }).click();
  await expect(row("Bob")).toHaveCount(0);
  await expect(said).toContainText("The chat with Bob is completed.");
  expect(await state("Bob")).toBe("in_progress"); // nobody was told of it yet
  await said.getByRole("button", { name: "Undo" }).click();
  await expect(row("Bob")).toBeVisible();
  await expect(said).toHaveCount(0);

  // From the chat itself: one is led away, and back.
  await row("Anna").getByRole("link").click();
  await page.getByRole("button", { name: "Complete chat", exact: true }).click();
  await expect(page).toHaveURL(/\/app\/chats$/);
  await expect(row("Anna")).toHaveCount(0);
  await page.keyboard.press("Alt+z");
  await expect(page).toHaveURL(new RegExp(`${ids.Anna}$`));
  await expect(row("Anna")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Reply" })).toBeEnabled();

  // Had back, it stays open, however long; what is left alone is completed.
  await row("Bob").getByRole("button", { name: "Complete the chat with Bob" }).click();
  await fits(page);
  await sees(page);
  await expect.poll(() => state("Bob"), { timeout: 30_000 }).toBe("closed");
  expect(await state("Anna")).toBe("in_progress");
  await expect(said).toHaveCount(0);
  await expect(row("Bob")).toHaveCount(0);
});

test("what is completed is completed also where the page is left at once", async ({ page, system }) => {
  const { state, row } = await has(page, system, "Anna");
  await row("Anna").getByRole("button", { name: "Complete the chat with Anna" }).click();
  await expect(row("Anna")).toHaveCount(0);
  await page.goto(`${system.url}/app/deals`);
  await expect.poll(() => state("Anna"), { timeout: 4_000 }).toBe("closed");
});

test("a customer who writes meanwhile keeps the chat open; where completing is refused the chat comes back, and it is said why", async ({ page, system }) => {
  const { ids, state, row } = await has(page, system, "Anna", "Bob");
  await row("Anna").getByRole("button", { name: "Complete the chat with Anna" }).click();
  await expect(row("Anna")).toHaveCount(0);
  await system.writes(42, "Anna", "One thing more, please!");
  const alert = page.getByRole("alert").filter({ hasText: "Anna has written meanwhile: the chat stays open." });
  await expect(alert).toBeVisible({ timeout: 30_000 });
  await expect(row("Anna")).toContainText("One thing more, please!");
  expect(await state("Anna")).toBe("in_progress");
  await alert.getByRole("link", { name: "Go there" }).click();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("One thing more, please!");

  await page.route(`**/v1/dialogs/${ids.Bob}/close`, (call) => call.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify({ status: 409, code: "already_accepted", title: "Conflict" }) }));
  await row("Bob").getByRole("button", { name: "Complete the chat with Bob" }).click();
  await expect(row("Bob")).toHaveCount(0);
  await expect(page.getByRole("alert").filter({ hasText: "Another operator has accepted this chat." })).toBeVisible({ timeout: 30_000 });
  await expect(row("Bob")).toBeVisible();
});

test("a chat whose last reply did not arrive is completed only by who is told so", async ({ page, system }) => {
  const { ids, state, row } = await has(page, system, "Anna");
  await system.call("POST", `/v1/dialogs/${ids.Anna}/reply`, { text: "fail, please" });
  await expect(row("Anna")).toContainText("not sent", { timeout: 30_000 });
  const asks = page.getByRole("alert").filter({ hasText: "The last reply to Anna did not arrive: the chat is still open." });
  await row("Anna").getByRole("button", { name: "Complete the chat with Anna" }).click();
  await expect(asks).toBeVisible();
  await expect(row("Anna")).toBeVisible();
  await asks.getByRole("button", { name: "Close", exact: true }).click();
  // From the chat itself it is asked, too.
  await row("Anna").getByRole("link").click();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("not sent");
  await page.getByRole("button", { name: "Complete chat", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${ids.Anna}$`));
  await sees(page);
  expect(await state("Anna")).toBe("in_progress");
  await asks.getByRole("button", { name: "Complete all the same" }).click();
  await expect(row("Anna")).toHaveCount(0);
  await expect(page).toHaveURL(/\/app\/chats$/);
  await expect.poll(() => state("Anna"), { timeout: 30_000 }).toBe("closed");
});
