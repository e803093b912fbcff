import { expect, fits, joins, proposes, sees, test } from "./system";

test("one inbox of what CoPilot proposes, decided by click and by key (FF-04, FF-06, FF-11, FF-12, SU-05)", async ({ page, system }) => {
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  const anna = await proposes(system, 42, "Anna");
  const bob = await proposes(system, 43, "Bob");
  const olga = await system.invited("Olga", { dialogs: "all" });
  await joins(page, olga.link);
  await page.getByRole("link", { name: "Approvals" }).click();
  const offers = page.getByRole("group");
  await expect(offers).toHaveCount(4);
  await expect(offers.filter({ hasText: "+14155550000" }).first()).toContainText("In the card");
  await expect(page.getByRole("region").first()).toContainText("Bob"); // the newest first
  await sees(page);
  await fits(page);

  // The summary of the chat can be looked at meanwhile.
  await page.getByRole("button", { name: "View summary" }).first().click();
  await expect(page.getByRole("dialog", { name: "Summary" })).toContainText(/\S{3}/);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // By keys: on, on, back; keeps Bob's first, replaces his second, which comes after it.
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(offers.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(offers.nth(0)).toBeFocused();
  const kept = await offers.nth(0).getByRole("heading").innerText();
  await page.keyboard.press("Shift+K");
  await expect(offers).toHaveCount(3);
  await expect(offers.nth(0)).toBeFocused();
  await page.keyboard.press("a");
  await expect(offers).toHaveCount(2);
  const values = async (card: string) => (await system.call<{ values: Record<string, string> }>("GET", `/v1/cards/${encodeURIComponent(card)}`)).values;
  const want = kept === "Phone" ? ["+14155550000", "bob@example.com"] : ["+14155552043", "old@example.com"];
  await expect.poll(async () => { const v = await values(bob.card); return [v.client_phone, v.client_email]; }).toEqual(want);

  // A proof leads to its message.
  await offers.first().getByRole("link", { name: /Proof/ }).click();
  await expect(page.getByRole("log", { name: "Messages" }).locator("[data-lit]")).toContainText("anna@example.com");
  expect(page.url()).toContain(anna.dialog);

  // What a colleague decided meanwhile is gone by itself; at last nothing is left.
  await page.getByRole("link", { name: "Approvals" }).click();
  await expect(offers).toHaveCount(2);
  const { items } = await system.call<{ items: { offers: { run: string; field: string }[] }[] }>("GET", "/v1/proposals");
  await system.call("POST", `/v1/runs/${items[0]!.offers[0]!.run}/decisions`, { fields: { client_phone: "keep" } });
  await expect(offers).toHaveCount(1);
  await offers.getByRole("button", { name: "Replace" }).click();
  await expect(page.getByText("Nothing awaits approval.")).toBeVisible();
  await expect.poll(async () => (await values(anna.card)).client_email).toBe("anna@example.com"); // it is taken off the list before the answer
});

test("who may only look at cards decides nothing, and who may not read the chat sees no quote (RS-07)", async ({ page, system }) => {
  await system.settings({ quietSeconds: 1 });
  await system.telegram("shop");
  const { dialog } = await proposes(system, 42, "Anna");
  await system.call("POST", `/v1/dialogs/${dialog}/close`);
  const rita = await system.invited("Rita", { dialogs: "own", leads: "read", deals: "read" });
  await joins(page, rita.link);
  await page.getByRole("link", { name: "Approvals" }).click();
  await expect(page.getByRole("group")).toHaveCount(2);
  await expect(page.getByText("not yours to read")).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Replace" })).toHaveCount(0);
});
