import { expect, fits, joins, sees, test } from "./system";

test("the knowledge base: an entry in two languages, tried, switched off, imported after a look; the bot on a line (FB-09)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.telegram("shop");
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.getByRole("link", { name: "Knowledge base" }).click();
  await expect(page.getByText("There are no entries yet.")).toBeVisible();
  await sees(page);
  await page.getByRole("button", { name: "Add an entry" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: "Question" }).fill("What does delivery cost?");
  await sheet.getByRole("textbox", { name: "Further wordings" }).fill("How much is shipping?\nDo you deliver for free?\nDelivery price");
  await sheet.getByRole("group", { name: "Answer 1" }).getByRole("textbox", { name: "Answer" }).fill("Delivery costs 5 euros.");
  await sheet.getByRole("group", { name: "Answer 1" }).getByRole("combobox", { name: "Language" }).selectOption("en");
  await sheet.getByRole("button", { name: "Answer in another language" }).click();
  await sheet.getByRole("group", { name: "Answer 2" }).getByRole("textbox", { name: "Answer" }).fill("La entrega cuesta 5 euros.");
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  const entries = page.getByRole("list", { name: "Entries", exact: true });
  await expect(entries.getByRole("listitem")).toContainText("3 wordings");
  const { items } = await system.call<{ items: { answers: { language: string }[] }[] }>("GET", "/v1/faq");
  expect(items[0]!.answers.map((a) => a.language)).toEqual(["en", "es"]);

  // Tried: what the bot would say; of a question that nothing answers an entry is made.
  const tries = page.getByRole("region", { name: "Try a question" });
  await tries.getByRole("textbox").fill("how much is shipping?");
  await tries.getByRole("button", { name: "Ask the bot" }).click();
  await expect(tries.getByText("Delivery costs 5 euros.")).toBeVisible();
  await expect(tries.getByText("Answered in full: nobody else goes on.")).toBeVisible();
  const found = tries.getByRole("list", { name: /^How sure the bot is/ }).getByRole("listitem").filter({ hasText: "What does delivery cost?" });
  await expect(found).toContainText("sure enough");
  await expect(found).toContainText(/by the words: .*shipping/);
  await expect(found).toContainText("most like its wording “How much is shipping?”");
  await tries.getByRole("textbox").fill("I want to talk to a human");
  await tries.getByRole("button", { name: "Ask the bot" }).click();
  await expect(tries.getByText("The customer asks for a person, so one goes on at once.")).toBeVisible();
  await tries.getByRole("textbox").fill("Do you sell elephants?");
  await tries.getByRole("button", { name: "Ask the bot" }).click();
  await expect(tries.getByText(/No entry answers this for sure/)).toBeVisible();
  await expect(tries.getByText("Answered in full")).toBeHidden();
  await tries.getByRole("button", { name: "Make an entry of it" }).click();
  await expect(sheet.getByRole("textbox", { name: "Question" })).toHaveValue("Do you sell elephants?");
  await sheet.getByRole("button", { name: "Close" }).click();

  // Switched off and on; found by a word.
  await entries.getByRole("switch").press("Space");
  await expect.poll(async () => (await system.call<{ items: { off?: boolean }[] }>("GET", "/v1/faq")).items[0]!.off).toBe(true);
  await expect(entries.getByRole("switch")).not.toBeChecked();
  await page.getByRole("textbox", { name: "Words in questions or answers" }).fill("zebra");
  await expect(page.getByText("No entry is like that.")).toBeVisible();
  await page.getByRole("textbox", { name: "Words in questions or answers" }).fill("");

  // A file is looked at first; what is refused is said, and stops nothing.
  await page.getByRole("button", { name: "Import" }).click();
  await page.locator('input[type="file"]').setInputFiles({ name: "faq.csv", mimeType: "text/csv", buffer: Buffer.from("Question,Answer,Wordings\nWhere are you?,In Boston,Your address|How do I find you?\nWhat does delivery cost?,Delivery costs 6 euros,Delivery price\n,Nothing asked,\n") });
  await expect(sheet.getByText("new: 1", { exact: true })).toBeVisible();
  await expect(sheet.getByText("refused: 1", { exact: true })).toBeVisible();
  expect((await system.call<{ items: unknown[] }>("GET", "/v1/faq")).items).toHaveLength(1);
  await expect(sheet.getByText(/parted by \| or ;/)).toBeVisible();
  await expect(sheet.getByText(/Wordings → wordings$/)).toBeVisible();
  const row = sheet.getByRole("row").filter({ hasText: "Where are you?" });
  await row.getByText("2 wordings").click();
  await expect(row.getByRole("listitem")).toHaveText(["Your address", "How do I find you?"]);
  await expect(sheet.getByRole("row").filter({ hasText: "What does delivery cost?" })).toContainText("changed: wordings, answers");
  const changed = sheet.getByRole("row").filter({ hasText: "What does delivery cost?" });
  await expect(changed.getByRole("deletion")).toHaveText("Delivery costs 5 euros.");
  await expect(changed).toContainText("Delivery costs 6 euros");
  await sees(page);
  await sheet.getByRole("button", { name: /^Import \d/ }).click();
  await expect(entries.getByRole("listitem")).toHaveCount(2);
  await expect(entries.getByRole("listitem").filter({ hasText: "What does delivery cost?" })).toContainText("Delivery costs 6 euros");
  await fits(page);

  // What an entry has too much of is said of its row, in one's language, and stops no other;
  // so is it of a message that asks more than the bot looks at.
  await page.getByRole("button", { name: "Import" }).click();
  const many = Array.from({ length: 51 }, (_, i) => `Wording number ${i}`).join("|");
  const langs = ["en", "es", "ru", "de", "fr", "it", "pt"];
  await page.locator(`input[type="file"]`).setInputFiles({
    name: "much.csv", mimeType: "text/csv",
    buffer: Buffer.from(`question,wordings,${langs.map((l) => `answer:${l}`).join(",")}\nToo many wordings?,${many},Yes${",".repeat(6)}\nToo many answers?,,${langs.map(() => "Yes").join(",")}\nJust enough?,,Yes${",".repeat(6)}\n`),
  });
  await expect(sheet.getByRole("row").filter({ hasText: "Too many wordings?" })).toContainText("An entry takes fewer wordings: 50 at most.");
  await expect(sheet.getByRole("row").filter({ hasText: "Too many answers?" })).toContainText("An entry takes answers in fewer languages: 6 at most.");
  await expect(sheet.getByRole("button", { name: "Import 1" })).toBeEnabled();
  await sheet.getByRole("button", { name: "Cancel" }).click();
  await tries.getByRole("textbox").fill(Array.from({ length: 13 }, () => "Where are you?").join(" "));
  await tries.getByRole("button", { name: "Ask the bot" }).click();
  await expect(tries.getByText("More was asked than the bot looks at in one message")).toBeVisible();
  await expect(tries.getByText("Answered in full")).toBeHidden();
  await sees(page);

  // The bot answers first on a line that is switched on.
  const bots = page.getByRole("region", { name: "Where the bot answers first" });
  await bots.getByRole("switch", { name: "Telegram shop" }).press("Space");
  await expect.poll(async () => (await system.call<{ bot?: string }>("GET", "/v1/lines/shop")).bot).toBe("builtin");
});
