// The day of an operator, from the invitation to the completed chat.
import { expect, fits, joins, listed, reads, sees, test } from "./system";

test("an operator's day (OP-01, OP-03, OP-07, OP-09 … OP-13, OP-37, OP-38, DG-16, DG-22, DG-24, CH-20, FF-06, FF-10, FF-11)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.settings({ quietSeconds: 1, labels: [{ id: "vip", title: "VIP" }] });
  const olga = await system.invited("Olga");
  const max = await system.invited("Max");
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [olga.id, max.id], reads: "waiting" });
  await system.telegram("shop", { team: "sales" });
  await system.call("POST", "/v1/templates", { scope: "all", title: "Greeting", text: "Good day, {{customer.name|there}}! How can we help?" });
  await joins(page, olga.link);

  // Becomes available; a chat arrives, waits, and is hers once she accepts it.
  await expect(page.getByRole("switch", { name: "Available" })).not.toBeChecked();
  await page.getByRole("switch", { name: "Available" }).click();
  await expect(page.getByRole("switch", { name: "Available" })).toBeChecked();
  await system.writes(42, "Anna", "Hello! I am Anna Brown, I need 3 office chairs. See https://shop.example/chairs. <b>bold</b>");
  const fresh = page.getByRole("list", { name: "New chats" });
  await expect(fresh.getByRole("listitem")).toContainText("Accept it to read it");
  await fresh.getByRole("link").click();
  await expect(page.getByText("This chat is assigned to you.")).toBeVisible();
  await sees(page);
  await page.getByRole("button", { name: "Accept chat" }).click();
  const log = page.getByRole("log", { name: "Messages" });
  await expect(log).toContainText("<b>bold</b>");
  await expect(log.getByRole("link", { name: "https://shop.example/chairs" })).toHaveAttribute("rel", /noopener/);
  await expect(page.getByRole("list", { name: "Active chats" }).getByRole("listitem")).toContainText("Anna");
  await expect(fresh.getByRole("listitem")).toHaveCount(0);

  // CoPilot says why it can't read yet.
  await expect(page.getByRole("button", { name: "CoPilot" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "CoPilot" })).toHaveAttribute("title", /too few messages/);

  // Answers with a template and a file; leaves a note.
  const text = page.getByRole("textbox", { name: "Reply" });
  await text.fill("//how can we");
  await expect(page.getByRole("option", { name: /Greeting/ })).toBeVisible();
  await text.fill("/gree");
  await expect(page.getByRole("option", { name: /Greeting/ })).toBeVisible();
  await text.press("Enter");
  await expect(text).toHaveValue("Good day, Anna! How can we help?");
  await page.locator('input[type="file"]').setInputFiles({ name: "prices.txt", mimeType: "text/plain", buffer: Buffer.from("Office chair: 49.90\n") });
  await expect(page.getByRole("list", { name: "Files to send" })).toContainText("prices.txt");
  await expect(page.getByRole("button", { name: "Take prices.txt off" })).toBeVisible();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(log.getByRole("article").filter({ hasText: "Good day, Anna!" })).toContainText("prices.txt");
  await expect(log.getByRole("article").filter({ hasText: "Good day, Anna!" })).toContainText("sent");
  await text.fill("fail, please");
  await text.press("Enter");
  await expect(log.getByRole("article").filter({ hasText: "fail, please" })).toContainText("not sent");
  await page.getByRole("tab", { name: "Note" }).click();
  await page.getByRole("textbox", { name: "Note" }).fill("Wants them by Friday");
  await page.getByRole("textbox", { name: "Note" }).press("Enter");
  await expect(log.getByRole("article").filter({ hasText: "Wants them by Friday" })).toContainText("Note");
  await page.getByRole("tab", { name: "Reply" }).click();

  // Another value is in the card already, so CoPilot asks; what is empty it fills.
  await system.writes(42, "Anna", "My phone is +1 415 555 2671, my e-mail is anna@example.com, please deliver to 9 Harbor Rd, Boston.");
  await expect(log).toContainText("Harbor Rd");
  const id = page.url().split("/").at(-1)!;
  const { cards } = await system.call<{ cards: { card: string }[] }>("GET", `/v1/dialogs/${id}`);
  const card = cards[0]!.card;
  await system.call("PATCH", `/v1/cards/${encodeURIComponent(card)}`, { values: { client_phone: "+14155550000", client_email: "old@example.com" } }, { "If-Match": "*" });
  await reads(page);
  const proposed = page.getByRole("region", { name: /Proposed/ });
  await expect(proposed.getByRole("heading", { level: 4 })).toHaveCount(2);
  await sees(page);

  // Each value has its quote: pointing at it lights its message up.
  const quote = proposed.getByRole("button", { name: /Proof/ }).first();
  await quote.hover();
  await expect(log.locator("[data-lit]")).toContainText("Harbor Rd");
  await quote.click();
  await expect(log.getByRole("article").filter({ hasText: "Harbor Rd" })).toBeInViewport();

  // Keeps one, replaces one, takes one back.
  const phone = proposed.locator("div").filter({ has: page.getByRole("heading", { name: /Phone/ }) }).first();
  await phone.getByRole("button", { name: "Replace" }).click();
  await expect(proposed.getByRole("heading", { level: 4 })).toHaveCount(1);
  await proposed.getByRole("button", { name: "Keep" }).click();
  await expect(proposed).toHaveCount(0);
  const written = page.getByRole("region", { name: "Written into the card" });
  const name = written.getByRole("heading", { name: "Delivery address" });
  await expect(name).toBeVisible();
  await written.getByRole("button", { name: "Undo Delivery address" }).click();
  await expect(name).toHaveCount(0);
  const values = (await system.call<{ values: Record<string, unknown> }>("GET", `/v1/cards/${encodeURIComponent(card)}`)).values;
  expect([values.client_phone, values.client_email, values.delivery_address]).toEqual(["+14155552671", "old@example.com", undefined]);
  await expect(page.getByRole("button", { name: "View summary" })).toBeVisible();

  // A label, and what was begun stays, marked in the list, also after a reload.
  await page.getByRole("button", { name: "Priority, labels and more" }).click();
  await page.getByRole("menuitemcheckbox", { name: "VIP" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("list", { name: "Active chats" })).toContainText("VIP");
  await text.fill("I am looking that up");
  await expect(page.getByRole("list", { name: "Active chats" })).toContainText("Draft: I am looking that up", { timeout: 40_000 });
  await page.reload();
  await expect(text).toHaveValue("I am looking that up");

  // Hands it over to Max; a second chat she completes.
  await page.getByRole("button", { name: "Transfer chat" }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "Max" })).toContainText("away");
  await page.getByRole("dialog").getByRole("button", { name: "Max" }).click();
  await expect(page.getByRole("list", { name: "Active chats" }).getByRole("listitem")).toHaveCount(0);
  await system.writes(43, "Bob", "Is anybody there?");
  await fresh.getByRole("link").click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await page.getByRole("button", { name: "Complete chat", exact: true }).click();
  await expect(page).toHaveURL(/\/app\/chats$/);
  await expect(page.getByRole("list", { name: "Active chats" }).getByRole("listitem")).toHaveCount(0);
  await expect.poll(async () => (await system.call<{ items: { name: string; state: string }[] }>("GET", "/v1/dialogs")).items.map((d) => `${d.name} ${d.state}`)).toContain("Bob closed");
});

test("a chat that was answered by a key is nobody's: it still waits, is found and accepted; a supervisor takes one over (OP-09, DG-08)", async ({ page, system }) => {
  test.setTimeout(240_000);
  const olga = await system.invited("Olga");
  const max = await system.invited("Max");
  await system.telegram("shop");
  await system.writes(42, "Anna", "Hello!");
  await system.writes(43, "Bob", "Hi!");
  const items = await listed(system);
  const of = (name: string) => items.find((d) => d.name === name)!.id;
  for (const name of ["Anna", "Bob"]) await system.call("POST", `/v1/dialogs/${of(name)}/reply`, { text: "Good day!" });
  await joins(page, olga.link);
  const free = page.getByRole("list", { name: "New chats" });
  await expect(free.getByRole("listitem")).toHaveCount(2);
  await sees(page);
  await fits(page);
  await free.getByRole("button", { name: "Accept the chat with Anna" }).click();
  await expect(page.getByRole("list", { name: "Active chats" }).getByRole("link", { name: /Anna/ })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/app/chats/${of("Anna")}$`));
  await free.getByRole("link", { name: /Bob/ }).click();
  await page.getByRole("button", { name: "Accept chat", exact: true }).click();
  await expect(page.getByRole("button", { name: "Complete chat", exact: true })).toBeVisible();
  await expect(free.getByRole("listitem")).toHaveCount(0);

  await system.writes(44, "Carl", "Hey!");
  const carl = (await system.call<{ items: { id: string; name: string }[] }>("GET", "/v1/dialogs")).items.find((d) => d.name === "Carl")!;
  await system.call("POST", `/v1/dialogs/${carl.id}/reply`, { text: "Good day!" });
  await page.getByRole("link", { name: "Conversations" }).click();
  await page.getByRole("button", { name: "Actions for the conversation with Carl" }).click();
  await page.getByRole("menuitem", { name: "Accept chat" }).click();
  await expect(page.getByRole("button", { name: "Complete chat", exact: true })).toBeVisible();

  // What Max has, an operator is not offered, and a supervisor is.
  await system.call("PATCH", `/v1/dialogs/${carl.id}`, { operator: max.id });
  await page.reload();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByRole("button", { name: "Accept chat" })).toHaveCount(0);
  await system.call("PATCH", `/v1/operators/${olga.id}`, { role: "supervisor" }, { "If-Match": "*" });
  await page.reload();
  await page.getByRole("button", { name: "Priority, labels and more" }).click();
  await page.getByRole("menuitem", { name: "Take over from Max" }).click();
  await expect.poll(async () => (await system.call<{ operator: string }>("GET", `/v1/dialogs/${carl.id}`)).operator).toBe(olga.id);
});
