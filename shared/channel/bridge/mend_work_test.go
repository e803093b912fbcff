package bridge

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/channel/kit"
)

// Looking ahead costs a few bytes for each one of the body; where it would cost
// more the body is given up, so that the work is linear in every case.
func TestMendingIsLinear(t *testing.T) {
	const natural = 8
	for _, c := range []struct {
		name, words string
		most        int // looked at, for each byte
	}{
		{"ten thousand words in quotes", strings.Repeat(`"слово", `, 10_000), natural},
		{"ten thousand quotes", strings.Repeat(`"`, 10_000), natural},
		{"a MiB of quotes", strings.Repeat(`"`, 1<<20), natural},
		{"a MiB of lines", strings.Repeat("so \"it\" goes,\n", 1<<16), natural},
		{"white space", strings.Repeat(`" ,   `, 1<<16), natural},
		{"braces", strings.Repeat(`"}`, 1<<18), natural},
		{"fields", strings.Repeat(`","a":"`, 1<<16), mendEffort + 1},
		{"objects", strings.Repeat(`","a":{"b":"`, 1<<16), mendEffort + 1},
		{"lists", strings.Repeat(`","a":["`, 1<<16), mendEffort + 1},
		{"known fields", strings.Repeat(`","phone":"`, 1<<16), mendEffort + 1},
	} {
		for _, end := range []string{`"}`, ""} {
			body := []byte(`{"id":"7","text":"` + c.words + end)
			m := &mender{in: body, known: kit.NamesOf(&mcBody{})}
			m.last, _ = fieldsIn(body, m.known)
			if m.run() && !json.Valid(m.out) {
				t.Errorf("%s: mended to what is no JSON", c.name)
			}
			if each := m.work / len(body); each > c.most {
				t.Errorf("%s: %d bytes are looked at for each one, want %d at most", c.name, each, c.most)
			}
			if c.most == natural && end != "" {
				if good, _ := mend(body, m.known, nil); good == nil {
					t.Errorf("%s: not mended", c.name)
				}
			}
		}
	}
}

// What is JSON already has the same names after decode's rule, unless one only
// looks like the vendor's.
func TestNamesAreTheVendorsToTheLetter(t *testing.T) {
	type inner struct {
		Text string `json:"text"`
	}
	var v struct {
		ID    kit.AnyID `json:"messageId"`
		Inner []inner   `json:"inner"`
	}
	for body, want := range map[string]string{
		`{"messageId":1,"inner":[{"text":"a"}]}`:                                  `1 a`,
		`{"messageId":1,"MessageID":2,"inner":[{"text":"a","Text":"b"}]}`:         `1 a`,
		`{"MESSAGEID":2,"messageId":1,"inner":[{"TEXT":"b","text":"a"}]}`:         `1 a`,
		`{"messageId":1,"inner":[{"text":"a","teXt":"b","ſ":"c","tex\u0054":0}]}`: `1 a`,
		`{"messageId":1,"inner":[{"text":"\"Text\":","\u0054ext":"b"}]}`:          `1 "Text":`,
		`{"messageId":1,"inner":[{"\u0074ext":"a"}]}`:                             `1 a`,
	} {
		v.ID, v.Inner = "", nil
		before := body
		if mismatch, err := kit.Decode([]byte(body), &v); err != nil || mismatch != "" || string(v.ID)+" "+v.Inner[0].Text != want || body != before {
			t.Errorf("%s: got %+v, %q, %v, want %s", body, v, mismatch, err, want)
		}
	}
}
