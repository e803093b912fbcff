// Why something did not happen, in the reader's words by its code; what has no code that is
// known is said as it was kept, marked as English.
import { readFileSync } from "node:fs";
import { MantineProvider } from "@mantine/core";
import { i18n } from "@lingui/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { partSaid } from "../src/kit/form";
import { meaning, Why } from "../src/kit/why";
import { Speaking } from "../src/words/words";

const ru = import.meta.glob<Record<string, string>>("../src/words/ru.json", { import: "default", query: "?later", eager: true })["../src/words/ru.json"]!;

const drawn = (props: Parameters<typeof Why>[0]) => {
  i18n.loadAndActivate({ locale: "ru", messages: ru });
  return renderToStaticMarkup(<MantineProvider><Speaking><Why {...props} /></Speaking></MantineProvider>).replace(/<style.*?<\/style>/gs, "");
};

test.each([
  ["telegram", "403", "blocked"], ["telegram", "401", "token"], ["viber", "6", "blocked"], ["viber", "403", undefined], ["whatsapp", "131047", "window"], ["messenger", "10/2018278", "window"],
  ["messenger", "10", "permission"], ["instagram", "551", "blocked"], ["whatsapp", "131026", "undeliverable"], ["whatsapp", "132012", "template"], ["telegram", "131047", undefined],
  ["manychat", "3011", "window"], ["telegram", "unreachable", "unreachable"], [undefined, "answer_lost", "lost"], ["whatsapp", "no_token", "settings"], ["telegram", "400", undefined],
])("on %s the code %s means %s", (channel, code, group) => expect(meaning(code, channel)).toBe(group));

test("a code is said in the reader's language, what a messenger says in its own", () => {
  expect(drawn({ of: "send", code: "unreachable", text: "The messenger could not be reached: the connection broke." })).toContain("Мессенджер был недоступен.");
  expect(drawn({ of: "send", code: "http_502", text: "x" })).toContain("Мессенджер ответил ошибкой 502.");
  expect(drawn({ of: "send", code: "403", channel: "telegram", text: "2 of 3 parts went out, then: no" })).toContain("Ушло частей: 2 из 3. Клиенту нельзя написать");
  expect(drawn({ of: "send", code: "400", channel: "telegram", text: "Bad Request: can't parse entities" })).toBe("<span lang=\"en\">Bad Request: can&#x27;t parse entities</span>");
  expect(drawn({ of: "send", code: undefined, text: "Older than its code" })).toBe("<span lang=\"en\">Older than its code</span>");
  expect(drawn({ of: "outcome", code: "unsure", text: "the readers do not agree on this value" })).toContain("CoPilot не уверен");
  expect(drawn({ of: "heard", code: undefined })).toBe("");
});

test("each code that is stored beside a reason, and each of a wrong setting, has words in every language", () => {
  const go = (file: string) => readFileSync(`../../shared/${file}`, "utf8");
  const codes = (text: string, type: RegExp) => [...text.matchAll(type)].map((m) => m[1]!);
  const wanted = [
    ...codes(go("desk/run.go"), /Because\w+ +WhyOutcome = "(\w+)"/g).map((c) => `why.outcome.${c}`),
    ...codes(go("desk/endpoint.go"), /Off\w+ +EndpointOff = "(\w+)"/g).map((c) => `why.off.${c}`),
    ...codes(go("desk/recording.go"), /Unheard\w+ += "(\w+)"/g).map((c) => `why.heard.${c}`),
    ...["bitrix24/bitrix24.go", "creatio/creatio.go", "kommo/kommo.go", "kit/heard.go"].flatMap((f) => codes(go(`crm/${f}`), /"((?:crm|setting)_\w+)"/g)).map((c) => `fault.${c}`),
    ...codes(go("desk/connection.go"), /"(setting_\w+)"/g).map((c) => `fault.${c}`), ...codes(go("assembly/connecting/connecting.go"), /"(setting_\w+)"/g).map((c) => `fault.${c}`),
  ];
  expect(new Set(wanted).size).toBeGreaterThan(24);
  for (const language of ["en", "es", "ru"]) {
    const all = JSON.parse(readFileSync(`src/words/${language}.json`, "utf8")) as Record<string, string>;
    expect(wanted.filter((w) => !(w in all)), language).toEqual([]);
  }
});

test("a part that lies deeper goes by its fields' names in the console, one that no field sets by the API's", () => {
  const en = { ...import.meta.glob<Record<string, string>>("../src/words/en.json", { import: "default", eager: true })["../src/words/en.json"]!, ...import.meta.glob<Record<string, string>>("../src/words/en.json", { import: "default", query: "?later", eager: true })["../src/words/en.json"]! };
  i18n.loadAndActivate({ locale: "en", messages: en });
  const said = (where: string) => partSaid((word, values) => i18n._(word, values), where);
  expect(said("body.title")).toBe("Title");
  expect(said("body.stages[1].title")).toBe("Stages 2, Title");
  expect(said("body.entry.wordings[0]")).toBe("Further wordings 1");
  expect(said("body.secrets.token")).toBe("Access token");
  expect(said("body.stages[1].rank")).toBe("stages[1].rank");
});
