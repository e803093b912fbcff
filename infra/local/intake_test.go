package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/infra/screen"
)

// texts are the texts of messages.
func texts(ms []messageDoc) []string {
	var out []string
	for _, m := range ms {
		out = append(out, m.Text)
	}
	return out
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func TestChannelsMergeIntoOneStream_CH08_CH21(t *testing.T) {
	h := newHouse(t)
	telegram := h.says(anna, "Hello from Telegram")
	h.pass(time.Second)
	web := h.visits(h.visitor(), "Hello from the website")

	type row struct{ ID, Channel, Line string }
	var got []row
	for _, d := range h.dialogs("limit=1") { // page by page
		got = append(got, row{d.ID, d.Channel, d.Line})
	}
	same(t, "all dialogs, the newest opened first", got, []row{{web, "web", "website"}, {telegram, "telegram", shop}})
	for filter, want := range map[string]string{"channel=web": web, "channel=telegram": telegram, "line=website": web, "state=waiting&channel=telegram": telegram} {
		if ds := h.dialogs(filter); len(ds) != 1 || ds[0].ID != want {
			t.Errorf("dialogs?%s: got %d, want only %s", filter, len(ds), want)
		}
	}
	same(t, "one view of the messages", texts(append(h.messages(telegram), h.messages(web)...)), []string{"Hello from Telegram", "Hello from the website"})
}

func TestAnsweredDaysLaterIsTheSameDialog_CH09(t *testing.T) {
	h := newHouse(t)
	h.line("slow", map[string]any{"idleSeconds": 7 * 24 * 3600})
	live := h.says(anna, "Are you there?")
	h.pass(10 * time.Second)
	h.reply(live, "Yes.")

	slow := h.saysTo("slow", boris, "I'll think about it.")
	h.pass(2 * 24 * time.Hour)
	h.reply(slow, "Have you decided?")
	h.pass(3 * 24 * time.Hour)
	if again := h.saysTo("slow", boris, "Yes, I take it."); again != slow {
		t.Errorf("five days later: dialog %s, want the same, %s", again, slow)
	}
	same(t, "the dialog", texts(h.messages(slow)), []string{"I'll think about it.", "Have you decided?", "Yes, I take it."})
}

func TestFirstMessageOpensADialog_CH10(t *testing.T) {
	h := newHouse(t)
	for name, bring := range map[string]func() string{
		"telegram": func() string { return h.says(anna, "Hello!") },
		"web":      func() string { return h.visits(h.visitor(), "Hello!") },
	} {
		d := h.dialog(bring())
		if d.Number != 1 || d.State != "waiting" || d.Turn != "operator" || d.Channel != name {
			t.Errorf("%s: got dialog number %d, %s, turn %s, of %s; want the first, waiting, the operator's", name, d.Number, d.State, d.Turn, d.Channel)
		}
	}
}

func TestWritingAgainWithNoActiveDialogOpensOne_CH11_CH13(t *testing.T) {
	h := newHouse(t)
	first := h.says(anna, "Hello!")
	h.call(h.admin, "POST", "/v1/dialogs/"+first+"/close", nil, nil)
	h.pass(time.Minute)
	second := h.says(anna, "One more thing")
	h.pass(2 * time.Hour) // closed for idleness
	third := h.says(anna, "And another")

	var states []string
	for _, d := range h.dialogsOf(shop, anna) {
		states = append(states, d.State+" "+d.CloseReason)
	}
	same(t, "the customer's dialogs", states, []string{"waiting ", "closed idle", "closed by_hand"})
	for i, id := range []string{first, second, third} {
		if got := texts(h.messages(id)); len(got) != 1 {
			t.Errorf("dialog %d holds %q, want its own message alone", i+1, got)
		}
	}
}

func TestMessageJoinsTheActiveDialog_CH12(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "one", "two")
	h.reply(d, "three")
	h.pass(59 * time.Minute)
	h.says(anna, "four")
	if ds := h.dialogsOf(shop, anna); len(ds) != 1 {
		t.Errorf("the customer has %d dialogs, want 1", len(ds))
	}
	same(t, "in the order of arrival", texts(h.messages(d)), []string{"one", "two", "three", "four"})
}

func TestContactIsMadeForAnUnknownPersonOnly_CH14_CH16_CH18(t *testing.T) {
	h := newHouse(t)
	h.telegram.Photos = map[int64]string{anna.ID: "photo-of-anna"}
	first := h.says(anna, "Hello!")
	h.call(h.admin, "POST", "/v1/dialogs/"+first+"/close", nil, nil)
	second := h.says(anna, "Hello again!")
	h.says(boris, "Hello!")

	contacts := list[cardDoc](h, h.admin, "/v1/cards?kind=contact")
	if len(contacts) != 2 {
		t.Fatalf("%d contacts, want one for each of two people", len(contacts))
	}
	a, b := h.dialog(first), h.dialog(second)
	if a.Contact == "" || a.Contact != b.Contact {
		t.Errorf("the dialogs' contacts: %q and %q, want the same", a.Contact, b.Contact)
	}
	got := map[string]string{}
	for name, v := range h.card(a.Contact).Values {
		got[name] = screen.Value(v)
	}
	// What the messenger shows of the person, and nothing that it does not.
	same(t, "the contact", got, map[string]string{"name": "Anna Brown", "username": "anna_b", "telegram_user_id": "1001", "photo": "photo-of-anna"})
	same(t, "our copy of the photo", h.file(h.dialog(first).Profile.File), "the bytes of photo-of-anna")
	if p := h.dialogsOf(shop, boris)[0].Profile; p.Photo != "" {
		t.Errorf("who shows no photo has %q", p.Photo)
	}
}

func TestFilesAreKeptAndShown_CH19(t *testing.T) {
	h := newHouse(t)
	u := h.text(anna, "")
	m := u["message"].(map[string]any)
	delete(m, "text")
	m["document"] = map[string]any{"file_id": "contract", "file_name": "contract.pdf"}
	h.update(shop, u)
	ms := h.messages(h.dialogsOf(shop, anna)[0].ID)
	if len(ms) != 1 || len(ms[0].Attachments) != 1 {
		t.Fatalf("messages %+v, want one with the file", ms)
	}
	same(t, "our copy of the file", h.file(ms[0].Attachments[0].File), "the bytes of contract")
}

func TestReactionsAreShownAndMoveNothing(t *testing.T) {
	h := newHouse(t)
	u := h.text(anna, "Five chairs, please")
	h.update(shop, u)
	id := h.dialogsOf(shop, anna)[0].ID
	h.reply(id, "Gladly.")
	h.pass(10 * time.Second)
	before := h.dialog(id)
	ours := map[string]any{"message": map[string]any{"message_id": h.telegram.All()[0].ID, "date": h.clock.Now().Unix()}}
	h.update(shop, reaction(1001, anna, u, "👍"))
	h.update(shop, reaction(1002, anna, ours, "❤"))
	ms := h.messages(id)
	same(t, "the dialog", h.dialog(id), before)
	if len(ms) != 2 || len(ms[0].Reactions) != 1 || ms[0].Reactions[0].Emoji != "👍" || len(ms[1].Reactions) != 1 || ms[1].Reactions[0].Author != "customer" {
		t.Errorf("got %+v, want a 👍 on the first and a ❤ on our own", ms)
	}
	h.update(shop, reaction(1003, anna, u, ""))
	if got := h.messages(id)[0].Reactions; len(got) != 0 {
		t.Errorf("taken back: %v", got)
	}
}

func TestTwoBotsOfOneMessenger_CH23(t *testing.T) {
	h := newHouse(t)
	h.line("second", nil)
	here, there := h.saysTo(shop, anna, "to the first bot"), h.saysTo("second", anna, "to the second bot")
	if here == there {
		t.Fatal("two bots, one dialog; want one each")
	}
	h.reply(there, "from the second bot")
	same(t, "sent by the second bot", h.telegram.From("1:token-of-second"), []string{"from the second bot"})
	same(t, "sent by the first bot", len(h.telegram.From("1:token-of-shop")), 0)
}

func TestWhatReadsAsAMessage(t *testing.T) {
	tests := []struct {
		rule string
		part map[string]any // of the Telegram message
		want messageDoc
	}{
		{"text", map[string]any{"text": "Hello"}, messageDoc{Text: "Hello"}},
		{"start payload", map[string]any{"text": "/start promo7", "entities": []any{map[string]any{"type": "bot_command", "offset": 0, "length": 6}}}, messageDoc{Text: "/start", Payload: "promo7"}},
		{"photo with caption", map[string]any{"caption": "The flat", "photo": []any{map[string]any{"file_id": "small", "width": 90}, map[string]any{"file_id": "large", "width": 1280}}}, messageDoc{Text: "The flat"}},
		{"voice note", map[string]any{"voice": map[string]any{"file_id": "v1", "duration": 3}}, messageDoc{}},
		{"document", map[string]any{"document": map[string]any{"file_id": "d1", "file_name": "contract.pdf"}}, messageDoc{}},
		{"contact", map[string]any{"contact": map[string]any{"phone_number": "+14155552671", "first_name": "Anna", "user_id": 1001}}, messageDoc{}},
		{"location", map[string]any{"location": map[string]any{"latitude": 55.7, "longitude": 37.6}}, messageDoc{}},
	}
	kinds := map[string]string{"photo with caption": "photo", "voice note": "voice", "document": "document", "contact": "contact", "location": "location"}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			h := newHouse(t)
			u := h.text(anna, "")
			m := u["message"].(map[string]any)
			delete(m, "text")
			for k, v := range test.part {
				m[k] = v
			}
			if a := h.update(shop, u); a.Status != http.StatusOK {
				t.Fatalf("got %d, want 200: %s", a.Status, a.Body)
			}
			got := h.messages(h.dialogsOf(shop, anna)[0].ID)
			if len(got) != 1 || got[0].Text != test.want.Text || got[0].Payload != test.want.Payload {
				t.Fatalf("got %+v, want text %q and payload %q", got, test.want.Text, test.want.Payload)
			}
			if kind := kinds[test.rule]; kind != "" && (len(got[0].Attachments) != 1 || got[0].Attachments[0].Kind != kind) {
				t.Errorf("attachments %+v, want one %s", got[0].Attachments, kind)
			}
		})
	}
}

func TestEditKeepsBothVersions(t *testing.T) {
	for _, editFirst := range []bool{false, true} {
		h := newHouse(t)
		original := h.text(anna, "I need 5 chairs")
		edited := map[string]any{"update_id": 900, "edited_message": map[string]any{
			"message_id": original["message"].(map[string]any)["message_id"], "date": h.clock.Now().Unix(), "edit_date": h.clock.Now().Unix() + 5, "text": "I need 3 chairs",
			"from": anna, "chat": map[string]any{"id": anna.ID, "type": "private"},
		}}
		order := []map[string]any{original, edited, original, edited} // and each twice
		if editFirst {
			order = []map[string]any{edited, original, edited, original}
		}
		for _, u := range order {
			h.update(shop, u)
		}
		ms := h.messages(h.dialogsOf(shop, anna)[0].ID)
		if len(ms) != 1 || ms[0].Text != "I need 3 chairs" || len(ms[0].Versions) != 2 || ms[0].Versions[0].Text != "I need 5 chairs" {
			t.Errorf("edit first %v: got %+v, want one message with both versions, the newer one screen.Value", editFirst, ms)
		}
	}
}

func TestButtonPressIsAMessage(t *testing.T) {
	h := newHouse(t)
	h.says(anna, "Hello!")
	h.update(shop, map[string]any{"update_id": 77, "callback_query": map[string]any{
		"id": "q1", "from": anna, "data": "size:XL",
		"message": map[string]any{"message_id": 5, "date": h.clock.Now().Unix(), "chat": map[string]any{"id": anna.ID, "type": "private"}},
	}})
	ms := h.messages(h.dialogsOf(shop, anna)[0].ID)
	if len(ms) != 2 || ms[1].Payload != "size:XL" {
		t.Errorf("got %+v, want the press as the second message", ms)
	}
}

func TestGroupsAndServiceMessagesReadAsNothing(t *testing.T) {
	h := newHouse(t)
	group := h.text(anna, "Hello, group")
	group["message"].(map[string]any)["chat"] = map[string]any{"id": -100, "type": "supergroup", "title": "A group"}
	service := h.text(anna, "")
	delete(service["message"].(map[string]any), "text")
	service["message"].(map[string]any)["pinned_message"] = map[string]any{"message_id": 1}
	for name, u := range map[string]map[string]any{"a group's message": group, "a service message": service, "an unknown update": {"update_id": 5, "something_new": map[string]any{}}} {
		if a := h.update(shop, u); a.Status != http.StatusOK {
			t.Errorf("%s: got %d, want 200, since it would only come again", name, a.Status)
		}
	}
	if ds := h.dialogs("limit=10"); len(ds) != 0 {
		t.Errorf("%d dialogs, want none", len(ds))
	}
}

func TestBadCallsAreProblemsWithCodes(t *testing.T) {
	h := newHouse(t)
	good, err := json.Marshal(h.text(anna, "Hello!"))
	h.must(err)
	tests := []struct {
		rule         string
		method, path string
		secret       string
		body         []byte
		status       int
		code         string
	}{
		{"wrong secret", "POST", "/webhooks/telegram/shop", "guess", good, 401, "unauthorized"},
		{"no secret", "POST", "/webhooks/telegram/shop", "", good, 401, "unauthorized"},
		{"unknown line", "POST", "/webhooks/telegram/nowhere", "secret-of-shop", good, 404, "not_found"},
		{"a line of another channel", "POST", "/webhooks/web/shop", "secret-of-shop", good, 404, "not_found"},
		{"body over 4 MiB", "POST", "/webhooks/telegram/shop", "secret-of-shop", []byte(`{"x":"` + strings.Repeat("a", 4<<20) + `"}`), 413, "too_large"},
		{"malformed JSON", "POST", "/webhooks/telegram/shop", "secret-of-shop", []byte(`{"update_id":`), 400, "malformed"},
		{"wrong method", "DELETE", "/webhooks/telegram/shop", "secret-of-shop", good, 405, "method_not_allowed"},
		{"no such page", "GET", "/v1/nothing", "", nil, 401, "unauthorized"},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			h.t = t
			h.refused(h.outside(), test.method, test.path, test.body, test.status, test.code, "X-Telegram-Bot-Api-Secret-Token", test.secret)
		})
	}
	h.t = t
	h.refused(h.admin, "GET", "/v1/nothing", nil, 404, "not_found")
	h.refused(h.admin, "PUT", "/v1/dialogs", nil, 405, "method_not_allowed")
	if ds := h.dialogs("limit=10"); len(ds) != 0 {
		t.Errorf("%d dialogs were opened by bad calls", len(ds))
	}
}

func TestSameExternalIDIsOneMessageForGood(t *testing.T) {
	h := newHouse(t)
	u := h.text(anna, "Hello!")
	h.update(shop, u)
	h.update(shop, u)
	h.pass(400 * 24 * time.Hour) // the dialog has long been closed
	h.restart()
	h.update(shop, u)
	ds := h.dialogsOf(shop, anna)
	if len(ds) != 1 || len(h.messages(ds[0].ID)) != 1 {
		t.Errorf("%d dialogs, %d messages; want one of each", len(ds), len(h.messages(ds[0].ID)))
	}
}

func TestSiteVisitorSeesRepliesSinceAnID(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	d := h.visits(v, "Hello!")
	v.count-- // the page is not sure, and posts it again
	h.visits(v, "Hello!")
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/note", map[string]any{"text": "A regular"}, nil)
	h.reply(d, "Good morning.")

	type said struct {
		Author, Text string
		Seq          int64
	}
	var since struct {
		Items []said `json:"items"`
		Next  int64  `json:"next"`
	}
	h.call(v.client, "GET", v.path+"/messages", nil, &since)
	var got []string
	for _, m := range since.Items {
		got = append(got, m.Author+": "+m.Text)
	}
	same(t, "what the visitor sees", got, []string{"customer: Hello!", "operator: Good morning."})
	h.refused(h.outside(), "POST", v.path+"/messages", map[string]any{"id": "9", "text": "hi"}, 401, "unauthorized", "Origin", "http://localhost:8080")
	h.refused(v.client, "POST", v.path+"/messages", map[string]any{"id": "9", "text": "hi"}, 403, "origin_not_allowed", "Origin", "https://elsewhere.example")
}
