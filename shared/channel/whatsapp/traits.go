package whatsapp

import (
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// textLimit is how long one text may be.
// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages
const textLimit = 4096

// Traits: people are known by their phone, or by an id in its place; 24 hours
// after their last message only an approved template may go out.
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
// https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy
func (Plug) Traits(desk.Line) desk.Traits {
	return desk.Traits{
		Title: "WhatsApp", Behind: desk.ChannelWhatsApp, Window: 24 * time.Hour, Templates: true, Typing: true,
		AltID: true, GlobalIDs: true, IDField: true,
		Text: desk.TextLimit{Max: textLimit},
		Files: []desk.FileRules{{Of: string(desk.ChannelWhatsApp), Limits: []desk.FileLimit{
			{Kind: desk.AttachedAudio, Max: 16 * desk.MB, Types: []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4"}},
			{Kind: desk.AttachedDocument, Max: 100 * desk.MB, Types: documentTypes()},
			{Kind: desk.AttachedPhoto, Max: 5 * desk.MB, Types: []string{"image/jpeg", "image/png"}},
			{Kind: desk.AttachedVideo, Max: 16 * desk.MB, Types: []string{"video/mp4", "video/3gpp"}},
			{Kind: desk.AttachedVoice, Max: 16 * desk.MB, Types: []string{"audio/ogg"}},
		}}},
	}
}

// documentTypes are those that the upload takes and everybody can open; its own
// error lists them. A table of text goes as plain text.
func documentTypes() []string {
	return []string{
		"application/pdf", "text/plain", "text/csv", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"image/jpeg", "image/png", "audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "video/mp4", "video/3gpp",
	}
}

// Pace: 80 a second a number, one in 6 s a customer, bursts borrowed.
func (Plug) Pace() (line, chat kit.Rate) {
	return kit.PerSecond(80), kit.Rate{Every: 6 * time.Second, Burst: 10}
}
