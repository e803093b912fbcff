// How a website line's options look, as its server reads them (shared/channel/website):
// both are held to the cases in
// shared/web/testdata/looks.json.
import type { Look } from "../../widget/src/server";

type Options = Record<string, string | null | undefined>;

// texts are what is said in each language: what stands before the first mark, like
// [ru], is for everybody else.
function texts(s: string): [language: string, said: string][] {
  const parts = s.split(/\[([a-z]{2})\]/);
  return parts.flatMap((text, i) => (i % 2 ? [] : [[i ? parts[i - 1]! : "", text.trim()] as [string, string]]));
}

function inLanguage(s: string, wanted: string[]): string {
  const all = texts(s).filter(([, said]) => said);
  for (const want of [...wanted, ""]) {
    const found = all.find(([language]) => language === want.toLowerCase().split("-")[0]);
    if (found) return found[1];
  }
  return all[0]?.[1] ?? "";
}

const must = (s: string) => ({ text: s.trim().replace(/\*$/, "").trim(), required: s.trim().endsWith("*") });
const few = <T,>(all: T[]) => (all.length > 10 ? [] : all);
const split = (s: string) => s.split("|").map((part) => part.trim()).filter(Boolean);

// fieldsOf reads which of the contact's fields are asked for; nothing, if that is said
// wrongly.
export function fieldsOf(s: string): { name: "name" | "email" | "phone"; required?: boolean }[] {
  const all = s.split(",").map(must).filter((f) => f.text);
  const names = all.map((f) => f.text);
  if (new Set(names).size < names.length || !names.every((n) => n === "name" || n === "email" || n === "phone")) return [];
  return all.map((f) => ({ name: f.text as "name", ...(f.required && { required: true }) }));
}

function questionsOf(s: string): NonNullable<Look["questions"]> {
  const out: NonNullable<Look["questions"]> = [];
  for (const part of s.split(";")) {
    const colon = part.indexOf(":");
    const { text, required } = must(colon < 0 ? part : part.slice(0, colon));
    const choices = colon < 0 ? [] : split(part.slice(colon + 1));
    if (!text && !choices.length) continue;
    if (!text || (colon >= 0 && (choices.length < 2 || choices.length > 20))) return [];
    out.push({ text, ...(choices.length && { choices }), ...(required && { required }) });
  }
  return few(out);
}

// lookOf is what the widget is told. What is said wrongly is left out, as by the server.
export function lookOf(options: Options, languages: string[], open: boolean): Look {
  const o = (name: string) => options[name] ?? "";
  const say = (name: string) => inLanguage(o(name), languages);
  const color = o("color").toLowerCase();
  const seconds = Number(o("open_after")) || 0;
  const look = {
    title: say("title"), greeting: say("greeting"), away: say("away"), consent: say("consent"), privacyUrl: o("privacy_url"),
    color: /^#[0-9a-f]{6}$/.test(color) ? color : "", position: o("position"), theme: o("theme"), openAfterSeconds: seconds,
    ask: fieldsOf(o("ask")), questions: questionsOf(say("questions")), buttons: few(split(say("buttons"))),
  };
  const said = Object.fromEntries(Object.entries(look).filter(([, v]) => (Array.isArray(v) ? v.length : v)));
  return { ...said, sound: o("sound") !== "off", files: o("files") !== "off", open };
}
