import type { Schemas } from "../api/client";
import type { Words, Word } from "../words/words";

// titled is a card's title. One that nobody gave names the channel that its customer
// came by, and does so in the operator's language.
export function titled(title: string | undefined, words: Words): string {
  const channel = /^Customer on ([a-z]+)$/.exec(title ?? "")?.[1];
  return channel ? words("untitled", { channel: channelName(channel, words) }) : (title ?? "");
}

// Called is what is known of how a customer is called: name as their contact has it, else as
// the messenger shows it.
type Called = { name?: string | undefined; username?: string | undefined; readable: boolean; number: number };

// customerName is what the customer of a chat is called, as well as it is known.
export const customerName = (d: Called, words: Words) => d.name ?? d.username ?? words(d.readable ? "customer.unnamed" : "customer.hidden", { n: d.number });

// stateName is how far a chat is, and which bot has the word, if another platform's does.
export const stateName = (d: Pick<Schemas["Dialog"], "state" | "bot">, words: Words) => words(d.state === "bot" && d.bot === "external" ? "state.bot.external" : `state.${d.state}`);

// channelName is what people call a messenger; one that is new here goes by the API's
// name.
export function channelName(channel: string, words: Words): string {
  const word: Record<string, Word> = { web: "channel.web", telegram: "channel.telegram", whatsapp: "channel.whatsapp", messenger: "channel.messenger", instagram: "channel.instagram", viber: "channel.viber", manychat: "channel.manychat", smartsender: "channel.smartsender" };
  return word[channel] ? words(word[channel]) : channel;
}

// initials stand for a face: of the first name and the last. How somebody is addressed
// ("Dra.", "Mr.") is no name, unless there is no other.
export function initials(name: string): string {
  const bare = name.replace(/(?<![\p{L}\p{N}.])(?:dra?|sra?|srta|mrs?|ms|prof|dña)\.\s+/giu, "");
  const all = (bare.trim() || name).match(/[\p{L}\p{N}]+/gu) ?? [];
  return [all[0], all.length > 1 ? all.at(-1) : undefined].map((w) => (w ? [...w][0] : "")).join("").toLocaleUpperCase();
}

// messengers are the fields that messengers fill: their ids of a person, what they are
// called there, and their picture.
export const messengers = (f: Pick<Schemas["Field"], "name">) => f.name.endsWith("_user_id") || f.name === "username" || f.name === "photo";
