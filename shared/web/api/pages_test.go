package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
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

		"state=waiting&state=in_progress":           {two, one},
		"state=closed&state=waiting":                {three, one},
		"turn=customer&turn=operator":               {two, one},
		"line=help&line=shop&state=waiting":         {one},
		"operator=olga&operator=otto":               {two},
		"channel=telegram&channel=web":              {three, two, one},
		"channel=WEB":                               {three, two, one},
		"customer=" + customer + "&customer=nobody": {one},
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

// TestRepeatedFiltersMeanAny: in every list that filters; what names the list is
// given once.
func TestRepeatedFiltersMeanAny(t *testing.T) {
	h := newHouse(t)
	h.as("admin", "PUT", "/v1/pipelines/service", `{"title":"S","stages":[{"id":"new","title":"N"},{"id":"done","title":"D"}]}`).is(200)
	contact := h.card(desk.KindContact, "")
	deal := func(rest string) string {
		h.clock.move(time.Second)
		return fmt.Sprint(h.as("admin", "POST", "/v1/cards", `{"kind":"deal","title":"x"`+rest+`}`).is(201).doc()["ref"])
	}
	one, two, three := deal(`,"contact":"`+contact+`"`), deal(`,"pipeline":"service"`), deal(`,"stage":"in_work"`)
	for query, want := range map[string][]string{
		"pipeline=sales&pipeline=service":           {three, two, one},
		"stage=in_work&stage=done":                  {three},
		"pipeline=service&stage=new&stage=in_work":  {two},
		"contact=" + contact + "&contact=contact:9": {one},
	} {
		if got := h.ids("/v1/cards?kind=deal&limit=1&"+query, "ref"); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
	for query, want := range map[string][]string{
		"stage=&cursor=":               {three, two, one}, // an empty value is as if it were left out
		"contact=&contact=" + contact:  {one},
		"pipeline=service&pipeline=":   {two},
		"stage=&stage=&pipeline=sales": {three, one},
	} {
		if got := h.ids("/v1/cards?kind=deal&"+query, "ref"); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
	for _, query := range []string{"kind=deal&kind=lead", "kind=deal&limit=1&limit=2", "kind="} {
		h.as("admin", "GET", "/v1/cards?"+query, nil).no(422, "invalid")
	}
}

// TestACursorIsItsLists: a cursor of another list, or of the same one filtered
// otherwise, is refused, not read as a place in this one.
func TestACursorIsItsLists(t *testing.T) {
	h := newHouse(t)
	l := h.line("site", desk.LeadOnFirstMessage)
	one := h.chat(l, "a", "Hello", "A chair", "A red one")
	two := h.chat(l, "b", "Hello", "A lamp", "A green one")
	h.read(one)
	h.read(one)
	lead := fmt.Sprint(at(h.as("admin", "GET", "/v1/cards?kind=lead", nil).is(200).doc(), "items", 1, "ref"))
	lists := []string{
		"/v1/dialogs?", "/v1/dialogs?state=waiting&", "/v1/dialogs?turn=operator&", "/v1/dialogs?state=waiting&state=bot&",
		"/v1/dialogs/" + string(one) + "/messages?", "/v1/dialogs/" + string(one) + "/messages?order=newest&", "/v1/dialogs/" + string(two) + "/messages?",
		"/v1/dialogs/" + string(one) + "/runs?", "/v1/cards?kind=lead&", "/v1/cards?kind=contact&",
		"/v1/cards/" + lead + "/timeline?",
	}
	cursors := map[string]string{}
	for _, list := range lists {
		if cursors[list], _ = h.as("admin", "GET", list+"limit=1", nil).is(200).doc()["next"].(string); cursors[list] == "" {
			t.Fatalf("%s has one page", list)
		}
	}
	lists = append(lists, "/v1/cards/"+lead+"/dialogs?") // of the same partition as the timeline
	for _, list := range lists {
		for of, cursor := range cursors {
			a := h.as("admin", "GET", list+"limit=2&cursor="+cursor, nil)
			if list == of {
				a.is(200)
			} else {
				a.no(422, "bad_cursor")
			}
		}
	}
	h.as("admin", "GET", "/v1/dialogs?state=bot&state=waiting&cursor="+cursors["/v1/dialogs?state=waiting&state=bot&"], nil).is(200)
	of, _, _ := strings.Cut(cursors["/v1/dialogs?"], ".")
	for _, cursor := range []string{"abc", ".abc", of + ".", of + ".abc", of + ".e30"} {
		if a := h.as("admin", "GET", "/v1/dialogs?cursor="+cursor, nil); a.status != 422 {
			t.Errorf("cursor %s: got %d %s", cursor, a.status, a.body)
		}
	}
}

// TestWhatsUpIsWhatsApp_SYS14: wherever a channel is named.
func TestWhatsUpIsWhatsApp_SYS14(t *testing.T) {
	h := newHouse(t)
	for i, name := range []string{"What's Up", "whatsup", "What’s up", "WhatsApp", "whatsapp"} {
		made := h.as("admin", "POST", "/v1/lines", map[string]any{
			"id": fmt.Sprint("wa", i), "channel": name, "options": map[string]string{"phone_number_id": "1"},
			"secrets": map[string]string{"app_secret": "app-secret", "verify_token": "verify-me", "token": "EAAtoken"},
		}).is(201).doc()
		if made["channel"] != "whatsapp" || made["webhook"] != fmt.Sprint("/webhooks/whatsapp/wa", i) {
			t.Errorf("%s: the line is %v", name, made)
		}
		q := url.QueryEscape(name)
		h.as("admin", "GET", "/v1/dialogs?channel="+q, nil).is(200)
		if got := h.as("admin", "POST", "/v1/channels/recommend", map[string]any{"accounts": map[string]int{name: 1, "Whats App": 1}}).is(200).doc(); got["platform"] != "smartsender" {
			t.Errorf("%s and another: got %v", name, got)
		}
		if bridge := h.as("admin", "POST", "/v1/lines", map[string]any{
			"id": fmt.Sprint("mc", i), "channel": "ManyChat", "options": map[string]string{"messenger": name},
			"secrets": map[string]string{"secret": "many-secret", "token": "1:abcdef"},
		}).is(201).doc(); at(bridge, "options", "messenger") != "whatsapp" || bridge["channel"] != "manychat" {
			t.Errorf("%s: the bridge's line is %v", name, bridge)
		}
	}
	wa, err := h.st.Line(t.Context(), "wa0")
	must(t, err)
	dialog := string(h.chat(wa, "4915", "Hello"))
	contact := h.card(desk.KindContact, "")
	h.as("admin", "POST", "/v1/dialogs/"+dialog+"/cards", `{"card":"`+contact+`"}`).is(200)
	for query, want := range map[string]int{"channel=whatsup": 1, "channel=telegram&channel=What%27s+Up": 1, "channel=telegram": 0} {
		for _, list := range []string{"/v1/dialogs?", "/v1/cards/" + contact + "/customers?"} {
			if got := h.ids(list+query, "line"); len(got) != want {
				t.Errorf("%s%s: got %v, want %d", list, query, got, want)
			}
		}
	}
}
