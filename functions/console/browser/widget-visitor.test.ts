// What a visitor's browser keeps, hears and is told in their language.
import { expect, messages, opens, replies, says, test } from "./widget";
import { listed, sees } from "./system";

declare global {
  interface Window {
    beeps: number;
  }
}

test("nothing is kept in the browser before the page says that the visitor agreed, and nothing after they changed their mind (WG-05)", async ({ page, system, shop }) => {
  await shop.line();
  shop.attributes = 'data-consent="ask"';
  await page.goto(shop.url);
  const kept = () => page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, document.cookie.length]);
  const consent = (yes: boolean) => page.evaluate((y) => (window as unknown as { Sufler: { consent(yes: boolean): void } }).Sufler.consent(y), yes);
  const panel = await opens(page);
  await says(panel, "A blue chair, please");
  await expect(panel.getByRole("log")).toContainText("sent");
  expect(await kept()).toEqual([0, 0, 0, 0]);
  expect(await page.context().cookies()).toEqual([]);
  await consent(true);
  expect((await kept())[0]).toBeGreaterThan(0);
  await page.reload();
  await expect(panel.getByRole("log")).toContainText("A blue chair, please");
  await consent(false);
  expect(await kept()).toEqual([0, 0, 0, 0]);
  await page.reload();
  const stranger = await opens(page);
  await says(stranger, "Somebody else");
  await expect(stranger.getByRole("log")).toContainText("sent");
  await expect(stranger.getByRole("log")).not.toContainText("blue chair");
  expect(await kept()).toEqual([0, 0, 0, 0]);
  await expect.poll(async () => (await listed(system, "?line=pages")).length).toBe(2);
});

test("an answer sounds where nobody looks, unless it was switched off; typing shows until the answer is there (WG-05)", async ({ page, system, shop }) => {
  await page.addInitScript(() => {
    window.beeps = 0;
    const tone = { frequency: { setValueAtTime() {} }, gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (to: unknown) => to, start: () => void window.beeps++, stop() {} };
    Object.assign(window, { AudioContext: class { state = "running"; currentTime = 0; createOscillator = () => tone; createGain = () => tone; } });
  });
  await shop.line();
  await page.goto(shop.url);
  const panel = await opens(page);
  const log = panel.getByRole("log");
  await says(panel, "Hello");
  await expect(log).toContainText("sent");
  const [row] = await listed(system, "?line=pages");
  const olga = await system.invited("Olga", { dialogs: "all" });
  const { token } = await system.call<{ token: string }>("POST", "/v1/keys", { name: "Olga", operator: olga.id, role: "operator", leads: "change", dialogs: "all", customers: true });
  await system.call("POST", `/v1/dialogs/${row.id}/typing`, {}, { Authorization: `Bearer ${token}` });
  await expect(panel.getByText(/is typing…/)).toBeVisible();
  await replies(system, "Good day!");
  await expect(log).toContainText("Good day!");
  expect(await panel.getByText(/is typing…/).count()).toBe(0);
  expect(await page.evaluate(() => window.beeps)).toBe(0); // they look
  await panel.getByRole("button", { name: "Close the chat" }).click();
  await replies(system, "Are you there?");
  await expect(page.getByRole("button", { name: "Chat, new messages: 1" })).toBeVisible();
  expect(await page.evaluate(() => window.beeps)).toBe(1);
  await opens(page);
  await panel.getByRole("button", { name: "Sound" }).click();
  await panel.getByRole("button", { name: "Close the chat" }).click();
  await replies(system, "Hello?");
  await expect(page.getByRole("button", { name: "Chat, new messages: 1" })).toBeVisible();
  expect(await page.evaluate(() => window.beeps)).toBe(1);
});

test("in Spanish, with the company's own words in it (WG-01)", async ({ page, system, shop }) => {
  await shop.line({ options: { title: "Oak & Co [es] Roble y Cía", greeting: "Hello! [es] ¡Buenas! ¿Qué hacemos por usted?", ask: "name*", questions: "Topic*: Sales | Support [es] Tema*: Ventas | Soporte" } });
  shop.attributes = 'data-lang="es"';
  await page.goto(shop.url);
  const panel = await opens(page);
  await expect(page.getByRole("dialog", { name: "Roble y Cía" })).toContainText("¡Buenas! ¿Qué hacemos por usted?");
  await sees(page);
  await panel.getByRole("button", { name: "Empezar el chat" }).click();
  await expect(panel.getByText("Rellene este campo.").first()).toBeVisible();
  await panel.getByLabel("Su nombre").fill("Rosa");
  await panel.getByLabel("Tema").selectOption("Ventas");
  await panel.getByRole("textbox", { name: "Su mensaje" }).fill("Quiero una mesa");
  await panel.getByRole("button", { name: "Empezar el chat" }).click();
  await expect(panel.getByRole("log")).toContainText("enviado");
  await expect.poll(async () => (await messages(system)).map((m) => m.text)).toEqual(["Tema: Ventas\n\nQuiero una mesa"]);
});

test("a computer that slept asks anew, and hears what was said meanwhile (WG-05)", async ({ page, system, shop }) => {
  await page.clock.install();
  await shop.line();
  // Asleep, what is asked is never answered.
  let asleep = true;
  let held = 0;
  await page.route(/\/web\/[^/]+\/messages\?/, async (route) => (asleep ? void held++ : route.continue()));
  await page.goto(shop.url);
  const panel = await opens(page);
  await says(panel, "Hello");
  await expect.poll(() => held).toBeGreaterThan(0);
  await replies(system, "Good day!");
  asleep = false;
  const given = page.waitForEvent("requestfailed", (r) => r.method() === "GET" && r.url().includes("/messages?"));
  await page.clock.fastForward("10:00");
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await given;
  await expect(panel.getByRole("log")).toContainText("Good day!");
});
