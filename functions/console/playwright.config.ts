import { defineConfig } from "@playwright/test";

// CHROMIUM is where the browser is; Debian's package puts it there.
export default defineConfig({
  testDir: "browser",
  outputDir: "test-results",
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  reporter: "list",
  use: {
    actionTimeout: 15_000,
    locale: "en-US",
    timezoneId: "UTC",
    viewport: { width: 1360, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
