import type { Words, Word } from "../words/words";

// channelName is what people call a messenger; one that is new here goes by the API's
// name.
export function channelName(channel: string, words: Words): string {
  const word: Record<string, Word> = { web: "channel.web", telegram: "channel.telegram", whatsapp: "channel.whatsapp", messenger: "channel.messenger", instagram: "channel.instagram", viber: "channel.viber", manychat: "channel.manychat", smartsender: "channel.smartsender" };
  return word[channel] ? words(word[channel]) : channel;
}
