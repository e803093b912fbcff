package parties

import (
	"strconv"
	"strings"
	"time"
)

// page is Messenger and Instagram.
// https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
type page struct {
	plain
	object  string // as webhooks name it
	account string // the line's option with its id
}

func (m page) Sample() (secrets, options map[string]string, user string) {
	return sample("app_secret", "verify_token", "token"), map[string]string{m.account: "17841400"}, "4400000000000001"
}

func (page) Form() string { return `"quick_replies"` }

// Takes: https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api
func (page) Takes() map[string]Limit {
	return map[string]Limit{"filedata": {25e6, nil}, "": {25e6, []string{"image/jpeg", "application/pdf"}}}
}

func (m page) isInstagram() bool { return m.object == "instagram" }

// wrap is the body of an event.
func (m page) wrap(p Person, event Obj, at time.Time) Obj {
	account := p.Line.Options[m.account]
	event["sender"], event["recipient"], event["timestamp"] = Obj{"id": p.User}, Obj{"id": account}, at.UnixMilli()
	return Obj{"object": m.object, "entry": []any{Obj{"id": account, "time": at.UnixMilli(), "messaging": []any{event}}}}
}

func mid(n int64) string { return "m_sim" + strconv.FormatInt(n, 10) }

func (m page) Says(p Person, s Saying) (Obj, error) {
	message := Obj{"mid": mid(s.Number)}
	event := Obj{"message": message}
	switch s.Kind {
	case Text:
		message["text"] = s.Text
	case Contact: // neither has cards: people write their number
		message["text"] = s.Phone
	case Location:
		message["attachments"] = []any{Obj{"type": "location", "payload": Obj{"coordinates": Obj{"lat": s.Lat, "long": s.Long}}}}
	case Button: // as what our buttons are here: quick replies
		message["text"], message["quick_reply"] = s.Text, Obj{"payload": s.Payload}
	case Photo, Voice, Sticker, Document:
		if err := m.media(p, message, s); err != nil {
			return nil, err
		}
	case Reaction:
		event = Obj{"reaction": Obj{"mid": mid(s.About), "action": "react", "emoji": s.Text, "reaction": "other"}}
	case Deletion:
		if !m.isInstagram() {
			return nil, ErrNotThere
		}
		message["mid"], message["is_deleted"] = mid(s.About), true
	case Edit:
		event = Obj{"message_edit": Obj{"mid": mid(s.About), "text": s.Text, "num_edit": 1}}
	}
	return m.wrap(p, event, s.At), nil
}

func (m page) media(p Person, message Obj, s Saying) error {
	if m.isInstagram() && (s.Kind == Document || s.Kind == Sticker) {
		return ErrNotThere
	}
	payload := Obj{"url": p.fileURL(s)}
	if s.Kind == Sticker {
		payload["sticker_id"] = 126361874215276
	}
	types := map[Kind]string{Photo: "image", Voice: "audio", Document: "file", Sticker: "image"}
	message["attachments"] = []any{Obj{"type": types[s.Kind], "payload": payload}}
	if s.Text != "" && s.Kind != Sticker {
		message["text"] = s.Text
	}
	return nil
}

func (page) Answers(p Person, c Call, n int64) (Obj, bool) {
	first, last := p.names()
	switch {
	case strings.HasSuffix(c.Path, "/message_attachments"):
		return Obj{"attachment_id": strconv.FormatInt(n, 10)}, false
	case !strings.HasSuffix(c.Path, "/messages"):
		return Obj{"success": true, "name": p.Name, "first_name": first, "last_name": last}, false
	}
	return Obj{"recipient_id": p.User, "message_id": mid(n)}, true
}

func (m page) Receipts(p Person, n int64, at time.Time) []Obj {
	if m.isInstagram() {
		return []Obj{m.wrap(p, Obj{"read": Obj{"mid": mid(n)}}, at)}
	}
	return []Obj{
		m.wrap(p, Obj{"delivery": Obj{"mids": []any{mid(n)}, "watermark": at.UnixMilli()}}, at),
		m.wrap(p, Obj{"read": Obj{"watermark": at.UnixMilli()}}, at),
	}
}
