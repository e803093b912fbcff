// What one writes stands in the thread at once, and says what becomes of it. The network is
// only held up or cut here: who answers is the system itself.
import { expect, fits, joins, listed, sees, test, type System } from "./system";
import type { Page, Route } from "@playwright/test";

// begins is Olga in the chat with Anna, which is hers.
async function begins(page: Page, system: System) {
  await system.telegram();
  await system.writes(42, "Anna", "Hello!");
  const [{ id }] = await listed(system);
  const olga = await system.invited("Olga", { dialogs: "all" });
  await system.call("PATCH", `/v1/dialogs/${id}`, { operator: olga.id, state: "in_progress" });
  await joins(page, olga.link);
  await page.goto(`${system.url}/app/chats/${id}`);
  const log = page.getByRole("log", { name: "Messages" });
  await expect(log).toContainText("Hello!");
  const said = async () => (await system.call<{ items: { text: string; author: string }[] }>("GET", `/v1/dialogs/${id}/messages`)).items.filter((m) => m.author !== "customer").map((m) => m.text);
  return { id, log, said, reply: page.getByRole("textbox", { name: "Reply" }), bubble: (text: string) => log.getByRole("article").filter({ hasText: text }) };
}

// holds keeps calls from the server until they are let go; each has its key noted.
async function holds(page: Page, path: RegExp) {
  const held: Route[] = [];
  const keys: string[] = [];
  await page.route(path, (route) => {
    keys.push(route.request().headers()["idempotency-key"] ?? "");
    held.push(route);
  });
  return { held, keys, go: async () => { for (const route of held.splice(0)) await route.continue(); } };
}

test("a reply and a note stand in the thread at once, the composer is empty and ready, and each becomes what it is once", async ({ page, system }) => {
  const { log, reply, said, bubble } = await begins(page, system);
  const slow = await holds(page, /\/(reply|note)$/);
  await reply.fill("Good day, Anna!");
  await reply.press("Enter");
  await expect(bubble("Good day, Anna!")).toContainText("sending…");
  await expect(bubble("Good day, Anna!")).toHaveAttribute("aria-label", /^Olga, /);
  await expect(reply).toHaveValue("");
  await expect(reply).toBeFocused();
  await reply.fill("And a second one");
  await reply.press("Enter");
  await expect(bubble("And a second one")).toContainText("sending…");
  await expect.poll(() => slow.held.length).toBe(1); // one after the other
  await sees(page);
  await fits(page);
  expect(await said()).toEqual([]);
  await slow.go();
  await expect.poll(() => slow.held.length).toBe(1);
  await slow.go();
  for (const text of ["Good day, Anna!", "And a second one"]) {
    await expect(bubble(text)).toHaveCount(1);
    await expect(bubble(text)).not.toContainText("sending…");
    await expect(bubble(text).getByTitle(/^(sent|on its way|delivered)$/)).toBeVisible();
  }
  await page.getByRole("tab", { name: "Note" }).click();
  const note = page.getByRole("textbox", { name: "Note" });
  await note.fill("She is in a hurry");
  await note.press("Enter");
  await expect(bubble("She is in a hurry")).toContainText("sending…");
  await slow.go();
  await expect(bubble("She is in a hurry")).not.toContainText("sending…");
  await expect(log.getByText("She is in a hurry")).toHaveCount(1);
  expect(await said()).toEqual(["Good day, Anna!", "And a second one", "She is in a hurry"]);
});

test("what is told live before the answer comes stands there once, in both tabs; what is cut off is sent again under its key, and said once", async ({ page, system }) => {
  const { id, log, reply, said, bubble } = await begins(page, system);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(other.getByRole("log", { name: "Messages" })).toContainText("Hello!");
  // The server takes it; its answer is lost on the way.
  const keys: string[] = [];
  let lose = true;
  await page.route(/\/reply$/, async (route) => {
    keys.push(route.request().headers()["idempotency-key"] ?? "");
    if (!lose) return route.continue();
    lose = false;
    await route.fetch();
    await expect(other.getByRole("log", { name: "Messages" }).getByText("Good day!")).toHaveCount(1);
    await expect(log.getByText("Good day!")).toHaveCount(1);
    await route.abort("connectionreset");
  });
  await reply.fill("Good day!");
  await reply.press("Enter");
  await expect.poll(() => keys.length, { timeout: 30_000 }).toBe(2);
  expect(new Set(keys).size).toBe(1);
  await expect(bubble("Good day!")).not.toContainText("not sent");
  for (const p of [page, other]) await expect(p.getByRole("log", { name: "Messages" }).getByText("Good day!")).toHaveCount(1);
  await page.reload();
  await expect(log.getByText("Good day!")).toHaveCount(1);
  await expect(reply).toHaveValue("");
  expect(await said()).toEqual(["Good day!"]);
  expect((await system.call<{ state: string }>("GET", `/v1/dialogs/${id}`)).state).toBe("in_progress");
});

test("a page that is loaded anew while something is sent loses nothing and says it once", async ({ page, system }) => {
  const { reply, said, bubble, log } = await begins(page, system);
  const slow = await holds(page, /\/reply$/);
  await reply.fill("Do you hear me?");
  await reply.press("Enter");
  await expect(bubble("Do you hear me?")).toContainText("sending…");
  await page.reload();
  await expect(bubble("Do you hear me?")).toContainText("sending…");
  await expect(reply).toHaveValue("");
  await page.reload();
  await expect(bubble("Do you hear me?")).toContainText("sending…");
  await expect.poll(() => slow.keys.length).toBe(3);
  expect(new Set(slow.keys).size).toBe(1);
  await slow.held.at(-1)!.continue();
  await expect(bubble("Do you hear me?")).not.toContainText("sending…");
  await expect(log.getByText("Do you hear me?")).toHaveCount(1);
  await page.reload();
  await expect(log.getByText("Do you hear me?")).toHaveCount(1);
  await expect(reply).toHaveValue("");
  expect(await said()).toEqual(["Do you hear me?"]);
});

test("a refusal is said in the bubble, in one's language; what was refused can be sent again, be written on, or be taken out, and who looks elsewhere is told", async ({ page, system }) => {
  const { reply, said, bubble, log } = await begins(page, system);
  const slow = await holds(page, /\/reply$/);
  const texts = ["Your order is ready", "Come by today", "Never mind"];
  for (const text of texts) {
    await reply.fill(text);
    await reply.press("Enter");
    await expect(bubble(text)).toContainText("sending…");
  }
  await system.call("PATCH", "/v1/lines/shop", { active: false }, { "If-Match": "*" });
  await page.getByRole("link", { name: "Deals" }).click();
  for (let n = 1; n <= texts.length; n++) {
    await expect.poll(() => slow.keys.length).toBe(n);
    await slow.go();
  }
  const alert = page.getByRole("alert").filter({ hasText: "What you wrote to Anna was not sent. The line is switched off, or was deleted." });
  await alert.first().getByRole("link", { name: "Go there" }).click();
  for (const text of texts) await expect(bubble(text).getByRole("status")).toHaveText("! not sent The line is switched off, or was deleted.");
  await sees(page);
  await fits(page);
  await bubble("Never mind").getByRole("button", { name: "Remove" }).click();
  await expect(log.getByText("Never mind")).toHaveCount(0);

  await system.call("PATCH", "/v1/lines/shop", { active: true }, { "If-Match": "*" });
  await page.reload();
  await expect(reply).toHaveValue("");
  await expect(log.getByText("Never mind")).toHaveCount(0);
  await bubble("Come by today").getByRole("button", { name: "Edit" }).click();
  await expect(log.getByText("Come by today")).toHaveCount(0);
  await expect(reply).toHaveValue("Come by today");
  await expect(reply).toBeFocused();
  await bubble("Your order is ready").getByRole("button", { name: "Send again" }).click();
  await expect.poll(() => slow.keys.length).toBe(4);
  expect(slow.keys[3]).toBe(slow.keys[0]);
  await slow.go();
  await expect(bubble("Your order is ready")).not.toContainText(/sending|not sent/);
  await reply.fill("Come by today, Anna");
  await reply.press("Enter");
  await expect.poll(() => slow.keys.length).toBe(5);
  expect(new Set(slow.keys).size).toBe(4);
  await slow.go();
  await expect(bubble("Come by today, Anna")).not.toContainText(/sending|not sent/);
  expect(await said()).toEqual(["Your order is ready", "Come by today, Anna"]);
  expect((await system.call<{ items: object[] }>("GET", "/v1/dialogs")).items.length).toBe(1);
});
