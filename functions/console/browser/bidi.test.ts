import { expect, joins, listed, test } from "./system";

// A customer may turn the direction of writing, by a character that nobody sees. What
// stands beside their words on a line must stay as it is: so each of their texts is alone
// in its block, or isolated. mixed are the texts on the page of which that is not true.
function mixed(): string[] {
  const turned = /[\u202a-\u202e\u2066-\u2069]/;
  const found: string[] = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!turned.test(node.nodeValue ?? "")) continue;
    let at: Node = node;
    for (let box = node.parentElement; box; at = box, box = box.parentElement) {
      const style = getComputedStyle(box);
      if (/isolate|plaintext/.test(style.unicodeBidi)) break;
      const beside = [...box.childNodes].some((n) => n !== at && /\S/.test(n.textContent ?? "") && (n.nodeType === Node.TEXT_NODE || (n instanceof Element && getComputedStyle(n).display.startsWith("inline"))));
      const flows = !/flex|grid/.test(style.display);
      if (flows && beside) {
        found.push(box.outerHTML.slice(0, 300));
        break;
      }
      if (style.display !== "inline") break;
    }
  }
  return found;
}

test("what turns the direction of writing turns nothing beside it: list, thread, table, contact", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram("shop");
  await system.writes(42, "Eva Brown", "Ten chairs!\u202e\u2067 Quick");
  let [row] = await listed(system);
  await expect.poll(async () => ([row] = await listed(system))[0].contact ?? "").not.toBe("");
  await joins(page, (await system.invited("Ada", { role: "admin", dialogs: "all" })).link);
  const shown = async (where: string, text: RegExp) => {
    await expect(page.getByText(text).first(), where).toBeVisible();
    expect(await page.evaluate(() => /[\u202a-\u202e]/.test(document.body.textContent ?? "")), `${where} shows what the customer wrote`).toBe(true);
    expect(await page.evaluate(mixed), where).toEqual([]);
  };
  await page.goto(`${system.url}/app/chats/${row.id}`);
  await shown("chats", /Ten chairs/);
  await page.goto(system.url + "/app/conversations");
  await expect(page.getByRole("table", { name: "Conversations" })).toBeVisible();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Last words" }).check();
  await page.keyboard.press("Escape");
  await shown("conversations", /Ten chairs/);
  await page.goto(`${system.url}/app/contacts/${encodeURIComponent(row.contact!)}`);
  await page.getByText("everything", { exact: true }).click();
  await shown("contact", /Ten chairs/);
});
