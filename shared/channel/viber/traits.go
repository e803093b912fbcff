package viber

import (
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// textLimit is how long one text may be.
// https://developers.viber.com/docs/api/rest-bot-api/#text-message
const textLimit = 7000

// Traits: ids are the bot's own, and all but small pictures and videos go as files.
// https://developers.viber.com/docs/api/rest-bot-api/#message-types
func (Plug) Traits(desk.Line) desk.Traits {
	return desk.Traits{
		Title: "Viber", Behind: desk.ChannelViber, IDField: true,
		Text: desk.TextLimit{Max: textLimit},
		Files: []desk.FileRules{{Of: string(desk.ChannelViber), Limits: []desk.FileLimit{
			{Kind: desk.AttachedDocument, Max: 50 * desk.MB},
			{Kind: desk.AttachedPhoto, Max: 1 * desk.MB, Types: []string{"image/jpeg", "image/png", "image/gif"}},
			{Kind: desk.AttachedVideo, Max: 26 * desk.MB, Types: []string{"video/mp4"}},
		}}},
	}
}

// Pace: 500 in 10 seconds for broadcasts.
func (Plug) Pace() (line, chat kit.Rate) {
	return kit.PerSecond(50), kit.Rate{Every: time.Second / 2, Burst: 10}
}
