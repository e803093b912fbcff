package store

import (
	"encoding/json"
	"fmt"
	"time"
)

// Attributes that are looked at by conditions and indexes stand alone in an
// item; everything else is one JSON text, so that a noun may grow a part without
// a change here beyond its item struct.

// blob writes v as JSON for an attribute.
func blob(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write %T: %w", v, err)
	}
	return string(b), nil
}

// unblob reads an attribute that blob wrote.
func unblob[T any](it Item, attr string) (T, error) {
	var v T
	if err := json.Unmarshal([]byte(it.Str(attr)), &v); err != nil {
		return v, fmt.Errorf("read %s of %s %s: %w", attr, it.Str("pk"), it.Str("sk"), err)
	}
	return v, nil
}

// each converts a list; an empty one stays nil.
func each[A, B any](as []A, f func(A) B) []B {
	if len(as) == 0 {
		return nil
	}
	bs := make([]B, len(as))
	for i, a := range as {
		bs[i] = f(a)
	}
	return bs
}

// utc is t as it will be read again.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Round(0)
}
