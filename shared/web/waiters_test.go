package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/web"
)

// hall is where visitors' pages wait, on a clock that nobody waits for.
type hall struct {
	*gate
	waiters *web.Waiters
	line    desk.Line
}

// inHall plays something there.
func inHall(t *testing.T, play func(t *testing.T, h *hall)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &hall{waiters: &web.Waiters{}}
		h.gate = newGateWith(t, h.waiters)
		var err error
		h.line, err = h.st.Line(t.Context(), "site")
		must(t, err)
		play(t, h)
		h.waiters.End()
		synctest.Wait()
	})
}

// tell tells the pages what changed, as infra/local does.
func (h *hall) tell() {
	h.t.Helper()
	all, err := h.engine.Changes(h.t.Context(), "", 1000)
	must(h.t, err)
	var records []desk.FeedRecord
	for _, c := range all {
		records = append(records, c.Record())
		h.engine.Take(c.Place)
	}
	for _, err := range (feed.Dispatcher{Consumers: []feed.Consumer{h.waiters}}).Tell(h.t.Context(), records) {
		must(h.t, err)
	}
	synctest.Wait()
}

// says stores a message for a visitor.
func (h *hall) says(visitor string, by desk.Author, id, text string) {
	h.t.Helper()
	h.move(time.Second)
	m := desk.Message{Customer: desk.NewCustomerID("site", visitor), Author: by, External: desk.ExternalID(id), Text: text}
	if by == desk.ByOperator {
		m.Status = desk.StatusSent
	}
	_, err := h.st.Append(h.t.Context(), desk.Append{Line: h.line, Message: m})
	must(h.t, err)
}

// visitor is a page of a new visitor.
type visitor struct {
	*hall
	id, token      string
	after, changed int64
}

// visitor has written once, and read all there is.
func (h *hall) visitor(id string) *visitor {
	h.t.Helper()
	v := &visitor{hall: h, id: id, token: website.Plug{Now: h.now}.NewSession(h.line, id, h.now())}
	h.says(id, desk.ByCustomer, id+"/1", "Hello")
	h.tell()
	v.reads(v.ask("&wait=0"))
	return v
}

type answer struct {
	since
	Wait, Typing int
}

// ask asks, and answers with where the answer will be; cancel, if given, is told
// how to go away.
func (v *visitor) ask(more string, cancel ...*context.CancelFunc) <-chan answer {
	ctx, leave := context.WithCancel(v.t.Context())
	for _, c := range cancel {
		*c = leave
	}
	r := httptest.NewRequestWithContext(ctx, "GET", fmt.Sprintf("/web/site.abc/messages?after=%d&changed=%d%s", v.after, v.changed, more), nil)
	r.Header.Set("Authorization", "Bearer "+v.token)
	out := make(chan answer, 1)
	go func() {
		defer leave()
		w := httptest.NewRecorder()
		v.site.ServeHTTP(w, r)
		var a answer
		if w.Code != 200 || json.Unmarshal(w.Body.Bytes(), &a) != nil {
			v.t.Errorf("got %d %s", w.Code, w.Body)
		}
		out <- a
	}()
	synctest.Wait()
	return out
}

// reads takes the answer that must be there.
func (v *visitor) reads(out <-chan answer) answer {
	v.t.Helper()
	select {
	case a := <-out:
		v.after, v.changed = a.Next, a.Changed
		return a
	default:
		v.t.Fatal("the page still waits")
		return answer{}
	}
}

func (v *visitor) waits(what string, out <-chan answer) {
	v.t.Helper()
	select {
	case a := <-out:
		v.t.Fatalf("%s: the page was answered: %+v", what, a)
	default:
	}
}

func TestAReplyWakesItsVisitorAndNobodyElse(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		anna, boris := h.visitor("anna"), h.visitor("boris")
		a, b := anna.ask("&wait=20"), boris.ask("&wait=20")
		anna.waits("nothing came", a)
		h.says("anna", desk.AsNote, "n1", "A regular")
		h.tell()
		anna.waits("a note came", a)
		h.says("anna", desk.ByOperator, "o1", "Good day")
		h.tell()
		got := anna.reads(a)
		if len(got.Items) != 1 || got.Items[0].Text != "Good day" || got.Wait != 20 {
			t.Errorf("got %+v, want the reply", got)
		}
		boris.waits("another was answered", b)

		// The next call says that it arrived, which is a change that the page is told.
		a = anna.ask("&wait=20")
		h.tell()
		if got := anna.reads(a); len(got.Items) != 0 || len(got.Changes) != 1 || got.Changes[0].Status != "delivered" {
			t.Errorf("got %+v, want that it arrived", got)
		}
		anna.waits("nothing else came", anna.ask("&wait=20"))
	})
}

func TestAChangeWakesItsVisitor(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		v := h.visitor("anna")
		a := v.ask("&wait=20")
		h.move(time.Minute)
		_, err := h.st.UpdateMessage(t.Context(), desk.NewCustomerID("site", "anna"), "anna/1", func(m desk.Message) desk.Message { m.Text = "Hi"; return m })
		must(t, err)
		h.tell()
		if got := v.reads(a); len(got.Changes) != 1 || got.Changes[0].Text != "Hi" {
			t.Errorf("got %+v, want the change", got)
		}
	})
}

// What changes while a page is on its way is in its next answer.
func TestNothingIsMissedBetweenTwoCalls(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		v := h.visitor("anna")
		h.says("anna", desk.ByOperator, "o1", "Good day")
		h.tell()
		if got := v.reads(v.ask("&wait=20")); len(got.Items) != 1 {
			t.Errorf("got %+v, want the reply", got)
		}
		// Read while its change had not been told yet: nothing is told twice, or lost.
		h.says("anna", desk.ByOperator, "o2", "Anything else?")
		v.after, v.changed = 0, 0
		if got := v.reads(v.ask("&wait=20")); len(got.Items) != 3 {
			t.Errorf("a page that begins anew: got %+v, want all", got)
		}
		h.tell()
		v.reads(v.ask("")) // both arrived
		h.tell()
		v.reads(v.ask("&wait=20"))
		v.waits("all was told", v.ask("&wait=20"))
	})
}

// A thousand pages that wait cost no call to the store, and nor do their next
// calls, but for the line.
func TestWaitingCostsNothing(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		var all []*visitor
		for i := range 1000 {
			all = append(all, h.visitor(fmt.Sprint("v", i)))
		}
		for round := range 2 {
			before := h.calls.Calls()
			var outs []<-chan answer
			for _, v := range all {
				outs = append(outs, v.ask("&wait=1000"))
			}
			if n := h.calls.Calls() - before; n != len(all) {
				t.Errorf("round %d: they came in with %d calls, want one for each, for its line", round, n)
			}
			before = h.calls.Calls()
			time.Sleep(25*time.Second - time.Millisecond)
			synctest.Wait()
			all[0].waits("its time is not over", outs[0])
			time.Sleep(time.Millisecond)
			synctest.Wait()
			for i, v := range all {
				if got := v.reads(outs[i]); len(got.Items)+len(got.Changes) != 0 || got.More || got.Wait != 25 {
					t.Fatalf("got %+v, want nothing", got)
				}
			}
			if n := h.calls.Calls() - before; n != 0 {
				t.Errorf("round %d: waiting cost %d calls", round, n)
			}
		}
	})
}

// A visitor's pages take four places, and give them back when they go.
func TestWhoGoesAwayLeavesTheirPlace(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		v := h.visitor("anna")
		for range 3 {
			var cancels [4]context.CancelFunc
			var outs [4]<-chan answer
			for i := range cancels {
				outs[i] = v.ask("&wait=20", &cancels[i])
				v.waits("there is a place", outs[i])
			}
			if got := <-v.ask("&wait=20"); got.Wait != 0 {
				t.Errorf("a fifth page: got %+v, want that it polls", got)
			}
			for i := range cancels {
				cancels[i]()
				synctest.Wait()
				<-outs[i]
			}
		}
	})
}

func TestAnEndAnswersAllAtOnce(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		v := h.visitor("anna")
		a := v.ask("&wait=20")
		began := time.Now()
		h.waiters.End()
		synctest.Wait()
		v.reads(a)
		if got := v.reads(v.ask("&wait=20")); got.Wait != 0 || time.Since(began) != 0 {
			t.Errorf("after the end: got %+v after %s", got, time.Since(began))
		}
	})
}

// Where nobody can wake it, and where it does not ask to wait, a page is answered
// at once, and told so.
func TestAPageThatCantWaitPolls(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		v := h.visitor("anna")
		if got := v.reads(v.ask("")); got.Wait != 0 {
			t.Errorf("got %+v", got)
		}
	})
	g := newGate(t)
	s := g.session("")
	var got answer
	into(t, g.post(g.site, "GET", "/web/site.abc/messages?after=0&wait=20", "", "Authorization", "Bearer "+s.Token), &got)
	if got.Wait != 0 {
		t.Errorf("without waiters: got %+v", got)
	}
	if w := g.post(g.site, "GET", "/web/site.abc/messages?wait=soon", "", "Authorization", "Bearer "+s.Token); w.Code != 422 {
		t.Errorf("a wait that is no number: got %d %s", w.Code, w.Body)
	}
}

// A place that no answer gave is refused: it is neither the beginning nor the end.
func TestAPlaceThatIsStillToComeIsRefused(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/web/site.abc/messages?after=9223372036854775807", ""},
		{"GET", "/web/site.abc/messages?after=4102444800000000", ""}, // the year 2100
		{"POST", "/web/site.abc/read", `{"upto":9223372036854775807}`},
	} {
		w := g.post(g.site, c.method, c.path, c.body, "Origin", "https://shop.example", "Authorization", "Bearer "+s.Token)
		if w.Code != 422 || !strings.Contains(w.Body.String(), "no place that an answer gave") {
			t.Errorf("%s %s %s: got %d %s", c.method, c.path, c.body, w.Code, w.Body)
		}
	}
}

// A page that asks for it is told that an operator types a reply, and nothing of a
// note; one that does not ask sleeps on.
func TestAPageIsToldThatSomebodyTypes(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		v, other := h.visitor("v1"), h.visitor("v2")
		d, err := h.st.Newest(t.Context(), desk.NewCustomerID("site", "v1"))
		must(t, err)
		types := func(by desk.OperatorID, note bool) {
			typing := desk.NewTyping(by, h.now())
			typing.Note = note
			_, err := h.st.NoteTyping(t.Context(), d.ID, typing)
			must(t, err)
			h.tell()
		}
		asks, silent, stranger := v.ask("&wait=20&typing=true"), v.ask("&wait=20"), other.ask("&wait=20&typing=true")
		types("", false) // the visitor on another page
		types("olga", true)
		if len(asks) != 0 {
			t.Fatal("a note is shown to the customer")
		}
		types("olga", false)
		if a := v.reads(asks); a.Typing != int(desk.TypingLife/time.Second) || len(a.Items) != 0 {
			t.Errorf("got %+v", a)
		}
		if len(silent) != 0 || len(stranger) != 0 {
			t.Error("somebody else was woken")
		}
		asks = v.ask("&wait=20&typing=true") // it was told, and is no news
		if len(asks) != 0 {
			t.Error("the same typing is told twice")
		}
		h.says("v1", desk.ByOperator, "o/1", "Here you are")
		h.tell()
		if a := v.reads(asks); len(a.Items) != 1 {
			t.Errorf("got %+v", a)
		}
		h.move(desk.TypingLife + time.Second)
		if a := v.reads(v.ask("&wait=0&typing=true")); a.Typing != 0 {
			t.Errorf("its moment is over: got %+v", a)
		}
	})
}
