package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// obj is a JSON object.
type obj = map[string]any

var errNotThere = errors.New("the channel has no such thing")

// payload is the body with which the messenger would tell of a saying.
func (c *customer) payload(s saying) ([]byte, error) {
	makers := map[desk.Channel]func(saying) (obj, error){
		desk.ChannelTelegram: c.telegram, desk.ChannelWeb: c.web, desk.ChannelWhatsApp: c.whatsapp, desk.ChannelMessenger: c.page, desk.ChannelInstagram: c.page,
		desk.ChannelViber: c.viber, desk.ChannelManyChat: c.manychat, desk.ChannelSmartSender: c.smartsender,
	}
	body, err := makers[c.line.Channel](s)
	if err != nil {
		return nil, fmt.Errorf("%s on %s: %w", s.kind, c.line.Channel, err)
	}
	return json.Marshal(body)
}

func (c *customer) names() (first, last string) {
	first, last, _ = strings.Cut(c.name, " ")
	return first, last
}

func (c *customer) telegram(s saying) (obj, error) {
	user, err := strconv.ParseInt(c.user, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("the user must be a number: %w", err)
	}
	first, last := c.names()
	from := obj{"id": user, "is_bot": false, "first_name": first, "last_name": last, "language_code": "en"}
	chat := obj{"id": user, "type": "private", "first_name": first, "last_name": last}
	m := obj{"message_id": s.number, "from": from, "chat": chat, "date": s.at.Unix()}
	update := obj{"update_id": s.number, "message": m}
	switch s.kind {
	case text:
		m["text"] = s.text
	case contact:
		m["contact"] = obj{"phone_number": s.phone, "first_name": first, "user_id": user}
	case location:
		m["location"] = obj{"latitude": s.lat, "longitude": s.long}
	case photo, voice, sticker, document:
		c.telegramMedia(m, s)
	case reaction:
		return obj{"update_id": s.number, "message_reaction": obj{"chat": chat, "message_id": s.edits, "user": from, "date": s.at.Unix(), "old_reaction": []any{}, "new_reaction": []any{obj{"type": "emoji", "emoji": s.text}}}}, nil
	case deletion: // bots are not told
		return nil, errNotThere
	case edit:
		m["message_id"], m["edit_date"], m["text"] = s.edits, s.at.Unix(), s.text
		return obj{"update_id": s.number, "edited_message": m}, nil
	case button:
		m["reply_markup"] = obj{"inline_keyboard": []any{[]any{obj{"text": s.text, "callback_data": s.payload}}}}
		return obj{"update_id": s.number, "callback_query": obj{"id": strconv.FormatInt(s.number, 10), "from": from, "message": m, "data": s.payload, "chat_instance": "1"}}, nil
	}
	return update, nil
}

func (c *customer) web(s saying) (obj, error) {
	m := obj{"id": strconv.FormatInt(s.number, 10), "text": s.text, "sentAt": s.at.UTC().Format(time.RFC3339Nano), "profile": obj{"name": c.name}}
	switch s.kind {
	case text:
	case button:
		m["payload"] = s.payload
	case contact:
		m["text"], m["profile"] = "My phone is "+s.phone, obj{"name": c.name, "phone": s.phone}
	default:
		return nil, errNotThere
	}
	return m, nil
}

func wamid(n int64) string { return "wamid.SIM" + strconv.FormatInt(n, 10) }

// waBody wraps what happened on a phone number.
func (c *customer) waBody(value obj) obj {
	value["messaging_product"] = "whatsapp"
	value["metadata"] = obj{"display_phone_number": "15550100", "phone_number_id": c.line.Options["phone_number_id"]}
	return obj{"object": "whatsapp_business_account", "entry": []any{obj{"id": "1", "changes": []any{obj{"field": "messages", "value": value}}}}}
}

func (c *customer) whatsapp(s saying) (obj, error) {
	m := obj{"from": c.user, "id": wamid(s.number), "timestamp": strconv.FormatInt(s.at.Unix(), 10), "type": string(s.kind)}
	switch s.kind {
	case text:
		m["text"] = obj{"body": s.text}
	case contact:
		m["type"] = "contacts"
		m["contacts"] = []any{obj{"name": obj{"formatted_name": c.name}, "phones": []any{obj{"phone": s.phone, "wa_id": strings.TrimPrefix(s.phone, "+")}}}}
	case location:
		m["location"] = obj{"latitude": s.lat, "longitude": s.long}
	case button:
		m["type"], m["interactive"] = "interactive", obj{"type": "button_reply", "button_reply": obj{"id": s.payload, "title": s.text}}
	case photo, voice, sticker, document:
		whatsappMedia(m, s)
	case reaction:
		m["reaction"] = obj{"message_id": wamid(s.edits), "emoji": s.text}
	case deletion:
		m["type"], m["revoke"] = "revoke", obj{"original_message_id": wamid(s.edits)}
	case edit:
		m["edit"] = obj{"original_message_id": wamid(s.edits), "message": obj{"type": "text", "text": obj{"body": s.text}}}
	}
	return c.waBody(obj{"contacts": []any{obj{"profile": obj{"name": c.name}, "wa_id": c.user}}, "messages": []any{m}}), nil
}

// pgBody wraps an event of Messenger or Instagram.
func (c *customer) pgBody(event obj, at time.Time) obj {
	object, account := "page", c.line.Options["page_id"]
	if c.line.Channel == desk.ChannelInstagram {
		object, account = "instagram", c.line.Options["account_id"]
	}
	event["sender"], event["recipient"], event["timestamp"] = obj{"id": c.user}, obj{"id": account}, at.UnixMilli()
	return obj{"object": object, "entry": []any{obj{"id": account, "time": at.UnixMilli(), "messaging": []any{event}}}}
}

func mid(n int64) string { return "m_sim" + strconv.FormatInt(n, 10) }

func (c *customer) page(s saying) (obj, error) {
	m := obj{"mid": mid(s.number)}
	event := obj{"message": m}
	switch s.kind {
	case text:
		m["text"] = s.text
	case contact: // neither has cards: people write their number
		m["text"] = s.phone
	case location:
		m["attachments"] = []any{obj{"type": "location", "payload": obj{"coordinates": obj{"lat": s.lat, "long": s.long}}}}
	case button:
		event = obj{"postback": obj{"mid": mid(s.number), "title": s.text, "payload": s.payload}}
	case photo, voice, sticker, document:
		if err := c.pageMedia(m, s); err != nil {
			return nil, err
		}
	case reaction:
		event = obj{"reaction": obj{"mid": mid(s.edits), "action": "react", "emoji": s.text, "reaction": "other"}}
	case deletion:
		if c.line.Channel != desk.ChannelInstagram {
			return nil, errNotThere
		}
		m["mid"], m["is_deleted"] = mid(s.edits), true
	case edit:
		event = obj{"message_edit": obj{"mid": mid(s.edits), "text": s.text, "num_edit": 1}}
	}
	return c.pgBody(event, s.at), nil
}

func (c *customer) viber(s saying) (obj, error) {
	m := obj{"type": string(s.kind)}
	switch s.kind {
	case text:
		m["text"] = s.text
	case contact:
		m["contact"] = obj{"name": c.name, "phone_number": s.phone}
	case location:
		m["location"] = obj{"lat": s.lat, "lon": s.long}
	case button: // a pressed button arrives as the text that it stands for
		m["type"], m["text"] = "text", s.payload
	default:
		if err := c.viberMedia(m, s); err != nil {
			return nil, err
		}
	}
	return obj{
		"event": "message", "timestamp": s.at.UnixMilli(), "message_token": s.number, "message": m, "silent": false,
		"sender": obj{"id": c.user, "name": c.name, "language": "en", "country": "UA", "api_version": 10},
	}, nil
}

func (c *customer) manychat(s saying) (obj, error) {
	m := obj{"id": c.user, "name": c.name, "last_input_text": s.text, "last_interaction": s.at.Format(time.RFC3339Nano), "message_id": s.number}
	if _, ok := files[s.kind]; ok && s.kind != sticker {
		m["media_url"], m["media_type"] = c.fileURL(s), mediaTypes[s.kind]
	}
	if page := c.line.Options["page_id"]; page != "" {
		m["page_id"] = page
	}
	return bridged(m, "last_input_text", s)
}

func (c *customer) smartsender(s saying) (obj, error) {
	m := obj{"userId": c.user, "name": c.name, "text": s.text, "messageId": s.number, "time": s.at.UnixMilli()}
	if _, ok := files[s.kind]; ok && s.kind != sticker {
		m["mediaUrl"], m["mediaType"] = c.fileURL(s), mediaTypes[s.kind]
	}
	return bridged(m, "text", s)
}

var mediaTypes = map[kind]string{photo: "image", voice: "voice", document: "file"}

// bridged finishes a request of a bridge, whose words stand in field.
func bridged(m obj, field string, s saying) (obj, error) {
	switch s.kind {
	case text, photo, voice, document:
	case button:
		m["payload"] = s.payload
	case contact:
		m[field], m["phone"] = s.phone, s.phone
	default:
		return nil, errNotThere
	}
	return m, nil
}
