package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// obj is a JSON object.
type obj = map[string]any

// demoName is what the messengers show of the customer.
const demoName = "Anna Demo"

// party is a channel as the demo plays on it: its line, and the bodies that its
// messenger sends.
type party struct {
	line desk.Line
	user string
	name bool // webhooks or a look-up show the customer's name
	// text is what the customer says, press the first button that was offered, and
	// read that the n-th message of ours was read (nil: the channel tells nothing).
	text  func(id int, at time.Time, words string) obj
	press func(id int, at time.Time, b desk.Button) obj
	read  func(n int, at time.Time) obj
	form  string // what shows that buttons went out as the channel has them
	tells bool   // the messenger is told our address
}

// parties are the channels, but the website's, which has no messenger.
func parties() []party {
	secret := func(names ...string) map[string]string {
		m := map[string]string{}
		for _, n := range names {
			m[n] = "demo-" + n
		}
		return m
	}
	meta := secret("app_secret", "verify_token", "token")
	line := func(ch desk.Channel, secrets map[string]string, options map[string]string) desk.Line {
		return desk.Line{ID: desk.LineID("demo-" + string(ch)), Channel: ch, Secrets: secrets, Options: options}
	}
	return []party{
		telegramParty(line(desk.ChannelTelegram, secret("token", "secret"), map[string]string{})),
		whatsappParty(line(desk.ChannelWhatsApp, meta, map[string]string{"phone_number_id": "100200300"})),
		pageParty(line(desk.ChannelMessenger, meta, map[string]string{"page_id": "555000"}), "page", "555000"),
		pageParty(line(desk.ChannelInstagram, meta, map[string]string{"account_id": "17841400"}), "instagram", "17841400"),
		viberParty(line(desk.ChannelViber, secret("token"), map[string]string{})),
		manychatParty(line(desk.ChannelManyChat, secret("secret", "token"), map[string]string{"callback_url": "https://sufler.example/webhooks/manychat/demo-manychat"})),
		smartsenderParty(line(desk.ChannelSmartSender, secret("secret", "token"), map[string]string{})),
	}
}

// https://core.telegram.org/bots/api#update
func telegramParty(l desk.Line) party {
	const user = 7100001
	from := obj{"id": user, "is_bot": false, "first_name": "Anna", "last_name": "Demo", "language_code": "en"}
	message := func(id int, at time.Time) obj {
		return obj{"message_id": id, "from": from, "chat": obj{"id": user, "type": "private"}, "date": at.Unix()}
	}
	return party{
		line: l, user: strconv.Itoa(user), name: true, form: `"inline_keyboard"`, tells: true,
		text: func(id int, at time.Time, words string) obj {
			m := message(id, at)
			m["text"] = words
			return obj{"update_id": id, "message": m}
		},
		press: func(id int, at time.Time, b desk.Button) obj {
			m := message(1001, at)
			m["reply_markup"] = obj{"inline_keyboard": []any{[]any{obj{"text": b.Text, "callback_data": b.Payload}}}}
			return obj{"update_id": id, "callback_query": obj{"id": strconv.Itoa(id), "from": from, "message": m, "data": b.Payload, "chat_instance": "1"}}
		},
	}
}

// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
func whatsappParty(l desk.Line) party {
	const user = "34600111222"
	wrap := func(value obj) obj {
		value["messaging_product"] = "whatsapp"
		value["metadata"] = obj{"display_phone_number": "15550100", "phone_number_id": l.Options["phone_number_id"]}
		return obj{"object": "whatsapp_business_account", "entry": []any{obj{"id": "1", "changes": []any{obj{"field": "messages", "value": value}}}}}
	}
	message := func(id int, at time.Time, kind string, content any) obj {
		m := obj{"from": user, "id": fmt.Sprint("wamid.IN", id), "timestamp": strconv.FormatInt(at.Unix(), 10), "type": kind, kind: content}
		return wrap(obj{"contacts": []any{obj{"profile": obj{"name": demoName}, "wa_id": user}}, "messages": []any{m}})
	}
	return party{
		line: l, user: user, name: true, form: `"interactive"`, tells: true,
		text: func(id int, at time.Time, words string) obj { return message(id, at, "text", obj{"body": words}) },
		press: func(id int, at time.Time, b desk.Button) obj {
			return message(id, at, "interactive", obj{"type": "button_reply", "button_reply": obj{"id": b.Payload, "title": b.Text}})
		},
		read: func(n int, at time.Time) obj {
			return wrap(obj{"statuses": []any{obj{"id": fmt.Sprint("wamid.DEMO", n), "status": "read", "timestamp": strconv.FormatInt(at.Unix(), 10), "recipient_id": user}}})
		},
	}
}

// https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
func pageParty(l desk.Line, object, account string) party {
	const user = "4400000000000001"
	wrap := func(at time.Time, event obj) obj {
		event["sender"], event["recipient"], event["timestamp"] = obj{"id": user}, obj{"id": account}, at.UnixMilli()
		return obj{"object": object, "entry": []any{obj{"id": account, "time": at.UnixMilli(), "messaging": []any{event}}}}
	}
	return party{
		line: l, user: user, name: true, form: `"quick_replies"`,
		text: func(id int, at time.Time, words string) obj {
			return wrap(at, obj{"message": obj{"mid": fmt.Sprint("m_in", id), "text": words}})
		},
		press: func(id int, at time.Time, b desk.Button) obj {
			return wrap(at, obj{"message": obj{"mid": fmt.Sprint("m_in", id), "text": b.Text, "quick_reply": obj{"payload": b.Payload}}})
		},
		read: func(n int, at time.Time) obj {
			if object == "instagram" {
				return wrap(at, obj{"read": obj{"mid": fmt.Sprint("m_demo", n)}})
			}
			return wrap(at, obj{"read": obj{"watermark": at.UnixMilli()}})
		},
	}
}

// https://developers.viber.com/docs/api/rest-bot-api/#callbacks
func viberParty(l desk.Line) party {
	const user = "ZGVtby11c2VyPQ=="
	text := func(id int, at time.Time, words string) obj {
		return obj{
			"event": "message", "timestamp": at.UnixMilli(), "message_token": 5741311803571720000 + id, "message": obj{"type": "text", "text": words},
			"sender": obj{"id": user, "name": demoName, "language": "en", "country": "UA", "api_version": 10},
		}
	}
	return party{
		line: l, user: user, name: true, form: `"keyboard"`, tells: true, text: text,
		press: func(id int, at time.Time, b desk.Button) obj { return text(id, at, b.Payload) },
		read: func(n int, at time.Time) obj {
			return obj{"event": "seen", "timestamp": at.UnixMilli(), "message_token": 4912661846655238000 + n, "user_id": user}
		},
	}
}

// The company's own request block: https://manychat.github.io/dynamic_block_docs/
func manychatParty(l desk.Line) party {
	const user = "1234567890123456789"
	return party{
		line: l, user: user, name: true, form: `"dynamic_block_callback"`,
		text: func(id int, at time.Time, words string) obj {
			return obj{"id": user, "name": demoName, "last_input_text": words, "last_interaction": at.Format(time.RFC3339), "message_id": id}
		},
		press: func(id int, _ time.Time, b desk.Button) obj {
			return obj{"id": user, "text": b.Text, "payload": b.Payload, "message_id": fmt.Sprint("press/", id)}
		},
	}
}

func smartsenderParty(l desk.Line) party {
	const user = "30021"
	text := func(id int, at time.Time, words string) obj {
		return obj{"userId": user, "name": demoName, "text": words, "messageId": id, "time": at.UnixMilli()}
	}
	return party{
		line: l, user: user, name: true, form: `\n1. `, text: text, // buttons are numbered there, and answered in words
		press: func(id int, at time.Time, b desk.Button) obj { return text(id, at, b.Text) },
	}
}
