package telegram

import (
	"context"
	"strconv"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// allowed are the updates that Parse reads. Telegram leaves message_reaction
// out unless it is named.
func allowed() []string {
	return []string{
		"message", "edited_message", "business_connection", "business_message", "edited_business_message",
		"deleted_business_messages", "callback_query", "my_chat_member", "message_reaction",
	}
}

// Setup tests the token by setting the webhook. Repeating it sets the same.
func (t Plug) Setup(ctx context.Context, line desk.Line, webhookURL string) error {
	secret := line.Secrets["secret"]
	if !word(secret, maxSecret) {
		return kit.Broken("bad_secret", "The line's secret must be 1 to 256 characters of A-Z a-z 0-9 _ -.")
	}
	var done bool
	return t.call(ctx, line, "setWebhook", map[string]any{"url": webhookURL, "secret_token": secret, "allowed_updates": allowed()}, &done)
}

// CheckToken asks who the bot is, which needs its token and changes nothing.
// https://core.telegram.org/bots/api#getme
func (t Plug) CheckToken(ctx context.Context, line desk.Line) error {
	var me any // what it is called does not matter
	return t.call(ctx, line, "getMe", map[string]any{}, &me)
}

// Teardown takes the webhook away.
// https://core.telegram.org/bots/api#deletewebhook
func (t Plug) Teardown(ctx context.Context, line desk.Line) error {
	var done bool
	return t.call(ctx, line, "deleteWebhook", map[string]any{}, &done)
}

// Lookup adds what Telegram shows of a person beside their messages: a reference
// to the newest photo, if privacy lets bots see one.
func (t Plug) Lookup(ctx context.Context, line desk.Line, p desk.Profile) (desk.Profile, error) {
	var photos struct {
		Photos [][]file `json:"photos"`
	}
	user, err := strconv.ParseInt(p.User, 10, 64)
	if err != nil {
		return p, kit.Refused("bad_customer", "The customer's id is not a Telegram id.")
	}
	if err := t.call(ctx, line, "getUserProfilePhotos", map[string]any{"user_id": user, "limit": 1}, &photos); err != nil {
		return p, err
	}
	if len(photos.Photos) > 0 && len(photos.Photos[0]) > 0 {
		p.Photo = photos.Photos[0][len(photos.Photos[0])-1].ID
	}
	return p, nil
}

// Sign gives the header with which the messenger itself would send body.
func (Plug) Sign(line desk.Line, _ []byte) map[string]string {
	return map[string]string{secretHeader: line.Secrets["secret"]}
}
