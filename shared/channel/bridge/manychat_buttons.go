package bridge

import (
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// mcButtons shares buttons out: pages go below the last text, answers become
// quick replies that call us back, and the rest is numbered in the text.
func mcButtons(line desk.Line, out desk.Outbound) (pages []any, answers, rest []desk.Button) {
	open, say := kit.Apart(out.Buttons)
	if len(open) > mcPages || strings.TrimSpace(out.Text) == "" {
		open, rest = nil, append(rest, open...)
	}
	for _, b := range open {
		if kit.Utf16Len(b.Text) > mcTitle {
			rest = append(rest, b)
			continue
		}
		pages = append(pages, map[string]any{"type": "url", "caption": b.Text, "url": b.URL})
	}
	messenger, callback := line.Options["messenger"], line.Options["callback_url"]
	hasReplies := messenger != "whatsapp" && messenger != "telegram" && strings.HasPrefix(callback, "https://")
	if !hasReplies || !kit.Fit(say, mcReplies, mcTitle, 1000) {
		return pages, nil, append(rest, say...)
	}
	return pages, say, rest
}

// mcBelow puts pages below the last text.
func mcBelow(messages []map[string]any, pages []any) {
	for i := len(messages) - 1; i >= 0 && len(pages) > 0; i-- {
		if messages[i]["type"] == "text" {
			messages[i]["buttons"] = pages
			return
		}
	}
}

// mcReplyBlocks are quick replies whose press ManyChat brings to our own
// webhook, as the line's request block brings messages. Each names its message,
// so that a press that is brought twice is one.
func mcReplyBlocks(line desk.Line, out desk.Outbound, bs []desk.Button) []any {
	replies := make([]any, len(bs))
	for i, b := range bs {
		replies[i] = map[string]any{
			"type": "dynamic_block_callback", "caption": b.Text, "url": line.Options["callback_url"], "method": "post",
			"headers": map[string]any{"X-Sufler-Secret": line.Secrets["secret"]},
			"payload": map[string]any{
				"id": out.To.User, "text": b.Text, "payload": b.Answer(), "message_id": fmt.Sprintf("%s/%d", out.Marker, i+1),
			},
		}
	}
	return replies
}

// Limits of ManyChat's dynamic blocks.
// https://manychat.github.io/dynamic_block_docs/
const (
	mcReplies = 11
	mcPages   = 3
	mcTitle   = 20
)

// Numbers are the buttons that stand numbered in the text.
func (ManyChat) Numbers(line desk.Line, m desk.Message) []desk.Button {
	_, _, rest := mcButtons(line, desk.Outbound{Text: m.Text, Buttons: m.Buttons})
	return rest
}
