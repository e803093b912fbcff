// What Vite does not do by itself: words are compiled when the console is built,
// and every file lies beside its smaller forms.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

// later are the words of screens that nobody waits for: by how they begin. They are
// fetched with the first of those screens.
export const later = /^(account|rebuild|approvals|buttons|conversations|cards|contacts|deals|dry|erase|format|knowledge|links|pipelines|set|start|statistics|summary|whatsapp|why)\./;

// catalogs compiles src/words/en.json and its like, so that browsers parse no ICU.
export function catalogs(): Plugin {
  return {
    name: "catalogs",
    enforce: "pre",
    async load(id) {
      const [file = "", part] = id.split("?");
      if (!/\/src\/words\/[a-z]{2}\.json$/.test(file)) return null;
      const words = JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
      const wanted = Object.entries(words).filter(([key]) => later.test(key) === (part === "later"));
      const compiled = Object.fromEntries(wanted.map(([key, text]) => [key, compileMessage(text)]));
      return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled))})`, map: null, moduleType: "js" };
    },
  };
}

// packed takes away what an earlier build left, but not dist.go, and writes beside
// each file what servers send of it: the same bytes from the same sources.
export function packed(dir: string): Plugin {
  return {
    name: "packed",
    apply: "build",
    async buildStart() {
      for (const name of await readdir(dir)) if (name !== "dist.go") await rm(join(dir, name), { recursive: true });
    },
    async closeBundle() {
      for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name);
        if (!entry.isFile() || /\.(go|br|gz)$/.test(file)) continue;
        const body = await readFile(file);
        await writeFile(file + ".br", brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }));
        await writeFile(file + ".gz", gzipSync(body, { level: 9 }));
      }
    },
  };
}
