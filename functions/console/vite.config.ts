import { defineConfig } from "vitest/config";
import { catalogs, packed } from "./build.ts";

// SUFLER is the system that `npm run dev` shows, as `make run` starts it.
const system = process.env.SUFLER ?? "http://localhost:8080";
const out = process.env.OUT ?? "dist";

export default defineConfig({
  base: "/app/",
  plugins: [catalogs(), packed(out)],
  server: { proxy: { "/v1": { target: system, ws: true }, "/files": system, "/widget": system } },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: "es2023",
    // Older browsers know no light-dark(), and what stands in for it needs a fixed scheme.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // Mantine's marks for servers that render React, which none here does.
    rolldownOptions: {
      // Words of later screens are told from those of the first by their name.
      output: { chunkFileNames: (chunk) => (chunk.facadeModuleId?.endsWith("?later") ? "assets/later-[name]-[hash].js" : "assets/[name]-[hash].js") },
      onLog: (level, log, tell) => log.code !== "MODULE_LEVEL_DIRECTIVE" && tell(level, log),
    },
  },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"] },
});
