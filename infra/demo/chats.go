package demo

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/infra/screen"
)

// chat is one labelled chat of events/chats.
type chat struct{ chats.Labelled }

// readChats reads the chats of the given ids, by the time at which they were
// held.
func readChats(path string, ids []string) ([]chat, error) {
	all, err := chats.ReadLabelled(path)
	if err != nil {
		return nil, err
	}
	var out []chat
	for _, c := range all {
		if slices.Contains(ids, c.ID) {
			out = append(out, chat{c})
		}
	}
	if len(out) != len(ids) {
		return nil, fmt.Errorf("read chats: %s holds %d of the %d chats", path, len(out), len(ids))
	}
	slices.SortFunc(out, func(a, b chat) int { return a.Now.Compare(b.Now) })
	return out, nil
}

// gold says whether a value is what the chat's label says of the field.
func (c chat) gold(field string, got json.RawMessage) bool {
	want, ok := c.Gold[field]
	return ok && slices.ContainsFunc(append(want.Accept, want.Value), func(w json.RawMessage) bool { return alike(w, got) })
}

// forbids says whether a value may never be written into the field.
func (c chat) forbids(field string, got json.RawMessage) bool {
	return slices.ContainsFunc(c.Forbidden[field], func(w json.RawMessage) bool { return alike(w, got) })
}

// alike compares two values as the judge of quality does: numbers by their
// amount, phones by their digits, texts without case and punctuation, long ones
// by their words.
func alike(want, got json.RawMessage) bool {
	w, g := screen.Value(want), screen.Value(got)
	wn, wUnit, _ := strings.Cut(w, " ")
	gn, gUnit, _ := strings.Cut(g, " ")
	wf, err1 := strconv.ParseFloat(wn, 64)
	gf, err2 := strconv.ParseFloat(gn, 64)
	if err1 == nil && err2 == nil && (wUnit == gUnit || wUnit == "" || gUnit == "") {
		return math.Abs(wf-gf) < 0.005
	}
	a, b := words(w), words(g)
	if slices.Equal(a, b) {
		return true
	}
	if len(a) < 3 {
		return strings.Join(a, "") == strings.Join(b, "")
	}
	common := 0
	for _, x := range a {
		if i := slices.Index(b, x); i >= 0 {
			b = slices.Delete(slices.Clone(b), i, i+1)
			common++
		}
	}
	return 2*float64(common) >= 0.8*float64(len(a)+len(b)+common)
}

// words of a text, folded; the short words of addresses left out.
func words(s string) []string {
	s = strings.ReplaceAll(strings.ToLower(s), "ё", "е")
	parts := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(parts, func(w string) bool {
		return slices.Contains([]string{"ул", "улица", "д", "дом", "кв", "квартира", "г", "город", "calle", "c", "st", "street", "apt"}, w)
	})
}
