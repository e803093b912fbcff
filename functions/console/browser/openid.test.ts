// Signing in by the company's provider, which is a server of the test's own.
import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, fits, joins, password, sees, type System, test } from "./system";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const part = (of: object) => Buffer.from(JSON.stringify(of)).toString("base64url");

// signed is an ID token.
function signed(claims: object) {
  const body = `${part({ alg: "RS256", kid: "k", typ: "JWT" })}.${part(claims)}`;
  return `${body}.${createSign("RSA-SHA256").update(body).sign(keys.privateKey, "base64url")}`;
}

// Provider is one that asks nobody for a password: whoever comes is `email`.
class Provider {
  email = "olga@shop.example";
  verified = true;
  down = false;
  backs: string[] = []; // where it was told to send people
  private begun = new Map<string, URLSearchParams>();
  private server = createServer((request, answer) => {
    const asked = new URL(request.url ?? "", this.issuer);
    const says = (of: object, status = 200) => answer.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(of));
    let body = "";
    request.on("data", (more) => (body += String(more)));
    request.on("end", () => {
      if (this.down) return void says({}, 503);
      switch (asked.pathname) {
        case "/.well-known/openid-configuration":
          return void says({ issuer: this.issuer, authorization_endpoint: `${this.issuer}/authorize`, token_endpoint: `${this.issuer}/token`, jwks_uri: `${this.issuer}/keys`, response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"] });
        case "/keys":
          return void says({ keys: [{ ...keys.publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] });
        case "/authorize": {
          const back = asked.searchParams.get("redirect_uri") ?? "";
          const code = randomUUID();
          this.backs.push(back);
          this.begun.set(code, asked.searchParams);
          return void answer.writeHead(302, { Location: `${back}?${new URLSearchParams({ code, state: asked.searchParams.get("state") ?? "" }).toString()}` }).end();
        }
        case "/token": {
          const given = new URLSearchParams(body);
          const as = this.begun.get(given.get("code") ?? "");
          this.begun.delete(given.get("code") ?? "");
          if (!as || as.get("code_challenge") !== createHash("sha256").update(given.get("code_verifier") ?? "").digest("base64url")) return void says({ error: "invalid_grant" }, 400);
          const now = Math.floor(Date.now() / 1000);
          return void says({ access_token: "a", token_type: "Bearer", id_token: signed({ iss: this.issuer, sub: "1", aud: "sufler", iat: now, exp: now + 300, nonce: as.get("nonce"), email: this.email, email_verified: this.verified }) });
        }
      }
      says({}, 404);
    });
  });

  get issuer() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  listens = () => new Promise<void>((ready) => this.server.listen(0, "127.0.0.1", ready));

  ends() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

const provided = test.extend<{ provider: Provider }>({
  provider: async ({ system }, use) => {
    const provider = new Provider();
    await provider.listens();
    await set(system, provider);
    await use(provider);
    provider.ends();
  },
});

const set = (system: System, provider: Provider) => system.call("PUT", "/v1/settings/openid", { issuer: provider.issuer, clientId: "sufler", clientSecret: "the secret" }, { "If-Match": "*" });

provided("whoever the company's provider knows signs in there, from the button to the chats (D17)", async ({ page, system, provider }) => {
  await system.invited("Olga"); // who has no password here, nor needs one
  await page.goto(system.url);
  const button = page.getByRole("link", { name: `Sign in with ${new URL(provider.issuer).host}` });
  await expect(button).toBeVisible();
  await sees(page);
  await fits(page);
  await button.click();
  await expect(page).toHaveURL(`${system.url}/app/chats`);
  await expect(page.getByRole("button", { name: "Your account, Olga" })).toBeVisible();
  expect(provider.backs).toEqual([`${system.url}/v1/session/oidc/callback`]);
});

provided("who is not signed in by the provider is told why, in words of their language (D17)", async ({ page, system, provider }) => {
  const olga = await system.invited("Olga");
  const alert = page.getByRole("alert");
  const tries = async (why: string | RegExp) => {
    await page.goto(system.url);
    await page.getByRole("link", { name: /^Sign in with/ }).click();
    await expect(alert).toHaveText(why);
    await expect(page.getByRole("textbox", { name: "E-mail" })).toBeVisible(); // the other way in
    expect((await page.request.get(`${system.url}/v1/me`)).status()).toBe(401);
  };
  provider.email = "nobody@elsewhere.example";
  await tries(/^Nobody here has the e-mail address/);
  await sees(page);
  await fits(page);
  for (const [language, words] of [["ru", /^Здесь ни у кого нет адреса/], ["es", /^Nadie aquí tiene el correo/]] as const) {
    await page.locator("#language").selectOption(language);
    await expect(alert).toHaveText(words);
    await fits(page);
    if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/refused-${language}.png` });
  }
  await page.locator("#language").selectOption("en");

  provider.email = "olga@shop.example";
  provider.verified = false;
  await tries("The provider does not vouch for the e-mail address.");
  provider.verified = true;
  await system.call("PATCH", `/v1/operators/${olga.id}`, { off: true }, { "If-Match": "*" });
  await tries(/^Nobody here has the e-mail address .* or the account is switched off/);

  // The answer of a sign-in that was never begun in this browser.
  await page.goto(`${system.url}/v1/session/oidc/callback?code=c&state=s`);
  await expect(alert).toHaveText(/was not finished/);
});

provided("a provider that does not answer is told in words, and a password does (D17)", async ({ page, system, provider }) => {
  const olga = await system.invited("Olga");
  await joins(page, olga.link);
  await page.goto("about:blank");
  await page.context().clearCookies();
  await system.killed(); // what the provider said of itself is remembered for a while
  provider.down = true;
  await system.again();
  await page.goto(system.url);
  await page.getByRole("link", { name: /^Sign in with/ }).click();
  await expect(page.getByRole("alert")).toHaveText("The provider does not answer. Try again in a moment, or sign in with your password.");
  await sees(page);
  await fits(page);
  await page.getByRole("textbox", { name: "E-mail" }).fill("olga@shop.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(`${system.url}/app/chats`);
  await expect(page.getByRole("button", { name: "Your account, Olga" })).toBeVisible();
});
