package kit

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// Decode reads a body that must be a JSON object. ErrInvalid: it is none. A part
// of another type than the vendor documents is no error of the whole: it stays
// empty, mismatch describes the first one, and everything else is read. So a bad
// item never spoils the others; it lacks its id or its words, and means nothing.
func Decode(body []byte, v any) (mismatch string, err error) {
	if b := bytes.TrimLeft(body, " \t\r\n"); len(b) == 0 || b[0] != '{' {
		return "", Invalid("the body is not a JSON object")
	}
	err = json.Unmarshal(NamesOf(v).exactly(body), v)
	if err == nil {
		return "", nil
	}
	if m, ok := mismatched(err); ok {
		return m, nil
	}
	return "", Invalid("the body is malformed JSON")
}

// Noted is p with the mismatch of its body, if there was one.
func Noted(p desk.Parsed, mismatch string) desk.Parsed {
	if mismatch != "" {
		p.Ignored = append(p.Ignored, mismatch)
	}
	return p
}

// mismatched describes a value of the wrong type without quoting it.
func mismatched(err error) (string, bool) {
	var t *json.UnmarshalTypeError
	if !errors.As(err, &t) {
		return "", false
	}
	return "a part is left out: " + t.Field + " is of type " + strings.Fields(t.Value + " value")[0], true
}

// AnyID is an id or a number that comes as a string or as a number. It is kept
// digit for digit: ids of 19 digits don't fit a float. Anything else is no id,
// and no error either, which would end the reading of the rest.
type AnyID string

func (id *AnyID) UnmarshalJSON(b []byte) error {
	switch c := b[0]; {
	case c == '"' && bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b):
		*id = AnyID(b[1 : len(b)-1])
	case c == '"':
		return json.Unmarshal(b, (*string)(id))
	case c == '-' || c >= '0' && c <= '9':
		*id = AnyID(b)
	}
	return nil
}

// Whole is a number's whole part, 0 if it is none or negative.
func (id AnyID) Whole() int64 {
	i, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil || i < 0 {
		return 0
	}
	return i
}

// AnyNumber is a number that comes as one or in a string. Anything else is 0,
// and no error.
type AnyNumber float64

func (n *AnyNumber) UnmarshalJSON(b []byte) error {
	if f, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
		*n = AnyNumber(f)
	}
	return nil
}

// AnyTime is a time as seconds or milliseconds since 1970, as a number or a
// string, or in RFC 3339 (Meta leaves out the zone's colon). What can't be read
// as one is the zero time: a message is not lost for its date.
type AnyTime struct{ time.Time }

func (t *AnyTime) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	whole, _, _ := strings.Cut(s, ".")
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
		t.Time = Unix(n)
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00", time.DateTime} {
		if at, err := time.Parse(layout, s); err == nil {
			t.Time = at.UTC()
			return nil
		}
	}
	return nil
}

// Unix reads seconds, or milliseconds when the number is too great for seconds
// of this century (Meta mixes them). 0 or less is no time.
func Unix(n int64) time.Time {
	const thousandYears = 1e11
	switch {
	case n <= 0 || n > 1e15:
		return time.Time{}
	case n >= thousandYears:
		return time.UnixMilli(n).UTC()
	}
	return time.Unix(n, 0).UTC()
}

// Unsupported stands for a message whose content we are not shown, or can't read:
// that something was sent is known, and a person can look at it in the messenger's
// own app. kind and why are the messenger's, and may be empty.
func Unsupported(kind, why string) (text string, files []desk.Attachment) {
	name := Joined(": ", strings.ReplaceAll(kind, "_", " "), why)
	return "[unsupported]", []desk.Attachment{{Kind: desk.AttachedOther, Name: FirstOf(name, "message of a kind that is not shown")}}
}

// FullName joins what is known of a name.
func FullName(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// International writes a number that is known to begin with a country code with
// a plus. Anything else stays as it is.
func International(phone string) string {
	if phone != "" && strings.Trim(phone, "0123456789") == "" {
		return "+" + phone
	}
	return phone
}

// Ignore is a reading of nothing, with the reasons.
func Ignore(reasons ...string) desk.Parsed { return desk.Parsed{Ignored: reasons} }

func One(in desk.Inbound) desk.Parsed { return desk.Parsed{Inbound: []desk.Inbound{in}} }
