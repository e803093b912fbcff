// What an operator has at hand beside what is said: their status, cases, buttons, who the
// customer may be else, and what was before.
import { expect, fits, joins, listed, password, sees, test } from "./system";

type Row = { id: string; name: string; state: string };

test("a status is set on the rail or in the account's menu, ends with the session and comes back with the next; whoever is away answers what they had (OP-02, OP-04, OP-05, OP-06)", async ({ page, system }) => {
  await system.telegram("shop");
  const olga = await system.invited("Olga");
  await joins(page, olga.link);
  const status = async () => (await system.call<{ operators: { id: string; status: string }[] }>("GET", "/v1/transfer-targets")).operators.find((o) => o.id === olga.id)!.status;
  const available = page.getByRole("switch", { name: "Available" });
  await available.click();
  await expect(available).toBeChecked();
  await system.writes(42, "Anna", "Hello!");
  const fresh = page.getByRole("list", { name: "New chats" });
  await fresh.getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();

  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Be given no more chats" }).click();
  await expect(available).not.toBeChecked();
  await expect.poll(status).toBe("inactive");
  await page.getByRole("textbox", { name: "Reply" }).fill("Good day!");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("article").filter({ hasText: "Good day!" })).toContainText("sent");

  await available.click();
  await expect.poll(status).toBe("active");
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByLabel("Password")).toBeVisible();
  expect(await status()).toBe("inactive");
  await page.getByLabel("E-mail").fill("olga@shop.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(available).toBeChecked();
  await expect.poll(status).toBe("active");
});

test("a case is made of the chat, where cases are on: its subject, description, source, state, contact and who is responsible (OP-17 … OP-20, OP-22, OP-23, OP-25); a chat is completed in its row (OP-26)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.settings({ cases: false });
  const olga = await system.invited("Olga", { cases: "change" });
  await joins(page, olga.link);
  await system.writes(42, "Anna", "The chair is broken");
  await system.writes(42, "Anna", "One leg came off");
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  const more = page.getByRole("button", { name: "Priority, labels and more" });
  await more.click();
  await expect(page.getByRole("menuitem", { name: "History links" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Create a case" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await system.settings({ cases: true });
  await page.reload();
  await more.click();
  await page.getByRole("menuitem", { name: "Create a case" }).click();
  const cases = async () => (await system.call<{ items: { ref: string; values: Record<string, unknown>; contact: string }[] }>("GET", "/v1/cards?kind=case")).items;
  await expect.poll(async () => (await cases()).length).toBe(1);
  const [made] = await cases();
  expect(made!.values).toMatchObject({ subject: "The chair is broken", source: "Chat", state: "New" });
  await page.goto(`${system.url}/app/cards/${encodeURIComponent(made!.ref)}`);
  const fields = page.getByRole("region", { name: "Fields" });
  for (const text of ["The chair is broken", "One leg came off", "Chat", "New", "Olga"]) await expect(fields).toContainText(text);
  await expect(fields.getByRole("link", { name: /Contact/ })).toBeVisible();
  await sees(page);
  await fits(page);

  await page.getByRole("link", { name: "Chats", exact: true }).click();
  await page.getByRole("button", { name: "Complete the chat with Anna" }).click();
  await expect(page.getByRole("list", { name: "Active chats" }).getByRole("listitem")).toHaveCount(0);
  await expect.poll(async () => (await system.call<{ items: Row[] }>("GET", "/v1/dialogs")).items.map((d) => d.state)).toEqual(["closed"]); // once it can be had back no more
});

test("a chat is started from an account's page with one of its contacts; who can't be written to is said (OP-27)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  await system.writes(42, "Anna Brown", "Hello!");
  const dialog = (await listed(system))[0];
  const contact = async () => (await system.call<{ contact?: string }>("GET", `/v1/dialogs/${dialog.id}`)).contact;
  await expect.poll(contact).toBeTruthy();
  const acme = await system.call<{ ref: string }>("POST", "/v1/cards", { kind: "company", title: "Acme Ltd" });
  const empty = await system.call<{ ref: string }>("POST", "/v1/cards", { kind: "company", title: "Nobody Ltd" });
  await system.call("PATCH", `/v1/cards/${encodeURIComponent((await contact())!)}`, { company: acme.ref }, { "If-Match": "*" });
  await system.call("POST", "/v1/cards", { kind: "contact", title: "Bob Grey", company: acme.ref });
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/cards/${encodeURIComponent(empty.ref)}`);
  await expect(page.getByText("No contact of this company is known yet")).toBeVisible();
  await expect(page.getByRole("button", { name: /Start a conversation/ })).toHaveCount(0);

  await page.goto(`${system.url}/app/cards/${encodeURIComponent(acme.ref)}`);
  const sheet = page.getByRole("dialog");
  await page.getByRole("button", { name: "Start a conversation with Bob Grey" }).click();
  await expect(sheet).toContainText("there is nowhere to write to");
  await expect(sheet.getByRole("textbox", { name: "Message" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await sees(page);
  await fits(page);
  await page.getByRole("button", { name: "Start a conversation with Anna Brown" }).click();
  await sheet.getByRole("textbox", { name: "Message" }).fill("About your account");
  await sheet.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page).toHaveURL(/\/app\/chats\//);
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("About your account");
});

test("a draft that begins like a template's name opens nothing until a key is pressed (OP-12, OP-13)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.call("POST", "/v1/templates", { title: "Greeting", text: "Good day!", scope: "all" });
  await system.writes(42, "Anna Brown", "Hello!");
  const dialog = (await listed(system))[0];
  const olga = await system.invited("Olga", { dialogs: "all" });
  await system.call("PATCH", `/v1/dialogs/${dialog.id}`, { operator: olga.id, state: "in_progress" });
  await joins(page, olga.link);
  await page.goto(`${system.url}/app/chats/${dialog.id}`);
  const reply = page.getByRole("textbox", { name: "Reply" });
  const found = page.getByRole("listbox", { name: "Templates" });
  await reply.pressSequentially("/gre");
  await expect(found.getByRole("option")).toContainText("Good day!");
  await page.reload();
  await expect(reply).toHaveValue("/gre");
  await reply.focus();
  await expect(found).toHaveCount(0);
  await reply.press("End");
  await reply.pressSequentially("e");
  await expect(found.getByRole("option")).toContainText("Good day!");
  await page.keyboard.press("Enter");
  await expect(reply).toHaveValue("Good day!");
});

test("what was begun is kept though the page is gone on from at once, and the chat left meanwhile (OP-12)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.writes(42, "Anna Brown", "Hello!");
  const dialog = (await listed(system))[0];
  const olga = await system.invited("Olga", { dialogs: "all" });
  await joins(page, olga.link);
  await page.goto(`${system.url}/app/chats/${dialog.id}`);
  const reply = page.getByRole("textbox", { name: "Reply" });
  for (const [text, leave] of [
    ["We ship", () => page.goto("about:blank")],
    ["We ship on Monday", () => page.getByRole("link", { name: "Deals", exact: true }).click()],
  ] as const) {
    await reply.fill(text);
    await leave();
    await page.goto(`${system.url}/app/chats/${dialog.id}`);
    await expect(reply).toHaveValue(text);
  }
});

test("a case says when it was registered, which is when it was made, and the company of the chat's contact (OP-21, OP-24)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.settings({ cases: true });
  await system.writes(42, "Anna", "The chair is broken");
  const contact = async () => (await system.call<{ items: { contact?: string }[] }>("GET", "/v1/dialogs")).items[0]?.contact;
  await expect.poll(contact).toBeTruthy();
  const acme = await system.call<{ ref: string }>("POST", "/v1/cards", { kind: "company", title: "Acme Ltd" });
  await system.call("PATCH", `/v1/cards/${encodeURIComponent((await contact())!)}`, { company: acme.ref }, { "If-Match": "*" });
  await joins(page, (await system.invited("Olga", { cases: "change" })).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await page.getByRole("button", { name: "Priority, labels and more" }).click();
  await page.getByRole("menuitem", { name: "Create a case" }).click();
  const cases = async () => (await system.call<{ items: { ref: string; createdAt: string }[] }>("GET", "/v1/cards?kind=case")).items;
  await expect.poll(async () => (await cases()).length).toBe(1);
  const [made] = await cases();
  await page.goto(`${system.url}/app/cards/${encodeURIComponent(made!.ref)}`);
  const fields = page.getByRole("region", { name: "Fields" });
  const holds = (title: string) => fields.getByRole("term").filter({ hasText: title }).locator("xpath=following-sibling::dd");
  await expect(holds("Registration date")).toHaveText(new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(new Date(made!.createdAt)));
  await expect(holds("Account")).toHaveText("Acme Ltd");
  await fields.getByRole("link", { name: "Open: Company" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Acme Ltd" })).toBeVisible();
});

test("a process of several steps is started from the chat by one press, and each step is seen there (OP-16)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.settings({ labels: [{ id: "claim", title: "Claim" }] });
  await system.call("POST", "/v1/automations", { title: "Begin a claim", when: { kind: "button" }, then: [{ kind: "label", label: "claim" }, { kind: "priority", priority: "urgent" }, { kind: "note", text: "Claim begun: ask for a photo" }] });
  await system.writes(42, "Anna", "The chair is broken");
  await joins(page, (await system.invited("Olga")).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  const row = page.getByRole("list", { name: "Active chats" }).getByRole("listitem");
  await expect(row).toContainText("Anna");
  await expect(row).not.toContainText("Claim");
  await page.getByRole("button", { name: "Priority, labels and more" }).click();
  await page.getByRole("menuitem", { name: "Begin a claim" }).click();
  await expect(page.getByRole("article").filter({ hasText: "Claim begun: ask for a photo" })).toContainText("Note");
  await expect(row).toContainText("Claim");
  await expect(row).toContainText(/urgent/i);
});

test("what is said in a chat that a colleague has not finished is shown on the panel to them alone (CL-23)", async ({ page, browser, system }) => {
  const [olga, max] = [await system.invited("Olga", { dialogs: "team" }), await system.invited("Max", { dialogs: "team" })];
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [olga.id, max.id], reads: "waiting" });
  await system.telegram("shop", { team: "sales" });
  await system.writes(42, "Anna", "My order is late");
  const other = await (await browser.newContext()).newPage();
  await joins(other, max.link);
  await other.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await other.getByRole("button", { name: "Accept chat" }).click();
  await expect(other.getByRole("log", { name: "Messages" })).toContainText("My order is late");
  await joins(page, olga.link);
  await page.goto(other.url());
  await expect(page.getByText("A colleague has this chat: you see that it is there, and not what is said in it.")).toBeVisible();
  await expect(page.getByText("My order is late")).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Reply" })).toHaveCount(0);
  await sees(page);
  await other.context().close();
});

test("a button that an administrator set up is pressed in the chat and does what it says (OP-14, OP-15)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.call("POST", "/v1/automations", { title: "Ask the warehouse", when: { kind: "button" }, then: [{ kind: "note", text: "Warehouse asked" }] });
  await system.writes(42, "Anna", "Are chairs in stock?");
  await joins(page, (await system.invited("Olga")).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await page.getByRole("button", { name: "Priority, labels and more" }).click();
  await page.getByRole("menuitem", { name: "Ask the warehouse" }).click();
  await expect(page.getByRole("article").filter({ hasText: "Warehouse asked" })).toContainText("Note");
});

test("beside a chat: how many contacts are like its own, as a link (OP-33, OP-34), what was before with its purchases (OP-39), and all teams and people to hand it to (DG-15)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  const olga = await system.invited("Olga", { dialogs: "all" });
  const max = await system.invited("Max");
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [olga.id] });
  await system.call("PUT", "/v1/teams/repairs", { title: "Repairs", members: [max.id] });
  await system.writes(42, "Anna", "My first order");
  const contact = async () => (await system.call<{ items: { contact?: string }[] }>("GET", "/v1/dialogs")).items[0]!.contact;
  await expect.poll(contact).toBeTruthy();
  const anna = (await contact())!;
  const first = (await system.call<{ items: Row[] }>("GET", "/v1/dialogs")).items[0]!.id;
  await system.call("POST", `/v1/dialogs/${first}/close`);
  await system.call("POST", "/v1/cards", { kind: "deal", title: "Two chairs", stage: "won", contact: anna });
  await system.call("PATCH", `/v1/cards/${encodeURIComponent(anna)}`, { values: { phone: "+14155552671" } }, { "If-Match": "*" });
  await system.call("POST", "/v1/cards", { kind: "contact", title: "Anna B.", values: { name: "Anna B.", phone: "+14155552671" } });
  await system.writes(42, "Anna", "And another one, please");
  await joins(page, olga.link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  const beside = page.getByRole("complementary", { name: "About the chat" });
  await beside.getByRole("button", { name: "What was before" }).click();
  await expect(beside).toContainText("My first order");
  await expect(beside.getByRole("listitem").filter({ hasText: "Two chairs" })).toContainText("purchase");
  await sees(page);
  await fits(page);

  await page.getByRole("button", { name: "Transfer chat" }).click();
  const targets = page.getByRole("dialog");
  for (const name of ["Sales", "Repairs", "Max"]) await expect(targets.getByRole("button", { name: new RegExp(name) })).toBeVisible();
  await page.keyboard.press("Escape");
  await beside.getByRole("link", { name: "1 contact is like this one" }).click();
  await expect(page.getByRole("columnheader", { name: /Current/ })).toBeVisible();
});

test("until a chat is accepted its operator sees neither who writes nor what, where from, or a thing to do with it; then all of that (OP-10)", async ({ page, system }) => {
  test.setTimeout(180_000);
  const olga = await system.invited("Olga");
  await system.call("PUT", "/v1/teams/sales", { title: "Sales", members: [olga.id], reads: "none" });
  await system.whatsapp();
  await system.call("PATCH", "/v1/lines/wa", { team: "sales" }, { "If-Match": "*" });
  await joins(page, olga.link);
  await page.getByRole("switch", { name: "Available" }).click();
  await expect(page.getByRole("switch", { name: "Available" })).toBeChecked();

  // Neither does her browser: what is said of the chat to it is kept.
  let told = "";
  page.on("response", (answer) => { if (answer.url().includes("/v1/") && !answer.url().includes("/v1/live")) answer.text().then((text) => (told += text), () => {}); });
  await system.says("34600112671", "Anna Brown", "The blue chair is broken");
  const row = page.getByRole("list", { name: "New chats" }).getByRole("listitem");
  await expect(row).toContainText("Accept it to read it");
  await expect(row).toContainText("Offered to you.");
  // It is news for her, on whatever screen she is (OP-08).
  await expect(page).toHaveTitle("(1) Sufler");
  await expect(page.getByRole("link", { name: "Chats", exact: true })).toContainText("1");
  await row.getByRole("link").click();
  await expect(page.getByText("This chat is assigned to you.")).toBeVisible();
  const secret = /Anna|Brown|2671|blue chair|WhatsApp/;
  await expect(page.getByRole("main")).not.toContainText(secret);
  await expect(page.getByRole("button", { name: "Priority, labels and more" })).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Reply" })).toHaveCount(0);
  expect(told).not.toMatch(/Anna|Brown|112671|blue chair/);
  await sees(page);

  await page.getByRole("button", { name: "Accept chat" }).click();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("The blue chair is broken");
  await expect.poll(() => told).toContain("The blue chair is broken");
  await expect(page.getByRole("main")).toContainText("Anna Brown");
  await expect(page.getByRole("main")).toContainText(/112\s?671/);
  await expect(page.getByRole("list", { name: "Active chats" }).getByRole("listitem")).toContainText("WhatsApp");
  await page.getByRole("button", { name: "Priority, labels and more" }).click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Reply" })).toBeEnabled();
});
