import { expect, joins, listed, reads, sees, test } from "./system";

test("an operator answers one message with buttons, by Ctrl+Enter, and makes, binds and writes the summary anew", async ({ page, system }) => {
  test.setTimeout(600_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  await system.writes(42, "Anna", "Do you have chairs?");
  await system.writes(42, "Anna", "I am Anna Brown, my phone is +1 415 555 2671.");
  const items = await listed(system);
  const id = items[0]!.id;
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Password, sessions, keyboard" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByText("this one")).toBeVisible();
  await sheet.getByText("Ctrl+Enter").click();
  await sees(page);
  await sheet.getByRole("button", { name: "Close" }).click();
  await page.goto(`${system.url}/app/chats/${id}`);
  await page.getByRole("button", { name: "Accept chat" }).click({ timeout: 60_000 });

  // Which message it answers is said, and Ctrl+Enter sends it with its buttons.
  await page.getByRole("article").filter({ hasText: "Do you have chairs?" }).getByRole("button", { name: /Answer the message/ }).click();
  await expect(page.getByText("Answering: Do you have chairs?")).toBeVisible();
  await page.getByRole("button", { name: "Buttons below the message" }).click();
  await page.getByRole("textbox", { name: "Button 1", exact: true }).fill("Show me chairs");
  await sees(page);
  const box = page.getByRole("textbox", { name: "Reply" });
  await box.fill("Yes, two models.");
  await box.press("Enter");
  await expect(page.getByRole("article").filter({ hasText: "Yes, two models." })).toHaveCount(0);
  await box.fill("Yes, two models.");
  await box.press("Control+Enter");
  const sent = page.getByRole("article").filter({ hasText: "Yes, two models." });
  await expect(sent.getByText("Show me chairs")).toBeVisible();
  await expect(sent.getByRole("button", { name: "Do you have chairs?" })).toBeVisible();

  // The summary is written anew, and stays.
  await reads(page);
  await page.getByRole("button", { name: "Edit the summary" }).click({ timeout: 60_000 });
  await sheet.getByRole("textbox", { name: "Summary" }).fill("Anna wants chairs; call her.");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("pinned", { exact: true })).toBeVisible();
  await expect(page.getByText("Anna wants chairs; call her.")).toBeVisible();

  // A deal is made by hand, and bound to the chat.
  await page.goto(`${system.url}/app/deals`);
  await page.getByRole("button", { name: "New deal" }).click();
  await sheet.getByRole("textbox", { name: "Title" }).fill("Chairs for Anna");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Chairs for Anna" })).toBeVisible();
  await page.goto(`${system.url}/app/chats/${id}`);
  await page.getByRole("tab", { name: "Card" }).click();
  await page.getByRole("button", { name: "Bind another card" }).click();
  await sheet.getByRole("textbox", { name: "Name, phone or title" }).fill("Chairs");
  await sheet.getByRole("button", { name: "Deal: Chairs for Anna" }).click();
  await expect.poll(async () => JSON.stringify((await system.call<{ cards: unknown }>("GET", `/v1/dialogs/${id}`)).cards)).toContain("deal:");
});

test("conversations are counted by what one likes, and a click shows one group (CL-21)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.telegram("shop");
  await system.telegram("second", { title: "Second shop" });
  for (const [i, name] of ["Anna", "Boris", "Carla"].entries()) await system.writes(50 + i, name, "Hello", i === 2 ? "second" : "shop");
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.getByRole("link", { name: "Conversations" }).click();
  await page.getByRole("combobox", { name: "Group by" }).click();
  await page.getByRole("option", { name: "Line", exact: true }).click();
  const groups = page.getByRole("region", { name: "How many, by: Line" });
  await expect(groups.getByRole("button", { name: "Telegram shop 2" })).toBeVisible();
  await sees(page);
  await groups.getByRole("button", { name: "Second shop 1" }).click();
  await expect(page.getByRole("table").getByRole("link", { name: "Carla", exact: true })).toBeVisible();
  await expect(page.getByRole("table").getByRole("link", { name: "Anna", exact: true })).toHaveCount(0);
  expect(page.url()).toContain("line=second");
});

test("an administrator makes a pipeline, and a line asks for the phone and hands over by a task (CB-04, FB-13, HO-03)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.telegram("shop");
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.goto(`${system.url}/app/settings/pipelines`);
  await page.getByRole("button", { name: "Add a pipeline" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: "Title" }).fill("Repairs");
  await sheet.getByRole("button", { name: "One more stage" }).click();
  await sheet.getByRole("textbox", { name: "Stage 4" }).fill("Ordered parts");
  await sheet.getByRole("button", { name: "Stage 4 further up" }).click();
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("list", { name: "Pipelines" }).getByRole("button", { name: /Repairs/ })).toContainText("New → Won → Ordered parts → Lost");
  await page.goto(`${system.url}/app/settings/lines`);
  await page.getByRole("button", { name: /Telegram shop/ }).click();
  await sheet.getByText("The bot, and what it asks for").click();
  await sheet.getByRole("combobox", { name: "What must be known of the customer" }).or(sheet.getByRole("textbox", { name: "What must be known of the customer" })).click();
  await page.getByRole("option", { name: "Phone" }).click();
  await page.keyboard.press("Tab");
  await sheet.getByText("When a chat is handed over to people").click();
  await sheet.getByRole("switch", { name: "Make a task in the connected CRM" }).click();
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => system.call("GET", "/v1/lines/shop")).toMatchObject({ required: ["phone"], handOver: { task: true } });
});

// sheet is a PDF of one page that says something, in the fewest words.
function sheet(says: string): Buffer {
  const drawn = `BT /F1 48 Tf 60 700 Td (${says}) Tj ET`;
  const parts = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>", `<</Length ${drawn.length}>>stream\n${drawn}\nendstream`, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"];
  let text = "%PDF-1.4\n";
  const at = parts.map((part, i) => {
    const from = text.length;
    text += `${i + 1} 0 obj${part}endobj\n`;
    return `${String(from).padStart(10, "0")} 00000 n \n`;
  });
  return Buffer.from(`${text}xref\n0 6\n0000000000 65535 f \n${at.join("")}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF`);
}

test("a PDF is shown in the thread once one asks for it, by the browser's viewer, sandboxed (CH-20)", async ({ page, system }) => {
  await system.telegram("shop");
  await system.writes(42, "Anna", "The invoice, please");
  const items = await listed(system);
  const olga = await system.invited("Olga", { dialogs: "all" });
  await system.call("PATCH", `/v1/dialogs/${items[0]!.id}`, { operator: olga.id, state: "in_progress" });
  await joins(page, olga.link);
  await page.goto(`${system.url}/app/chats/${items[0]!.id}`);
  await page.locator('input[type="file"]').setInputFiles({ name: "invoice.pdf", mimeType: "application/pdf", buffer: sheet("Invoice 17") });
  await expect(page.getByRole("button", { name: "Take invoice.pdf off" })).toBeVisible();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const show = page.getByRole("button", { name: "Show invoice.pdf" });
  await expect(show).toBeVisible();
  await sees(page);
  await show.click();
  const frame = page.locator('iframe[title="invoice.pdf"]');
  await expect(frame).toBeVisible();
  const { headers } = await fetch((await frame.getAttribute("src"))!);
  expect([headers.get("Content-Type"), headers.get("Content-Security-Policy")]).toEqual(["application/pdf", "sandbox; default-src 'none'"]);
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith("chrome-extension:"))).toBe(true);
  if (process.env.SEEN) await page.screenshot({ path: process.env.SEEN });
  await page.getByRole("button", { name: "Hide invoice.pdf" }).click();
  await expect(page.locator("iframe")).toHaveCount(0);
});
