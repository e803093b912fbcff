// Screens as people see them, for the README and for whoever looks them over:
// `make screenshots` writes them.
import { all, both, shot } from "./shot";
import { joins, proposes, reads, test } from "./system";

test.skip(!process.env.SHOTS, "only make screenshots draws them");

test("screens", async ({ page, system }) => {
  await page.goto(system.joinLink);
  await page.getByRole("textbox", { name: "Name" }).waitFor();
  await shot(page, "join");
  await system.settings({ quietSeconds: 1, labels: [{ id: "vip", title: "VIP" }] });
  const olga = await system.invited("Olga");
  const max = await system.invited("Max");
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [max.id], reads: "waiting" });
  await system.call("PUT", "/v1/teams/support", { title: "Support", members: [olga.id] });
  await system.telegram("shop");
  await system.call("POST", "/v1/templates", { scope: "all", title: "Greeting", text: "Good day, {{customer.name|there}}! How can we help?" });
  await system.call("POST", "/v1/templates", { scope: "all", title: "Delivery", text: "We deliver within three days, and free of charge from 200 euros on." });
  await system.writes(41, "Boris", "Is my order on its way?");
  await system.writes(44, "Carla Ruiz", "Hola, ¿tienen mesas de roble?");
  await system.writes(42, "Anna", "Hello! I am Anna Brown, I need 3 office chairs for our new office.");
  await joins(page, olga.link);
  await page.getByRole("switch", { name: "Available" }).click();
  await page.getByRole("button", { name: "No, thanks" }).click();
  const fresh = page.getByRole("list", { name: "New chats" });
  await fresh.getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  const id = page.url().split("/").at(-1)!;
  await page.getByRole("textbox", { name: "Reply" }).fill("Good day, Anna! We have two models: Oslo at 149 € and Bergen at 219 €, both in black and grey.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("tab", { name: "Note" }).click();
  await page.getByRole("textbox", { name: "Note" }).fill("Ask for the discount for new offices");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("tab", { name: "Reply" }).click();
  await system.writes(42, "Anna", "Oslo, please. My phone is +1 415 555 2671, my e-mail is anna@example.com, please deliver to 9 Harbor Rd, Boston.");
  const { cards } = await system.call<{ cards: { card: string }[] }>("GET", `/v1/dialogs/${id}`);
  await system.call("PATCH", `/v1/cards/${encodeURIComponent(cards[0]!.card)}`, { values: { client_phone: "+14155550000" } }, { "If-Match": "*" });
  await reads(page);
  await page.getByRole("region", { name: /Proposed/ }).waitFor();
  await page.getByRole("button", { name: /Proof/ }).first().hover();
  await shot(page, "chats");
  await page.getByRole("tab", { name: "Card" }).click();
  await page.getByRole("textbox", { name: "Reply" }).fill("/");
  await page.getByRole("option").first().waitFor();
  await shot(page, "templates");
  await page.getByRole("textbox", { name: "Reply" }).fill("");
  await page.getByRole("tab", { name: "CoPilot" }).click();
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, "chats-dark");
  await page.getByRole("button", { name: "Transfer chat" }).click();
  await page.getByRole("dialog").getByText("Max").waitFor();
  await shot(page, "transfer-dark");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("button", { name: /Your account/ }).click();
  await shot(page, "own-dark");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 360, height: 720 });
  await shot(page, "panel-360-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "Close what is about the chat" }).click();
  await shot(page, "thread-360");
  await page.getByRole("link", { name: "Back to the lists" }).click();
  await shot(page, "lists-360");
});

test("approvals", async ({ page, system }) => {
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  await proposes(system, 42, "Anna");
  await proposes(system, 43, "Boris");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("link", { name: "Approvals" }).click();
  await page.getByRole("group").first().focus();
  await all(page, "approvals");
});

test("conversations and a card", async ({ page, system }) => {
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  for (const [i, name] of ["Carla Ruiz", "Dmitri", "Elena", "Farid", "Grace Lee", "Hugo"].entries()) await system.writes(60 + i, name, "Is my order on its way?");
  await proposes(system, 42, "Anna");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.getByRole("link", { name: "Conversations" }).click();
  await page.getByRole("table").getByRole("link", { name: "Anna Brown", exact: true }).waitFor();
  await all(page, "conversations");
  await page.getByRole("link", { name: "Lead: Anna" }).click();
  await page.getByText("Awaiting approval (2)").waitFor();
  await all(page, "card");
});

test("deals, statistics and settings", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  for (const [title, stage, amount] of [["Office chairs", "new", 447], ["Oak table", "in_work", 890], ["Desk lamps", "in_work", 120], ["Shelves", "won", 310]] as const) {
    await system.call("POST", "/v1/cards", { kind: "deal", title, stage, values: { budget: { amount, currency: "USD" }, client_name: "Carla Ruiz" } });
  }
  await proposes(system, 42, "Anna");
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.getByRole("link", { name: "Deals", exact: true }).click();
  await page.getByRole("link", { name: "Oak table" }).waitFor();
  await all(page, "deals");
  await page.getByRole("link", { name: "Statistics" }).click();
  await page.getByRole("definition").first().waitFor();
  await all(page, "statistics");
  await page.goto(`${system.url}/app/settings/lines`);
  await page.getByRole("button", { name: /Telegram shop/ }).waitFor();
  await all(page, "settings");
  await page.getByRole("button", { name: "Connect a line" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Telegram" }).click();
  await all(page, "settings-connect");
});

test("contacts, knowledge base and the other settings", async ({ page, system }) => {
  test.setTimeout(300_000);
  await system.settings({ quietSeconds: 1, labels: [{ id: "vip", title: "VIP", color: "#2f9e44" }, { id: "b2b", title: "B2B", color: "#1971c2" }] });
  await system.telegram("shop");
  await system.telegram("second", { title: "Second shop" });
  await system.writes(42, "Anna Brown", "Hello! Are you open on Sunday?");
  await system.writes(77, "Anya Brown", "Hi again!", "second");
  for (const [i, name] of ["Carla Ruiz", "Dmitri", "Grace Lee", "Hugo"].entries()) await system.writes(60 + i, name, "Is my order on its way?");
  const contacts = (await system.call<{ items: { ref: string; title: string }[] }>("GET", "/v1/cards?kind=contact")).items;
  const of = (name: string) => contacts.find((c) => c.title.startsWith(name))!.ref;
  for (const [ref, values] of [[of("Anna"), { phone: "+14155552671", address: "9 Harbor Rd, Boston" }], [of("Anya"), { phone: "+14155552671", email: "anya@example.com" }], [of("Carla"), { email: "carla@example.com" }]] as const) {
    await system.call("PATCH", `/v1/cards/${encodeURIComponent(ref)}`, { values: Object.fromEntries(Object.entries(values).filter(([name]) => name !== "address")) }, { "If-Match": "*" });
  }
  for (const [question, wordings, en, es] of [
    ["What does delivery cost?", ["How much is shipping?", "Do you deliver for free?"], "Delivery costs 5 euros, and nothing from 200 euros on.", "La entrega cuesta 5 euros, y nada desde 200 euros."],
    ["When are you open?", ["Are you open on Sunday?", "What are your hours?"], "Every day from 9:00 to 20:00.", "Todos los días de 9:00 a 20:00."],
    ["How can I pay?", ["Do you take cards?"], "By card, by bank transfer, or in cash on delivery.", "Con tarjeta, por transferencia o en efectivo."],
  ] as const) await system.call("POST", "/v1/faq", { question, wordings, answers: [{ language: "en", text: en }, { language: "es", text: es }] });
  await system.call("POST", "/v1/automations", { title: "Waits too long", when: { kind: "unanswered", forSeconds: 900 }, then: [{ kind: "priority", priority: "urgent" }, { kind: "note", text: "Please answer" }] });
  await system.call("POST", "/v1/templates", { scope: "all", title: "Greeting", text: "Good day, {{customer.name|there}}! How can we help?" });
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.getByRole("link", { name: "Contacts", exact: true }).click();
  await page.getByRole("link", { name: "Anna Brown" }).waitFor();
  await all(page, "contacts");
  await page.getByRole("link", { name: "Anna Brown" }).click();
  await page.getByRole("link", { name: /may be the same person/ }).waitFor();
  await all(page, "contact");
  await page.getByRole("link", { name: /may be the same person/ }).click();
  await page.getByRole("button", { name: /^Merge/ }).waitFor();
  await all(page, "duplicates");
  await page.getByRole("link", { name: "Knowledge base" }).click();
  await page.getByRole("region", { name: "Try a question" }).getByRole("textbox").fill("How much is the shipping?");
  await page.getByRole("button", { name: "Ask the bot" }).click();
  await page.getByRole("region", { name: "Try a question" }).getByText("Delivery costs").waitFor();
  await all(page, "knowledge");
  await page.getByRole("button", { name: "What does delivery cost?" }).first().click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Question" }).waitFor();
  await all(page, "knowledge-entry");
  for (const part of ["bot", "automations", "templates", "labels", "general", "openid", "operators", "teams", "fields", "copilot"]) {
    await page.goto(`${system.url}/app/settings/${part}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
    await both(page, `settings-${part}`);
  }
  await page.goto(`${system.url}/app/settings/automations`);
  await page.getByRole("button", { name: /Waits too long/ }).click();
  await page.getByRole("region", { name: "What it did in the last 30 days" }).getByRole("listitem").first().waitFor();
  await all(page, "settings-rule");
  await page.goto(`${system.url}/app/conversations`);
  await page.getByRole("table", { name: "Conversations" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("an");
  await page.getByRole("option", { name: /Anna Brown/ }).first().waitFor();
  await all(page, "menu");
});

test("questions without an answer, a trial, groups, history links and an answer with buttons", async ({ page, system }) => {
  test.setTimeout(600_000);
  await system.settings({ quietSeconds: 1, bot: { quietSeconds: 0.1, wrongShare: 0.05, complaints: [] } });
  await system.call("POST", "/v1/faq", { question: "What does delivery cost?", wordings: ["How much is shipping?", "Do you deliver for free?"], answers: [{ text: "Delivery costs 5 euros." }] });
  await system.telegram("shop");
  await system.telegram("bot", { title: "Shop bot", bot: "builtin" });
  for (const [i, [name, text]] of ([["Carla Ruiz", "Which courier brings the parcel?"], ["Dmitri", "Do you sell elephants?"], ["Grace Lee", "Do you sell elephants?"], ["Hugo", "Can I rent a chair for a party?"]] as const).entries()) await system.writes(60 + i, name, text, "bot");
  const asked = async () => (await system.call<{ items: unknown[] }>("GET", "/v1/faq/unanswered")).items.length;
  for (let n = 0; n < 60 && (await asked()) < 3; n++) await page.waitForTimeout(1_000);
  await system.writes(42, "Anna Brown", "Hello! I am Anna Brown, I need 3 office chairs.");
  await system.writes(42, "Anna Brown", "My phone is +1 415 555 2671, my e-mail is anna@example.com.");
  const anna = (await system.call<{ items: { id: string; name: string }[] }>("GET", "/v1/dialogs")).items.find((d) => d.name === "Anna Brown")!.id;
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.goto(`${system.url}/app/knowledge?part=unanswered`);
  await page.getByRole("list", { name: "Without an answer" }).waitFor();
  await all(page, "knowledge-unanswered");
  await page.goto(`${system.url}/app/conversations?group=line`);
  await page.getByRole("button", { name: "Shop bot 4" }).waitFor();
  await all(page, "conversations-groups");
  await page.goto(`${system.url}/app/chats/${anna}`);
  await page.getByRole("button", { name: "Accept chat" }).click({ timeout: 60_000 });
  await page.getByRole("article").first().getByRole("button", { name: /Answer the message/ }).click();
  await page.getByRole("button", { name: "Buttons below the message" }).click();
  await page.getByRole("textbox", { name: "Button 1", exact: true }).fill("Show me chairs");
  await page.getByRole("tab", { name: "CoPilot" }).click();
  await page.getByRole("button", { name: "Try without writing…" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText("read by rules").click();
  await sheet.getByRole("button", { name: "Read for trial" }).click();
  await sheet.getByText("Nothing was written.", { exact: false }).first().waitFor({ timeout: 60_000 });
  await sheet.getByRole("row", { name: /^Phone/ }).waitFor();
  await all(page, "dry-run");
  await sheet.getByRole("button", { name: "Close" }).click();
  await both(page, "composer");
  await page.getByRole("button", { name: "Priority, labels and more" }).click();
  await page.getByRole("menuitem", { name: "History links" }).click();
  await sheet.getByRole("button", { name: "Make a link" }).click();
  await sheet.getByRole("list", { name: "History links" }).waitFor();
  await all(page, "history-links");
  await page.goto(`${system.url}/app/settings/lines`);
  await page.getByRole("button", { name: /Telegram shop/ }).click();
  await sheet.getByText("The bot, and what it asks for").click();
  await sheet.getByText("When a chat is handed over to people").click();
  await all(page, "settings-line");
});
