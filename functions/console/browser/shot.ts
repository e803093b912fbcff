// Pictures of screens, as `make screenshots` keeps them.
import { mkdirSync } from "node:fs";
import type { Page } from "@playwright/test";

export async function shot(page: Page, name: string) {
  mkdirSync("shots", { recursive: true });
  await page.waitForTimeout(400); // pictures and fonts are drawn
  await page.screenshot({ path: `shots/${name}.png` });
}

// both draws a screen in both themes.
export async function both(page: Page, name: string) {
  await shot(page, name);
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

// all draws a screen in both themes and as a phone has it.
export async function all(page: Page, name: string) {
  await both(page, name);
  await page.setViewportSize({ width: 360, height: 720 });
  await shot(page, `${name}-360`);
  await page.setViewportSize({ width: 1360, height: 800 });
}
