// Every screen in Russian, dark, and in Spanish, on a phone: nothing of another language
// is left, no word is missing, axe finds nothing serious, and all of it fits.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { expect, joins, proposes, test, type System } from "./system";

const words = (language: string) => JSON.parse(readFileSync(`src/words/${language}.json`, "utf8")) as Record<string, string>;

// foreign are the texts on the page that are words of ours in English and otherwise in
// the language, or a word's name instead of the word.
async function foreign(page: Page, language: string, data: Set<string>): Promise<string[]> {
  const own = words(language);
  const english = new Set(Object.entries(words("en")).filter(([word, text]) => own[word] !== text && !text.includes("{") && text.length > 3).map(([, text]) => text));
  for (const text of [...Object.values(own), ...data]) english.delete(text);
  const shown = await page.evaluate(() => {
    const out: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node instanceof Text) out.push(node.data.trim());
      else if (node instanceof Element) for (const name of ["aria-label", "title", "placeholder"]) out.push(node.getAttribute(name)?.trim() ?? "");
    }
    return out;
  });
  return [...new Set(shown)].filter((text) => english.has(text) || text in own);
}

const parts = ["lines", "teams", "operators", "templates", "labels", "bot", "automations", "fields", "pipelines", "copilot", "connections", "general", "openid", "keys", "webhooks", "first"];

// filled is a company that has some of everything.
async function filled(system: System) {
  await system.settings({ quietSeconds: 1, labels: [{ id: "vip", title: "VIP" }] });
  await system.telegram("shop", { title: "@shop" });
  const { dialog, card } = await proposes(system, 42, "Anna");
  await system.writes(43, "Boris", "1?");
  await system.call("POST", "/v1/cards", { kind: "deal", title: "D-1", stage: "new", values: { budget: { amount: 447, currency: "USD" } } });
  await system.call("POST", "/v1/faq", { question: "1+1?", wordings: ["2-1?"], answers: [{ text: "2" }] });
  await system.call("POST", "/v1/automations", { title: "A-1", when: { kind: "closed" }, then: [{ kind: "note", text: "1" }] });
  await system.call("POST", "/v1/templates", { scope: "all", title: "T-1", text: "1" });
  const contact = (await system.call<{ contact: string }>("GET", `/v1/dialogs/${dialog}`)).contact;
  return ["chats", `chats/${dialog}`, "conversations", `cards/${encodeURIComponent(card)}`, "deals", "approvals", "contacts", `contacts/${encodeURIComponent(contact)}`, `contacts/${encodeURIComponent(contact)}/duplicates`, "knowledge", "knowledge?part=unanswered", "knowledge?part=calls", "conversations?group=line", "statistics", ...parts.map((p) => `settings/${p}`)];
}

for (const [language, colorScheme, width] of [["ru", "dark", 1360], ["es", "light", 360]] as const) {
  test(`every screen in ${language}, ${colorScheme}, ${width} pixels wide`, async ({ page, system }) => {
    test.setTimeout(900_000);
    const screens = await filled(system);
    await joins(page, (await system.invited("Ada", { role: "admin", email: "ada@shop.example" })).link);
    await page.getByRole("button", { name: /Your account/ }).click();
    await page.getByText(language.toUpperCase(), { exact: true }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    // The names of the key, the first team and the first line are the company's own, in its
    // language, which is English here (first.test.ts has another).
    const data = new Set(["Administrator", "Sales", "Our website"]);
    const wrong: string[] = [];
    const look = async (screen: string) => {
      for (const text of await foreign(page, language, data)) wrong.push(`${screen}: ${text}`);
      const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
      for (const v of found.violations) if (v.impact === "serious" || v.impact === "critical") wrong.push(`${screen}: ${v.id}: ${v.nodes.map((n) => n.html).join(" ").slice(0, 300)}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) wrong.push(`${screen}: ${wide} pixels wide`);
    };
    for (const screen of screens) {
      await page.goto(`${system.url}/app/${screen}`);
      await expect(page.getByRole("heading").first()).toBeAttached();
      await expect(page.locator(`[aria-label="${words(language).loading}"]`)).toHaveCount(0);
      await look(screen);
    }
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").last().fill("a");
    await look("the command menu");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
    await look("the shortcuts");
    expect(wrong).toEqual([]);
  });
}

test("what each channel and CRM needs is said in the words that the API says it in, and in the operator's", async ({ system }) => {
  type Need = { name: string; doc: string };
  const en = words("en");
  const channels = (await system.call<{ items: { channel: string; needs: Need[] }[] }>("GET", "/v1/channels")).items.map((c) => [c.channel, c.needs] as const);
  const crms = (await system.call<{ items: { kind: string; needs: Need[] }[] }>("GET", "/v1/crms")).items.map((c) => [c.kind, c.needs] as const);
  const plain = (text: string | undefined) => text?.replaceAll("'{'", "{").replaceAll("'}'", "}");
  const other = [...channels, ...crms].flatMap(([of, needs]) => needs.filter((n) => plain(en[`set.doc.${of}.${n.name}`] ?? en[`set.doc.any.${n.name}`]) !== n.doc).map((n) => `${of}.${n.name}`));
  // The version that is taken changes with the release.
  expect(other.filter((name) => !name.endsWith(".api_version"))).toEqual([]);
});

test("sheets of what is built in read in the operator's language, and what is left so stays as it is stored", async ({ page, system }) => {
  const ru = words("ru");
  const w = (word: string) => ru[word]!;
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.evaluate(() => localStorage.setItem("sufler.language", "ru"));
  type Field = { name: string; title: string; description: string; policy: string };
  const budget = async () => (await system.call<{ items: Field[] }>("GET", "/v1/fields/lead")).items.find((f) => f.name === "budget")!;
  const stored = await budget();
  await page.goto(`${system.url}/app/settings/fields`);
  await page.getByRole("button", { name: new RegExp(`^${w("field.budget")}`) }).click();
  const sheet = page.getByRole("dialog", { name: w("field.budget") });
  await expect(sheet.getByRole("textbox", { name: w("set.title") })).toHaveValue(w("field.budget"));
  await expect(sheet.getByRole("textbox", { name: w("set.fields.description") })).toHaveValue(w("set.fields.about.budget"));
  await sheet.getByRole("combobox", { name: w("set.fields.policy") }).or(sheet.getByRole("textbox", { name: w("set.fields.policy") })).click();
  await page.getByRole("option", { name: w("set.policy.always_propose"), exact: true }).click();
  await sheet.getByRole("button", { name: w("save") }).click();
  await expect.poll(budget).toEqual({ ...stored, policy: "always_propose" });

  type Pipeline = { id: string; title: string; stages: { id: string; title: string }[] };
  const pipeline = async () => (await system.call<{ items: Pipeline[] }>("GET", "/v1/pipelines")).items[0]!;
  const was = await pipeline();
  await page.goto(`${system.url}/app/settings/pipelines`);
  await page.getByRole("button", { name: new RegExp(`^${w("pipeline.sales")}`) }).click();
  const stages = page.getByRole("dialog", { name: w("pipeline.sales") });
  await expect(stages.getByRole("textbox", { name: w("set.pipelines.stage").replace("{n}", "2") })).toHaveValue(w("stage.in_work"));
  await stages.getByRole("textbox", { name: w("set.pipelines.stage").replace("{n}", "1") }).fill("Первая");
  await stages.getByRole("button", { name: w("save") }).click();
  await expect.poll(pipeline).toEqual({ ...was, stages: was.stages.map((s, i) => (i === 0 ? { ...s, title: "Первая" } : s)) });
});
