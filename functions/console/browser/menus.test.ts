// Menus and lists that open: each opens by the keyboard, axe finds nothing serious while
// it is open, Escape closes it, and the focus is back where it was.
import AxeBuilder from "@axe-core/playwright";
import { expect, joins, listed, proposes, test } from "./system";

test("whatever opens is opened by the keyboard, says what it is, closes on Escape and gives the focus back", async ({ page, system }) => {
  test.setTimeout(600_000);
  await system.settings({ quietSeconds: 1, labels: [{ id: "vip", title: "VIP" }] });
  await system.telegram("shop");
  const { dialog, card } = await proposes(system, 42, "Anna");
  await system.call("POST", "/v1/cards", { kind: "deal", title: "Oak table", stage: "new", values: {} });
  const contact = (await system.call<{ contact: string }>("GET", `/v1/dialogs/${dialog}`)).contact;
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  const wrong: string[] = [];
  let opened = 0;
  const openers = page.locator("[aria-haspopup]:visible:enabled");
  for (const screen of ["chats", `chats/${dialog}`, "conversations", `cards/${encodeURIComponent(card)}`, "deals", "contacts", `contacts/${encodeURIComponent(contact)}`, "knowledge", "statistics", "settings/general", "settings/templates"]) {
    await page.goto(`${system.url}/app/${screen}`);
    await expect(page.getByRole("heading").first()).toBeAttached();
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    const own = screen === "chats" ? 0 : -1; // the account's menu is the same on each screen
    for (let i = 0; i < (await openers.count()); i++) {
      const opener = openers.nth(i);
      const name = (await opener.getAttribute("aria-label")) || (await opener.innerText()) || (await opener.getAttribute("id")) || "";
      if (own < 0 && name.startsWith("Your account")) continue;
      await opener.focus();
      await page.keyboard.press((await opener.evaluate((e) => e.tagName)) === "BUTTON" ? "Enter" : "ArrowDown");
      await expect(opener, `${screen}: ${name}`).toHaveAttribute("aria-expanded", "true");
      opened++;
      {
        const colorScheme = opened % 2 ? "dark" : "light"; // by turns: the palette is one
        await page.emulateMedia({ colorScheme });
        await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished))); // colours on their way are no colours yet
        const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
        for (const v of found.violations) if (v.impact === "serious" || v.impact === "critical") wrong.push(`${screen}, ${name}, ${colorScheme}: ${v.id}: ${v.nodes.map((n) => n.html).join(" ").slice(0, 200)}`);
      }
      await page.keyboard.press("Escape");
      await expect(opener, `${screen}: ${name}`).toHaveAttribute("aria-expanded", "false");
      if (!(await opener.evaluate((e) => e === document.activeElement))) wrong.push(`${screen}, ${name}: the focus is elsewhere`);
    }
  }
  expect(wrong).toEqual([]);
  expect(opened).toBeGreaterThan(12);
});

test("in the command menu a name has the width that a phone has, and what it is stands below", async ({ page, system }) => {
  await system.telegram("shop");
  await system.writes(42, "Maximiliane Hohenstein", "Is my order on its way?");
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.setViewportSize({ width: 360, height: 720 });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("hohen");
  const title = page.getByRole("option", { name: /Maximiliane Hohenstein/ }).first().getByText("Maximiliane Hohenstein", { exact: true });
  await expect(title).toBeVisible();
  expect(await title.evaluate((e) => e.scrollWidth <= e.clientWidth)).toBe(true);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("language and look are chosen in the account's menu by the keyboard", async ({ page, system }) => {
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  await page.getByRole("button", { name: /Your account/ }).press("Enter");
  const group = page.getByRole("group", { name: "Theme" });
  await group.getByRole("menuitemradio", { name: "Dark" }).press("Enter");
  await expect(group.getByRole("menuitemradio", { name: "Dark" })).toHaveAttribute("aria-checked", "true");
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await page.getByRole("menuitemradio", { name: "ES" }).press("Enter");
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
});

test("what a button or a menu's item puts over the screen gives the focus back when it is closed", async ({ page, system }) => {
  await system.telegram("shop");
  await system.writes(43, "Berta", "Hello!");
  const [dialog] = await listed(system, "?q=berta");
  await joins(page, (await system.invited("Ada", { role: "admin" })).link);
  const box = page.getByRole("dialog");
  const back = async (opener: import("@playwright/test").Locator, item?: string) => {
    await opener.focus();
    await page.keyboard.press("Enter");
    if (item) {
      await page.getByRole("menuitem", { name: item }).focus();
      await page.keyboard.press("Enter");
    }
    await expect(box).toBeVisible();
    await expect(box.locator(":focus")).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(box).toHaveCount(0);
    await expect(opener).toBeFocused();
  };
  await page.goto(`${system.url}/app/chats/${dialog.id}`);
  await back(page.getByRole("button", { name: "Transfer chat" }));
  const more = page.getByRole("button", { name: "Priority, labels and more" });
  await back(more, "History links");
  await back(more, "Erase the customer…");
  await page.goto(`${system.url}/app/knowledge`);
  await back(page.getByRole("button", { name: "Import" }));
});
