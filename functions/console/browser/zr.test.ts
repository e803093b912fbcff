// every screen, in Russian, to be looked at
import { proposes, test } from "./system";
test.use({ locale: "ru-RU" });
const at = (n: string) => `/dev/shm/console/ru-${n}.png`;
test("ru", async ({ page, system }) => {
  test.setTimeout(300_000);
  await system.settings({ quietSeconds: 1, labels: [{ id: "vip", title: "VIP", color: "#2f9e44" }] });
  await system.telegram("shop", { title: "Телеграм-магазин" });
  await system.writes(41, "Борис", "Где мой заказ?");
  await system.writes(44, "Карла", "Есть дубовые столы?");
  await system.writes(45, "", "Привет", "shop");
  const { dialog } = await proposes(system, 42, "Anna");
  await proposes(system, 43, "Boris");
  await page.goto((await system.invited("Ольга", { role: "admin", email: "olga@shop.example" })).link);
  await page.getByLabel("Пароль").fill("vier kleine katzen");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Чаты" }).waitFor();
  const snap = async (n: string) => { await page.waitForTimeout(700); await page.screenshot({ path: at(n) }); };
  await page.goto(`${system.url}/app/chats/${dialog}`);
  await page.getByRole("button", { name: "Принять чат", exact: true }).click();
  await page.getByRole("tab", { name: "CoPilot" }).click();
  await snap("chat");
  await page.setViewportSize({ width: 360, height: 720 });
  await snap("panel-360");
  await page.setViewportSize({ width: 1360, height: 800 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByRole("tab", { name: "Карточка" }).click();
  await snap("chat-dark");
  await page.emulateMedia({ colorScheme: "light" });
  for (const [n, path] of [["conv", "conversations"], ["deals", "deals"], ["appr", "approvals"], ["contacts", "contacts"], ["kb", "knowledge"], ["stat", "statistics"], ["lines", "settings/lines"], ["widget", "settings/copilot"], ["ops", "settings/operators"]] as const) {
    await page.goto(`${system.url}/app/${path}`);
    await page.waitForTimeout(600);
    await snap(n);
    await page.setViewportSize({ width: 360, height: 720 });
    await snap(`${n}-360`);
    await page.setViewportSize({ width: 1360, height: 800 });
  }
});
