// Every word is there in every language, with the same values to fill in, and no
// word for people stands in the sources.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { i18n } from "@lingui/core";
import ts from "typescript";
import { expect, test } from "vitest";
import { later } from "../build";
import enCompiled from "../src/words/en.json";
import esCompiled from "../src/words/es.json";
import ruCompiled from "../src/words/ru.json";

const languages = ["en", "ru", "es"] as const;
const read = (language: string) => JSON.parse(readFileSync(`src/words/${language}.json`, "utf8")) as Record<string, string>;
const all = Object.fromEntries(languages.map((language) => [language, read(language)]));
const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts")).map((file) => `src/${file}`);

// values are the names that a message fills in.
const values = (message: string) => [...new Set([...message.matchAll(/\{\s*([a-zA-Z]+)\s*[,}]/g)].map((m) => m[1]))].sort();

test.each(languages)("%s has the words that English has", (language) => {
  expect(Object.keys(all[language]!).sort()).toEqual(Object.keys(all.en!).sort());
  for (const [word, message] of Object.entries(all[language]!)) {
    expect(message.trim(), word).not.toBe("");
    expect(values(message), word).toEqual(values(all.en![word]!));
  }
});

test("what is said in Russian and Spanish is not the English", () => {
  const same = Object.entries(all.en!).filter(([word, message]) => /[a-z]{3}/i.test(message.replace(/\{[^}]*\}/g, "")) && all.ru![word] === message);
  expect(same.map(([word]) => word).filter((word) => !/^(copilot|channel\.)/.test(word))).toEqual([]);
  for (const [word, message] of Object.entries(all.ru!)) expect(/[А-Яа-яЁё]/.test(message) || !/[a-z]{3}/i.test(message.replace(/\{[^}]*\}/g, "")) || /^(copilot|channel\.)/.test(word), `${word}: ${message}`).toBe(true);
});

test("plurals are right in every language", () => {
  const one = (language: string, catalog: unknown, n: number) => {
    i18n.loadAndActivate({ locale: language, messages: catalog as Record<string, string> });
    return i18n._("unread", { n });
  };
  expect([1, 2, 5, 21].map((n) => one("en", enCompiled, n))).toEqual(["1 unread message", "2 unread messages", "5 unread messages", "21 unread messages"]);
  expect([1, 2, 5, 21].map((n) => one("ru", ruCompiled, n))).toEqual(["1 непрочитанное сообщение", "2 непрочитанных сообщения", "5 непрочитанных сообщений", "21 непрочитанное сообщение"]);
  expect([1, 2].map((n) => one("es", esCompiled, n))).toEqual(["1 mensaje sin leer", "2 mensajes sin leer"]);
});

test("every code of the API's problems has words", () => {
  const codes = [...readFileSync("../../shared/web/api/codes.go", "utf8").matchAll(/^- ‹([a-z_]+)›/gm)].map((m) => m[1]!);
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code) => !(`code.${code}` in all.en!))).toEqual([]);
});

test("every code of what is wrong with a request has words, which fill in what it brings", () => {
  const go = readdirSync("../../shared", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".go") && !file.endsWith("_test.go")).map((file) => readFileSync(`../../shared/${file}`, "utf8")).join("\n");
  const rules = [...go.matchAll(/\bWrong\("([a-z_]+)",.*\)$/gm)].map((m) => [m[1]!, [...m[0].matchAll(/, "([a-z]+)", (?=[^"]*(?:"|\)$))/g)].map((v) => v[1]!)] as const);
  expect(rules.length).toBeGreaterThan(30);
  const types = [...go.matchAll(/^\tType\w+ +(?:FieldType )?= "([a-z_]+)"/gm)].map((m) => [`type_${m[1]}`, /enum/.test(m[1]!) ? ["n"] : []] as const);
  const bounds = [...go.matchAll(/\{"expected [^"]*", "([a-z_]+)"\}/g)].map((m) => [m[1]!, /^too_|one_of/.test(m[1]!) ? ["n"] : []] as const);
  expect(bounds.length).toBeGreaterThan(10);
  const parts = [...go.matchAll(/WrongPart\{Name: .*Code: "([a-z_]+)"(.*)\}$/gm)].map((m) => [m[1]!, m[2]!.includes('"n"') ? ["n"] : []] as const);
  expect(parts.length).toBe([...go.matchAll(/WrongPart\{Name: /g)].length); // each has one
  const codes: (readonly [string, readonly string[]])[] = [...rules, ...parts, ...types, ...bounds, ["control", []], ["type_time", []]];
  for (const [code, brings] of codes)
    for (const language of languages) {
      const said = all[language]![`fault.${code}`];
      expect(said, `${language} ${code}`).toBeTruthy();
      expect(values(said!).filter((v) => !brings.includes(v!)), `${language} ${code}`).toEqual([]);
    }
});

test("every word is said somewhere", () => {
  const text = sources.map((file) => readFileSync(file, "utf8")).join("\n");
  // Words of a kind that the API names are put together with that name.
  const made = [...text.matchAll(/`([a-z][a-zA-Z.]*\.)\$\{/g)].map((m) => m[1]!);
  expect(Object.keys(all.en!).filter((word) => !text.includes(`"${word}"`) && !made.some((prefix) => word.startsWith(prefix)))).toEqual([]);
});

// first are the sources that the page begins with: main.tsx and the chats, and what they
// import at once.
function first(): string[] {
  const found = new Set([join("src", "main.tsx"), join("src", "chats/chats.tsx")]);
  for (const file of found) {
    for (const [, from] of readFileSync(file, "utf8").matchAll(/^import (?!type\b)[^;]*?from "(\.[^"]+)";$/gm)) {
      const at = [".tsx", ".ts"].map((ext) => join(dirname(file), from! + ext)).find(existsSync);
      if (at) found.add(at);
    }
  }
  return [...found];
}

test("what is shown first says no word that comes with a later screen", () => {
  const files = first();
  expect(files).toContain(join("src", "chats/composer.tsx"));
  const said = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/words\("([a-zA-Z.]+)"/g)].map((m) => m[1]!));
  expect(said.filter((word) => later.test(word))).toEqual([]);
});

// spoken are the attributes that people read or hear.
const spoken = new Set(["aria-label", "alt", "label", "placeholder", "title", "description", "closeButtonLabel", "nothingFoundMessage"]);
const letters = /\p{L}{2}/u;

// hardCoded are the texts of a source that people would read, and that no language
// was asked for.
function hardCoded(file: string, text: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const note = (node: ts.Node, said: string) => letters.test(said) && found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${said.trim()}`);
  const literal = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) note(node, node.text);
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(literal);
    else if (ts.isBinaryExpression(node)) literal(node.right);
    else if (ts.isTemplateExpression(node)) {
      literal(node.head);
      node.templateSpans.forEach((span) => literal(span.literal));
    } else if (ts.isParenthesizedExpression(node)) literal(node.expression);
  };
  const walk = (node: ts.Node) => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent)) literal(node.expression);
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer) {
      literal(ts.isJsxExpression(node.initializer) && node.initializer.expression ? node.initializer.expression : node.initializer);
    }
    if (ts.isPropertyAssignment(node) && spoken.has(node.name.getText().replace(/["']/g, ""))) literal(node.initializer);
    ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
}

test("no word for people stands in the sources", () => {
  expect(sources.length).toBeGreaterThan(5);
  // What languages and makers call themselves is the same everywhere.
  const names = /: (English|Русский|Español|Sufler)$/;
  expect(sources.flatMap((file) => hardCoded(file, readFileSync(file, "utf8"))).filter((line) => !names.test(line))).toEqual([]);
  for (const bad of ["<p>Hello</p>", '<a title="Hello" />', "<b>{ok ? 'Hello' : x}</b>", "<i aria-label={`${n} chats`} />"]) expect(hardCoded("x.tsx", `const x = ${bad};`), bad).toHaveLength(1);
}, 60_000);

test("each entry of a timeline has its word", () => {
  const en = JSON.parse(readFileSync("src/words/en.json", "utf8")) as Record<string, string>;
  const api = JSON.parse(readFileSync("../../shared/web/api/testdata/openapi.json", "utf8")) as { components: { schemas: { Entry: { properties: { kind: { enum: string[] } } } } } };
  const kinds = api.components.schemas.Entry.properties.kind.enum;
  expect(kinds.length).toBeGreaterThan(10);
  expect(kinds.filter((kind) => !en[`cards.entry.${kind}`])).toEqual([]);
});

test("what is asked for by a line or a CRM is called something, not by its name in the API", () => {
  const en = JSON.parse(readFileSync("src/words/en.json", "utf8")) as Record<string, string>;
  const asked = Object.keys(en).flatMap((key) => /^set\.doc\.(\w+)\.(\w+)$/.exec(key)?.slice(1) ?? []).flatMap((part, i, all) => (i % 2 ? [[all[i - 1]!, part] as const] : []));
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter(([of, name]) => !en[`set.need.${of}.${name}`] && !en[`set.need.${name}`]).map(([, name]) => name)).toEqual([]);
});
