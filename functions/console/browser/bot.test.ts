import { expect, joins, sees, test } from "./system";

test("the bot: who finds answers, files of an answer, and a rating in the thread that the entry counts (HO-01)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.settings({ bot: { quietSeconds: 0.1, wrongShare: 0.05, complaints: [] } });
  await system.telegram("shop", { bot: "builtin" });
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);

  // An entry with a file: it is uploaded, kept when the entry is set anew, and dropped.
  await page.getByRole("link", { name: "Knowledge base" }).click();
  await page.getByRole("button", { name: "Add an entry" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: "Question" }).fill("What does delivery cost?");
  await sheet.getByRole("textbox", { name: "Further wordings" }).fill("How much is shipping?\nDelivery price");
  await sheet.getByRole("textbox", { name: "Answer" }).fill("Delivery costs 5 euros.");
  await sheet.locator('input[type="file"]').setInputFiles([{ name: "prices.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") }, { name: "map.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%map\n%%EOF\n") }]);
  await expect(sheet.getByRole("button", { name: "Take map.pdf off the answer" })).toBeVisible();
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toBeHidden();
  const entry = async () => (await system.call<{ items: { id: string; wordings: string[]; answers: { text: string; files?: { name: string }[] }[] }[] }>("GET", "/v1/faq")).items[0]!;
  const files = async () => (await entry()).answers[0]!.files?.map((f) => f.name);
  expect(await files()).toEqual(["prices.pdf", "map.pdf"]);
  const list = page.getByRole("list", { name: "Entries" });
  await list.getByRole("button", { name: /delivery/ }).click();
  await expect(sheet.getByText("is given now")).toBeVisible();
  await expect(sheet.getByText("It answered nobody yet.")).toBeVisible();
  await sheet.getByRole("button", { name: "Take map.pdf off the answer" }).click();
  await sheet.getByRole("textbox", { name: "Further wordings" }).fill("How much is shipping?\nDelivery price\nShipping cost");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toBeHidden();
  expect(await files()).toEqual(["prices.pdf"]);
  expect((await entry()).wordings).toContain("Shipping cost");

  // Tried: who found the answer, and why.
  const tries = page.getByRole("region", { name: "Try a question" });
  await tries.getByRole("textbox").fill("how much is shipping?");
  await tries.getByRole("button", { name: "Ask the bot" }).click();
  await expect(tries.getByText("Delivery costs 5 euros.")).toContainText("prices.pdf");
  await expect(tries.getByText(/Found by: words and counts/)).toBeVisible();

  // A customer is answered; an operator rates that, and the entry counts it.
  await list.getByRole("button", { name: /delivery/ }).click();
  await sheet.getByRole("button", { name: "Take prices.pdf off the answer" }).click();
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toBeHidden();
  await system.writes(42, "Anna", "How much is shipping?");
  const { items } = await system.call<{ items: { id: string }[] }>("GET", "/v1/dialogs");
  await page.goto(`${system.url}/app/chats/${items[0]!.id}`);
  const log = page.getByRole("log");
  await expect(log.getByText("Delivery costs 5 euros.")).toBeVisible({ timeout: 60_000 });
  const bad = log.getByRole("button", { name: "A bad answer" });
  await bad.click();
  await expect(bad).toHaveAttribute("aria-pressed", "true");
  await expect(log.getByRole("button", { name: "A good answer" })).toHaveAttribute("aria-pressed", "false");
  await sees(page);
  const score = async () => (await system.call<{ score: { answered: number; good: number; bad: number } }>("GET", `/v1/faq/${(await entry()).id}`)).score;
  await expect.poll(score).toMatchObject({ answered: 1, good: 0, bad: 1 });
  await bad.click();
  await expect(bad).toHaveAttribute("aria-pressed", "false");
  await expect.poll(score).toMatchObject({ answered: 1, good: 0, bad: 0 });
  await page.goto(`${system.url}/app/knowledge`);
  await list.getByRole("button", { name: /delivery/ }).click();
  await expect(sheet.getByText(/Answered 1 customer ·/)).toBeVisible();
  await sheet.getByText("What it said before").click();
  await expect(sheet.getByText(/Changed: .*wordings/)).toBeVisible();
  await sees(page);

  // The company's settings, and the line's own.
  await page.goto(`${system.url}/app/settings/bot`);
  await page.getByRole("combobox", { name: "Who finds answers" }).click();
  await page.getByRole("option", { name: "a language model" }).click();
  await page.getByRole("switch", { name: "Long answers are shortened" }).press("Space");
  await page.getByRole("textbox", { name: "Seconds it waits for data" }).fill("90");
  await sees(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await system.call<{ bot: object }>("GET", "/v1/settings")).bot).toMatchObject({ engine: "model", shorten: true, dataSeconds: 90 });
  await page.goto(`${system.url}/app/settings/lines`);
  await page.getByRole("button", { name: /Telegram shop/ }).click();
  await sheet.getByText("The bot, and what it asks for").click();
  await sheet.getByRole("combobox", { name: "Who finds the bot's answers" }).click();
  await page.getByRole("option", { name: "words and counts" }).click();
  await sheet.getByRole("switch", { name: "Customers may rate the bot's answers" }).press("Space");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => system.call("GET", "/v1/lines/shop")).toMatchObject({ bot: "builtin", botEngine: "offline", rateAnswers: true });

  // All is counted anew, by an administrator who is sure.
  await page.goto(`${system.url}/app/statistics`);
  await page.getByRole("button", { name: "Count anew" }).click();
  await sees(page);
  await sheet.getByRole("button", { name: "Count anew" }).click();
  await expect(page.getByText("It is being counted anew.")).toBeVisible();
});

test("a chat that another platform's bot has says so, and a person has it by accepting it (HO-01)", async ({ page, system }) => {
  await system.telegram("shop", { bot: "external" });
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await system.writes(42, "Anna", "Hello!");
  const { items } = await system.call<{ items: { id: string; state: string }[] }>("GET", "/v1/dialogs");
  await page.goto(`${system.url}/app/chats/${items[0]!.id}`);
  await expect(page.getByText(/with another platform's bot/)).toBeVisible();
  await page.getByRole("button", { name: "Accept chat", exact: true }).click();
  await expect(page.getByText(/in progress/).first()).toBeVisible();
  await expect(page.getByText(/with another platform's bot/)).toHaveCount(0);
});
