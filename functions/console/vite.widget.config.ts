// The website widget: one script that sets one name, for the pages of others.
import { defineConfig } from "vite";
import { packed } from "./build.ts";

const out = process.env.WIDGET_OUT ?? "widget/dist";

export default defineConfig({
  plugins: [packed(out)],
  build: {
    outDir: out,
    emptyOutDir: false,
    target: ["es2022", "chrome111", "firefox115", "safari16.4"],
    reportCompressedSize: false,
    lib: { entry: "widget/src/main.ts", formats: ["iife"], name: "sufler", fileName: () => "widget.js" },
  },
});
