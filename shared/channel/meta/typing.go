package meta

import (
	"context"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// typing shows it for 20 seconds, or until the next message.
// https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions
// https://developers.facebook.com/docs/messenger-platform/instagram/features/sender-actions
func (s sender) typing(ctx context.Context, to desk.TypingTo) error {
	if to.Customer.User == "" {
		return kit.Refused("bad_customer", "The customer has no id on this account.")
	}
	return graph.Call(ctx, s.caller, s.line, kit.Call{Path: s.path + "/messages", Body: map[string]any{
		"recipient": map[string]any{"id": to.Customer.User}, "sender_action": "typing_on",
	}}, &struct{}{})
}

// ShowTyping shows it on Messenger.
func (p Messenger) ShowTyping(ctx context.Context, line desk.Line, to desk.TypingTo) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	return s.typing(ctx, to)
}

// ShowTyping shows it on Instagram.
func (p Instagram) ShowTyping(ctx context.Context, line desk.Line, to desk.TypingTo) error {
	s, err := p.sender(line)
	if err != nil {
		return err
	}
	return s.typing(ctx, to)
}
