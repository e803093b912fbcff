// What stands in a thread and below it: files as people see them, how far a message got and
// why no further, what happened between, how much may be written; and CoPilot's choices at once.
import { expect, joins, listed, proposes, reads, sees, test } from "./system";

test("pictures and sound are shown by the browser, what was not sent says why, what happened stands between, and letters are counted against the messenger's limit", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ bot: { quietSeconds: 0.1, wrongShare: 0.05, complaints: [] } });
  await system.call("POST", "/v1/faq", { question: "What does delivery cost?", answers: [{ text: "Delivery costs 5 euros." }] });
  await system.telegram("shop", { bot: "builtin" });
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await system.writes(42, "Anna", "What does delivery cost?");
  const log = page.getByRole("log", { name: "Messages" });
  await page.goto(`${system.url}/app/chats/${(await listed(system))[0].id}`);
  await expect(log).toContainText("Delivery costs 5 euros.");
  await page.getByRole("button", { name: "Accept chat" }).click();
  await expect(log.getByText("Olga accepted the chat")).toBeVisible();
  await expect(log.getByText("The bot stopped: Olga joined")).toBeVisible();
  await expect(log.getByText(/^Chat begun /)).toBeVisible();

  // Files.
  const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  await page.locator('input[type="file"]').first().setInputFiles([{ name: "chair.png", mimeType: "image/png", buffer: picture }, { name: "hello.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("ID3") }]);
  for (const name of ["chair.png", "hello.mp3"]) await expect(page.getByRole("button", { name: `Take ${name} off` })).toBeVisible();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const image = log.getByRole("img", { name: "chair.png" });
  await expect(image).toBeVisible();
  await expect.poll(() => image.evaluate((i: HTMLImageElement) => i.naturalWidth)).toBe(1);
  const sound = log.locator('audio[aria-label="hello.mp3"]');
  await expect(sound).toHaveAttribute("controls", "");
  for (const at of [await image.getAttribute("src"), await sound.getAttribute("src")]) {
    const { headers } = await fetch(at!);
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff"); // it is what it says, and runs as nothing else
  }

  // Telegram takes a WAV as a document only; here it is played all the same.
  const wav = Buffer.alloc(44 + 8_000);
  wav.write("RIFF", 0); wav.writeUInt32LE(36 + 8_000, 4); wav.write("WAVEfmt ", 8); wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8_000, 24); wav.writeUInt32LE(8_000, 28); wav.writeUInt16LE(1, 32); wav.writeUInt16LE(8, 34); wav.write("data", 36); wav.writeUInt32LE(8_000, 40);
  await page.locator('input[type="file"]').first().setInputFiles([{ name: "said.wav", mimeType: "audio/wav", buffer: wav }]);
  await expect(page.getByRole("button", { name: "Take said.wav off" })).toBeVisible();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const played = log.locator('audio[aria-label="said.wav"]');
  await expect(played).toHaveAttribute("controls", "");
  expect(await played.evaluate(async (a: HTMLAudioElement) => { a.muted = true; a.load(); await a.play(); return Math.round(a.duration); })).toBe(1);

  // Not sent, with the messenger's own reason.
  const reply = page.getByRole("textbox", { name: "Reply" });
  await reply.fill("fail, please");
  await reply.press("Enter");
  const failed = log.getByRole("article").filter({ hasText: "fail, please" });
  await expect(failed).toContainText("not sent");
  await expect(failed).toContainText("can't parse entities");

  // Counted against what a message may have.
  await reply.fill("a".repeat(40));
  await expect(page.getByText("40 of 4,096 characters", { exact: true })).toBeVisible();
  await reply.fill("a".repeat(5_000));
  const over = page.getByText("5,000 of 4,096 characters: goes out in 2 parts");
  await expect(over).toBeVisible();
  await sees(page);
});

test("CoPilot reads into the language that is chosen, and all of its proposals are settled at once; what it took and who asked is said (CP-06, FF-11)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  const { dialog, card } = await proposes(system, 42, "Anna");
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/chats/${dialog}`);
  await page.getByRole("tab", { name: "CoPilot" }).click();
  const beside = page.getByRole("complementary", { name: "About the chat" });
  await beside.getByRole("combobox", { name: "Language of the summary" }).selectOption("ru");
  await beside.getByRole("button", { name: "Read again" }).click();
  const runs = async () => (await system.call<{ items: { language: string; state: string }[] }>("GET", `/v1/dialogs/${dialog}/runs`)).items;
  await expect.poll(async () => (await runs())[0]?.language, { timeout: 30_000 }).toBe("ru");
  await expect.poll(async () => (await runs())[0]?.state, { timeout: 30_000 }).toBe("awaiting_approval");
  await expect(beside.getByText(/^Olga, .+ · offline/)).toBeVisible();
  const values = async () => (await system.call<{ values: Record<string, string> }>("GET", `/v1/cards/${encodeURIComponent(card)}`)).values;
  const proposed = beside.getByRole("region", { name: /Proposed/ });
  await expect(proposed.getByRole("heading", { level: 4 })).toHaveCount(2);
  await proposed.getByRole("button", { name: "Replace all" }).click();
  await expect(proposed).toHaveCount(0);
  await expect.poll(async () => { const v = await values(); return [v.client_phone, v.client_email]; }).toEqual(["+14155552042", "anna@example.com"]);
  await sees(page);
  await beside.getByRole("button", { name: "Undo all" }).click();
  await expect.poll(async () => { const v = await values(); return [v.client_phone, v.client_email]; }).toEqual(["+14155550000", "old@example.com"]);
});

test("a second reading says what is new since the first (SU-06, BX-10)", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  await system.writes(42, "Anna Brown", "Hello!");
  await system.writes(42, "Anna Brown", "I'd like to order 3 office chairs.");
  const [{ id }] = await listed(system);
  await expect.poll(async () => (await system.call<{ cards: object[] }>("GET", `/v1/dialogs/${id}`)).cards.length).toBeGreaterThan(0);
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  await page.goto(`${system.url}/app/chats/${id}`);
  await reads(page);
  const beside = page.getByRole("complementary", { name: "About the chat" });
  await expect(beside.getByRole("region", { name: "Summary", exact: true })).toContainText("3 office chairs", { timeout: 30_000 });
  const news = beside.getByRole("region", { name: /since/ });
  await expect(news).toHaveCount(0);
  await system.writes(42, "Anna Brown", "Please deliver to 9 Harbor Rd, Boston.");
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("9 Harbor Rd");
  await beside.getByRole("button", { name: "Read again" }).click({ timeout: 60_000 });
  await expect(news).toContainText("Delivery address", { timeout: 60_000 });
  await expect(news).not.toContainText("Quantity");
});
