package parties

import (
	"strconv"
	"time"
)

// website is a page with our own channel. It has no messenger behind it: pages ask
// what is new.
type website struct{ plain }

func (website) Sample() (secrets, options map[string]string, user string) {
	return sample("session"), nil, ""
}

func (website) Form() string { return `"buttons"` }

func (website) Says(p Person, s Saying) (Obj, error) {
	m := Obj{"id": strconv.FormatInt(s.Number, 10), "text": s.Text, "sentAt": s.At.UTC().Format(time.RFC3339Nano), "profile": Obj{"name": p.Name}}
	switch s.Kind {
	case Text:
	case Button:
		m["payload"] = s.Payload
	case Contact:
		m["text"], m["profile"] = "My phone is "+s.Phone, Obj{"name": p.Name, "phone": s.Phone}
	default:
		return nil, ErrNotThere
	}
	return m, nil
}

func (website) Answers(Person, Call, int64) (Obj, bool) { return Obj{}, false }
