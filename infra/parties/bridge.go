package parties

import (
	"net/http"
	"time"
)

// manychat is the company's own request block.
// https://manychat.github.io/dynamic_block_docs/
type manychat struct{ plain }

func (manychat) Sample() (secrets, options map[string]string, user string) {
	return sample("secret", "token"), map[string]string{"callback_url": "https://sufler.example/webhooks/manychat/sample"}, "5550000000001001"
}

func (manychat) Form() string { return `"dynamic_block_callback"` }

func (manychat) Takes() map[string]Limit {
	return map[string]Limit{"": {25e6, []string{"image/jpeg", "application/pdf"}}}
}

func (manychat) Says(p Person, s Saying) (Obj, error) {
	m := Obj{"id": p.User, "name": p.Name, "last_input_text": s.Text, "last_interaction": s.At.Format(time.RFC3339Nano), "message_id": s.Number}
	if s.shows() {
		m["media_url"], m["media_type"] = p.fileURL(s), mediaType(s.Kind)
	}
	if page := p.Line.Options["page_id"]; page != "" {
		m["page_id"] = page
	}
	return bridged(m, "last_input_text", s)
}

func (manychat) Answers(_ Person, c Call, _ int64) (Obj, bool) {
	return Obj{"status": "success"}, c.Method == http.MethodPost
}

// smartsender is a request block, too. https://api.smartsender.com/v1
type smartsender struct{ plain }

func (smartsender) Sample() (secrets, options map[string]string, user string) {
	return sample("secret", "token"), nil, "5550000000001001"
}

// Form: buttons are numbered there, and answered in words.
func (smartsender) Form() string { return `\n1. ` }

func (smartsender) Says(p Person, s Saying) (Obj, error) {
	m := Obj{"userId": p.User, "name": p.Name, "text": s.Text, "messageId": s.Number, "time": s.At.UnixMilli()}
	if s.shows() {
		m["mediaUrl"], m["mediaType"] = p.fileURL(s), mediaType(s.Kind)
	}
	return bridged(m, "text", s)
}

func (smartsender) Answers(_ Person, c Call, _ int64) (Obj, bool) {
	return Obj{"state": true}, c.Method == http.MethodPost
}

// shows says whether a file is sent that a platform passes on.
func (s Saying) shows() bool { return mediaType(s.Kind) != "" }

func mediaType(k Kind) string {
	return map[Kind]string{Photo: "image", Voice: "voice", Document: "file"}[k]
}

// bridged finishes a platform's request, whose words stand in field.
func bridged(m Obj, field string, s Saying) (Obj, error) {
	switch s.Kind {
	case Text, Photo, Voice, Document:
	case Button:
		m["payload"] = s.Payload
	case Contact:
		m[field], m["phone"] = s.Phone, s.Phone
	default:
		return nil, ErrNotThere
	}
	return m, nil
}
