package parties

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/channel"
)

// viber is https://developers.viber.com/docs/api/rest-bot-api/#callbacks
type viber struct{}

func (viber) Sample() (secrets, options map[string]string, user string) {
	return sample("token"), nil, "c2ltdWxhdGVkLXVzZXI9"
}

func (viber) Form() string { return `"keyboard"` }

func (viber) Token(r *http.Request) string { return r.Header.Get("X-Viber-Auth-Token") }

// Takes: https://developers.viber.com/docs/api/rest-bot-api/#picture-message
func (viber) Takes() map[string]Limit {
	return map[string]Limit{"": {25e6, []string{"image/jpeg", "application/pdf"}}}
}

func (viber) Tells() bool { return true }

func (viber) Registers(c Call) string {
	if !strings.HasSuffix(c.Path, "/set_webhook") {
		return ""
	}
	return fmt.Sprint(c.Body["url"])
}

// Checks calls the address before the API answers, as Viber does.
func (viber) Checks(p Person, _ Call, address string) string {
	body := []byte(`{"event":"webhook","timestamp":1457764197627,"message_token":4912661846655238145}`)
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err.Error()
	}
	for name, v := range channel.Sign(p.Line, body) {
		req.Header.Set(name, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		return fmt.Sprint("its event was answered ", res.Status, err)
	}
	return ""
}

func (viber) Says(p Person, s Saying) (Obj, error) {
	m := Obj{"type": string(s.Kind)}
	switch s.Kind {
	case Text:
		m["text"] = s.Text
	case Contact:
		m["contact"] = Obj{"name": p.Name, "phone_number": s.Phone}
	case Location:
		m["location"] = Obj{"lat": s.Lat, "lon": s.Long}
	case Button: // a pressed button arrives as the text that it stands for
		m["type"], m["text"] = "text", s.Payload
	case Photo:
		m["type"], m["media"], m["thumbnail"], m["file_name"] = "picture", p.fileURL(s), p.fileURL(s), "p.png"
		if s.Text != "" {
			m["text"] = s.Text
		}
	case Sticker:
		m["type"], m["sticker_id"], m["media"] = "sticker", 46105, p.fileURL(s)
	case Document:
		m["type"], m["media"], m["file_name"], m["size"] = "file", p.fileURL(s), s.Name, len(samples(Document).Bytes)
	default: // bots are not sent voice notes
		return nil, ErrNotThere
	}
	return Obj{
		"event": "message", "timestamp": s.At.UnixMilli(), "message_token": s.Number, "message": m, "silent": false,
		"sender": Obj{"id": p.User, "name": p.Name, "language": "en", "country": "UA", "api_version": 10},
	}, nil
}

func (viber) Answers(_ Person, c Call, n int64) (Obj, bool) {
	return Obj{"status": 0, "status_message": "ok", "message_token": n}, strings.HasSuffix(c.Path, "/send_message")
}

func (viber) Receipts(p Person, n int64, at time.Time) (all []Obj) {
	for _, event := range []string{"delivered", "seen"} {
		all = append(all, Obj{"event": event, "timestamp": at.UnixMilli(), "message_token": n, "user_id": p.User})
	}
	return all
}
