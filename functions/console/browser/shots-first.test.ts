// What a newcomer sees: the offer to set the company as their browser is, the first steps,
// and the parts of the settings that no other picture shows.
import { all, both } from "./shot";
import { joins, test } from "./system";

test.skip(!process.env.SHOTS, "only make screenshots draws them");
test.use({ locale: "en-GB", timezoneId: "Europe/London" });

test("first steps, the way to sign in, and the other settings", async ({ page, system }) => {
  test.setTimeout(300_000);
  await joins(page, (await system.invited("Ada", { role: "admin", email: "ada@shop.example" })).link);
  await page.getByRole("region", { name: "First steps" }).waitFor();
  await page.getByRole("complementary", { name: "The company’s settings" }).waitFor();
  await all(page, "first");
  await page.getByRole("button", { name: "Leave it as it is" }).click();
  await system.telegram("shop");
  await system.call("POST", "/v1/webhooks", { url: "https://hooks.shop.example/in", title: "Our warehouse", kinds: ["message.created", "dialog.closed"] });
  await system.call("POST", "/v1/keys", { name: "Nightly report", role: "operator", dialogs: "all" });
  await system.call("POST", "/v1/lines", { id: "pages", channel: "web", title: "Our pages", origins: [system.url], options: { title: "Oak & Sons", color: "#0b7a53" } });
  for (const part of ["first", "pipelines", "connections", "keys", "webhooks"]) {
    await page.goto(`${system.url}/app/settings/${part}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
    await both(page, `settings-${part}`);
  }
  await page.goto(`${system.url}/app/settings/lines`);
  await page.getByRole("button", { name: /Our pages/ }).click();
  await page.frameLocator("iframe").getByRole("heading", { name: "Oak & Sons" }).waitFor();
  await all(page, "settings-widget");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).first().click();
  await page.goto(`${system.url}/app/knowledge?part=calls`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
  await both(page, "knowledge-calls");
  await page.context().clearCookies();
  await page.goto(`${system.url}/app/chats`);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await all(page, "sign-in");
});
