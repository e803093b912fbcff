package api_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/embedded"
)

// ids reads a list page by page and gives what its items are called.
func (h *house) ids(path, name string) (out []string) {
	h.t.Helper()
	cursor := ""
	for range 100 {
		doc := h.as("admin", "GET", path+cursor, nil).is(200).doc()
		items, ok := doc["items"].([]any)
		if !ok {
			h.t.Fatalf("%s: items is no list: %v", path, doc)
		}
		for _, item := range items {
			out = append(out, fmt.Sprint(at(item, name)))
		}
		next, _ := doc["next"].(string)
		if next == "" {
			return out
		}
		cursor = "&cursor=" + next
	}
	h.t.Fatalf("%s does not end", path)
	return nil
}

func TestPagesHoldEverythingOnce(t *testing.T) {
	for name, knobs := range map[string]embedded.Knobs{"whole pages": {NoSync: true}, "short pages": {NoSync: true, Page: 1}} {
		t.Run(name, func(t *testing.T) {
			h := newHouseWith(t, knobs)
			l := h.line("site", desk.LeadNever)
			var want []string
			for i := range 7 {
				want = append(want, string(h.chat(l, fmt.Sprint("user", i), "Hello", "I need a chair", "A red one")))
			}
			slices.Reverse(want)
			for _, limit := range []int{1, 3, 7, 50} {
				if got := h.ids(fmt.Sprintf("/v1/dialogs?limit=%d", limit), "id"); !slices.Equal(got, want) {
					t.Errorf("limit %d: got %v, want %v, the newest first", limit, got, want)
				}
			}
			path := "/v1/dialogs/" + want[0] + "/messages?limit=2"
			if got, want := h.ids(path, "text"), []string{"Hello", "I need a chair", "A red one"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			if got, want := h.ids(path+"&order=newest", "text"), []string{"A red one", "I need a chair", "Hello"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestDialogsAreFiltered(t *testing.T) {
	h := newHouse(t)
	shop, help := h.line("shop", desk.LeadNever), h.line("help", desk.LeadNever)
	h.clock.move(time.Second)
	one, two, three := h.chat(shop, "a", "Hi"), h.chat(help, "b", "Hi"), h.chat(help, "c", "Hi")
	h.as("operator", "POST", "/v1/dialogs/"+string(two)+"/accept", nil).is(200)
	h.as("operator", "POST", "/v1/dialogs/"+string(two)+"/reply", `{"text":"Yes?"}`).is(201)
	h.as("operator", "POST", "/v1/dialogs/"+string(three)+"/close", nil).is(200)
	customer, _ := h.as("admin", "GET", "/v1/dialogs/"+string(one), nil).doc()["customer"].(string)
	for query, want := range map[string][]desk.DialogID{
		"":                           {three, two, one},
		"state=waiting":              {one},
		"state=in_progress":          {two},
		"state=closed":               {three},
		"turn=operator":              {one},
		"turn=customer":              {two},
		"turn=nobody":                {three},
		"line=help":                  {three, two},
		"channel=web":                {three, two, one},
		"channel=telegram":           nil,
		"operator=olga":              {two},
		"customer=" + customer:       {one},
		"line=help&state=closed":     {three},
		"line=shop&turn=nobody":      nil,
		"state=closed&operator=olga": nil,
	} {
		var ids []string
		for _, id := range want {
			ids = append(ids, string(id))
		}
		if got := h.ids("/v1/dialogs?limit=2&"+query, "id"); !slices.Equal(got, ids) {
			t.Errorf("%s: got %v, want %v", query, got, ids)
		}
	}
}
