// Pages of a shop that has the widget: on a host of their own, under the strictest
// policy that the documentation says is enough.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { FrameLocator, Locator, Page } from "@playwright/test";
import { test as base, type System } from "./system";

// Shop is a site whose pages all hold the widget.
export class Shop {
  private constructor(private readonly server: Server, readonly url: string, private readonly system: System) {
    this.connects = `${system.url} ${system.url.replace("http", "ws")}`;
  }

  // attributes are those of the snippet, beside src and data-line.
  attributes = "";
  key = "";
  // connects is what the pages' policy lets be connected to.
  connects: string;

  static async open(system: System): Promise<Shop> {
    const shop: { is?: Shop } = {};
    const server = createServer((request, answer) => {
      if (request.url === "/favicon.ico") return void answer.writeHead(204).end();
      answer.writeHead(200, {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": `default-src 'none'; script-src ${system.url}; connect-src ${shop.is!.connects}; require-trusted-types-for 'script'`,
      });
      answer.end(shop.is!.page(request.url ?? "/"));
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    shop.is = new Shop(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, system);
    return shop.is;
  }

  // line connects the shop's pages; more is of the line.
  async line(more: Record<string, unknown> = {}) {
    const made = await this.system.call<{ publicKey: string }>("POST", "/v1/lines", { id: "pages", channel: "web", title: "Our pages", origins: [this.url, this.system.url], ...more });
    this.key = made.publicKey;
  }

  // options changes how the widget looks.
  async options(options: Record<string, string | null>) {
    await this.system.call("PATCH", "/v1/lines/pages", { options }, { "If-Match": "*" });
  }

  private page(path: string) {
    return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title><main><h1>Page ${path.replace(/\W/g, "") || "one"}</h1><a href="/two">Another page</a></main>
<script async src="${this.system.url}/widget.js" data-line="${this.key}" data-anew ${this.attributes}></script></html>`;
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

// opens opens the widget and gives its panel.
export async function opens(page: Page | FrameLocator): Promise<Locator> {
  await page.getByRole("button", { name: /^Chat/ }).click();
  return page.getByRole("dialog");
}

// says has a visitor write.
export async function says(panel: Locator, text: string) {
  await panel.getByRole("textbox", { name: "Your message" }).fill(text);
  await panel.getByRole("button", { name: "Send" }).click();
}

export type Dialogs = { items: { id: string; contact: string; name: string }[] };

// dialogs are those of the shop's line, newest first.
export const dialogs = async (system: System) => (await system.call<Dialogs>("GET", "/v1/dialogs?line=pages")).items;

// messages are those of the line's newest dialog.
export async function messages(system: System) {
  const [d] = await dialogs(system);
  if (!d) return [];
  return (await system.call<{ items: { text: string; author: string; attachments?: { name: string; file?: string }[] }[] }>("GET", `/v1/dialogs/${d.id}/messages`)).items;
}

// replies has the company answer in the line's newest dialog.
export async function replies(system: System, text: string, more: Record<string, unknown> = {}) {
  const [d] = await dialogs(system);
  await system.call("POST", `/v1/dialogs/${d!.id}/reply`, { text, ...more });
}

export const test = base.extend<{ shop: Shop }>({
  shop: async ({ system }, use) => {
    const shop = await Shop.open(system);
    await use(shop);
    await shop.close();
  },
});
export { expect } from "./system";
