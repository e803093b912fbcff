import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, fits, joins, listed, sees, test } from "./system";

type Line = { message: number; author: string; text: string };

// read is a system whose dialogs a model of Bedrock reads: a server that speaks Converse,
// which finds whoever says what they are called, and tells what it took for it.
const read = test.extend<{ bedrock: { url: string; asked: string[]; fails: boolean } }>({
  bedrock: async ({}, use) => {
    const bedrock = { url: "", asked: [] as string[], fails: false };
    const server = createServer((request, answer) => {
      let body = "";
      request.on("data", (part) => (body += String(part)));
      request.on("end", () => {
        bedrock.asked.push(decodeURIComponent(request.url ?? ""));
        if (bedrock.fails) {
          answer.writeHead(403, { "Content-Type": "application/json", "X-Amzn-ErrorType": "AccessDeniedException" });
          answer.end(JSON.stringify({ message: "You don't have access to the model with the specified model ID." }));
          return;
        }
        const said = (JSON.parse(body) as { messages: { content: { text: string }[] }[] }).messages[0]!.content[0]!.text;
        const line = said.split("\n").filter((l) => l.startsWith('{"message"')).map((l) => JSON.parse(l) as Line).find((l) => l.text.includes("I am "));
        const name = /I am ([\p{L} ]+)/u.exec(line?.text ?? "")?.[1] ?? "";
        const input = { summary: `- **${name}** asks about an order.`, values: line && [{ field: "client_name", quote: name, message: line.message, value: name, confidence: 0.9 }] };
        answer.writeHead(200, { "Content-Type": "application/json" });
        answer.end(JSON.stringify({
          metrics: { latencyMs: 812 }, stopReason: "tool_use", output: { message: { role: "assistant", content: [{ toolUse: { toolUseId: "t1", name: "report_reading", input } }] } },
          usage: { inputTokens: 1_234, outputTokens: 567, totalTokens: 1_801 },
        }));
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    bedrock.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await use(bedrock);
    server.closeAllConnections();
    server.close();
  },
  flags: ["-reader", "bedrock", "-model", "anthropic.claude-haiku-4-5"],
  env: async ({ bedrock }, use) => use({ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url, AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "not-a-secret", AWS_PROFILE: "", AWS_MAX_ATTEMPTS: "1" }),
});

read("below a reading stand who asked for it, when, which model read it, and what it cost, in the words of each language (BX-08)", async ({ page, system, bedrock }) => {
  test.setTimeout(180_000);
  await system.settings({ quietSeconds: 1 });
  await system.telegram();
  await system.writes(42, "Anna", "Hello! I am Anna Brown.");
  await system.writes(42, "Anna", "Where is my order?");
  const [chat] = await listed(system);
  await joins(page, (await system.invited("Olga")).link);
  await page.goto(`${system.url}/app/chats/${chat.id}`);
  await page.getByRole("tab", { name: "CoPilot" }).click();
  const panel = page.getByRole("tabpanel", { name: "CoPilot" });
  await panel.getByRole("button", { name: "Read the chat" }).click();
  await expect(panel.getByRole("region", { name: "Summary" })).toContainText("Anna Brown asks about an order.", { timeout: 60_000 });
  expect(bedrock.asked).toEqual(["/model/global.anthropic.claude-haiku-4-5/converse"]);
  // 1,234 tokens at $1 a million, 567 at $5: $0.004069.
  const by = page.getByRole("tabpanel", { name: "CoPilot" }).getByText("global.anthropic.claude-haiku-4-5");
  await expect(by).toHaveText(/^Olga, \d?\d:\d\d (AM|PM) · global\.anthropic\.claude-haiku-4-5 · \$0\.0041$/);
  const run = (await system.call<{ items: { reader: { inputTokens: number; outputTokens: number; costUsd: number } }[] }>("GET", `/v1/dialogs/${chat.id}/runs`)).items[0]!;
  expect(run.reader).toMatchObject({ inputTokens: 1_234, outputTokens: 567, costUsd: 0.004069 });
  await sees(page);
  await fits(page);
  if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/cost-en.png` });
  for (const [key, cost] of [["ru", "0,0041 $"], ["es", "0,0041 US$"]] as const) {
    await page.evaluate((l) => localStorage.setItem("sufler.language", l), key);
    await page.reload();
    await page.getByRole("tab", { name: "CoPilot" }).click();
    await expect(by).toHaveText(new RegExp(`^Olga, \\d?\\d:\\d\\d · global\\.anthropic\\.claude-haiku-4-5 · ${cost.replaceAll("$", "\\$").replace(" ", "\\s")}$`));
    if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/cost-${key}.png` });
  }
});

read("a model that may not be called says so in words, and no cost is told (BX-08)", async ({ page, system, bedrock }) => {
  test.setTimeout(180_000);
  bedrock.fails = true;
  await system.settings({ quietSeconds: 1 });
  await system.telegram();
  await system.writes(42, "Anna", "Hello! I am Anna Brown.");
  await system.writes(42, "Anna", "Where is my order?");
  const [chat] = await listed(system);
  await joins(page, (await system.invited("Olga")).link);
  await page.goto(`${system.url}/app/chats/${chat.id}`);
  await page.getByRole("tab", { name: "CoPilot" }).click();
  const panel = page.getByRole("tabpanel", { name: "CoPilot" });
  await panel.getByRole("button", { name: "Read the chat" }).click();
  const why = panel.getByRole("alert");
  await expect(why).toContainText("The chat was not read.", { timeout: 60_000 });
  await expect(why).toContainText("can't be called as it is set up");
  await expect(why).not.toContainText("AccessDenied");
  await expect(panel.getByText("$")).toHaveCount(0);
  await sees(page);
  // Whoever can mend it is told what is wrong there.
  await page.context().clearCookies();
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.goto(`${system.url}/app/chats/${chat.id}`);
  await page.getByRole("tab", { name: "CoPilot" }).click();
  await expect(why).toContainText("AccessDeniedException");
  await expect(why).toContainText("open it in the Bedrock console's model catalog");
  await sees(page);
  await fits(page);
  if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/cost-denied.png` });
});
