// What a key and a message cost, counted: a busy machine makes both slower, and neither
// more.
import { expect, joins, listed, test } from "./system";

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

// scrolled scrolls a box upwards or down, some pixels a frame, and answers with how many
// components were rendered in all, and with each frame's time.
const scrolled = (box: Element, { by, times }: { by: number; times: number }) => new Promise<{ rendered: number; frames: number[] }>((done) => {
  const { seen } = window as unknown as Win;
  const before = seen.rendered;
  const frames: number[] = [];
  let last = performance.now();
  const step = () => {
    frames.push(performance.now() - last);
    last = performance.now();
    if (frames.length > times) return done({ rendered: seen.rendered - before, frames: frames.slice(1) });
    box.scrollTop += by;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
});

test("a frame of scrolling has drawn what came into sight, in a thread and in the table of conversations", async ({ page, system }) => {
  test.setTimeout(180_000);
  await system.telegram();
  for (let n = 0; n < 320; n += 8) await Promise.all(Array.from({ length: 8 }, (_, i) => system.writes(1_000 + n + i, `Customer ${n + i}`, "Is my order on its way?")));
  for (let n = 1; n <= 160; n += 8) await Promise.all(Array.from({ length: 8 }, (_, i) => system.writes(42, "Anna", `Word number ${n + i}.`)));
  await page.addInitScript(drawn);
  await joins(page, (await system.invited("Olga", { dialogs: "all" })).link);
  const items = await listed(system, "?q=anna");
  await page.goto(`${system.url}/app/chats/${items[0]!.id}`);
  const log = page.getByRole("log", { name: "Messages" });
  await expect(log).toContainText("Word number");
  await expect.poll(() => log.evaluate((box) => { box.scrollTop = 300; box.scrollTop = 0; return box.textContent; }), { timeout: 30_000 }).toContain("Chat begun");
  // 100 pixels a frame: a message or two come into sight, each of some components; the
  // rest stays as it is.
  const down = [];
  for (let i = 0; i < 3; i++) down.push(await log.evaluate(scrolled, { by: 100, times: 30 }), await log.evaluate(scrolled, { by: -100, times: 30 }));
  console.info(`components a frame of scrolling, in a thread: ${down.map((d) => (d.rendered / 30).toFixed(1)).join(", ")}`);
  expect(Math.min(...down.map((d) => d.rendered)) / 30).toBeLessThanOrEqual(12);

  const asked: string[] = [];
  page.on("request", (request) => /\/v1\/dialogs\?limit=100/.test(request.url()) && asked.push(new URL(request.url()).searchParams.get("cursor") ?? ""));
  await page.getByRole("link", { name: "Conversations" }).click();
  const table = page.getByRole("region", { name: /Table of conversations/ });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  const across = [];
  for (let i = 0; i < 3; i++) across.push(await table.evaluate(scrolled, { by: 80, times: 30 }), await table.evaluate(scrolled, { by: -80, times: 30 }));
  console.info(`components a frame of scrolling, in the table: ${across.map((d) => (d.rendered / 30).toFixed(1)).join(", ")}`);
  expect(Math.min(...across.map((d) => d.rendered)) / 30).toBeLessThanOrEqual(30);
  // Page by page, each once, and never more rows in the page than there is room for.
  await expect(async () => {
    await table.evaluate((box) => (box.scrollTop = box.scrollHeight));
    await expect(page.getByText("321 conversations", { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
  expect(await table.getByRole("row").count()).toBeLessThan(70);
  expect(asked.length).toBe(4);
  expect(new Set(asked).size).toBe(4);
  // Who comes back begins at the first page, and reads no other.
  await page.getByRole("link", { name: "Chats" }).click();
  await expect(log.or(page.getByText("Choose a chat"))).toBeVisible();
  asked.splice(0);
  await page.getByRole("link", { name: "Conversations" }).click();
  await expect(page.getByRole("status").filter({ hasText: "100 conversations and more" })).toBeVisible();
  expect(asked.length).toBeLessThanOrEqual(1);
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
  // Another chat's menu was never opened; it gives the focus back to its button.
  await row("Bob").getByRole("link").click();
  await expect(page.getByRole("heading", { name: "Bob" }).first()).toBeVisible();
  const more = page.getByRole("button", { name: "Priority, labels and more" });
  for (let times = 1; times <= 2; times++) {
    await more.press("Enter");
    await expect(page.getByRole("menuitemradio", { name: "urgent" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toHaveCount(0);
    await expect(more).toBeFocused();
  }
  await expect(row("Anna")).toContainText("Telegram · Telegram shop");
  await expect(row("Anna")).toContainText(/waiting for \d/);
});
