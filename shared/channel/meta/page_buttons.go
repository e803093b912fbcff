package meta

import (
	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Limits of Messenger's and Instagram's quick replies.
// https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
const (
	replies      = 13
	titleLimit   = 20
	payloadLimit = 1000
)

func quickReplies(bs []desk.Button) []any {
	out := make([]any, len(bs))
	for i, b := range bs {
		out[i] = map[string]any{"content_type": "text", "title": b.Text, "payload": b.Answer()}
	}
	return out
}

// numbered are the pages alone, where the answers are quick replies.
func numbered(bs []desk.Button) []desk.Button {
	pages, answers := kit.Apart(bs)
	if kit.Fit(answers, replies, titleLimit, payloadLimit) {
		return pages
	}
	return bs
}
