import { expect, fits, joins, listed, sees, test } from "./system";

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
  const items = await listed(system);
  await page.goto(`${system.url}/app/chats/${items[0]!.id}`);
  const log = page.getByRole("log");
  await expect(log.getByText("Delivery costs 5 euros.")).toBeVisible({ timeout: 60_000 });
  const bad = log.getByRole("button", { name: "A bad answer" });
  await bad.click();
  await expect(bad).toHaveAttribute("aria-pressed", "true");
  await expect(log.getByRole("button", { name: "A good answer" })).toHaveAttribute("aria-pressed", "false");
  await sees(page);
  const score = async () => (await system.call<{ score: { answered: number; followed: number; good: number; bad: number } }>("GET", `/v1/faq/${(await entry()).id}`)).score;
  await expect.poll(score).toMatchObject({ answered: 1, good: 0, bad: 1 });
  await bad.click();
  await expect(bad).toHaveAttribute("aria-pressed", "false");
  await expect.poll(score).toMatchObject({ answered: 1, good: 0, bad: 0 });

  // A person goes on in a child of that chat, and rates there what the bot said before.
  await system.writes(42, "Anna", "Let me talk to a human");
  const child = async () => (await system.call<{ items: { id: string; state: string }[] }>("GET", "/v1/dialogs?state=waiting")).items[0]?.id;
  await expect.poll(child, { timeout: 60_000 }).toBeTruthy();
  expect(await child()).not.toBe(items[0]!.id);
  await page.goto(`${system.url}/app/chats/${await child()}`);
  await log.getByRole("button", { name: "A good answer" }).first().click();
  await expect.poll(score).toMatchObject({ answered: 1, followed: 1, good: 1, bad: 0 });
  await page.goto(`${system.url}/app/knowledge`);
  await list.getByRole("button", { name: /delivery/ }).click();
  await expect(sheet.getByText(/Answered 1 customer ·/)).toBeVisible();
  await sheet.getByText("What it said before").click();
  await expect(sheet.getByText(/Changed: .*wordings/)).toBeVisible();
  await sees(page);

  // The company's settings, and the line's own.
  await page.goto(`${system.url}/app/settings/bot`);
  await page.getByRole("combobox", { name: "Who finds answers" }).click();
  await page.getByRole("option", { name: "words and counts" }).click();
  await expect(page.getByRole("switch", { name: "Long answers are shortened" })).toBeHidden();
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
  await sheet.getByRole("switch", { name: "Writing /bot restarts it" }).press("Space");
  await sheet.getByRole("textbox", { name: "Hours of silence after which it goes on" }).fill("4");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => system.call("GET", "/v1/lines/shop")).toMatchObject({ bot: "builtin", botEngine: "offline", rateAnswers: true, botCommand: true, botResumeSeconds: 14_400 });

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
  const items = await listed(system);
  await page.goto(`${system.url}/app/chats/${items[0]!.id}`);
  await expect(page.getByText(/with another platform's bot/)).toBeVisible();
  await page.getByRole("button", { name: "Accept chat", exact: true }).click();
  await expect(page.getByText(/in progress/).first()).toBeVisible();
  await expect(page.getByText(/with another platform's bot/)).toHaveCount(0);
});

test("what operators answered is the draft of an entry, and what a machine wrote down says so (FB-11)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.settings({ bot: { quietSeconds: 0.1, wrongShare: 0.05, complaints: [] } });
  await system.telegram("shop", { bot: "builtin" });
  await system.call("POST", "/v1/faq", { question: "What does delivery cost?", answers: [{ text: "Delivery costs 5 euros." }] });
  const ada = await system.invited("Ada", { role: "admin" });
  await joins(page, ada.link);
  await system.writes(42, "Anna", "Do you sell elephants?");
  const groups = async () => (await system.call<{ items: { draft?: { answer: string; times: number } }[] }>("GET", "/v1/faq/unanswered")).items;
  await expect.poll(async () => (await groups()).length, { timeout: 60_000 }).toBe(1);
  const items = await listed(system);
  const id = items[0]!.id;
  // What the recorder hears of voice notes stands with them.
  await page.route(/\/v1\/dialogs\/[^/]+\/messages\?/, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { items: { author: string; attachments?: object[] }[] };
    const first = body.items.find((m) => m.author === "customer");
    if (first) first.attachments = [{ kind: "voice", file: `${system.url}/none.ogg`, transcript: "Grey ones, please.", transcribedBy: "Whisper" }, { kind: "voice", file: `${system.url}/none.ogg`, noTranscript: "longer than 5 minutes" }];
    await route.fulfill({ response: answer, json: body });
  });
  await page.goto(`${system.url}/app/chats/${id}`);
  await expect(page.getByText("Written down by a machine (Whisper); it may be wrong:")).toBeVisible();
  await expect(page.getByText("Grey ones, please.")).toBeVisible();
  await expect(page.getByText("It was not written down: longer than 5 minutes")).toBeVisible();
  await sees(page);
  await fits(page);

  await system.call("PATCH", `/v1/dialogs/${id}`, { operator: ada.id, state: "in_progress" });
  await system.call("POST", `/v1/dialogs/${id}/reply`, { text: "No, we sell only furniture, and no animals." });
  await system.call("POST", `/v1/dialogs/${id}/close`);
  await expect.poll(async () => (await groups())[0]!.draft, { timeout: 60_000 }).toBeTruthy();
  await page.goto(`${system.url}/app/knowledge?part=unanswered`);
  await expect(page.getByText("Operators answered it once:")).toBeVisible();
  await expect(page.getByText("No, we sell only furniture, and no animals.")).toBeVisible();
  await sees(page);
  await fits(page);
  await page.getByRole("button", { name: /Make an entry of/ }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("textbox", { name: "Answer" })).toHaveValue("No, we sell only furniture, and no animals.");
  await sheet.getByRole("textbox", { name: "Answer" }).fill("No, only furniture.");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await system.call<{ items: { answers: { text: string }[] }[] }>("GET", "/v1/faq")).items.map((e) => e.answers[0]!.text)).toContain("No, only furniture.");
});
