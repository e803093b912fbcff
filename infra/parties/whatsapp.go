package parties

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// whatsapp is https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
type whatsapp struct{ plain }

func (whatsapp) Sample() (secrets, options map[string]string, user string) {
	return sample("app_secret", "verify_token", "token"), map[string]string{"phone_number_id": "100200300"}, "34600111222"
}

func (whatsapp) Form() string { return `"interactive"` }

// Takes: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
func (whatsapp) Takes() map[string]Limit {
	return map[string]Limit{"file": {100e6, []string{"image/jpeg", "image/png", "application/pdf", "text/plain", "video/mp4", "audio/mpeg", "audio/ogg"}}}
}

func (whatsapp) Tells() bool { return true }

func (whatsapp) Registers(c Call) string {
	own, _ := c.Body["webhook_configuration"].(Obj)
	address, _ := own["override_callback_uri"].(string)
	return address
}

// Checks asks whether the address is ours, as Meta does.
func (whatsapp) Checks(_ Person, c Call, address string) string {
	own, _ := c.Body["webhook_configuration"].(Obj)
	return challenged(address, fmt.Sprint(own["verify_token"]))
}

func wamid(n int64) string { return "wamid.SIM" + strconv.FormatInt(n, 10) }

// wrap is the body of what happened on a phone number.
func (whatsapp) wrap(p Person, value Obj) Obj {
	value["messaging_product"] = "whatsapp"
	value["metadata"] = Obj{"display_phone_number": "15550100", "phone_number_id": p.Line.Options["phone_number_id"]}
	return Obj{"object": "whatsapp_business_account", "entry": []any{Obj{"id": "1", "changes": []any{Obj{"field": "messages", "value": value}}}}}
}

func (w whatsapp) Says(p Person, s Saying) (Obj, error) {
	m := Obj{"from": p.User, "id": wamid(s.Number), "timestamp": strconv.FormatInt(s.At.Unix(), 10), "type": string(s.Kind)}
	switch s.Kind {
	case Text:
		m["text"] = Obj{"body": s.Text}
	case Contact:
		m["type"] = "contacts"
		m["contacts"] = []any{Obj{"name": Obj{"formatted_name": p.Name}, "phones": []any{Obj{"phone": s.Phone, "wa_id": strings.TrimPrefix(s.Phone, "+")}}}}
	case Location:
		m["location"] = Obj{"latitude": s.Lat, "longitude": s.Long}
	case Button:
		m["type"], m["interactive"] = "interactive", Obj{"type": "button_reply", "button_reply": Obj{"id": s.Payload, "title": s.Text}}
	case Photo, Voice, Sticker, Document:
		whatsappMedia(m, s)
	case Reaction:
		m["reaction"] = Obj{"message_id": wamid(s.About), "emoji": s.Text}
	case Deletion:
		m["type"], m["revoke"] = "revoke", Obj{"original_message_id": wamid(s.About)}
	case Edit:
		m["edit"] = Obj{"original_message_id": wamid(s.About), "message": Obj{"type": "text", "text": Obj{"body": s.Text}}}
	}
	return w.wrap(p, Obj{"contacts": []any{Obj{"profile": Obj{"name": p.Name}, "wa_id": p.User}}, "messages": []any{m}}), nil
}

func whatsappMedia(m Obj, s Saying) {
	f := samples(s.Kind)
	media := Obj{"id": s.fileID(), "mime_type": f.MIME, "sha256": "c2ltdWxhdGVk"}
	if s.Text != "" && s.Kind != Sticker && s.Kind != Voice {
		media["caption"] = s.Text
	}
	switch s.Kind {
	case Photo:
		m["type"], m["image"] = "image", media
	case Voice:
		media["voice"] = true
		m["type"], m["audio"] = "audio", media
	case Sticker:
		media["animated"] = false
		m["type"], m["sticker"] = "sticker", media
	case Document:
		media["filename"] = s.Name
		m["type"], m["document"] = "document", media
	}
}

func (whatsapp) Answers(p Person, c Call, n int64) (Obj, bool) {
	switch {
	case strings.HasSuffix(c.Path, "/media"):
		return Obj{"id": "media-" + strconv.FormatInt(n, 10)}, false
	case strings.HasSuffix(c.Path, "/message_templates"):
		return approvedTemplates(), false
	case !strings.HasSuffix(c.Path, "/messages"):
		return Obj{"success": true}, false
	}
	return Obj{"messaging_product": "whatsapp", "contacts": []any{Obj{"input": p.User, "wa_id": p.User}}, "messages": []any{Obj{"id": wamid(n)}}}, true
}

func (w whatsapp) Receipts(p Person, n int64, at time.Time) (all []Obj) {
	for _, status := range []string{"sent", "delivered", "read"} {
		all = append(all, w.wrap(p, Obj{"statuses": []any{Obj{"id": wamid(n), "status": status, "timestamp": strconv.FormatInt(at.Unix(), 10), "recipient_id": p.User}}}))
	}
	return all
}

// approvedTemplates are an account's templates, one of which is not approved.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management
func approvedTemplates() Obj {
	body := func(text string) Obj { return Obj{"type": "BODY", "text": text} }
	return Obj{"data": []any{
		Obj{"id": "1", "name": "order_ready", "language": "en_US", "status": "APPROVED", "category": "UTILITY", "parameter_format": "POSITIONAL", "components": []any{body("Hello {{1}}, your order {{2}} is ready.")}},
		Obj{"id": "2", "name": "sale", "language": "es", "status": "APPROVED", "category": "MARKETING", "parameter_format": "NAMED", "components": []any{
			Obj{"type": "HEADER", "format": "TEXT", "text": "Hasta el {{day}}"}, body("Hola, {{first_name}}: todo al 20 %."), Obj{"type": "FOOTER", "text": "Tienda"},
			Obj{"type": "BUTTONS", "buttons": []any{Obj{"type": "URL", "text": "Ver", "url": "https://shop.example/{{1}}"}}},
		}},
		Obj{"id": "3", "name": "not_yet", "language": "en_US", "status": "PENDING", "category": "MARKETING", "parameter_format": "POSITIONAL", "components": []any{body("Soon.")}},
	}, "paging": Obj{"cursors": Obj{"before": "MAZDZD", "after": "MjQZD"}}}
}
