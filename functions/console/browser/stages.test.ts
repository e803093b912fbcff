// How far CoPilot is, from the last message to what it read. The reader is a model whose
// server answers when the test lets it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, joins, listed, sees, test as base } from "./system";

type Model = { url: string; asked: () => number; answers: (with_: { status: number; body: unknown }) => void };

const test = base.extend<{ model: Model }>({
  model: async ({}, use) => {
    const waiting: ((with_: { status: number; body: unknown }) => void)[] = [];
    let asked = 0;
    const server = createServer((request, answer) => {
      request.resume();
      request.on("end", () => {
        asked++;
        waiting.push(({ status, body }) => { answer.writeHead(status, { "Content-Type": "application/json" }); answer.end(JSON.stringify(body)); });
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked: () => asked, answers: (with_) => waiting.splice(0).forEach((one) => one(with_)) });
    server.closeAllConnections();
    server.close();
  },
  flags: async ({ model }, use) => use(["-reader", "openai", "-endpoint", model.url, "-model", "test"]),
});

// reading is a model's answer: what it calls the tool with.
const reading = (of: { summary: string; values: object[] }) => ({
  status: 200,
  body: { choices: [{ index: 0, finish_reason: "tool_calls", message: { role: "assistant", content: null, tool_calls: [{ id: "1", type: "function", function: { name: "report_reading", arguments: JSON.stringify(of) } }] } }], usage: { prompt_tokens: 100, completion_tokens: 20 } },
});

test("CoPilot's button counts down to the end of the quiet period; a run waits, then reads, then shows what it read; one that failed says why (MC-13, MC-16)", async ({ page, system, model }) => {
  test.setTimeout(240_000);
  await system.settings({ quietSeconds: 20 });
  await system.telegram("shop");
  await system.writes(42, "Anna", "Hello!");
  await joins(page, (await system.invited("Olga")).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("button", { name: "Accept chat" }).click();
  await page.getByRole("tab", { name: "CoPilot" }).click();
  const [{ id }] = await listed(system);
  await expect.poll(async () => (await system.call<{ cards: unknown[] }>("GET", `/v1/dialogs/${id}`)).cards.length).toBeGreaterThan(0);

  // Too fresh: the button says why, and how long it is.
  await system.writes(42, "Anna", "I'd like 3 office chairs.");
  const button = page.getByRole("button", { name: /^CoPilot/ });
  await expect(button).toHaveText(/^CoPilot\s*0:[01][0-9]$/);
  await expect(button).toBeDisabled();
  await expect(button).toHaveAttribute("title", "The last message is too fresh: CoPilot waits until the chat is quiet.");

  // Whoever asks by the API waits: the first stage, with what is left of it.
  await system.call("POST", `/v1/dialogs/${id}/runs`, {});
  const stages = page.getByRole("list", { name: "How far it is" });
  const [quiet, read] = [stages.getByRole("listitem").nth(0), stages.getByRole("listitem").nth(1)];
  await expect(quiet).toHaveAttribute("aria-current", "step");
  await expect(quiet).toHaveText(/The chat is quiet\s*0:[01][0-9]/);
  expect(model.asked()).toBe(0);

  // The second stage lasts as long as the reader does.
  await expect(read).toHaveAttribute("aria-current", "step", { timeout: 60_000 });
  await expect(quiet).not.toHaveAttribute("aria-current", "step");
  await expect.poll(model.asked).toBe(1);
  await expect(button).toBeDisabled();
  await sees(page);
  model.answers(reading({ summary: "Wants **3 office chairs**.", values: [{ field: "quantity", quote: "3 office chairs", message: 1, value: "3", confidence: 0.95 }] }));
  await expect(stages).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Summary", exact: true })).toContainText("3 office chairs");
  await expect(page.getByRole("region", { name: "Written into the card" })).toContainText("Quantity");
  await expect(button).toBeEnabled();

  // A reading that fails says so, in words, and can be asked for again.
  await page.getByRole("button", { name: "Read again" }).click();
  await expect.poll(model.asked).toBe(2);
  await expect(read).toHaveAttribute("aria-current", "step");
  model.answers({ status: 400, body: { error: { message: "no", code: "bad" } } });
  const alert = page.getByRole("alert").filter({ hasText: "The chat was not read." });
  await expect(alert).toBeVisible();
  await expect(page.getByRole("button", { name: "Read again" })).toBeEnabled();
});
