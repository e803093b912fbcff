// What was tried with a connection, and what came of it, in the operator's language.
import type { Schemas } from "../api/client";
import { has, type Words } from "../words/words";

// Finding is what the API says of one thing that was tried.
export type Finding = Pick<Schemas["Checked"], "what" | "ok" | "text"> & { about?: string; code?: string; values?: Record<string, string> };

// found says a finding; what has no words here is said as the API says it, in English.
export function found(words: Words, c: Finding): { title: string; text: string } {
  const kind = c.values?.kind;
  const card = `kind.${kind}`;
  const values = { ...c.values, ...(kind && has(card) && { kind: words(card) }) };
  const say = (name: string) => (has(name) ? words(name, values) : undefined);
  const came = say(`set.check.${c.code ?? ""}`);
  const why = c.values?.reason && say(`set.check.${c.values.reason}`);
  const without = !c.ok && c.about === "cards" && kind && say(`set.check.without.${kind}`);
  return {
    title: say(`set.check.of.${c.about ?? ""}`) ?? c.what,
    text: came ? [why, came, without].filter(Boolean).join(" ") : c.text,
  };
}
