import type { Words, Word } from "../words/words";

// titled is a card's title. One that nobody gave names the channel that its customer
// came by, and does so in the operator's language.
export function titled(title: string | undefined, words: Words): string {
  const channel = /^Customer on ([a-z]+)$/.exec(title ?? "")?.[1];
  return channel ? words("cards.untitled", { channel: channelName(channel, words) }) : (title ?? "");
}

// channelName is what people call a messenger; one that is new here goes by the API's
// name.
export function channelName(channel: string, words: Words): string {
  const word: Record<string, Word> = { web: "channel.web", telegram: "channel.telegram", whatsapp: "channel.whatsapp", messenger: "channel.messenger", instagram: "channel.instagram", viber: "channel.viber", manychat: "channel.manychat", smartsender: "channel.smartsender" };
  return word[channel] ? words(word[channel]) : channel;
}
