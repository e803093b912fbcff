import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdirSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, fits, joins, sees, test } from "./system";

test("what was asked in calls, how often; and a recording that nobody here writes down says so before it is sent (FB-11, SYS-22)", async ({ page, system }) => {
  test.setTimeout(180_000);
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

// written is a system whose recordings a server of the test's own writes down.
const written = test.extend<{ scribe: string }>({
  scribe: async ({}, use) => {
    const server = createServer((request, answer) => {
      request.resume();
      request.on("end", () => {
        answer.writeHead(200, { "Content-Type": "application/json" });
        answer.end(JSON.stringify({ text: "Good morning. Do you deliver on Sundays? Yes, on Sundays until noon." }));
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
    server.closeAllConnections();
    server.close();
  },
  flags: async ({ scribe }, use) => use(["-transcriber", "whisper", "-transcriber-endpoint", scribe]),
});

written("recordings are uploaded or lie in a folder; each says where it came from, how far it is, and why it was not written down; what was asked becomes entries (FB-11, SYS-22)", async ({ page, system }) => {
  test.setTimeout(180_000);
  // Put into the folder while it is not running, and not lately.
  await system.killed();
  const folder = join(system.data, "recordings", "in");
  mkdirSync(folder, { recursive: true });
  for (const [name, body] of [["monday.mp3", "ID3 monday"], ["notes.exe", "MZ"], ["empty.mp3", ""], ["year.wav", "RIFF"]] as const) {
    const at = join(folder, name);
    writeFileSync(at, body);
    if (name === "year.wav") truncateSync(at, 105 * 1024 * 1024); // holes: it takes no room
    utimesSync(at, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
  }
  await system.again();

  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.goto(`${system.url}/app/knowledge?part=calls`);
  const list = page.getByRole("list", { name: "Recordings of calls" });
  const one = (name: string) => list.getByRole("listitem").filter({ hasText: name });
  await expect(one("monday.mp3")).toContainText("from the folder of recordings · written down", { timeout: 60_000 });
  await expect(one("notes.exe")).toContainText("could not be written down: it is neither a recording nor a film");
  await expect(one("year.wav")).toContainText("could not be written down: it is larger than 100 MB");
  await expect(one("empty.mp3")).toContainText("could not be written down: it is empty, damaged or too long");
  await page.locator('input[type="file"][accept*="audio"]').setInputFiles([{ name: "call.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("ID3 call") }]);
  const before = page.getByRole("group", { name: "What call.mp3 costs" });
  await expect(before).toContainText("your own server writes it down");
  await before.getByRole("button", { name: "Write it down" }).click();
  await expect(one("call.mp3")).toContainText("written down", { timeout: 60_000 });
  await expect(one("call.mp3")).not.toContainText("from the folder");
  await sees(page);
  await fits(page);

  // What was asked most often, over all of them; of a question an entry is made.
  await page.getByRole("button", { name: "See what was asked in recordings" }).click();
  const drafts = page.getByRole("list", { name: "Questions from calls" });
  await expect(drafts).toContainText("Do you deliver on Sundays?");
  await expect(drafts).toContainText("asked 2 times in 2 calls");
  await drafts.getByRole("button", { name: /Make an entry of/ }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("textbox", { name: "Question" })).toHaveValue("Do you deliver on Sundays?");
  await sheet.getByRole("textbox", { name: "Answer" }).fill("Yes, on Sundays until noon.");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await system.call<{ items: unknown[] }>("GET", "/v1/faq")).items.length).toBe(1);

  // One that nobody needs is dropped.
  await page.getByRole("button", { name: "Drop “notes.exe”" }).click();
  await expect(one("notes.exe")).toHaveCount(0);
});
