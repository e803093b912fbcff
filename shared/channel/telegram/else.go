package telegram

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// What a customer sends is never dropped for its kind: Telegram adds kinds every
// few months, and a bot that has not heard of one would otherwise answer to
// silence. Content without a reading of its own is named, and the words in it
// are read.

// aboutMessage are the fields of a message that are about it, not in it.
// https://core.telegram.org/bots/api#message
var aboutMessage = []string{
	"message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count", "sender_business_bot",
	"sender_tag", "receiver_user", "ephemeral_message_id", "date", "guest_query_id", "business_connection_id", "chat",
	"forward_origin", "forward_from", "forward_from_chat", "forward_from_message_id", "forward_signature", "forward_sender_name",
	"forward_date", "is_topic_message", "is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story",
	"reply_to_checklist_task_id", "reply_to_poll_option_id", "via_bot", "guest_bot_caller_user", "guest_bot_caller_chat", "edit_date",
	"has_protected_content", "is_from_offline", "is_paid_post", "media_group_id", "author_signature", "paid_star_count", "text",
	"entities", "link_preview_options", "suggested_post_info", "effect_id", "caption", "caption_entities",
	"show_caption_above_media", "has_media_spoiler", "reply_markup",
}

// serviceKinds are contents by which the app tells what was done to a chat. Nobody
// says anything by them.
var serviceKinds = []string{
	"new_chat_members", "new_chat_member", "new_chat_participant", "left_chat_member", "left_chat_participant", "chat_owner_left",
	"chat_owner_changed", "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created",
	"channel_chat_created", "message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message",
	"connected_website", "write_access_allowed", "boost_added", "chat_background_set", "community_chat_added",
	"community_chat_removed", "direct_message_price_changed", "paid_message_price_changed", "forum_topic_created",
	"forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
	"general_forum_topic_unhidden", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
	"video_chat_participants_invited", "proximity_alert_triggered", "refunded_payment", "giveaway_created", "giveaway_completed",
}

// bare is an update whose messages are read field by field.
type bare struct {
	Message        map[string]any `json:"message"`
	Edited         map[string]any `json:"edited_message"`
	Business       map[string]any `json:"business_message"`
	EditedBusiness map[string]any `json:"edited_business_message"`
}

// readElse reads the content of an update's message by its name: what it says in
// words, "[name]" where it holds none, and an attachment that names it. service,
// if not empty, names what is no content at all.
func readElse(update []byte) (text string, a desk.Attachment, service string) {
	var u bare
	if _, err := kit.Decode(update, &u); err != nil {
		return "", a, "malformed"
	}
	a = desk.Attachment{Kind: desk.AttachedOther, Name: "message of a kind that bots are not shown"}
	for _, m := range []map[string]any{u.Message, u.Edited, u.Business, u.EditedBusiness} {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			switch v := m[name]; {
			case v == nil || v == false || slices.Contains(aboutMessage, name):
			case slices.Contains(serviceKinds, name):
				service = name
			default:
				a.Name = strings.ReplaceAll(strings.ToValidUTF8(name, ""), "_", " ")
				text = strings.Join(words(v), "\n")
				return cmp.Or(text, "["+a.Name+"]"), a, ""
			}
		}
	}
	return "[" + a.Name + "]", a, service
}

// The parts of a content that hold words of a person, and those that hold such
// parts, in the order in which they are shown: of polls, checklists, games,
// invoices and payments, shared chats, gifts, rich messages.
var (
	saidParts = []string{
		"title", "question", "summary", "name", "phone_number", "email", "text", "caption", "description",
		"prize_description", "expression", "credit", "emoji", "street_line1", "street_line2", "city", "state", "post_code", "country_code",
	}
	holdingParts = []string{"order_info", "shipping_address", "options", "tasks", "blocks", "items", "cells", "gift", "sticker"}
)

// words are the words in a content, a part a line.
func words(v any) (lines []string) {
	collectWords(v, &lines)
	return lines
}

// collectWords adds the words in v to lines. What is nested is added where it
// stands, not carried up, so that depth costs nothing.
func collectWords(v any, lines *[]string) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			collectWords(x, lines)
		}
	case map[string]any:
		for _, key := range saidParts {
			if key == "name" && v["type"] == "anchor" { // a place to jump to, never shown
				continue
			}
			var b strings.Builder
			writeLine(v[key], &b)
			if line := strings.TrimSpace(b.String()); line != "" {
				*lines = append(*lines, line)
			}
		}
		for _, key := range holdingParts {
			collectWords(v[key], lines)
		}
	}
}

// writeLine writes a text that may be made of formatted pieces.
// https://core.telegram.org/bots/api#richtext
func writeLine(v any, b *strings.Builder) {
	switch v := v.(type) {
	case string:
		b.WriteString(v)
	case []any:
		for _, x := range v {
			writeLine(x, b)
		}
	case map[string]any:
		before := b.Len()
		for _, key := range []string{"text", "expression", "alternative_text"} {
			if writeLine(v[key], b); b.Len() > before {
				return
			}
		}
	}
}
