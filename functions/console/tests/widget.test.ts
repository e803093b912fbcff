// The widget: what is committed, what it weighs, and what needs no browser to be tried.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { asks, fieldsOf } from "../widget/src/form";
import { Keep, type Store } from "../widget/src/keep";
import { Refused, Server, type News, type Said } from "../widget/src/server";
import { first, inkOn, pageURL, parts, pause, Talk, wrongField } from "../widget/src/talk";
import { catalogs, chosen, whyNot } from "../widget/src/words";

const kept = "widget/dist/widget.js";

describe("what is committed", () => {
  test("is what the sources build: else run make console", () => {
    const out = mkdtempSync(join(tmpdir(), "sufler-widget-"));
    try {
      execFileSync("npx", ["vite", "build", "-c", "vite.widget.config.ts", "--logLevel", "error"], { env: { ...process.env, WIDGET_OUT: out, NODE_ENV: "production" }, stdio: "inherit" });
      expect(readdirSync(out).sort()).toEqual(readdirSync("widget/dist").filter((n) => n !== "dist.go").sort());
      for (const name of readdirSync(out)) expect(readFileSync(join(out, name)).equals(readFileSync(join("widget/dist", name))), name).toBe(true);
    } finally {
      rmSync(out, { recursive: true });
    }
  }, 120_000);

  test("is at most 25 kB gzipped, and its smaller forms hold the same", () => {
    const script = readFileSync(kept);
    const small = readFileSync(`${kept}.gz`);
    console.info(`widget: ${(small.length / 1000).toFixed(1)} kB gzipped`);
    expect(small.length).toBeLessThanOrEqual(25_000);
    expect(gunzipSync(small).equals(script)).toBe(true);
    expect(brotliDecompressSync(readFileSync(`${kept}.br`)).equals(script)).toBe(true);
  });

  test("makes no markup of a text, runs none, and writes no style into an element", () => {
    expect(readFileSync(kept, "utf8")).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function|\.style\b|document\.cookie|setAttribute\(.style/);
  });
});

const at = (n: number) => new Date(1_700_000_000_000 + n * 1000).toISOString();
const said = (seq: number, more: Partial<Said> = {}): Said => ({ seq, author: "operator", text: `m${seq}`, at: at(seq), ...more });
const news = (items: Said[], more: Partial<News> = {}): News => ({ items, next: items.at(-1)?.seq ?? 0, more: false, changed: 1, ...more });
const waits = (id: string, n: number) => ({ id, text: id, sentAt: at(n) });

describe("the talk", () => {
  test("is in the order of the server, whatever comes twice", () => {
    const t = new Talk();
    expect(t.hear(0, news([said(1), said(2)]), 0)?.map((m) => m.seq)).toEqual([1, 2]);
    expect(t.hear(1, news([said(2), said(3)]), 0)?.map((m) => m.seq)).toEqual([3]);
    expect(t.all.map((m) => m.seq)).toEqual([1, 2, 3]);
    expect(t.next).toBe(3);
  });

  test("takes nothing after a gap, and asks instead", () => {
    const t = new Talk();
    t.hear(0, news([said(1)]), 0);
    expect(t.hear(5, news([said(6)]), 0)).toBeUndefined();
    expect(t.all.map((m) => m.seq)).toEqual([1]);
  });

  test("shows changes of what it knows, and none of what it does not", () => {
    const t = new Talk();
    t.hear(0, news([said(1)]), 0);
    t.hear(1, news([], { next: 1, changes: [said(1, { text: "edited" }), said(9, { text: "unknown" })] }), 0);
    expect(t.all.map((m) => m.text)).toEqual(["edited"]);
  });

  test("has a message wait until the server tells of it, once, in the order of writing", () => {
    const t = new Talk();
    t.queue(waits("b", 2));
    t.queue(waits("a", 1));
    t.queue(waits("b", 2));
    expect(t.toSend.map((w) => w.id)).toEqual(["a", "b"]);
    t.sent(t.toSend[0]!, 7);
    expect([t.toSend.map((w) => w.id), t.all.map((m) => m.id)]).toEqual([["b"], ["a"]]);
    t.hear(0, news([said(7, { id: "a", author: "customer" }), said(8, { id: "b", author: "customer" })]), 0);
    expect([t.toSend, t.all.map((m) => m.id)]).toEqual([[], ["a", "b"]]);
    t.queue(waits("b", 2)); // another tab had it still
    expect(t.toSend).toEqual([]);
  });

  test("counts as unread what the company said and the visitor did not see", () => {
    const t = new Talk();
    t.hear(0, news([said(1), said(2, { author: "customer" }), said(3, { author: "bot" }), said(4, { deleted: true })]), 0);
    expect(t.unread).toBe(2);
    t.read = 1;
    expect(t.unread).toBe(1);
  });

  test("shows typing until something is said, or its time is over", () => {
    const t = new Talk();
    t.hear(0, news([], { next: 0, typing: 8 }), 1000);
    expect(t.typingUntil).toBe(9000);
    t.hear(0, news([], { next: 0 }), 2000);
    expect(t.typingUntil).toBe(9000);
    t.hear(0, news([said(1)]), 3000);
    expect(t.typingUntil).toBe(0);
  });

  test("of another visitor begins anew; what is not sent stays to be", () => {
    const t = new Talk();
    t.hear(0, news([said(5)]), 0);
    t.queue(waits("a", 1));
    t.forget();
    expect([t.all, t.next, t.whole, t.toSend.length, t.epoch]).toEqual([[], 0, false, 1, 1]);
  });
});

test("a form's answers begin the first message, and what was agreed to ends it", () => {
  expect(first([["Topic", " Sales "], ["Order number", ""], ["Which one?", "Oslo"], ["Since:", "May"]], " Hello! ", "I agree")).toBe("Topic: Sales\nWhich one? Oslo\nSince: May\n\nHello!\n\n☑ I agree");
  expect(first([], "Hello", "")).toBe("Hello");
});

test("what can be no phone or e-mail is told before the server is asked", () => {
  for (const ok of ["", "anna@example.com", " a@b "]) expect(wrongField("email", ok), ok).toBe("");
  for (const bad of ["anna", "anna@", "@x", "a b@c", "Anna <a@b.c>", "a@b@c"]) expect(wrongField("email", bad), bad).toBe("email_invalid");
  for (const ok of ["", "+7 (916) 204-55-18", "8 916 204 55 18", "12345"]) expect(wrongField("phone", ok), ok).toBe("");
  for (const bad of ["call me", "12", "+7 916 204 55 18 Anna", "1234567890123456"]) expect(wrongField("phone", bad), bad).toBe("phone_invalid");
});

test("outside of the hours somebody asks how to reach them", () => {
  const look = { sound: true, files: true, open: true };
  expect(asks(look)).toBe(false);
  expect(asks({ ...look, consent: "I agree" })).toBe(true);
  expect(asks({ ...look, open: false })).toBe(true);
  expect(fieldsOf({ ...look, open: false, ask: [{ name: "name" }] }, {}).map((f) => f.name)).toEqual(["name", "email", "phone"]);
  expect(fieldsOf({ ...look, open: false, ask: [{ name: "phone", required: true }] }, {}).map((f) => f.name)).toEqual(["phone"]);
  expect(fieldsOf({ ...look, ask: [{ name: "name" }, { name: "email" }] }, { name: "Anna" }).map((f) => f.name)).toEqual(["email"]);
});

test("only addresses of pages become links, without what ends a sentence", () => {
  expect(parts("See https://a.example/x?y=1. Or (http://b.example/z) ok")).toEqual([{ text: "See " }, { text: "https://a.example/x?y=1", url: "https://a.example/x?y=1" }, { text: ". Or (" }, { text: "http://b.example/z", url: "http://b.example/z" }, { text: ") ok" }]);
  for (const text of ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "nothing", "https://"]) expect(parts(text), text).toEqual([{ text }]);
  for (const bad of ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "blob:https://a/b", "", undefined]) expect(pageURL(bad), String(bad)).toBe("");
  const long = "https://a" + ")".repeat(20_000);
  const began = performance.now();
  parts(long);
  expect(performance.now() - began).toBeLessThan(2000);
});

test("any colour has words on it that can be read", () => {
  const light = (c: string) => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i]!, 0);
  for (let i = 0; i < 4096; i++) {
    const color = "#" + [i >> 8, (i >> 4) & 15, i & 15].map((d) => d.toString(16).repeat(2)).join("");
    const [a, b] = [light(color), inkOn(color) === "#fff" ? 1 : 0];
    expect((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), color).toBeGreaterThanOrEqual(4.5);
  }
});

test("the server is asked less the longer nothing happens, and after failures ever later", () => {
  const base = { failed: 0, open: true, hidden: false, quietFor: 0 };
  expect(pause(base, 0.5)).toBe(3000);
  expect(pause({ ...base, hidden: true }, 0.5)).toBe(10_000);
  expect(pause({ ...base, quietFor: 25 * 3600_000 }, 0.5)).toBe(60_000);
  const failures = [1, 2, 3, 4, 5, 6, 20].map((failed) => pause({ ...base, failed }, 0.5));
  expect(failures).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

// Box is a browser's storage.
class Box implements Store {
  readonly kept = new Map<string, string>();
  full = false;
  get length() {
    return this.kept.size;
  }
  key(i: number) {
    return [...this.kept.keys()][i] ?? null;
  }
  getItem(k: string) {
    return this.kept.get(k) ?? null;
  }
  setItem(k: string, v: string) {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.kept.set(k, v);
  }
  removeItem(k: string) {
    this.kept.delete(k);
  }
}

describe("what is kept in the browser", () => {
  test("is nothing before the visitor agreed, then all that was remembered", () => {
    const box = new Box();
    const keep = new Keep("k", box, true);
    keep.set("token", "t");
    expect([keep.get("token"), box.length, keep.lasting]).toEqual(["t", 0, false]);
    keep.allow();
    expect([box.getItem("sufler:k:token"), new Keep("k", box, true).get("token")]).toEqual(["t", "t"]);
    keep.refuse();
    expect(box.length).toBe(0);
  });

  test("is another line's for another line, and lives without a storage", () => {
    const box = new Box();
    new Keep("a", box, false).set("token", "t");
    const other = new Keep("b", box, false);
    expect([other.get("token"), other.list("")]).toEqual(["", []]);
    for (const keep of [new Keep("k", undefined, false), new Keep("k", Object.assign(new Box(), { full: true }), false)]) {
      keep.set("token", "t");
      expect(keep.get("token")).toBe("t");
      keep.drop("token");
      expect(keep.get("token")).toBe("");
    }
  });
});

// answers plays the server; what it is asked is in asked.
function answers(...all: (Response | Error)[]) {
  const asked: string[] = [];
  const server = new Server("https://s.example", "key", async (url, init) => {
    asked.push(`${init?.method} ${String(url).replace("https://s.example/web/key/", "")} ${(init?.headers as Record<string, string>).Authorization ?? ""}`.trim());
    const next = all.shift() ?? new Error("nothing is left to say");
    if (next instanceof Error) throw next;
    return next;
  });
  return { server, asked };
}
const ok = (body: unknown) => new Response(JSON.stringify(body));
const no = (status: number, code: string, headers = {}) => new Response(JSON.stringify({ code }), { status, headers });

describe("the server is called", () => {
  test("with a session, which is opened once for all who ask", async () => {
    const { server, asked } = answers(ok({ token: "t", visitor: "v" }), ok({ seq: 1 }), ok({ seq: 2 }));
    await Promise.all([server.post({ id: "a", text: "a", sentAt: "" }), server.post({ id: "b", text: "b", sentAt: "" })]);
    expect(asked).toEqual(["POST session", "POST messages Bearer t", "POST messages Bearer t"]);
  });

  test("anew with another session when the one it has is over, and only once", async () => {
    const { server, asked } = answers(no(401, "unauthorized"), ok({ token: "new", visitor: "v" }), no(401, "unauthorized"));
    server.token = "old";
    await expect(server.read(1)).rejects.toMatchObject({ status: 401 });
    expect(asked).toEqual(["POST read Bearer old", "POST session Bearer old", "POST read Bearer new"]);
  });

  test("and what it refuses is told apart from what may work later", async () => {
    for (const [answer, code, again, after] of [
      [no(422, "phone_invalid"), "phone_invalid", false, 0], [no(429, "too_many_requests", { "Retry-After": "7" }), "too_many_requests", true, 7], [no(503, "busy"), "busy", true, 0],
      [new Response("<html>", { status: 502 }), "internal", true, 0], [new Error("no network"), "unreachable", true, 0],
    ] as const) {
      const { server } = answers(answer);
      server.token = "t";
      const refused = await server.post({ id: "a", text: "a", sentAt: "" }).catch((error: unknown) => error as Refused);
      expect(refused).toBeInstanceOf(Refused);
      expect(refused).toMatchObject({ code, again, after });
    }
  });
});

describe("words", () => {
  test("are there in every language, and in none the English ones", () => {
    for (const [language, words] of Object.entries(catalogs)) {
      for (const [name, text] of Object.entries(words)) {
        expect(text.trim(), `${language} ${name}`).not.toBe("");
        if (language === "ru") expect(text, name).toMatch(/[а-яё]/i);
        if (language === "es") expect(name === "chat" || text !== catalogs.en[name as keyof typeof catalogs.en], name).toBe(true);
      }
    }
  });

  test("are of the first language that is there", () => {
    expect([chosen("ru-RU").language, chosen("de", "es-MX").language, chosen(undefined, "", "fr").language]).toEqual(["ru", "es", "en"]);
    expect([whyNot(catalogs.en, "file_quota"), whyNot(catalogs.en, "unheard_of")]).toEqual([catalogs.en.file_quota, catalogs.en.other]);
  });

  test("stand nowhere else in the sources", () => {
    for (const file of readdirSync("widget/src").filter((f) => f.endsWith(".ts") && f !== "words.ts")) {
      const source = readFileSync(`widget/src/${file}`, "utf8").replace(/^\s*\/\/.*$/gm, "");
      const spoken = [...source.matchAll(/(?:"aria-label"|title|placeholder|alt): (?:"([^"]*)"|`([^`$]*)`)|h\("[a-z0-9]+", \{[^{}]*\}, "([^"]+)"/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? "").filter((text) => /\p{L}{2}/u.test(text));
      expect(spoken, file).toEqual([]);
    }
  });
  test("are polite in Spanish, in the widget and in the console", () => {
    const familiar = /(?<!\p{L})(?:tú|tus?|ti|contigo|puedes|quieres|tienes|debes|indiques|escríbenos|dinos)(?!\p{L})/iu;
    const console = JSON.parse(readFileSync("src/words/es.json", "utf8")) as Record<string, string>;
    expect([...Object.values(catalogs.es), ...Object.values(console)].filter((text) => typeof text === "string" && familiar.test(text))).toEqual([]);
  });
});
