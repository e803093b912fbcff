import { expect, fits, joins, sees, test } from "./system";

const call = ["Agent: Good morning, how can I help?", "Customer: Do you have a shop in Boston?", "Agent: Yes, at 9 Harbor Road, open until seven.", "Customer: Thank you.", "Agent: Goodbye."].join("\n");

test("questions without an answer become a wording, an entry, or nothing; a call's questions become drafts (FB-11)", async ({ page, system }) => {
  test.setTimeout(240_000);
  await system.settings({ bot: { quietSeconds: 0.1, wrongShare: 0.05, complaints: [] } });
  await system.telegram("shop", { bot: "builtin" });
  await system.call("POST", "/v1/faq", { question: "What does delivery cost?", wordings: ["How much is shipping?", "Delivery price"], answers: [{ text: "Delivery costs 5 euros." }] });
  await system.writes(42, "Anna", "Do you sell elephants?");
  await system.writes(43, "Boris", "Which courier brings the parcel?");
  await system.writes(44, "Carla", "Can I pay with zebras?");
  const left = async () => (await system.call<{ items: { question: string }[] }>("GET", "/v1/faq/unanswered")).items.map((g) => g.question).sort();
  await expect.poll(async () => (await left()).length, { timeout: 60_000 }).toBe(3);
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.getByRole("link", { name: "Knowledge base" }).click();
  await page.getByRole("tab", { name: "Without an answer" }).click();
  const list = page.getByRole("list", { name: "Without an answer" });
  await expect(list.getByText("Do you sell elephants?").first()).toBeVisible();
  await sees(page);
  await fits(page);

  // Another wording of an entry that is there.
  await list.getByRole("button", { name: "More for “Which courier brings the parcel?”" }).click();
  await page.getByRole("menuitem", { name: "A wording of another entry" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("radio", { name: "What does delivery cost?" }).click();
  await sees(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await system.call<{ items: { wordings: string[] }[] }>("GET", "/v1/faq")).items[0]!.wordings.join()).toContain("courier");

  // An entry of its own.
  await list.getByRole("button", { name: "Make an entry of “Do you sell elephants?”" }).click();
  await expect(sheet.getByRole("textbox", { name: "Question" })).toHaveValue("Do you sell elephants?");
  await sheet.getByRole("textbox", { name: "Answer" }).fill("No, only furniture.");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await system.call<{ items: unknown[] }>("GET", "/v1/faq")).items.length).toBe(2);

  // Or nothing, until it is asked again.
  await list.getByRole("button", { name: "More for “Can I pay with zebras?”" }).click();
  await page.getByRole("menuitem", { name: /Dismiss/ }).click();
  await expect(page.getByText("No question is without an answer.")).toBeVisible();
  expect(await left()).toEqual([]);
  await system.writes(45, "Dora", "Can I pay with zebras?");
  await expect.poll(left, { timeout: 60_000 }).toEqual(["Can I pay with zebras?"]);

  // A call is read; a question of it becomes an entry once somebody has looked it over.
  await page.getByRole("tab", { name: "From calls" }).click();
  await page.locator('input[type="file"][accept*=".srt"]').setInputFiles({ name: "call.txt", mimeType: "text/plain", buffer: Buffer.from(call) });
  const drafts = page.getByRole("list", { name: "Questions from calls" });
  await expect(drafts.getByText("Do you have a shop in Boston?")).toBeVisible();
  await sees(page);
  await drafts.getByRole("button", { name: /Make an entry of “Do you have a shop/ }).click();
  await expect(sheet.getByRole("textbox", { name: "Answer" })).toHaveValue(/Harbor Road/);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await system.call<{ items: unknown[] }>("GET", "/v1/faq")).items.length).toBe(3);
  await expect(drafts.getByText("Do you have a shop in Boston?")).toBeHidden();

  // What an entry said before can be had back.
  await page.getByRole("tab", { name: "Entries" }).click();
  await page.getByRole("list", { name: "Entries" }).getByRole("button", { name: /elephants/ }).click();
  await sheet.getByRole("textbox", { name: "Answer" }).fill("Yes, two.");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole("list", { name: "Entries" }).getByRole("button", { name: /elephants/ }).click();
  await sheet.getByText("What it said before").click();
  await sheet.getByRole("button", { name: /Say again what it said on/ }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByText("No, only furniture.")).toBeVisible();
});
