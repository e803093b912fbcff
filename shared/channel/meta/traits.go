package meta

import (
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// How long one text may be: in characters on Messenger, in bytes on Instagram,
// where that is some 500 Cyrillic letters.
const (
	messengerText = 2000
	instagramText = 1000
)

// Meta lets a company write within a day of the customer's last message, and a
// person of its within 7 days where the app has the Human Agent permission. It may
// give 7 days also after a click on an ad, which no webhook tells: not counted on.
// https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy
const (
	window      = 24 * time.Hour
	agentWindow = 7 * 24 * time.Hour
)

// windowOf is the window on a line of ours. A bot platform's app is not ours to say
// so of.
func windowOf(line desk.Line, own desk.Channel) time.Duration {
	if line.Channel == own && line.Options["human_agent"] == "true" {
		return agentWindow
	}
	return window
}

// Traits: ids are the page's own.
// https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api
func (Messenger) Traits(line desk.Line) desk.Traits {
	return desk.Traits{
		Title: "Messenger", Behind: desk.ChannelMessenger, Window: windowOf(line, desk.ChannelMessenger), Typing: true, IDField: true,
		Text: desk.TextLimit{Max: messengerText},
		Files: []desk.FileRules{{Of: string(desk.ChannelMessenger), Limits: []desk.FileLimit{
			{Kind: desk.AttachedAudio, Max: 25 * desk.MB}, {Kind: desk.AttachedDocument, Max: 25 * desk.MB},
			{Kind: desk.AttachedPhoto, Max: 8 * desk.MB, Types: []string{"image/jpeg", "image/png", "image/gif"}},
			{Kind: desk.AttachedVideo, Max: 25 * desk.MB},
		}}},
	}
}

// Traits: the window is switched on by the line's option "window" (D8); without
// it Meta itself refuses.
// https://developers.facebook.com/docs/messenger-platform/instagram/features/attachment-upload
func (Instagram) Traits(line desk.Line) desk.Traits {
	t := desk.Traits{
		Title: "Instagram", Behind: desk.ChannelInstagram, Typing: true, IDField: true,
		Text: desk.TextLimit{Max: instagramText, Bytes: true},
		Files: []desk.FileRules{{Of: string(desk.ChannelInstagram), Limits: []desk.FileLimit{
			{Kind: desk.AttachedAudio, Max: 25 * desk.MB, Types: []string{"audio/aac", "audio/mp4", "audio/wav"}},
			{Kind: desk.AttachedDocument, Max: 25 * desk.MB, Types: []string{"application/pdf"}},
			{Kind: desk.AttachedPhoto, Max: 8 * desk.MB, Types: []string{"image/jpeg", "image/png", "image/gif"}},
			{Kind: desk.AttachedVideo, Max: 25 * desk.MB, Types: []string{"video/mp4", "video/quicktime", "video/webm"}},
		}}},
	}
	if line.Options["window"] == "24h" {
		t.Window = windowOf(line, desk.ChannelInstagram)
	}
	return t
}

// Pace: 300 a second a page for text.
func (Messenger) Pace() (line, chat kit.Rate) {
	return kit.PerSecond(300), kit.Rate{Every: time.Second / 2, Burst: 10}
}

// Pace: 100 a second an account.
func (Instagram) Pace() (line, chat kit.Rate) {
	return kit.PerSecond(100), kit.Rate{Every: time.Second / 2, Burst: 10}
}
