// A connected CRM that does not answer, in words.
import type { Schemas } from "../api/client";
import type { Language, Words } from "../words/words";
import { full } from "./time";

export const outageSaid = (o: Schemas["Outage"], words: Words, language: Language) =>
  o.since ? words("outage.since", { title: o.title, at: full(o.since, language) }) : words("outage", { title: o.title });
