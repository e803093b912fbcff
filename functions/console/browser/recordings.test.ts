import { expect, joins, sees, test } from "./system";

test("what was asked in calls, how often; and a recording that nobody here writes down says so before it is sent (FB-11, SYS-22)", async ({ page, system }) => {
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.goto(`${system.url}/app/knowledge?part=calls`);
  const calls = "Customer: Do you ship to Spain?\nAgent: Yes, within a week.\nCustomer: And do you ship to Spain?\nAgent: Yes, within a week.\n";
  await page.locator('input[type="file"][accept*=".srt"]').setInputFiles([{ name: "calls.txt", mimeType: "text/plain", buffer: Buffer.from(calls) }]);
  const drafts = page.getByRole("list", { name: "Questions from calls" });
  await expect(drafts).toContainText("asked 2 times");
  await expect(drafts).toContainText("Yes, within a week.");
  const before = page.getByRole("group", { name: "What call.mp3 costs" });
  await page.locator('input[type="file"][accept*="audio"]').setInputFiles([{ name: "call.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("ID3") }]);
  await expect(before).toContainText("it is switched off");
  await expect(before.getByRole("button", { name: "Write it down" })).toHaveCount(0);
  await sees(page);
  await before.getByRole("button", { name: "Cancel" }).click();
  await expect(before).toBeHidden();
  expect(await system.call<{ items: unknown[] }>("GET", "/v1/recordings")).toMatchObject({ items: [] });
});
