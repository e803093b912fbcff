// What a key and a message cost, counted: a busy machine makes both slower, and neither
// more.
import { expect, joins, test } from "./system";

// drawn counts, in what React tells its tools, the commits and what was rendered in each.
const drawn = () => {
  type Fiber = { tag: number; flags: number; child: Fiber | null; sibling: Fiber | null; alternate: Fiber | null };
  const seen = { commits: 0, rendered: 0, long: 0 };
  const count = (first: Fiber | null): number => {
    let n = 0;
    for (let f = first; f; f = f.sibling) {
      if ([0, 1, 11, 14, 15].includes(f.tag) && f.flags & 1) n++;
      if (!f.alternate || f.alternate.child !== f.child) n += count(f.child);
    }
    return n;
  };
  Object.assign(window, {
    seen,
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
      onCommitFiberRoot: (_: number, root: { current: Fiber }) => {
        const n = count(root.current.child);
        if (n) seen.commits++;
        seen.rendered += n;
      },
    },
  });
};
type Win = { seen: { commits: number; rendered: number } };

test("a key in the composer has itself drawn and how much is written, whatever else is on the screen", async ({ page, system }) => {
  await system.telegram();
  for (let n = 1; n <= 40; n++) await system.writes(100 + n, `Customer ${n}`, "Is my order on its way?");
  for (let n = 1; n <= 30; n++) await system.writes(42, "Anna", `Word number ${n}.`);
  await page.addInitScript(drawn);
  await joins(page, (await system.invited("Olga")).link);
  const fresh = page.getByRole("list", { name: "New chats" });
  await fresh.getByRole("link", { name: /Anna/ }).click();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("Word number 30.");
  await expect.poll(() => fresh.getByRole("link").count()).toBeGreaterThan(30);
  const reply = page.getByRole("textbox", { name: "Reply" });
  await reply.pressSequentially("Ye"); // with the first there is something to send
  // All within one task of the page: nothing else happens between the letters.
  const rendered = await reply.evaluate((box: HTMLTextAreaElement) => {
    const { seen } = window as unknown as Win;
    const type = (letter: string) => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")!.set!.call(box, box.value + letter);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    };
    type("s"); // what else was to be drawn comes with it
    type(",");
    const before = seen.rendered;
    for (const letter of " it is") type(letter);
    return seen.rendered - before;
  });
  await expect(reply).toHaveValue("Yes, it is");
  expect(rendered).toBeGreaterThanOrEqual(6);
  expect(rendered).toBeLessThanOrEqual(6 * 2);
});

test("clocks run on, and have nothing drawn", async ({ page, system }) => {
  await system.settings({ quietSeconds: 600 }); // so long is counted down beside CoPilot
  await system.telegram();
  for (let n = 1; n <= 40; n++) await system.writes(100 + n, `Customer ${n}`, "Is my order on its way?");
  for (let n = 1; n <= 3; n++) await system.writes(42, "Anna", `Word number ${n}.`);
  await page.addInitScript(drawn);
  await joins(page, (await system.invited("Olga")).link);
  const fresh = page.getByRole("list", { name: "New chats" });
  await fresh.getByRole("link", { name: /Anna/ }).click();
  await expect(page.getByRole("log", { name: "Messages" })).toContainText("Word number 3.");
  await expect.poll(() => fresh.getByRole("link").count()).toBeGreaterThan(30);
  const copilot = page.getByRole("button", { name: "CoPilot" });
  await expect(copilot).toContainText(/\d:\d\d/);
  const waits = fresh.getByRole("listitem").last().locator("[aria-hidden]", { hasText: /^\d+:\d\d$/ });
  const first = await waits.textContent();
  // Three ticks of the countdown follow each other, and nothing is drawn from the first to
  // the last: sooner or later, once all has come that was asked for.
  await copilot.evaluate((button) => new Promise<void>((done) => {
    const { seen } = window as unknown as Win;
    let [said, drawn, ticks] = [button.textContent, seen.rendered, 0];
    const look = new MutationObserver(() => {
      if (button.textContent === said) return;
      ticks = seen.rendered === drawn ? ticks + 1 : 0;
      [said, drawn] = [button.textContent, seen.rendered];
      if (ticks < 3) return;
      look.disconnect();
      done();
    });
    look.observe(button, { childList: true, characterData: true, subtree: true });
  }));
  expect(await waits.textContent()).not.toBe(first);
});

test("a click from chat to chat has two rows drawn at once, and the other chat", async ({ page, system }) => {
  await system.telegram();
  for (let n = 1; n <= 40; n++) await system.writes(100 + n, `Customer ${n}`, "Is my order on its way?");
  await page.addInitScript(drawn);
  await joins(page, (await system.invited("Olga")).link);
  const fresh = page.getByRole("list", { name: "New chats" });
  const log = page.getByRole("log", { name: "Messages" });
  await fresh.getByRole("link").last().click();
  await expect(log).toContainText("on its way");
  const took: { atOnce: number; all: number }[] = [];
  for (let i = 0; i < 6; i++) {
    await expect(log).toContainText("on its way");
    took.push(await fresh.getByRole("link").nth(i).evaluate(async (link: HTMLElement) => {
      const { seen } = window as unknown as Win;
      const before = seen.rendered;
      link.click();
      await Promise.resolve(); // what a click changes is drawn by then
      const atOnce = seen.rendered - before;
      await new Promise<void>((done) => {
        const look = () => (document.querySelector('[role="log"]')?.textContent?.includes("on its way") ? done() : void setTimeout(look));
        look();
      });
      return { atOnce, all: seen.rendered - before };
    }));
  }
  // Something else may be told or read meanwhile: the least of them is the click's own.
  console.info(`a click: ${took.map((t) => `${t.atOnce}, ${t.all}`).join("; ")}`);
  expect(Math.min(...took.map((t) => t.atOnce))).toBeLessThanOrEqual(30);
  expect(Math.min(...took.map((t) => t.all))).toBeLessThanOrEqual(110);
});

test("a chat that the address names is asked for at once, and drawn before the lists are whole", async ({ page, system }) => {
  await system.telegram();
  for (let n = 1; n <= 40; n++) await system.writes(100 + n, `Customer ${n}`, "Is my order on its way?");
  await joins(page, (await system.invited("Olga")).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link").first().click();
  const log = page.getByRole("log", { name: "Messages" });
  await expect(log).toContainText("on its way");
  // Who is signed in is answered once the chat has been asked for, what waits once it is drawn.
  const said = page.waitForRequest(/\/messages\?/);
  await page.route(/\/v1\/me$/, async (route) => (await said, route.continue()));
  let drawn = () => {};
  const shown = new Promise<void>((done) => (drawn = done));
  await page.route(/\/v1\/dialogs\?/, async (route) => (await shown, route.continue()));
  await page.reload();
  await expect(log).toContainText("on its way");
  drawn();
  await expect(page.getByRole("list", { name: "New chats" }).getByRole("link")).toHaveCount(40);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("a new message is read alone, however much of the thread was loaded; what stood above stays", async ({ page, system }) => {
  await system.telegram();
  for (let n = 1; n <= 160; n += 8) await Promise.all(Array.from({ length: 8 }, (_, i) => system.writes(42, "Anna", `Word number ${n + i}.`)));
  await joins(page, (await system.invited("Olga")).link);
  await page.getByRole("list", { name: "New chats" }).getByRole("link", { name: /Anna/ }).click();
  const log = page.getByRole("log", { name: "Messages" });
  await expect(log).toContainText("Word number");
  const begun = () => expect.poll(async () => { await log.evaluate((box) => { box.scrollTop = 300; box.scrollTop = 0; }); return log.textContent(); }, { timeout: 30_000 }).toContain("Chat begun");
  await begun();
  // The first that is told may come before the page is told at all.
  await system.writes(42, "Anna", "Are you there?");
  await log.evaluate((box) => (box.scrollTop = box.scrollHeight));
  await expect(log).toContainText("Are you there?");
  await page.waitForTimeout(1_500);
  const asked: URL[] = [];
  page.on("request", (request) => request.url().includes("/messages?") && asked.push(new URL(request.url())));
  for (let n = 1; n <= 5; n++) {
    await system.writes(42, "Anna", `New word ${n}.`);
    await expect(log).toContainText(`New word ${n}.`);
  }
  expect(asked.length).toBeLessThanOrEqual(10); // each once, and once more where its chat is told of apart
  expect(asked.filter((url) => url.searchParams.get("cursor") || Number(url.searchParams.get("limit")) > 10).map(String)).toEqual([]);
  await begun();
});

test("what was begun is kept when its chat is left at once; a row says channel, priority and that it waits (OP-13, OP-41, CH-21, DG-25)", async ({ page, system }) => {
  await system.telegram();
  await system.writes(42, "Anna", "Hello!");
  await system.writes(43, "Bob", "Hello!");
  await joins(page, (await system.invited("Olga")).link);
  const row = (name: string) => page.getByRole("list", { name: "New chats" }).getByRole("listitem").filter({ hasText: name });
  await row("Anna").getByRole("link").click();
  const reply = page.getByRole("textbox", { name: "Reply" });
  await reply.fill("I am looking that up");
  await row("Bob").getByRole("link").click();
  await expect(page.getByRole("heading", { name: "Bob" }).first()).toBeVisible();
  await expect(reply).toHaveValue("");
  await expect(row("Anna")).toContainText("Draft: I am looking that up", { timeout: 40_000 });
  await row("Anna").getByRole("link").click();
  await expect(reply).toHaveValue("I am looking that up");
  await page.getByRole("button", { name: "Priority, labels and more" }).click();
  await page.getByRole("menuitemradio", { name: "urgent" }).click();
  await expect(row("Anna").getByText("urgent")).toBeVisible();
  await expect(row("Anna")).toContainText("Telegram · Telegram shop");
  await expect(row("Anna")).toContainText(/waiting for \d/);
});
