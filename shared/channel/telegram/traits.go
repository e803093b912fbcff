package telegram

import (
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// textLimit is how long one text may be.
// https://core.telegram.org/bots/api#sendmessage
const textLimit = 4096

// Traits: ids are the same for all bots, nobody limits when to write, and files
// are as bots may send them.
// https://core.telegram.org/bots/api#sending-files
func (Plug) Traits(desk.Line) desk.Traits {
	return desk.Traits{
		Title: "Telegram", Behind: desk.ChannelTelegram, Typing: true, GlobalIDs: true, IDField: true,
		Text: desk.TextLimit{Max: textLimit},
		Files: []desk.FileRules{{Of: string(desk.ChannelTelegram), Limits: []desk.FileLimit{
			{Kind: desk.AttachedAudio, Max: 50 * desk.MB, Types: []string{"audio/mpeg", "audio/mp4"}},
			{Kind: desk.AttachedDocument, Max: 50 * desk.MB},
			{Kind: desk.AttachedPhoto, Max: 10 * desk.MB, Types: []string{"image/jpeg", "image/png", "image/webp"}},
			{Kind: desk.AttachedVideo, Max: 50 * desk.MB, Types: []string{"video/mp4"}},
			{Kind: desk.AttachedVoice, Max: 50 * desk.MB, Types: []string{"audio/ogg"}},
		}}},
	}
}

// Pace: 30 a second a bot, about one a second a chat.
// https://core.telegram.org/bots/faq
func (Plug) Pace() (line, chat kit.Rate) {
	return kit.PerSecond(30), kit.Rate{Every: time.Second, Burst: 5}
}
