// The system that the tests look at: the real one, in a folder of its own, on a port
// that was free. Customers write to it as their messengers would.
import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";
import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const house = join(import.meta.dirname, "../../..");

// botAPI takes what a bot sends, as Telegram's does, but for what says "fail"; below
// /meta it is WhatsApp's, whose account 900 has templates.
async function botAPI(took: string[]): Promise<Server> {
  let sent = 1_000;
  const server = createServer((request, answer) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      took.push(body);
      if (request.url?.startsWith("/meta/")) {
        answer.writeHead(200, { "Content-Type": "application/json" });
        answer.end(JSON.stringify(request.url.includes("/900/message_templates") ? { data: approved, paging: {} } : { success: true, messages: [{ id: `wamid.${++sent}` }] }));
        return;
      }
      const failed = body.includes("fail, please");
      answer.writeHead(failed ? 400 : 200, { "Content-Type": "application/json" });
      answer.end(JSON.stringify(failed ? { ok: false, error_code: 400, description: "Bad Request: can't parse entities" } : { ok: true, result: { message_id: ++sent, date: 1, chat: { id: 1, type: "private" } } }));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

// approved are WhatsApp's templates, one of which is not approved yet.
const approved = [
  { name: "order_ready", language: "en_US", status: "APPROVED", category: "UTILITY", parameter_format: "POSITIONAL", components: [{ type: "HEADER", format: "TEXT", text: "Order {{1}}" }, { type: "BODY", text: "Hello {{1}}, your order {{2}} is ready." }, { type: "FOOTER", text: "The shop" }, { type: "BUTTONS", buttons: [{ type: "URL", text: "Track it", url: "https://shop.example/{{1}}" }] }] },
  { name: "hello_world", language: "es", status: "APPROVED", category: "UTILITY", components: [{ type: "BODY", text: "Hola." }] },
  { name: "not_yet", language: "en_US", status: "PENDING", category: "MARKETING", components: [{ type: "BODY", text: "Soon." }] },
];

// System is a Sufler that runs.
export class System {
  private constructor(readonly url: string, readonly key: string, readonly joinLink: string, private process: ChildProcess, private readonly dir: string, private readonly bots: Server, private readonly program: string, private readonly flags: string[], readonly took: string[], private readonly env: Record<string, string>) {}

  static async start(program: string, flags: string[] = [], env: Record<string, string> = {}): Promise<System> {
    const dir = mkdtempSync(join(tmpdir(), "sufler-console-"));
    const data = join(dir, "data");
    const { child, said } = await System.run(program, data, "localhost:0", flags, env);
    const url = /Sufler listens on (\S+)/.exec(said)?.[1] ?? "";
    const joinLink = /(http\S+\/join#\S+)/.exec(said)?.[1] ?? "";
    const took: string[] = [];
    const bots = await botAPI(took);
    return new System(url, readFileSync(join(data, "admin-key"), "utf8").trim(), joinLink, child, dir, bots, program, flags, took, env);
  }

  // run starts a process, and waits until it listens.
  private static async run(program: string, data: string, addr: string, flags: string[], env: Record<string, string>) {
    const child = spawn(program, ["-addr", addr, "-dir", data, "-allow-hosts", "127.0.0.1", ...flags], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += String(text)));
    const deadline = Date.now() + 60_000;
    while (!said.includes("To see the newest chat")) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the system did not start:\n${said}`);
      await new Promise((wake) => setTimeout(wake, 50));
    }
    return { child, said };
  }

  // killed ends the process as a power cut does; again starts it where it was.
  async killed() {
    await this.ends("SIGKILL");
  }

  private async ends(signal: NodeJS.Signals) {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill(signal);
    await ended;
  }

  async again() {
    this.process = (await System.run(this.program, this.data, new URL(this.url).host, this.flags, this.env)).child;
  }

  // data is the folder that all of it lies in.
  get data() {
    return join(this.dir, "data");
  }

  async stop() {
    await this.ends("SIGTERM");
    this.bots.close();
    this.bots.closeAllConnections();
    rmSync(this.dir, { recursive: true, force: true });
  }

  // call is the API's, with the administrator's key.
  async call<T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  // settings changes the company's settings.
  async settings(change: Record<string, unknown>) {
    const read = await fetch(this.url + "/v1/settings", { headers: { Authorization: `Bearer ${this.key}` } });
    await this.call("PATCH", "/v1/settings", change, { "If-Match": read.headers.get("ETag") ?? "" });
  }

  // invited makes an operator who has an invitation; it answers with its link.
  async invited(name: string, more: Record<string, unknown> = {}) {
    const made = await this.call<{ id: string; invitation: { link: string } }>("POST", "/v1/operators", {
      name, email: `${name.toLowerCase()}@shop.example`, role: "operator", leads: "change", deals: "change", dialogs: "team", customers: true, ...more,
    });
    return { id: made.id, link: made.invitation.link.replace(/^https:/, new URL(this.url).protocol) };
  }

  // botAddress is where the bots' API is.
  get botAddress() {
    return `http://127.0.0.1:${(this.bots.address() as AddressInfo).port}`;
  }

  // telegram connects a bot's line; what customers say comes by its webhook.
  async telegram(line = "shop", more: Record<string, unknown> = {}) {
    await this.call("POST", "/v1/lines", { id: line, channel: "telegram", title: "Telegram shop", secrets: { token: "1:none", secret: "s3cret" }, options: { api_url: this.botAddress }, ...more });
  }

  // whatsapp connects a number; says has a customer say something on it, at a time.
  async whatsapp(options: Record<string, string> = {}) {
    await this.call("POST", "/v1/lines", { id: "wa", channel: "whatsapp", title: "WhatsApp shop", secrets: { token: "token", app_secret: "s3cret", verify_token: "verify" }, options: { api_url: `${this.botAddress}/meta`, phone_number_id: "100", ...options } });
  }

  async says(phone: string, name: string, text: string, at = new Date()) {
    const message = { from: phone, id: `wamid.IN${++this.update}`, timestamp: String(Math.floor(at.getTime() / 1000)), type: "text", text: { body: text } };
    await this.tells({ contacts: [{ profile: { name }, wa_id: phone }], messages: [message] });
    return message.id;
  }

  // tells is what Meta's webhook tells of the number.
  async tells(value: Record<string, unknown>) {
    const body = JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "900", changes: [{ field: "messages", value: { messaging_product: "whatsapp", metadata: { display_phone_number: "15550100", phone_number_id: "100" }, ...value } }] }] });
    const answer = await fetch(`${this.url}/webhooks/whatsapp/wa`, { method: "POST", headers: { "Content-Type": "application/json", "X-Hub-Signature-256": `sha256=${createHmac("sha256", "s3cret").update(body).digest("hex")}` }, body });
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status} ${await answer.text()}`);
  }

  private update = 0;

  // writes has a customer of the Telegram line say something, as Telegram tells it.
  async writes(customer: number, name: string, text: string, line = "shop", more: Record<string, unknown> = {}) {
    const n = ++this.update;
    const answer = await fetch(`${this.url}/webhooks/telegram/${line}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": "s3cret" },
      body: JSON.stringify({
        update_id: n,
        message: { message_id: n, date: Math.floor(Date.now() / 1000), text, from: { id: customer, first_name: name }, chat: { id: customer, type: "private" }, ...more },
      }),
    });
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status} ${await answer.text()}`);
    return n;
  }
}

export type Row = { id: string; name: string; state: string; contact?: string; cards: { card: string }[] };

// listed are the dialogs that a query finds, once it finds any: a list follows what was
// said, it does not hold it up.
export async function listed(system: System, query = ""): Promise<[Row, ...Row[]]> {
  let items: Row[] = [];
  await expect.poll(async () => (items = (await system.call<{ items: Row[] }>("GET", `/v1/dialogs${query}`)).items).length, { timeout: 30_000 }).toBeGreaterThan(0);
  return items as [Row, ...Row[]];
}

// proposes has a customer say who they are, and CoPilot read it for a card that holds
// another phone and e-mail; it answers with dialog and card.
export async function proposes(system: System, customer: number, name: string) {
  const whole = `${name} Brown`; // as their messenger knows them: their contact has nothing to decide on
  await system.writes(customer, whole, `Hello! I am ${whole}.`);
  await system.writes(customer, whole, `My phone is +1 415 555 ${2000 + customer}, my e-mail is ${name.toLowerCase()}@example.com.`);
  const items = await listed(system);
  const dialog = items.find((d) => d.name.startsWith(name))!;
  await expect.poll(async () => (await system.call<{ cards: object[] }>("GET", `/v1/dialogs/${dialog.id}`)).cards.length).toBeGreaterThan(0);
  const { cards } = await system.call<{ cards: { card: string }[] }>("GET", `/v1/dialogs/${dialog.id}`);
  const card = cards[0]!.card;
  await system.call("PATCH", `/v1/cards/${encodeURIComponent(card)}`, { values: { client_phone: "+14155550000", client_email: "old@example.com" } }, { "If-Match": "*" });
  const run = await system.call<{ id: string }>("POST", `/v1/dialogs/${dialog.id}/runs`, {});
  await expect.poll(async () => (await system.call<{ state: string }>("GET", `/v1/runs/${run.id}`)).state, { timeout: 30_000 }).toBe("awaiting_approval");
  return { dialog: dialog.id, card };
}

// sees holds a screen to what axe finds serious, in both themes.
export async function sees(page: Page) {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(async () => { // colours on their way are neither theme's; a page behind another draws no frames
      const moment = () => new Promise((over) => setTimeout(over, 20));
      await moment();
      for (let i = 0; i < 50 && document.getAnimations().some((a) => a instanceof CSSTransition && a.playState === "running"); i++) await moment();
    });
    const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
    expect(found.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => `${colorScheme} ${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`)).toEqual([]);
  }
}

// fits holds a screen to a phone's width.
export async function fits(page: Page) {
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 360, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.setViewportSize(size);
}

// reads has CoPilot read the chat that is open. A press on the button in the very moment in
// which a message comes, and holds it back until the chat is quiet again, is none.
export async function reads(page: Page) {
  await expect(async () => {
    await page.getByRole("button", { name: "CoPilot", exact: true }).click();
    await expect(page.getByRole("tab", { name: "CoPilot" })).toHaveAttribute("aria-selected", "true", { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

export const password = "vier kleine katzen";

// joins takes an invitation in the browser.
export async function joins(page: Page, link: string) {
  await page.goto(link);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Set the password and sign in" }).click();
  await expect(page.getByRole("link", { name: "Chats" })).toBeVisible();
}

// Each test has a system of its own, so that none finds what another left. A page
// breaks no rule of its own policy, throws nothing and logs no error.
export const test = base.extend<{ system: System; flags: string[]; env: Record<string, string> }, { program: string }>({
  flags: [[], { option: true }],
  env: [{}, { option: true }],
  program: [async ({}, use) => {
    const dir = mkdtempSync(join(tmpdir(), "sufler-console-"));
    const program = process.env.SUFLER_PROGRAM ?? join(dir, "sufler");
    if (!process.env.SUFLER_PROGRAM) execFileSync("go", ["build", "-o", program, "./infra/local"], { cwd: house, stdio: "inherit" });
    await use(program);
    rmSync(dir, { recursive: true, force: true });
  }, { scope: "worker", timeout: 300_000 }],
  system: async ({ program, flags, env }, use) => {
    const system = await System.start(program, flags, env);
    await use(system);
    await system.stop();
  },
  page: async ({ page }, use) => {
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    // A refusal of the API is shown by the console; the browser notes it, too.
    // So it does of a visitor's socket when the server ends before the page, or the network
    // is off; widget-live.test.ts holds that it is had otherwise.
    const expected = /Failed to load resource|\/web\/live\?.*(?:ERR_CONNECTION_REFUSED|ERR_SOCKET_NOT_CONNECTED|ERR_INTERNET_DISCONNECTED|Unexpected response code: 503)/;
    page.on("console", (line) => line.type() === "error" && !expected.test(line.text()) && faults.push(line.text()));
    await use(page);
    expect(faults).toEqual([]);
  },
});
export { expect };
