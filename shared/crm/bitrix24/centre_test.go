package bitrix24_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

var everyScope = []string{"crm", "placement", "user_brief", "imopenlines", "imconnector"}

// serving is an application that is a connector of the open line 107.
func serving(t *testing.T) (b *parties.Bitrix24, m *bitrix24.CRM) {
	t.Helper()
	b = &parties.Bitrix24{Code: code, At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), ClientID: "app", ClientSecret: "s3cret", Scopes: everyScope}
	h := httptest.NewServer(b)
	t.Cleanup(h.Close)
	c := application(h.URL)
	c.Options["open_lines"] = "on"
	m, err := bitrix24.Open(c, outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	must(t, err)
	m.TokenServer = h.URL
	kept := &parties.Grants{}
	m.Keep(kept, b.Now)
	g, err := m.Install(t.Context(), desk.Webhook{Body: []byte(b.Installs(h.URL, 1))})
	must(t, err)
	g.Round = 1
	_, err = kept.SaveGrant(t.Context(), g)
	must(t, err)
	for _, c := range m.Register(t.Context(), home) {
		if !c.OK {
			t.Errorf("register: %+v", c)
		}
	}
	for id := range b.Connectors() {
		b.SwitchOn(id, "107")
	}
	return b, m
}

const chat = "cabcdefghijklmnopqrstuvwxyz"

func passed(messages ...desk.PassedMessage) desk.Passed {
	for i := range messages {
		messages[i].At = time.Date(2026, 3, 1, 12, 0, i, 0, time.UTC)
	}
	return desk.Passed{
		To: desk.Centre{Connection: "sold", Line: "107"}, Customer: chat, Title: "Shop", Messages: messages,
		Profile: desk.Profile{Name: "Ann-Marie O’Neill 2 🙂", Phone: "+15550100", Email: "ann@example.com"},
	}
}

// SYS-03: each call of a connector, as it goes out and is answered.
func TestOpenLine_Calls_SYS03(t *testing.T) {
	b, m := serving(t)
	at := func(name string, do func() error) {
		t.Helper()
		asked, answered := len(b.Asked()), len(b.Answered())
		must(t, do())
		golden(t, name, b.Asked()[asked:], b.Answered()[answered:])
	}
	var in desk.PassedIn
	at("line_pass", func() (err error) {
		in, err = m.Pass(t.Context(), passed(
			desk.PassedMessage{ID: "1", Text: "Hello [b]you[/b]"},
			desk.PassedMessage{ID: "2", Text: "see", Files: []desk.Attachment{{Kind: desk.AttachedPhoto, URL: "https://files.example/1.png"}}},
			desk.PassedMessage{ID: "own:3", By: "Olga [x]", Text: "Hi!"}))
		return err
	})
	at("line_there", func() error {
		there, err := m.There(t.Context(), in)
		if !there["1"] || !there["own:3"] || there["4"] {
			t.Errorf("there: %v", there)
		}
		return err
	})
	at("line_changed", func() error {
		return m.Tell(t.Context(), desk.PassedTold{To: passed().To, Customer: chat, Message: desk.PassedMessage{ID: "1", Text: "Hello", At: b.Now()}})
	})
	at("line_deleted", func() error {
		return m.Tell(t.Context(), desk.PassedTold{To: passed().To, Customer: chat, Message: desk.PassedMessage{ID: "2"}, Deleted: true})
	})
	events, err := m.Heard(t.Context(), eventOf(b, b.Replies(chat, "Anna", "Yes")))
	must(t, err)
	at("line_delivered", func() error {
		return m.Tell(t.Context(), desk.PassedTold{To: passed().To, Customer: chat, Mark: events[0].Centre.Mark, Message: desk.PassedMessage{ID: "own:4", At: b.Now()}})
	})
	at("line_seen", func() error {
		seen, err := m.Seen(t.Context(), passed().To, in, b.Now())
		if len(seen.Said) != 1 || seen.Said[0].Mark != events[0].Centre.Mark || seen.Said[0].Name != "Anna" || seen.Said[0].Text != "Yes" || seen.Ended {
			t.Errorf("seen: %+v", seen)
		}
		return err
	})
	at("line_end", func() error { return m.End(t.Context(), in.Chat) })
	at("line_register", func() error { m.Register(t.Context(), home); return nil })
	at("line_check", func() error {
		for _, c := range m.Try(t.Context()) {
			if !c.OK && c.What != "find a contact by a messenger's id" {
				t.Errorf("%+v", c)
			}
		}
		return nil
	})
	if name := b.Line(chat)[0].Name; name != "Ann-Marie O'Neill" {
		t.Errorf("the customer is called %q", name)
	}
	b.Scopes = everyScope[:3]
	for _, c := range m.Try(t.Context()) {
		if c.What == "the application's rights" && !strings.Contains(c.Text, "imopenlines, imconnector") {
			t.Errorf("what lacks is not said: %+v", c)
		}
	}
}

// eventOf is an event as it comes to the address that was bound.
func eventOf(b *parties.Bitrix24, body string) desk.Webhook {
	u, err := url.Parse(b.Handlers("ONIMCONNECTORMESSAGEADD")[0])
	if err != nil {
		panic(err)
	}
	return desk.Webhook{Body: []byte(body), Query: u.Query()}
}

// SYS-03: what an open line tells, as we read it; another connector's is not ours, and nobody is
// believed who does not prove it.
func TestOpenLine_Events_SYS03(t *testing.T) {
	b, m := serving(t)
	_, err := m.Pass(t.Context(), passed(desk.PassedMessage{ID: "1", Text: "Hello"}))
	must(t, err)
	began := b.Lined()
	said := b.Replies(chat, "Светлана Иванова", "[i]Hi[/i],[br]see [url=https://a.example/x]this[/url] &amp; [USER=7]Anna[/USER] [x]", "https://company.example/f.pdf")
	b.Finishes(chat)
	ended := b.Lined()
	mark := desk.CentreMark{Chat: "1701", Message: "86002"}
	for name, c := range map[string]struct {
		body string
		want *desk.CentreEvent
	}{
		"an operator answers": {said, &desk.CentreEvent{
			Kind: desk.CentreSaid, Line: "107", Customer: chat, Mark: mark, Name: "Светлана Иванова", Text: "Hi,\nsee this (https://a.example/x) & Anna [x]",
			Files: []desk.Attachment{{Kind: desk.AttachedDocument, Name: "file.pdf", URL: "https://company.example/f.pdf"}},
		}},
		"… without their name": {strings.Replace(said, url.QueryEscape("[b]Светлана Иванова:[/b] [br]"), "", 1), &desk.CentreEvent{
			Kind: desk.CentreSaid, Line: "107", Customer: chat, Mark: mark, Name: "#27", Text: "Hi,\nsee this (https://a.example/x) & Anna [x]",
			Files: []desk.Attachment{{Kind: desk.AttachedDocument, Name: "file.pdf", URL: "https://company.example/f.pdf"}},
		}},
		"… and changes it":             {b.Rewords(chat, "Bye"), &desk.CentreEvent{Kind: desk.CentreChanged, Line: "107", Customer: chat, Mark: mark, Name: "Светлана Иванова", Text: "Bye"}},
		"… and takes it back":          {b.Retracts(chat), &desk.CentreEvent{Kind: desk.CentreDeleted, Line: "107", Customer: chat, Mark: mark}},
		"a session begins":             {began[0], &desk.CentreEvent{Kind: desk.CentreBegan, Line: "107", Customer: chat, Session: "301"}},
		"a session ends":               {ended[0], &desk.CentreEvent{Kind: desk.CentreEnded, Line: "107", Customer: chat, Session: "301"}},
		"the connector is off":         {b.SwitchesOff("sufler_b24", "107"), &desk.CentreEvent{Kind: desk.CentreOff, Line: "107"}},
		"the line is no more":          {b.Drops("107"), &desk.CentreEvent{Kind: desk.CentreOff, Line: "107"}},
		"another connector's":          {strings.ReplaceAll(said, "sufler_b24", "sufler_other"), nil},
		"another connector is off":     {b.SwitchesOff("sufler_other", "107"), nil},
		"a chat that is none of ours":  {strings.ReplaceAll(said, chat, "8"), nil},
		"what we passed on":            {strings.Replace(said, url.QueryEscape("Светлана Иванова"), url.QueryEscape("Olga (Sufler)"), 1), nil},
		"nothing is said":              {strings.Replace(said, url.QueryEscape("[i]Hi"), "&x=", 1), nil},
		"a message without its number": {strings.ReplaceAll(said, "86002", "x"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := m.Heard(t.Context(), eventOf(b, c.body))
			must(t, err)
			var is *desk.CentreEvent
			if len(got) > 0 {
				is = got[0].Centre
			}
			if name == "nothing is said" {
				return // what is left of it, whatever that is, is read without a fault
			}
			if d := cmp.Diff(c.want, is); d != "" {
				t.Error(d)
			}
		})
	}
	for name, w := range map[string]desk.Webhook{
		"without our key": {Body: []byte(said)},
		"another company": func() desk.Webhook {
			return eventOf(b, strings.ReplaceAll(said, parties.BitrixMember, "another"))
		}(),
	} {
		if _, err := m.Heard(t.Context(), w); !errors.Is(err, desk.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// SYS-03: what Bitrix24 turned away is tried later, and counts for nothing; of what broke off
// nobody knows; and what it does not take of one message is said.
func TestOpenLine_WhatWasDone_SYS03(t *testing.T) {
	b, m := serving(t)
	b.Bad = "poison"
	b.Says = func(method string) (int, string) {
		if method == "imconnector.send.messages" {
			return http.StatusServiceUnavailable, "QUERY_LIMIT_EXCEEDED"
		}
		return 0, ""
	}
	var later *desk.Later
	if _, err := m.Pass(t.Context(), passed(desk.PassedMessage{ID: "1", Text: "a"})); !errors.As(err, &later) {
		t.Errorf("turned away: %v", err)
	}
	b.Says = nil
	b.FailAt(1, true)
	if _, err := m.Pass(t.Context(), passed(desk.PassedMessage{ID: "1", Text: "a"})); !errors.Is(err, desk.ErrBusy) || errors.As(err, &later) {
		t.Errorf("broke off: %v", err)
	}
	in, err := m.Pass(t.Context(), passed(desk.PassedMessage{ID: "2", Text: "poison"}, desk.PassedMessage{ID: "3", Text: "b"}))
	if err != nil || in.Refused != 1 || in.Chat == "" {
		t.Errorf("one is not taken: %+v, %v", in, err)
	}
	p := passed(desk.PassedMessage{ID: "4", Text: "c"})
	p.To.Line = "999"
	if _, err := m.Pass(t.Context(), p); errors.Is(err, desk.ErrBusy) || err == nil {
		t.Errorf("a line that is not served: %v", err)
	}
	b.Move(2 * time.Hour) // the token is over
	if _, err := m.Pass(t.Context(), passed(desk.PassedMessage{ID: "5", Text: "d"})); err != nil {
		t.Errorf("after the token was over: %v", err)
	}
}

// SYS-03: a file that an operator sent is fetched from the company's own Bitrix24, and from
// nowhere else.
func TestOpenLine_Files_SYS03(t *testing.T) {
	_, m := serving(t)
	for _, to := range []string{"https://169.254.169.254/latest", "http://127.0.0.1:1/x", "file:///etc/passwd", "//x", ""} {
		if _, err := m.OpenFile(context.Background(), desk.Attachment{URL: to}); !errors.Is(err, desk.ErrRefused) {
			t.Errorf("%q: %v", to, err)
		}
	}
}
