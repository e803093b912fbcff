// What comes after: in which order chats stand, what was handed over, and what was completed.
import { expect, fits, joins, listed, sees, test } from "./system";

test("who has waited longest is on top, a chat handed over to me is on top and unread (OP-38, OP-41)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  const olga = await system.invited("Olga", { dialogs: "all" });
  const names = ["Anna", "Bob", "Carla", "Dora"];
  const of = async (name: string) => (await listed(system)).find((d) => d.name === name)!.id;
  for (const [n, name] of names.entries()) {
    await system.writes(40 + n, name, `Hello, this is ${name}.`);
    await expect.poll(() => of(name).catch(() => "")).toBeTruthy();
  }
  await joins(page, olga.link);
  const rows = (list: string) => page.getByRole("list", { name: list }).getByRole("listitem");
  const order = async (list: string) => (await rows(list).allTextContents()).map((text) => names.find((name) => text.includes(name)));
  await expect.poll(() => order("New chats")).toEqual(["Anna", "Bob", "Carla", "Dora"]);

  // Where something happened last is on top of the active ones.
  for (const name of ["Anna", "Bob"]) await system.call("PATCH", `/v1/dialogs/${await of(name)}`, { operator: olga.id, state: "in_progress" });
  await expect.poll(() => order("Active chats")).toEqual(["Bob", "Anna"]);
  await system.writes(40, "Anna", "Are you there?");
  await expect.poll(() => order("Active chats")).toEqual(["Anna", "Bob"]);

  // Handed over by a colleague who read all of it: what was said is new to her.
  const pia = await system.invited("Pia", { dialogs: "all" });
  await system.call("PATCH", `/v1/dialogs/${await of("Carla")}`, { operator: pia.id, state: "in_progress" });
  await system.call("POST", `/v1/dialogs/${await of("Carla")}/transfer`, { operator: olga.id });
  await expect.poll(() => order("Active chats")).toEqual(["Anna", "Bob"]);
  // It stands above all, where it is seen, until she has answered.
  await expect.poll(() => order("Handed over to you")).toEqual(["Carla"]);
  const carla = page.getByRole("navigation", { name: "Open chats" }).getByRole("listitem").first();
  await expect(carla).toContainText("Carla");
  await expect(carla).toHaveAttribute("data-unread", "true");
  await expect(carla).toContainText("1 unread message");
  await carla.getByRole("link").click();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("Hello, this is Carla.");
  await expect(carla).not.toHaveAttribute("data-unread", "true");
  await page.getByRole("textbox", { name: "Reply" }).fill("I am here, Carla");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect.poll(() => order("Active chats")).toEqual(["Carla", "Anna", "Bob"]);
  await expect(page.getByRole("list", { name: "Handed over to you" })).toHaveCount(0);
});

test("the screen goes on with a chat that the bot hands over; a completed one leads to the newest, or to a new one (DG-18, OP-27)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.settings({ bot: { quietSeconds: 0.1, wrongShare: 0.05, complaints: [] } });
  await system.call("POST", "/v1/faq", { question: "What does delivery cost?", wordings: ["How much is shipping?", "Delivery price"], answers: [{ text: "Delivery costs 5 euros." }] });
  await system.telegram("asked", { bot: "builtin" });
  const olga = await system.invited("Olga", { dialogs: "all" });
  await system.writes(42, "Anna", "What does delivery cost?", "asked");
  const [first] = await listed(system);
  await joins(page, olga.link);
  await page.goto(`${system.url}/app/chats/${first.id}`);
  const head = page.getByRole("heading", { level: 2, name: "Anna" }).locator("xpath=..");
  const log = page.getByRole("log", { name: "Messages" });
  await expect(head).toContainText("with the bot");
  await expect(log).toContainText("Delivery costs 5 euros.");

  await system.writes(42, "Anna", "Can I talk to a person, please?", "asked");
  await expect(head).toContainText("waiting for an operator", { timeout: 30_000 });
  await expect(page).not.toHaveURL(new RegExp(`${first.id}$`));
  await expect(log).toContainText("Delivery costs 5 euros.");
  await page.getByRole("button", { name: "Accept chat" }).click();
  await expect(head).toContainText("in progress");
  const second = page.url();

  // The one that was handed over leads on.
  await page.goto(`${system.url}/app/chats/${first.id}`);
  const there = page.getByRole("region", { name: "Write" });
  await expect(there).toContainText("This chat went on elsewhere.");
  await there.getByRole("link", { name: "Go to the customer's open chat" }).click();
  await expect(page).toHaveURL(second);
  await page.getByRole("button", { name: "Complete chat" }).click();
  await expect(page.getByRole("list", { name: "Active chats" }).getByRole("listitem")).toHaveCount(0);

  // A completed one stays so: one click writes again, in a new chat.
  await page.goto(second);
  await expect(there).toContainText("The chat is completed.");
  await sees(page);
  await fits(page);
  await there.getByRole("button", { name: "Write again" }).click();
  const asks = page.getByRole("dialog", { name: /Anna/ });
  await asks.getByRole("textbox").fill("Did it arrive?");
  await asks.getByRole("button", { name: "Send" }).click();
  await expect(page).not.toHaveURL(second);
  await expect(log).toContainText("Did it arrive?");
  const third = page.url();
  await page.goto(second);
  await there.getByRole("link", { name: "Go to the customer's open chat" }).click();
  await expect(page).toHaveURL(third);
  await page.getByRole("button", { name: "Complete chat" }).click();
  await page.goto(second);
  await expect(there.getByRole("link", { name: "Go to the customer's newest chat" })).toBeVisible();
  await expect(there.getByRole("button", { name: "Write again" })).toBeVisible();
});
