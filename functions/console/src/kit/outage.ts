// A connected CRM that does not answer, or lets us in no more, in words.
import type { Schemas } from "../api/client";
import { has, type Language, type Words } from "../words/words";
import { full } from "./time";

export const outageSaid = (o: Schemas["Outage"], words: Words, language: Language) =>
  o.since ? words("outage.since", { title: o.title, at: full(o.since, language) }) : words("outage", { title: o.title });

// refusedSaid is why a CRM lets us in no more; undefined: it does.
export function refusedSaid(c: object, words: Words): string | undefined {
  const code = (c as { refused?: { code: string } }).refused?.code;
  const name = `set.check.${code}`;
  return code && (has(name) ? words(name) : words("refused.crm"));
}
