//go:build aws

package awstest_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestLiveVisitors_CH21_RS07: pages of a website's visitors are told on the stage of their own, by
// the binaries that are deployed: the function webhook gives a ticket, a WebSocket API of
// ministack's calls the function live with the stage's name, and the function feed has it send
// that something was said to them, and nothing of what. A page hears of its own visitor's
// messages alone: of no note, no move of a dialog, and nothing of another visitor's; and an
// operator's ticket lets nobody in there, nor a visitor's among operators.
//
// What it does not prove is as TestLive says; and of the stage's own throttle, which operators
// do not share, TestTemplateLive holds the template's.
func TestLiveVisitors_CH21_RS07(t *testing.T) {
	c := newCloud(t)
	g := c.gateway()
	c.feed()
	var line struct{ PublicKey string }
	c.api(http.MethodPost, "/v1/lines", map[string]any{"id": "site", "channel": "web", "active": true, "origins": []string{"https://shop.example"}}, &line)
	site := "/web/" + line.PublicKey
	says := func(words string) (visitor map[string]string, dialog string) {
		visitor = map[string]string{"origin": "https://shop.example"}
		var session struct{ Token string }
		c.visit(http.MethodPost, site+"/session", visitor, `{}`, &session)
		visitor["authorization"] = "Bearer " + session.Token
		var said struct{ Dialog string }
		c.visit(http.MethodPost, site+"/messages", visitor, `{"id":"1","text":"`+words+`"}`, &said)
		return visitor, said.Dialog
	}
	ticket := func(visitor map[string]string) string {
		var live struct{ URL string }
		c.visit(http.MethodPost, site+"/live", visitor, `{}`, &live)
		if !strings.HasPrefix(live.URL, g.pages+"?ticket=") {
			t.Fatalf("a page is told to come to %q, want %s", live.URL, g.pages)
		}
		return live.URL
	}
	zina, dialog := says("Secret words")
	_, other := says("Other words")
	url := ticket(zina)
	page := g.dial(url)
	if page == nil || g.dial(url) != nil {
		t.Fatal("a ticket lets in twice, or not at all")
	}
	if g.dial(strings.Replace(c.ticket(), g.url, g.pages, 1)) != nil || g.dial(strings.Replace(ticket(zina), g.pages, g.url, 1)) != nil || g.dial(g.pages) != nil {
		t.Error("one is let in by a ticket for the other stage, or by none")
	}
	operator := g.enters()

	// What is no news to the visitor, and then what is.
	pk, others := "C#"+strings.TrimSuffix(dialog, "-1"), "C#"+strings.TrimSuffix(other, "-1")
	newest := func(pk string) image {
		var last image
		for _, it := range c.items(pk) {
			if strings.HasPrefix(string(it["sk"]), `{"S":"M#`) && string(it["seq"]) > string(last["seq"]) {
				last = it
			}
		}
		return last
	}
	c.changed(newest(others))
	c.changed(c.item(others, "HEAD"))
	c.changed(c.item(pk, "HEAD"))
	c.api(http.MethodPost, "/v1/dialogs/"+dialog+"/note", map[string]string{"text": "A secret note"}, nil)
	c.changed(newest(pk))
	c.api(http.MethodPost, "/v1/dialogs/"+dialog+"/reply", map[string]string{"text": "A secret answer"}, nil)
	reply := newest(pk)
	c.changed(reply)
	if got, want := page.next(), `{"cursor":"","events":[{"kind":"message"}]}`; got != want {
		t.Errorf("of an operator's message the page is told %s, want %s, and nothing before", got, want)
	}
	page.says("{}")
	if got, want := page.next(), `{"cursor":"","events":[{"kind":"reload"}]}`; got != want {
		t.Errorf("a page that says that it is there is told %s, want %s", got, want)
	}
	for _, of := range []string{other, dialog} { // and the operator of both dialogs
		if got := operator.next(); !strings.Contains(got, `"dialog":"`+of) || strings.Contains(got, "ecret") {
			t.Errorf("the operator is told %s", got)
		}
	}

	// A page that is gone is forgotten when there is something to tell it.
	if open := c.items("LIVE#" + strings.TrimPrefix(pk, "C#")); len(open) != 1 {
		t.Errorf("open are %v", open)
	}
	page.conn.CloseNow()
	c.until("it is forgotten", func() bool {
		c.changed(reply)
		return len(c.items("LIVE#"+strings.TrimPrefix(pk, "C#"))) == 0
	})
}
