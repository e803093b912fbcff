package streams

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

var update = flag.Bool("update", false, "write the golden readings anew")

const sample = "../../../events/feed/batch"

func batch(t *testing.T) []json.RawMessage {
	t.Helper()
	raw, err := os.ReadFile(sample + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var event struct{ Records []json.RawMessage }
	if err := json.Unmarshal(raw, &event); err != nil {
		t.Fatal(err)
	}
	return event.Records
}

// reading is what is made of one record.
type reading struct {
	Place      string     `json:"place,omitempty"`
	Old        store.Item `json:"old,omitempty"`
	New        store.Item `json:"new,omitempty"`
	Message    string     `json:"message,omitempty"`
	Dialog     string     `json:"dialog,omitempty"`
	CantBeRead string     `json:"cantBeRead,omitempty"`
}

func told[T any](c *desk.Change[T], say func(T) string) string {
	if c == nil {
		return ""
	}
	sides := []string{"none", "none"}
	for i, v := range []*T{c.Old, c.New} {
		if v != nil {
			sides[i] = say(*v)
		}
	}
	return fmt.Sprintf("version %d: %s → %s", c.Version, sides[0], sides[1])
}

// TestGolden holds what is read out of a sample of the stream's events.
func TestGolden(t *testing.T) {
	records := batch(t)
	var got []reading
	for i, r := range Records(records, store.Change.Record) {
		c, _, err := Change(records[i])
		one := reading{Place: c.Place, Old: c.Old, New: c.New}
		if err != nil {
			one.CantBeRead = fmt.Sprint(r.Item, ": ", err)
		}
		one.Message = told(r.Message, func(m desk.Message) string {
			return fmt.Sprintf("%s of %s at %d: %s", m.External, m.Customer, m.Seq, m.Text)
		})
		one.Dialog = told(r.Dialog, func(d desk.Dialog) string { return fmt.Sprintf("%s, turn of the %s", d.ID, d.Turn) })
		got = append(got, one)
	}
	raw, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	raw = append(raw, '\n')
	if *update {
		if err := os.WriteFile(sample+".golden.json", raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(sample + ".golden.json")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(raw)); d != "" {
		t.Error(d)
	}
}

// What can't be read holds up its own item: so it says which that is.
func TestRecords_WhatCantBeReadSaysWhichItemItIs(t *testing.T) {
	item := store.Key{PK: "C#a", SK: "HEAD"}.Item()
	keys := `"Keys":{"pk":{"S":"C#a"},"sk":{"S":"HEAD"}}`
	for name, c := range map[string]struct{ raw, item string }{
		"no images":            {`{"dynamodb":{` + keys + `,"SequenceNumber":"1"}}`, item},
		"a list":               {`{"dynamodb":{` + keys + `,"NewImage":{"pk":{"S":"C#a"},"sk":{"S":"HEAD"},"d":{"L":[]}}}}`, item},
		"a fraction":           {`{"dynamodb":{` + keys + `,"NewImage":{"pk":{"S":"C#a"},"sk":{"S":"HEAD"},"n":{"N":"1.5"}}}}`, item},
		"a dialog of no words": {`{"dynamodb":{` + keys + `,"NewImage":{"pk":{"S":"C#a"},"sk":{"S":"HEAD"},"d":{"S":"{"}}}}`, item},
		"no JSON":              {`{`, store.Key{}.Item()},
	} {
		got := Records([]json.RawMessage{json.RawMessage(c.raw)}, store.Change.Record)[0]
		if got.Err == nil || got.Item != c.item {
			t.Errorf("%s: got %+v, want an error of item %s", name, got, c.item)
		}
	}
}

// TestFilters_AreTheTemplates: only what a consumer reads starts the function.
func TestFilters_AreTheTemplates(t *testing.T) {
	raw, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want, err := Filters()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^ *- \{ Pattern: '(.*)' \}$`).FindAllStringSubmatch(string(raw), -1) {
		got = append(got, m[1])
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("template.yaml's FilterCriteria should be\n- { Pattern: '%s' }\n%s", strings.Join(want, "' }\n- { Pattern: '"), d)
	}
}

// TestFilters_LetThroughWhatIsTold: of one of everything that is stored just what the
// feed tells starts the function, by five filters at most.
func TestFilters_LetThroughWhatIsTold(t *testing.T) {
	raw, err := os.ReadFile("../testdata/items.json")
	if err != nil {
		t.Fatal(err)
	}
	var kinds map[string][]struct{ PK, SK string }
	if err := json.Unmarshal(raw, &kinds); err != nil {
		t.Fatal(err)
	}
	filters, err := Filters()
	if err != nil || len(filters) > 5 {
		t.Fatalf("got %d filters, %v, want five at most", len(filters), err)
	}
	told := 0
	for _, items := range kinds {
		for _, it := range items {
			k := store.Key{PK: it.PK, SK: it.SK}
			if store.InFeed(k) {
				told++
			}
			if got := passes(t, filters, k); got != store.InFeed(k) {
				t.Errorf("%s %s starts the function: %v, want %v", k.PK, k.SK, got, !got)
			}
		}
	}
	if told < 10 || len(kinds) < 50 {
		t.Errorf("%d of %d kinds of items are told: the test looks at the wrong place", told, len(kinds))
	}
}

// passes is what Lambda does with a record's keys.
func passes(t *testing.T, filters []string, k store.Key) bool {
	t.Helper()
	matches := func(rules []json.RawMessage, s string) bool {
		return slices.ContainsFunc(rules, func(r json.RawMessage) bool {
			var p struct {
				Prefix *string
				Exists bool
			}
			if json.Unmarshal(r, &p) == nil {
				return p.Exists || p.Prefix != nil && strings.HasPrefix(s, *p.Prefix)
			}
			return string(r) == strconv.Quote(s)
		})
	}
	return slices.ContainsFunc(filters, func(f string) bool {
		var rules struct {
			DynamoDB struct {
				Keys struct{ PK, SK struct{ S []json.RawMessage } }
			}
		}
		if err := json.Unmarshal([]byte(f), &rules); err != nil {
			t.Fatal(err)
		}
		return matches(rules.DynamoDB.Keys.PK.S, k.PK) && matches(rules.DynamoDB.Keys.SK.S, k.SK)
	})
}
