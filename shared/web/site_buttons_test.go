package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A visitor sees what is offered with a message, until it is taken back.
func TestAVisitorSeesButtons(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	var first struct{ Dialog desk.DialogID }
	into(t, g.write(s.Token, `{"id":"m1","text":"Hello"}`), &first)
	line, err := g.st.Line(t.Context(), "site")
	must(t, err)
	offer := []desk.Button{{Text: "Yes", Payload: "y"}, {Text: "Shop", URL: "https://shop.example"}}
	for _, m := range []desk.Message{{External: "own:1", Text: "Shall I?", Buttons: offer}, {External: "own:2", Text: "Or so?", Buttons: offer, Deleted: true}} {
		g.move(time.Second)
		m.Customer, m.Author = desk.NewCustomerID("site", s.Visitor), desk.ByOperator
		_, err := g.st.AppendIn(t.Context(), desk.Append{Line: line, Message: m}, first.Dialog, nil)
		must(t, err)
	}
	got := g.post(g.site, "GET", "/web/site.abc/messages", "", "Authorization", "Bearer "+s.Token).Body.String()
	const want = `"text":"Shall I?"`
	if !strings.Contains(got, want) || strings.Count(got, `"buttons":[{"text":"Yes","payload":"y"},{"text":"Shop","url":"https://shop.example"}]`) != 1 {
		t.Errorf("got %s", got)
	}
}
