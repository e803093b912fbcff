package channel

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// decode reads a body that must be a JSON object. ErrInvalid: it is none. A part
// of another type than the vendor documents is no error of the whole: mismatch
// says which, and the rest of v is read.
func decode(body []byte, v any) (mismatch string, err error) {
	if b := bytes.TrimLeft(body, " \t\r\n"); len(b) == 0 || b[0] != '{' {
		return "", invalid("the body is not a JSON object")
	}
	err = json.Unmarshal(body, v)
	if err == nil {
		return "", nil
	}
	if m, ok := mismatched(err); ok {
		return m, nil
	}
	return "", invalid("the body is malformed JSON")
}

// mismatched describes a value of the wrong type without quoting it.
func mismatched(err error) (string, bool) {
	var t *json.UnmarshalTypeError
	if !errors.As(err, &t) {
		return "", false
	}
	return "unreadable: " + strings.TrimPrefix(t.Field+" is a ", " is a ") + strings.Fields(t.Value + " value")[0], true
}

// each is a JSON array of which every item is read for itself, so that a bad one
// does not spoil the others.
type each[T any] []item[T]

type item[T any] struct {
	T       T
	Problem string // why it could not be read, "" if it was
}

func (e *each[T]) UnmarshalJSON(b []byte) error {
	var raws []json.RawMessage
	if err := json.Unmarshal(b, &raws); err != nil {
		return err
	}
	out := make(each[T], len(raws))
	for i, raw := range raws {
		err := json.Unmarshal(raw, &out[i].T)
		switch m, ok := mismatched(err); {
		case ok:
			out[i].Problem = m
		case err != nil:
			out[i].Problem = "unreadable"
		case bytes.Equal(raw, []byte("null")):
			out[i].Problem = "unreadable: null"
		}
	}
	*e = out
	return nil
}

// anyID is an id that comes as a string or as a number. A number is kept digit
// for digit: ids of 19 digits don't fit a float.
type anyID string

func (id *anyID) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) > 0 && b[0] == '"':
		return json.Unmarshal(b, (*string)(id))
	case bytes.Equal(b, []byte("null")):
	case len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9'):
		*id = anyID(b)
	default:
		return &json.UnmarshalTypeError{Value: "object", Type: reflect.TypeFor[anyID]()}
	}
	return nil
}

// anyTime is a time as seconds or milliseconds since 1970, as a number or a
// string, or in RFC 3339. What can't be read as one is the zero time: a message
// is not lost for its date.
type anyTime struct{ time.Time }

func (t *anyTime) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		t.Time = unix(n)
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", time.DateTime} {
		if at, err := time.Parse(layout, s); err == nil {
			t.Time = at.UTC()
			return nil
		}
	}
	return nil
}

// unix reads seconds, or milliseconds when the number is too great for seconds
// of this century (Meta mixes them). 0 or less is no time.
func unix(n int64) time.Time {
	const thousandYears = 1e11
	switch {
	case n <= 0 || n > 1e15:
		return time.Time{}
	case n >= thousandYears:
		return time.UnixMilli(n).UTC()
	}
	return time.Unix(n, 0).UTC()
}

// fullName joins what is known of a name.
func fullName(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// international writes a number that is known to begin with a country code with
// a plus. Anything else stays as it is.
func international(phone string) string {
	if phone != "" && strings.Trim(phone, "0123456789") == "" {
		return "+" + phone
	}
	return phone
}
