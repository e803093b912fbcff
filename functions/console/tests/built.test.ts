// What is committed is what the sources make.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, brotliDecompressSync } from "node:zlib";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, test } from "vitest";

const files = (dir: string) => readdirSync(dir, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && e.name !== "dist.go").map((e) => join(e.parentPath, e.name).slice(dir.length + 1)).sort();

test("dist is what the sources build: else run make console", () => {
  const out = mkdtempSync(join(tmpdir(), "sufler-dist-"));
  try {
    execFileSync("npx", ["vite", "build", "--logLevel", "error"], { env: { ...process.env, OUT: out, NODE_ENV: "production" }, stdio: "inherit" });
    expect(files(out)).toEqual(files("dist"));
    for (const name of files(out)) expect(readFileSync(join(out, name)).equals(readFileSync(join("dist", name))), name).toBe(true);
  } finally {
    rmSync(out, { recursive: true });
  }
}, 120_000);

test("the API's types are those of its description: else run make console", async () => {
  const made = astToString(await openapiTS(new URL("../../../shared/web/api/testdata/openapi.json", import.meta.url)));
  const kept = readFileSync("src/api/schema.d.ts", "utf8");
  expect(kept.slice(kept.indexOf("export interface paths"))).toBe(made.slice(made.indexOf("export interface paths")));
}, 60_000);

test("each file lies beside its smaller forms, which hold the same", () => {
  const names = files("dist").filter((name) => !/\.(br|gz)$/.test(name));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const body = readFileSync(join("dist", name));
    expect(brotliDecompressSync(readFileSync(join("dist", name + ".br"))).equals(body), name).toBe(true);
    expect(gunzipSync(readFileSync(join("dist", name + ".gz"))).equals(body), name).toBe(true);
  }
});

// firstLoad is what a browser fetches before it shows the chats: the page's scripts,
// and what they ask for statically.
test("the first load is at most 220 kB of gzipped script", () => {
  const page = readFileSync("dist/index.html", "utf8");
  const wanted = new Set([...page.matchAll(/(?:src|href)="\/app\/(assets\/[^"]+\.js)"/g)].map((m) => m[1]!));
  for (const name of readdirSync("dist/assets")) if (/^(chats|en)-.*\.js$/.test(name)) wanted.add("assets/" + name);
  for (const name of wanted) for (const m of readFileSync(join("dist", name), "utf8").matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) wanted.add("assets/" + m[1]!);
  const bytes = [...wanted].reduce((sum, name) => sum + readFileSync(join("dist", name + ".gz")).length, 0);
  console.info(`first load: ${wanted.size} scripts, ${(bytes / 1000).toFixed(1)} kB gzipped`);
  expect(wanted.size).toBeGreaterThanOrEqual(3);
  expect(bytes).toBeLessThanOrEqual(220_000);
  expect(page).not.toMatch(/<script>|<style|style="/);
});

test("the lock file names no server and no place of a machine", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toMatch(/"resolved"|https?:\/\/[^"]*registry|file:|\/home\/|\/work\//);
});
