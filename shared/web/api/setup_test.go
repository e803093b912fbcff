package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func TestLinesKeepTheirSecrets(t *testing.T) {
	h := newHouse(t)
	made := h.as("admin", "POST", "/v1/lines", `{"id":"bot","channel":"telegram","title":"Shop","secrets":{"token":"123:abc","secret":"hush-hush"},"zone":"Europe/Madrid","idleSeconds":90}`).is(201)
	line := made.header.Get("Location")
	changed := h.as("admin", "PATCH", line, `{"active":false,"secrets":{"token":"456:def"}}`, "If-Match", made.header.Get("ETag")).is(200)
	if d := cmp.Diff([]any{"secret", "token"}, changed.doc()["secrets"]); d != "" || changed.doc()["active"] != false || changed.doc()["idleSeconds"] != 90.0 || changed.doc()["webhook"] != "/webhooks/telegram/bot" {
		t.Errorf("got %s", changed.body)
	}
	h.as("admin", "PATCH", line, `{"title":"x"}`, "If-Match", made.header.Get("ETag")).no(412, "precondition_failed")
	l, err := h.st.Line(t.Context(), "bot")
	must(t, err)
	if l.Secrets["token"] != "456:def" || l.Secrets["secret"] != "hush-hush" {
		t.Error("a secret that was not named must stay")
	}
	for _, a := range []answer{made, changed, h.as("reader", "GET", "/v1/lines", nil), h.as("reader", "GET", line, nil)} {
		for _, secret := range []string{"123:abc", "456:def", "hush-hush"} {
			if strings.Contains(string(a.is(a.status).body)+h.log.String(), secret) {
				t.Errorf("%s shows a secret: %s", a.what, a.body)
			}
		}
	}
	// What the channel can't work without can't be taken away.
	h.as("admin", "PATCH", line, `{"secrets":{"token":null}}`, "If-Match", "*").no(422, "invalid")
}

func TestLinesAreChecked(t *testing.T) {
	h := newHouse(t)
	for name, c := range map[string]struct{ body, says string }{
		"an id that is no address":     {`{"id":"Shop Bot","channel":"web"}`, "body.id"},
		"a channel that nobody speaks": {`{"id":"a","channel":"pager"}`, "pager"},
		"an option that is none":       {`{"id":"a","channel":"telegram","secrets":{"token":"1:abc"},"options":{"colour":"red"}}`, "colour"},
		"a secret that is none":        {`{"id":"a","channel":"telegram","secrets":{"token":"1:abc","tokken":"1:abcd"}}`, "tokken"},
		"a token that is missing":      {`{"id":"a","channel":"telegram"}`, "token"},
		"a zone that is none":          {`{"id":"a","channel":"web","zone":"Mars/Base"}`, "zone"},
		"a zone of the machine":        {`{"id":"a","channel":"web","zone":"Local"}`, "zone"},
		"a language that is none":      {`{"id":"a","channel":"web","language":"qq"}`, "language"},
		"a region that is none":        {`{"id":"a","channel":"web","region":"QQ"}`, "region"},
		"an origin that is a page":     {`{"id":"a","channel":"web","origins":["https://a.example/shop"]}`, "origin"},
		"an origin of no scheme":       {`{"id":"a","channel":"web","origins":["a.example"]}`, "origin"},
		"a policy that is none":        {`{"id":"a","channel":"web","leadPolicy":"sometimes"}`, "body.leadPolicy"},
		"what there is, is listed":     {`{"id":"a","channel":"web","required":["client_name"]}`, "client_name that could be required; they have name, phone, email"},
		"an idle time of years":        {`{"id":"a","channel":"web","idleSeconds":99999999}`, "body.idleSeconds"},
	} {
		if a := h.as("admin", "POST", "/v1/lines", c.body).no(422, "invalid"); !strings.Contains(string(a.body), c.says) {
			t.Errorf("%s: got %s, want it to tell of %s", name, a.body, c.says)
		}
	}
	if all := h.as("admin", "GET", "/v1/lines", nil).doc()["items"].([]any); len(all) != 0 {
		t.Errorf("what was refused is there: %v", all)
	}
}

func TestAWebLineGetsItsKeyAndSecret(t *testing.T) {
	h := newHouse(t)
	doc := h.as("admin", "POST", "/v1/lines", `{"id":"site","channel":"web","origins":["https://shop.example"],"required":["name","phone"],"leadPolicy":"when_required_data_complete"}`).is(201).doc()
	key, _ := doc["publicKey"].(string)
	if !strings.HasPrefix(key, "site.") || len(key) < 25 || !cmp.Equal(doc["secrets"], []any{"session"}) {
		t.Errorf("got %v", doc)
	}
	again := h.as("admin", "PATCH", "/v1/lines/site", `{"title":"x"}`, "If-Match", "*").is(200).doc()
	if again["publicKey"] != key {
		t.Errorf("the key changed: %v", again)
	}
}

func TestFieldsAreSetAndTakenAway(t *testing.T) {
	h := newHouse(t)
	path := "/v1/fields/deal/size"
	body := `{"title":"Size","type":"multi_enum","options":[{"value":"S"},{"value":"M","synonyms":["medium"]}],"policy":"always_propose","on":true}`
	first := h.as("admin", "PUT", path, body).is(200)
	again := h.as("admin", "PUT", path, body).is(200)
	if string(first.body) != string(again.body) {
		t.Errorf("got %s, want %s", again.body, first.body)
	}
	names := func() (out []string) {
		for _, f := range h.as("reader", "GET", "/v1/fields/deal", nil).is(200).doc()["items"].([]any) {
			out = append(out, fmt.Sprint(at(f, "name")))
		}
		return out
	}
	if all := names(); all[len(all)-1] != "size" {
		t.Errorf("got %v, want size last", all)
	}
	deal := h.card("deal", `{"size":["M","S"]}`)
	if got := at(h.as("admin", "GET", "/v1/cards/"+deal, nil).doc(), "values", "size"); !cmp.Equal(got, []any{"S", "M"}) {
		t.Errorf("got %v, want the field's order", got)
	}
	for range 2 {
		h.as("admin", "DELETE", path, nil).is(204)
	}
	if slices.Contains(names(), "size") {
		t.Error("the field is still there")
	}
	if got := at(h.as("admin", "GET", "/v1/cards/"+deal, nil).is(200).doc(), "values", "size"); got != "S\nM" {
		t.Errorf("got %v, want the value kept", got)
	}
	for name, c := range map[string]struct{ path, body string }{
		"an enum of nothing":       {path, `{"title":"x","type":"enum"}`},
		"options of a number":      {path, `{"title":"x","type":"number","options":[{"value":"1"}]}`},
		"an option that is twice":  {path, `{"title":"x","type":"enum","options":[{"value":"a"},{"value":"a"}]}`},
		"an option of two lines":   {path, `{"title":"x","type":"multi_enum","options":[{"value":"a\nb"}]}`},
		"a type that is none":      {path, `{"title":"x","type":"colour"}`},
		"a policy that is none":    {path, `{"title":"x","type":"string","policy":"ask"}`},
		"a currency that is none":  {path, `{"title":"x","type":"money","currency":"XXX"}`},
		"a currency of a text":     {path, `{"title":"x","type":"string","currency":"EUR"}`},
		"a format of a number":     {path, `{"title":"x","type":"number","format":"time"}`},
		"a name with a space":      {"/v1/fields/deal/a%20b", `{"title":"x","type":"string"}`},
		"a name that is a number":  {"/v1/fields/deal/7", `{"title":"x","type":"string"}`},
		"a kind of card that none": {"/v1/fields/order/x", `{"title":"x","type":"string"}`},
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.as("admin", "PUT", c.path, c.body).no(422, "invalid")
		})
	}
}

func TestPipelinesAreSet(t *testing.T) {
	h := newHouse(t)
	path := "/v1/pipelines/service"
	for _, title := range []string{"Service", "Service desk"} {
		p := h.as("admin", "PUT", path, `{"title":"`+title+`","stages":[{"id":"open","title":"Open"},{"id":"done","title":"Done","final":"won"}]}`).is(200).doc()
		if p["title"] != title || p["id"] != "service" {
			t.Errorf("got %v", p)
		}
	}
	if all := h.as("reader", "GET", "/v1/pipelines", nil).is(200).doc()["items"].([]any); len(all) != 2 || at(all, 1, "title") != "Service desk" {
		t.Errorf("got %v", all)
	}
	deal := h.as("admin", "POST", "/v1/cards", `{"kind":"deal","title":"x","pipeline":"service","stage":"done"}`).is(201).doc()
	if deal["closed"] != true {
		t.Errorf("a final stage closes: got %v", deal)
	}
	for name, body := range map[string]string{
		"no stage":              `{"title":"x","stages":[]}`,
		"a stage that is twice": `{"title":"x","stages":[{"id":"a","title":"A"},{"id":"a","title":"B"}]}`,
		"an end that is none":   `{"title":"x","stages":[{"id":"a","title":"A","final":"draw"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.as("admin", "PUT", path, body).no(422, "invalid")
		})
	}
}

func TestSettingsAreChanged(t *testing.T) {
	h := newHouse(t)
	read := h.as("reader", "GET", "/v1/settings", nil).is(200)
	body := `{"subscription":true,"cases":false,"language":"es","zone":"Europe/Madrid","currency":"EUR","region":"ES","quietSeconds":1,"idleSeconds":120,"retentionDays":30,"duplicates":["email","name"],"leadMode":"first","pipelineModes":{"sales":"all"},"bot":{"quietSeconds":3,"wrongShare":0.1,"complaints":["lawyer"],"dataSeconds":60},"historyDays":7,"historyInNotes":false}`
	changed := h.as("admin", "PATCH", "/v1/settings", body, "If-Match", read.header.Get("ETag")).is(200)
	want := map[string]any{
		"copilot": true, "subscription": true, "cases": false, "language": "es", "zone": "Europe/Madrid", "currency": "EUR", "region": "ES",
		"quietSeconds": 1.0, "idleSeconds": 120.0, "retentionDays": 30.0, "duplicates": []any{"email", "name"}, "leadMode": "first", "pipelineModes": map[string]any{"sales": "all"}, "labels": []any{}, "historyDays": 7.0, "historyInNotes": false,
		"bot": map[string]any{"quietSeconds": 3.0, "wrongShare": 0.1, "complaints": []any{"lawyer"}, "dataSeconds": 60.0},
	}
	if d := cmp.Diff(want, changed.doc()); d != "" {
		t.Error(d)
	}
	h.as("admin", "PATCH", "/v1/settings", `{"copilot":false}`, "If-Match", read.header.Get("ETag")).no(412, "precondition_failed")
	if got := h.as("reader", "GET", "/v1/settings", nil); string(got.body) != string(changed.body) || got.header.Get("ETag") != changed.header.Get("ETag") {
		t.Errorf("got %s, want %s", got.body, changed.body)
	}
	for name, body := range map[string]string{
		"a zone that is none":     `{"zone":"Mars/Base"}`,
		"a language that is none": `{"language":"español"}`,
		"a currency that is none": `{"currency":"BTC"}`,
		"a region that is none":   `{"region":"EU"}`,
		"two regions":             `{"region":"ES RU"}`,
		"a period of nothing":     `{"quietSeconds":0}`,
		"too short a retention":   `{"retentionDays":7}`,
		"a pipeline that is none": `{"pipelineModes":{"service":"all"}}`,
		"a mode that is none":     `{"leadMode":"sometimes"}`,
		"a pipeline's mode none":  `{"pipelineModes":{"sales":"sometimes"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.as("admin", "PATCH", "/v1/settings", body, "If-Match", "*").no(422, "invalid")
		})
	}
}

// TestALineThatCantWorkIsRefused: addresses that nobody calls, secrets that were
// copied badly or can be guessed.
func TestALineThatCantWorkIsRefused(t *testing.T) {
	h := newHouse(t)
	line := func(channel, secrets, options, more string) string {
		return `{"id":"l","channel":"` + channel + `","secrets":{` + secrets + `},"options":{` + options + `}` + more + `}`
	}
	const tg, mc = `"token":"123:abcdef","secret":"hush-hush"`, `"token":"1:abcdef","secret":"hush-hush"`
	for name, body := range map[string]string{
		"a foreign api_url":              line("telegram", tg, `"api_url":"https://evil.example"`, ""),
		"an api_url beside the vendor's": line("telegram", tg, `"api_url":"https://api.telegram.org.evil.example"`, ""),
		"a file as api_url":              line("telegram", tg, `"api_url":"file:///etc/passwd"`, ""),
		"an api_url within":              line("manychat", mc, `"api_url":"http://169.254.169.254/latest"`, ""),
		"an api_url with a name":         line("viber", `"token":"abcdefgh"`, `"api_url":"https://me@chatapi.viber.com"`, ""),
		"an api_url not encrypted":       line("telegram", tg, `"api_url":"http://api.telegram.org"`, ""),
		"a script as callback":           line("manychat", mc, `"callback_url":"javascript:alert(1)"`, ""),
		"a callback without a host":      line("manychat", mc, `"callback_url":"/webhooks/manychat/l"`, ""),
		"a secret with a space":          line("telegram", `"token":"123:abcdef","secret":"hush hush"`, "", ""),
		"a secret with a line break":     line("telegram", `"token":"123:abcdef\r\n","secret":"hush-hush"`, "", ""),
		"a secret with a zero":           line("telegram", `"token":"123:abc\u0000def","secret":"hush-hush"`, "", ""),
		"a secret of one letter":         line("telegram", `"token":"123:abcdef","secret":"s"`, "", ""),
		"a token of one letter":          line("viber", `"token":"t"`, "", ""),
		"a secret Telegram won't take":   line("telegram", `"token":"123:abcdef","secret":"пароль!"`, "", ""),
		"an id with a line break":        line("whatsapp", `"app_secret":"abcdefgh","verify_token":"abcdefgh","token":"abcdefgh"`, `"phone_number_id":"1\n2"`, ""),
		"any origin":                     line("web", "", "", `,"origins":["http://*"]`),
		"any origin below":               line("web", "", "", `,"origins":["https://*.shop.example"]`),
		"an origin with a path":          line("web", "", "", `,"origins":["https://shop.example/chat"]`),
		"an origin with a fragment":      line("web", "", "", `,"origins":["https://shop.example#x"]`),
		"an origin with a space":         line("web", "", "", `,"origins":["https://shop example"]`),
		"a word as origin":               line("web", "", "", `,"origins":["*"]`),
		"a session secret of one letter": line("web", `"session":"x"`, "", ""),
	} {
		a := h.as("admin", "POST", "/v1/lines", body)
		if a.status != 422 || strings.Contains(string(a.body), "hush") {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
	for name, body := range map[string]string{
		"the vendor's api_url": line("telegram", tg, `"api_url":"https://api.telegram.org"`, ""),
		"a full callback":      strings.Replace(line("manychat", mc, `"callback_url":"https://sufler.example/webhooks/manychat/l"`, ""), `"l"`, `"m"`, 1),
		"words for people":     strings.Replace(line("viber", `"token":"abcdefgh"`, `"welcome":"Hello!\nHow can we help?","sender_name":"The shop"`, ""), `"l"`, `"v"`, 1),
		"plain origins":        strings.Replace(line("web", "", "", `,"origins":["https://shop.example","http://localhost:3000","https://xn--80ak6aa92e.com/","http://[::1]:8080"]`), `"l"`, `"w"`, 1),
	} {
		if a := h.as("admin", "POST", "/v1/lines", body); a.status != 201 {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
	old, err := h.st.SaveLine(t.Context(), desk.Line{ID: "old", Channel: desk.ChannelTelegram, Active: true, Secrets: map[string]string{"token": "1:a", "secret": "s"}})
	must(t, err)
	h.as("admin", "PATCH", "/v1/lines/"+string(old.ID), `{"active":false}`, "If-Match", "*").is(200)
	h.as("admin", "PATCH", "/v1/lines/"+string(old.ID), `{"secrets":{"secret":"x y"}}`, "If-Match", "*").no(422, "invalid")
}

// A name that comes twice in a body is refused: of its two values one would be lost.
func TestNamesThatComeTwiceAreRefused(t *testing.T) {
	h := newHouse(t)
	for body, where := range map[string]string{
		`{"copilot":true,"copilot":false}`:                                       "body.copilot",
		`{"labels":[{"id":"a","title":"A"},{"id":"b","title":"B","title":"C"}]}`: "body.labels.title",
		`{"pipelineModes":{"sales":"all","x":"all","sales":"first"}}`:            "body.pipelineModes.sales",
		`{"copilot":true,"pipelineModes":{"a":"all"},"copilot":false}`:           "body.copilot",
	} {
		a := h.as("admin", "PATCH", "/v1/settings", body, "If-Match", "*").no(422, "invalid")
		if !strings.Contains(string(a.body), `"`+where+`"`) {
			t.Errorf("%s: got %s, want it to tell of %s", body, a.body, where)
		}
	}
	h.as("admin", "PATCH", "/v1/settings", `{"labels":[{"id":"a","title":"title"},{"id":"b","title":"id"}]}`, "If-Match", "*").is(200)
}
