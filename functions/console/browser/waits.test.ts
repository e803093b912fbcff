// How long customers wait, who missed it, and where each chat is.
import { expect, joins, listed, sees, test } from "./system";

test("a chat that was not accepted in time says so in the list to whoever missed it; one that waits too long is red, in both themes (DG-26, OP-41)", async ({ page, system }) => {
  test.setTimeout(180_000);
  const olga = await system.invited("Olga", { dialogs: "all" });
  await system.call("PUT", "/v1/teams/patient", { title: "Patient", members: [] });
  await system.call("PUT", "/v1/teams/quick", { title: "Quick", members: [olga.id], timeToTakeSeconds: 2, waitingAlertSeconds: 1 });
  await system.telegram("shop", { team: "patient" });
  await system.telegram("fast", { team: "quick" });
  await joins(page, olga.link);
  await page.getByRole("switch", { name: "Available" }).click();
  await expect(page.getByRole("switch", { name: "Available" })).toBeChecked();
  await system.writes(42, "Anna", "Hello!", "fast");
  const rows = page.getByRole("list", { name: "New chats" }).getByRole("listitem");
  const anna = rows.filter({ hasText: "Anna" });
  await expect(anna).toContainText("you missed it", { timeout: 60_000 });

  // A patient customer alerts nobody, however long they wait.
  await expect.poll(async () => { await system.writes(43, "Bob", "Hi!", "shop"); return anna.getByText(/, too long$/).count(); }, { timeout: 90_000, intervals: [1_500] }).toBe(1);
  const bob = rows.filter({ hasText: "Bob" });
  await expect(bob.getByText(/^waiting for /)).toHaveCount(1);
  await expect(bob.getByText(/, too long$/)).toHaveCount(0);
  await expect(bob).not.toContainText("you missed it");
  await sees(page);
  const colour = (row: typeof anna) => row.getByText(/^waiting for /).locator("xpath=..").evaluate((e) => getComputedStyle(e).color);
  for (const [colorScheme, late] of [["light", "rgb(201, 42, 42)"], ["dark", "rgb(255, 135, 135)"]] as const) {
    await page.emulateMedia({ colorScheme });
    await expect.poll(() => colour(anna)).toBe(late);
    expect(await colour(bob)).not.toBe(late);
    expect(await anna.getByText("you missed it").evaluate((e) => getComputedStyle(e).color)).toBe(late);
  }
});

test("where a chat is stands above it: with the bot, waiting, in progress, completed (DG-01)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ bot: { quietSeconds: 0.1, wrongShare: 0.05, complaints: [] } });
  await system.call("POST", "/v1/faq", { question: "What does delivery cost?", wordings: ["How much is shipping?", "Delivery price"], answers: [{ text: "Delivery costs 5 euros." }] });
  await system.telegram("shop");
  await system.telegram("asked", { bot: "builtin" });
  const olga = await system.invited("Olga", { dialogs: "all" });
  await system.writes(42, "Anna", "What does delivery cost?", "asked");
  for (const [n, name] of [[43, "Bob"], [44, "Carla"], [45, "Dora"]] as const) await system.writes(n, name, "Hello!");
  const of = async (name: string) => (await listed(system)).find((d) => d.name === name)?.id;
  for (const name of ["Anna", "Bob", "Carla", "Dora"]) await expect.poll(() => of(name)).toBeTruthy();
  await system.call("PATCH", `/v1/dialogs/${await of("Carla")}`, { operator: olga.id, state: "in_progress" });
  await system.call("POST", `/v1/dialogs/${await of("Dora")}/close`);
  await joins(page, olga.link);
  const above = (name: string) => page.getByRole("heading", { level: 2, name }).locator("xpath=..");
  const at = async (name: string) => {
    await page.goto(`${system.url}/app/chats/${await of(name)}`);
    await expect(page.getByRole("log", { name: "Messages" })).toBeVisible();
    return above(name);
  };
  await expect(await at("Bob")).toContainText("waiting for an operator");
  await expect(await at("Carla")).toContainText("in progress");
  await expect(await at("Dora")).toContainText("completed");
  await expect(await at("Anna")).toContainText("with the bot");

  // It goes on: a person is asked for, which is a chat of its own, takes it, and is done.
  await system.writes(42, "Anna", "Can I talk to a person, please?", "asked");
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  const head = above("Anna");
  await expect(head).toContainText("waiting for an operator");
  await page.getByRole("button", { name: "Accept chat" }).click();
  await expect(head).toContainText("in progress");
  await page.getByRole("button", { name: "Complete chat" }).click();
  await expect(page.getByRole("list", { name: "Active chats" }).getByRole("listitem").filter({ hasText: "Anna" })).toHaveCount(0);
});
