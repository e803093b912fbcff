package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

const goodPassword = "vier kleine katzen"

// invited is an operator with an invitation, and its code.
func (h *house) invited(email string, role desk.Role, rights desk.Rights) (desk.OperatorID, string) {
	h.t.Helper()
	raw, err := json.Marshal(rightsBody(rights))
	must(h.t, err)
	doc := h.as("admin", "POST", "/v1/operators", fmt.Sprintf(`{"name":"Olga","email":%q,"role":%q,%s`, email, role, raw[1:])).is(201).doc()
	return desk.OperatorID(doc["id"].(string)), at(doc, "invitation", "code").(string)
}

func rightsBody(r desk.Rights) map[string]any {
	right := func(r desk.Right) desk.Right {
		if r == "" {
			return "none"
		}
		return r
	}
	dialogs := r.Dialogs
	if dialogs == "" {
		dialogs = desk.ScopeOwn
	}
	return map[string]any{"leads": right(r.Leads), "deals": right(r.Deals), "cases": right(r.Cases), "dialogs": dialogs, "customers": r.Customers}
}

// browser is somebody signed in.
type browser struct {
	*house
	operator desk.OperatorID
	token    string // of the cookie
}

// joined is an operator who took their invitation.
func (h *house) joined(email string, role desk.Role, rights desk.Rights) browser {
	h.t.Helper()
	id, code := h.invited(email, role, rights)
	return h.browser(id, h.as("", "POST", "/v1/invitations/"+code, `{"password":"`+goodPassword+`"}`).is(201))
}

// browser keeps the cookie of an answer.
func (h *house) browser(id desk.OperatorID, a answer) browser {
	h.t.Helper()
	c, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
	must(h.t, err)
	return browser{h, id, c.Value}
}

// signsIn is another browser of an operator's.
func (h *house) signsIn(email, password string) answer {
	return h.as("", "POST", "/v1/session", `{"email":"`+email+`","password":"`+password+`"}`)
}

// does asks as a page of ours would.
func (b browser) does(method, path string, body any, headers ...string) answer {
	b.t.Helper()
	return b.as("", method, path, body, append([]string{"Cookie", "__Host-sufler=" + b.token, "Sec-Fetch-Site", "same-origin"}, headers...)...)
}

// TestAnOperatorIsInvitedOnce_RS01: by a code that nobody keeps, within three days.
func TestAnOperatorIsInvitedOnce_RS01(t *testing.T) {
	h := newHouse(t)
	made := h.as("admin", "POST", "/v1/operators", `{"name":"Olga","email":" Olga@Shop.example","role":"operator","leads":"change","dialogs":"team","customers":true}`, "Idempotency-Key", "1").is(201)
	doc := made.doc()
	code := at(doc, "invitation", "code").(string)
	if at(doc, "email") != "olga@shop.example" || at(doc, "joined") != false || at(doc, "invitation", "link") != "http://sufler.test/join#"+code {
		t.Errorf("got %v", doc)
	}
	again := h.as("admin", "POST", "/v1/operators", `{"name":"Olga","email":" Olga@Shop.example","role":"operator","leads":"change","dialogs":"team","customers":true}`, "Idempotency-Key", "1").is(201).doc()
	if again["id"] != doc["id"] || again["invitation"] != nil {
		t.Errorf("a repeat got %v, want the same operator and no code", again)
	}
	path := "/v1/operators/" + doc["id"].(string)
	o, err := h.st.Operator(t.Context(), desk.OperatorID(doc["id"].(string)))
	if must(t, err); strings.Contains(fmt.Sprintf("%+v", o), strings.Split(code, ".")[1]) {
		t.Error("the code is kept")
	}
	h.as("", "POST", "/v1/invitations/"+code, `{"password":"short"}`).no(422, "weak_password")
	h.as("", "POST", "/v1/invitations/"+code, `{"password":"olga@shop.example"}`).no(422, "weak_password")
	h.as("", "POST", "/v1/invitations/"+code, `{"password":"qwertyuiop"}`).no(422, "weak_password")
	h.as("", "POST", "/v1/invitations/"+code+"x", `{"password":"`+goodPassword+`"}`).no(404, "invitation_over")

	b := h.browser(o.ID, h.as("", "POST", "/v1/invitations/"+code, `{"password":"`+goodPassword+`"}`).is(201))
	me := b.does("GET", "/v1/me", nil).is(200).doc()
	if me["name"] != "Olga" || me["leads"] != "change" || me["deals"] != "none" || me["dialogs"] != "team" || me["customers"] != true || me["export"] != false {
		t.Errorf("got %v", me)
	}
	h.as("", "POST", "/v1/invitations/"+code, `{"password":"`+goodPassword+`"}`).no(404, "invitation_over")

	// Another one replaces the one before, and ends what the old password began.
	first := h.as("admin", "POST", path+"/invitation", nil).is(201).doc()["code"].(string)
	second := h.as("admin", "POST", path+"/invitation", nil).is(201).doc()["code"].(string)
	h.as("", "POST", "/v1/invitations/"+first, `{"password":"`+goodPassword+`"}`).no(404, "invitation_over")
	b.does("GET", "/v1/me", nil).is(200)
	h.clock.move(3*24*time.Hour - time.Second)
	late := h.as("admin", "POST", path+"/invitation", nil).is(201).doc()["code"].(string)
	h.as("", "POST", "/v1/invitations/"+second, `{"password":"`+goodPassword+`"}`).no(404, "invitation_over")
	h.as("", "POST", "/v1/invitations/"+late, `{"password":"another good one"}`).is(201)
	b.does("GET", "/v1/me", nil).no(401, "unauthorized")
	last := h.as("admin", "POST", path+"/invitation", nil).is(201).doc()["code"].(string)
	h.clock.move(3 * 24 * time.Hour)
	h.as("", "POST", "/v1/invitations/"+last, `{"password":"`+goodPassword+`"}`).no(404, "invitation_over")
	h.signsIn("olga@shop.example", "another good one").is(201)
}

// TestAnInvitationIsTakenOnce_RS01 also by two at once.
func TestAnInvitationIsTakenOnce_RS01(t *testing.T) {
	h := newHouse(t)
	_, code := h.invited("olga@shop.example", desk.RoleOperator, desk.Rights{})
	var all sync.WaitGroup
	var took atomic.Int64
	for i := range 8 {
		all.Go(func() {
			a := h.as("", "POST", "/v1/invitations/"+code, fmt.Sprintf(`{"password":"password of %d"}`, i))
			switch a.status {
			case 201:
				took.Add(1)
			case 404:
			default:
				t.Errorf("got %d %s", a.status, a.body)
			}
		})
	}
	all.Wait()
	if took.Load() != 1 {
		t.Errorf("%d took it, want 1", took.Load())
	}
}

// TestAnAddressIsOneOperators: whatever races, and a free one can be taken again.
func TestAnAddressIsOneOperators_D17(t *testing.T) {
	h := newHouse(t)
	var all sync.WaitGroup
	var made atomic.Int64
	for range 8 {
		all.Go(func() {
			a := h.as("admin", "POST", "/v1/operators", `{"name":"Olga","email":"olga@shop.example","role":"operator"}`)
			switch a.status {
			case 201:
				made.Add(1)
			case 409:
				a.no(409, "email_taken")
			default:
				t.Errorf("got %d %s", a.status, a.body)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("%d accounts have the address, want 1", made.Load())
	}
	items := at(h.as("admin", "GET", "/v1/operators", nil).is(200).doc(), "items").([]any)
	path := "/v1/operators/" + at(items, 0, "id").(string)
	if len(items) != 1 {
		t.Fatalf("got %d operators", len(items))
	}
	other, _ := h.invited("dan@shop.example", desk.RoleOperator, desk.Rights{})
	h.as("admin", "PATCH", "/v1/operators/"+string(other), `{"email":"OLGA@shop.example"}`, "If-Match", "*").no(409, "email_taken")
	h.as("admin", "PATCH", path, `{"email":"olga@new.example"}`, "If-Match", "*").is(200)
	h.as("admin", "PATCH", "/v1/operators/"+string(other), `{"email":"olga@shop.example"}`, "If-Match", "*").is(200)
	h.as("admin", "PATCH", path, `{"email":"nonsense"}`, "If-Match", "*").no(422, "email_invalid")
}

func TestAnAccountIsChangedByVersion_RS01(t *testing.T) {
	h := newHouse(t)
	id, _ := h.invited("olga@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayRead})
	path := "/v1/operators/" + string(id)
	tag := h.as("admin", "GET", path, nil).is(200).header.Get("ETag")
	h.as("admin", "PATCH", path, `{"deals":"change"}`).no(428, "precondition_required")
	doc := h.as("admin", "PATCH", path, `{"deals":"change","name":"Olga B."}`, "If-Match", tag).is(200).doc()
	if doc["leads"] != "read" || doc["deals"] != "change" || doc["name"] != "Olga B." || doc["off"] != false {
		t.Errorf("got %v", doc)
	}
	h.as("admin", "PATCH", path, `{"deals":"none"}`, "If-Match", tag).no(412, "precondition_failed")
	h.as("admin", "GET", "/v1/operators/nobody", nil).no(404, "not_found")
	h.as("admin", "POST", "/v1/operators/nobody/invitation", nil).no(404, "not_found")
}

// TestSwitchedOffIsOut_RS01: at once, everywhere, and for good until switched on.
func TestSwitchedOffIsOut_RS01(t *testing.T) {
	h := newHouse(t)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	path := "/v1/operators/" + string(b.operator)
	for range 2 { // repeating is harmless
		if doc := h.as("admin", "PATCH", path, `{"off":true}`, "If-Match", "*").is(200).doc(); doc["off"] != true {
			t.Errorf("got %v", doc)
		}
		b.does("GET", "/v1/me", nil).no(401, "unauthorized")
		h.signsIn("olga@shop.example", goodPassword).no(401, "sign_in_failed")
	}
	h.as("admin", "POST", path+"/invitation", nil).no(409, "operator_off")
	h.as("admin", "PATCH", path, `{"off":false}`, "If-Match", "*").is(200)
	b.does("GET", "/v1/me", nil).no(401, "unauthorized") // the old session stays ended
	h.signsIn("olga@shop.example", goodPassword).is(201)
}

// TestSwitchedOffWhileSigningIn_RS01: who is switched off, or gets another password,
// between the proof and the session does not get in.
func TestSwitchedOffWhileSigningIn_RS01(t *testing.T) {
	for name, change := range map[string]func(h *house, id desk.OperatorID){
		"switched off": func(h *house, id desk.OperatorID) {
			h.as("admin", "PATCH", "/v1/operators/"+string(id), `{"off":true}`, "If-Match", "*").is(200)
		},
		"another password": func(h *house, id desk.OperatorID) {
			code := h.as("admin", "POST", "/v1/operators/"+string(id)+"/invitation", nil).is(201).doc()["code"].(string)
			h.as("", "POST", "/v1/invitations/"+code, `{"password":"a password that is new"}`).is(201)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
			var once sync.Once
			h.comparing = func() { once.Do(func() { change(h, b.operator) }) }
			h.signsIn("olga@shop.example", goodPassword).no(401, "sign_in_failed")
			if n := h.compared.Load(); n != 2 {
				t.Errorf("the password was looked at %d times, want again after the change", n)
			}
		})
	}
}

func TestNobodyTakesTheirOwnRoleAway_RS01(t *testing.T) {
	h := newHouse(t)
	b := h.joined("ada@shop.example", desk.RoleAdmin, desk.Rights{})
	path := "/v1/operators/" + string(b.operator)
	b.does("PATCH", path, `{"role":"operator"}`, "If-Match", "*").no(409, "own_account")
	b.does("PATCH", path, `{"off":true}`, "If-Match", "*").no(409, "own_account")
	b.does("PATCH", path, `{"name":"Ada L."}`, "If-Match", "*").is(200)
}

// TestSignInTellsNothing_D17: the answers and the work behind them are the same,
// whether there is such an account or not.
func TestSignInTellsNothing_D17(t *testing.T) {
	h := newHouse(t)
	h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	h.invited("new@shop.example", desk.RoleOperator, desk.Rights{})
	off := h.joined("off@shop.example", desk.RoleOperator, desk.Rights{})
	h.as("admin", "PATCH", "/v1/operators/"+string(off.operator), `{"off":true}`, "If-Match", "*").is(200)
	var said string
	for name, email := range map[string]string{
		"a wrong password": "olga@shop.example", "nobody's address": "nobody@shop.example", "one without a password": "new@shop.example",
		"one that is switched off": "off@shop.example", "no address at all": "nothing at all",
	} {
		before := h.compared.Load()
		a := h.signsIn(email, "something else")
		a.no(401, "sign_in_failed")
		if h.compared.Load() != before+1 {
			t.Errorf("%s: %d passwords were compared, want one", name, h.compared.Load()-before)
		}
		if said == "" {
			said = string(a.body)
		}
		if string(a.body) != said || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: got %s, want %s", name, a.body, said)
		}
	}
}

// TestSignInIsThrottled_D17: by account, whoever asks, also many at once; and by
// address, whatever they ask for. Who waits gets in.
func TestSignInIsThrottled_D17(t *testing.T) {
	h := newHouse(t)
	h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { h.signsIn("olga@shop.example", "wrong") })
	}
	all.Wait()
	if n := h.compared.Load(); n != int64(desk.AccountPatience.Free) {
		t.Errorf("%d of twenty at once were looked at, want %d", n, desk.AccountPatience.Free)
	}
	a := h.signsIn("olga@shop.example", goodPassword).no(429, "too_many_attempts")
	if a.header.Get("Retry-After") == "" || a.doc()["until"] == nil {
		t.Errorf("got %v %s, want when to go on", a.header, a.body)
	}
	h.clock.move(desk.AccountPatience.Most)
	h.signsIn("olga@shop.example", goodPassword).is(201)
	h.signsIn("olga@shop.example", "wrong").no(401, "sign_in_failed") // it counts from nothing again

	looked := h.compared.Load()
	for i := range 100 {
		h.signsIn(fmt.Sprintf("%d@shop.example", i), "wrong")
	}
	if n := h.compared.Load() - looked; n > int64(desk.AddressPatience.Free) {
		t.Errorf("an address got %d attempts, want %d at most", n, desk.AddressPatience.Free)
	}
	h.clock.move(desk.AddressPatience.Most)
	h.signsIn("olga@shop.example", goodPassword).is(201)
}

// TestASessionEnds_D17: after seven days without use, after thirty in any case, and
// when its operator says so.
func TestASessionEnds_D17(t *testing.T) {
	h := newHouse(t)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	h.clock.move(desk.SessionIdle - time.Second)
	b.does("GET", "/v1/me", nil).is(200)
	h.clock.move(desk.SessionIdle - time.Second)
	b.does("GET", "/v1/me", nil).is(200)
	h.clock.move(desk.SessionIdle)
	b.does("GET", "/v1/me", nil).no(401, "unauthorized")

	b = h.browser(b.operator, h.signsIn("olga@shop.example", goodPassword).is(201))
	for range 29 {
		h.clock.move(24 * time.Hour)
		b.does("GET", "/v1/me", nil).is(200)
	}
	h.clock.move(24 * time.Hour)
	b.does("GET", "/v1/me", nil).no(401, "unauthorized")

	b = h.browser(b.operator, h.signsIn("olga@shop.example", goodPassword).is(201))
	phone := h.browser(b.operator, h.signsIn("olga@shop.example", goodPassword).is(201))
	items := at(b.does("GET", "/v1/me/sessions", nil).is(200).doc(), "items").([]any)
	if len(items) != 2 {
		t.Fatalf("got %d sessions, want 2", len(items))
	}
	for _, s := range items {
		if at(s, "current") == false {
			for range 2 {
				b.does("DELETE", "/v1/me/sessions/"+at(s, "id").(string), nil).is(204)
			}
		}
	}
	phone.does("GET", "/v1/me", nil).no(401, "unauthorized")
	b.does("GET", "/v1/me", nil).is(200)
	phone = h.browser(b.operator, h.signsIn("olga@shop.example", goodPassword).is(201))
	b.does("DELETE", "/v1/me/sessions", nil).is(204)
	phone.does("GET", "/v1/me", nil).no(401, "unauthorized")

	if a := b.does("DELETE", "/v1/session", nil).is(204); !strings.Contains(a.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("signing out: got %q", a.header.Get("Set-Cookie"))
	}
	b.does("GET", "/v1/me", nil).no(401, "unauthorized")
	b.does("DELETE", "/v1/session", nil).is(204)
	h.as("", "DELETE", "/v1/session", nil).is(204)
}

// TestUseIsNotedOnceAnHour: a request with a session costs no write.
func TestUseIsNotedOnceAnHour_D17(t *testing.T) {
	h := newHouse(t)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	seen := func() time.Time {
		all, err := h.st.Sessions(t.Context(), b.operator)
		must(t, err)
		return all[0].SeenAt
	}
	from := seen()
	h.clock.move(desk.SessionTouch - time.Second)
	if b.does("GET", "/v1/me", nil).is(200); !seen().Equal(from) {
		t.Error("it was noted within the hour")
	}
	h.clock.move(time.Second)
	if b.does("GET", "/v1/me", nil).is(200); seen().Equal(from) {
		t.Error("it was not noted after an hour")
	}
}

func TestAnotherPasswordEndsTheOthers_D17(t *testing.T) {
	h := newHouse(t)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	phone := h.browser(b.operator, h.signsIn("olga@shop.example", goodPassword).is(201))
	b.does("PUT", "/v1/me/password", `{"old":"wrong","new":"another good one"}`).no(409, "wrong_password")
	b.does("PUT", "/v1/me/password", `{"old":"`+goodPassword+`","new":"short"}`).no(422, "weak_password")
	b.does("PUT", "/v1/me/password", `{"old":"`+goodPassword+`","new":"another good one"}`).is(204)
	b.does("GET", "/v1/me", nil).is(200)
	phone.does("GET", "/v1/me", nil).no(401, "unauthorized")
	h.signsIn("olga@shop.example", goodPassword).no(401, "sign_in_failed")
	h.signsIn("olga@shop.example", "another good one").is(201)
	h.clock.move(time.Hour)
	for range desk.AccountPatience.Free {
		b.does("PUT", "/v1/me/password", `{"old":"wrong","new":"another good one"}`).no(409, "wrong_password")
	}
	b.does("PUT", "/v1/me/password", `{"old":"another good one","new":"yet another one"}`).no(429, "too_many_attempts")
}

func TestOneChoosesHowToBeTold_DG27(t *testing.T) {
	h := newHouse(t)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	me := b.does("GET", "/v1/me", nil).is(200).doc()
	for _, n := range desk.Notices() {
		if at(me, "notifications", string(n), "sound") != true || at(me, "notifications", string(n), "desktop") != true {
			t.Errorf("%s: at first: got %v", n, at(me, "notifications"))
		}
	}
	for range 2 {
		me = b.does("PATCH", "/v1/me", `{"language":"es","notifications":{"message":{"sound":false,"desktop":true}}}`).is(200).doc()
	}
	if me["language"] != "es" || at(me, "notifications", "message", "sound") != false || at(me, "notifications", "assigned", "sound") != true {
		t.Errorf("got %v", me)
	}
	if me := b.does("GET", "/v1/me", "").is(200).doc(); me["stepsAway"] != nil {
		t.Errorf("before they are put away: got %v", me["stepsAway"])
	}
	b.does("PATCH", "/v1/me", `{"stepsAway":true}`).is(200)
	if me := b.does("GET", "/v1/me", "").is(200).doc(); me["stepsAway"] != true || me["language"] != "es" {
		t.Errorf("the first steps put away: got %v, and the language %v", me["stepsAway"], me["language"])
	}
	b.does("PATCH", "/v1/me", `{"notifications":{"nonsense":{"sound":false,"desktop":true}}}`).no(422, "invalid")
	b.does("PATCH", "/v1/me", `{"language":"klingon"}`).no(422, "invalid")
	h.as("operator", "GET", "/v1/me", nil).is(200)
}

// TestOnlyOurOwnPagesUseTheCookie_D17: a cookie that a browser sends by itself does
// nothing for another site, and no other origin is let read an answer.
func TestOnlyOurOwnPagesUseTheCookie_D17(t *testing.T) {
	h := newHouse(t)
	b := h.joined("ada@shop.example", desk.RoleAdmin, desk.Rights{})
	cookie := "__Host-sufler=" + b.token
	for name, c := range map[string]struct {
		headers []string
		ok      bool
	}{
		"our page":                      {[]string{"Sec-Fetch-Site", "same-origin", "Origin", "https://example.com"}, true},
		"our page, an older browser":    {[]string{"Origin", "https://example.com"}, true},
		"another site":                  {[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, false},
		"another site that says ours":   {[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://example.com"}, false},
		"a sibling of our site":         {[]string{"Sec-Fetch-Site", "same-site"}, false},
		"another origin":                {[]string{"Origin", "https://evil.example"}, false},
		"our host without TLS":          {[]string{"Origin", "http://example.com"}, false},
		"our host at another port":      {[]string{"Origin", "https://example.com:8443"}, false},
		"a page of no origin":           {[]string{"Origin", "null"}, false},
		"who says nothing":              {nil, false},
		"a browser at nobody's bidding": {[]string{"Sec-Fetch-Site", "none"}, false},
	} {
		for _, write := range [][3]string{
			{"PATCH", "/v1/me", `{"language":"es"}`}, {"POST", "/v1/operators", `{"name":"x","email":"` + strings.ReplaceAll(name, " ", "") + `@x.example","role":"admin"}`},
			{"DELETE", "/v1/me/sessions", ""}, {"PUT", "/v1/teams/x", `{"title":"x"}`},
		} {
			a := h.as("", write[0], write[1], write[2], append([]string{"Cookie", cookie}, c.headers...)...)
			if c.ok && a.status > 299 {
				t.Errorf("%s: %s: got %d %s", name, write[1], a.status, a.body)
			}
			if !c.ok {
				a.no(403, "origin_not_allowed")
			}
		}
		a := h.as("", "GET", "/v1/me", nil, append([]string{"Cookie", cookie}, c.headers...)...).is(200)
		if a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: another origin may read", name)
		}
		a = h.signsInFrom("ada@shop.example", goodPassword, c.headers...)
		if want := c.ok || c.headers == nil; want != (a.status == 201) {
			t.Errorf("%s: signing in: got %d %s", name, a.status, a.body)
		}
	}
	h.as("", "OPTIONS", "/v1/me", nil, "Origin", "https://evil.example", "Access-Control-Request-Method", "PATCH").no(401, "unauthorized")
	h.as("", "DELETE", "/v1/session", nil, "Cookie", cookie, "Sec-Fetch-Site", "cross-site").no(403, "origin_not_allowed")
	b.does("GET", "/v1/me", nil).is(200)
	// A key goes first, and needs no origin: no browser sends one by itself.
	h.as("admin", "PATCH", "/v1/me", `{"language":"es"}`, "Cookie", cookie).no(403, "forbidden")
	// Of two cookies of one name, one is somebody else's.
	h.as("", "GET", "/v1/me", nil, "Cookie", cookie+"; __Host-sufler=x").no(401, "unauthorized")
	h.as("", "GET", "/v1/me", nil, "Cookie", "sufler="+b.token).no(401, "unauthorized")
}

func (h *house) signsInFrom(email, password string, headers ...string) answer {
	return h.as("", "POST", "/v1/session", `{"email":"`+email+`","password":"`+password+`"}`, headers...)
}

// TestTheCookie_D17: what the browser is told of it, with TLS and on this machine.
func TestTheCookie_D17(t *testing.T) {
	h := newHouse(t)
	h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	for host, want := range map[string]string{
		"sufler.example": "__Host-sufler Secure", "localhost:8080": "sufler ", "127.0.0.1:8080": "sufler ", "[::1]:80": "sufler ", "localhost.evil.example": "__Host-sufler Secure",
		"192.168.1.5:8080": "__Host-sufler Secure",
	} {
		r := httptest.NewRequest("POST", "/v1/session", strings.NewReader(`{"email":"olga@shop.example","password":"`+goodPassword+`"}`))
		r.Host = host
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		c, err := http.ParseSetCookie(w.Header().Get("Set-Cookie"))
		if err != nil {
			t.Fatalf("%s: %d %s: %v", host, w.Code, w.Body, err)
		}
		secure := ""
		if c.Secure {
			secure = "Secure"
		}
		if got := c.Name + " " + secure; got != want || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 30*24*3600 {
			t.Errorf("%s: got %s, want %s, HttpOnly, Lax", host, w.Header().Get("Set-Cookie"), want)
		}
		r = httptest.NewRequest("GET", "/v1/me", nil)
		r.Host = host
		r.AddCookie(c)
		w = httptest.NewRecorder()
		if h.handler.ServeHTTP(w, r); w.Code != 200 {
			t.Errorf("%s: got %d %s with the cookie", host, w.Code, w.Body)
		}
	}
	all, err := h.st.Sessions(t.Context(), "nobody")
	if err != nil || len(all) != 0 {
		t.Errorf("nobody has sessions %v, %v", all, err)
	}
}

// TestSecretsAreNotKept_D17: of neither password, code nor token anything but a hash
// is stored, and nothing of them is logged.
func TestSecretsAreNotKept_D17(t *testing.T) {
	h := newHouse(t)
	id, code := h.invited("olga@shop.example", desk.RoleOperator, desk.Rights{})
	b := h.browser(id, h.as("", "POST", "/v1/invitations/"+code, `{"password":"`+goodPassword+`"}`, "Idempotency-Key", "a").is(201))
	h.as("", "POST", "/v1/session", `{"email":"olga@shop.example","password":"`+goodPassword+`"}`, "Idempotency-Key", "b").is(201)
	b.does("GET", "/v1/me", nil).is(200)
	words := []string{strings.Split(code, ".")[1], strings.Split(b.token, ".")[2]}
	must(t, h.engine.Each(func(it store.Item) error {
		text := fmt.Sprint(it)
		for _, w := range words {
			if strings.Contains(text, w) {
				t.Errorf("stored: %v", it)
			}
		}
		return nil
	}))
	for _, w := range append(words, goodPassword) {
		if strings.Contains(h.log.String(), w) {
			t.Errorf("logged: %s", h.log)
		}
	}
}

// TestRightsOfWhoSignedIn_RS01: an operator's rights count as a key's do; who signed
// in answers, whatever cards they work on.
func TestRightsOfWhoSignedIn_RS01(t *testing.T) {
	mine := map[string]int{"list own sessions": 200, "end other sessions": 204, "end a session": 204, "change one's own": 200, "ask who one is": 200, "set a password": 204}
	for _, name := range []string{
		"list dialogs", "read a dialog", "read its messages", "reply", "close", "list deals", "read a deal", "change a deal", "make a deal", "list leads", "make a case",
		"change settings", "the leads' mode", "list keys", "list operators", "make an operator", "change a line", "erase a contact",
		"list own sessions", "end other sessions", "end a session", "change one's own", "ask who one is", "set a password",
	} {
		c := rights[name]
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			for i, role := range roles {
				who := people[role]
				who.Rights.Dialogs = desk.ScopeAll
				b := h.joined(fmt.Sprintf("role%d@shop.example", i), who.Role, who.Rights)
				fill := h.granted(i)
				var body any
				if c.body != "" {
					body = strings.Replace(fill.Replace(c.body), `"old":"x"`, `"old":"`+goodPassword+`"`, 1)
				}
				a := b.does(c.method, fill.Replace(c.path), body, "If-Match", "*")
				want := c.may[i]
				switch {
				case mine[name] != 0:
					want = "y"
				case role == "reader" && (name == "reply" || name == "close"), role == "no cards" && (name == "list dialogs" || name == "read a dialog" || name == "read its messages" || name == "reply" || name == "close"):
					want = "y"
				}
				got := fmt.Sprint(a.status)
				if a.status < 300 {
					got = "y"
				}
				if got != want {
					t.Errorf("%s: got %s %s, want %s", role, got, a.body, want)
				}
			}
		})
	}
	for name := range mine {
		c := rights[name]
		if name == "ask who one is" {
			continue // a key may, too
		}
		newHouse(t).as("", c.method, c.path, c.body).no(401, "unauthorized")
	}
}

// TestGuestsAreToldNothing_RS01: every operation but the open ones is refused to who
// is nobody, with 401.
func TestGuestsAreToldNothing_RS01(t *testing.T) {
	h := newHouse(t)
	fill := h.granted(0)
	for name, c := range rights {
		switch name {
		case "ask for health", "how to sign in", "sign in", "sign out", "take an invitation":
			continue
		}
		h.as("", c.method, fill.Replace(c.path), fill.Replace(c.body)).no(401, "unauthorized")
	}
}

// TestWhoSignedInSeesTheirTeams_RS03: a session's operator is of the teams that name
// them, from the next request on.
func TestWhoSignedInSeesTheirTeams_RS03(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Dialogs: desk.ScopeTeam, Customers: true})
	_, err := h.st.ChangeDialog(t.Context(), dialog, func(d desk.Dialog) (desk.Dialog, error) {
		d.State, d.Turn, d.CloseReason, d.ClosedBy, d.ClosedAt = desk.StateClosed, desk.TurnNobody, desk.ClosedByHand, "dan", h.clock.Now()
		d.Operator, d.Team = "dan", "support-es"
		return d, nil
	})
	must(t, err)
	path := "/v1/dialogs/" + string(dialog) + "/messages"
	if a := b.does("GET", path, nil); a.status < 400 {
		t.Errorf("a dialog of another team's: got %d %s", a.status, a.body)
	}
	_, err = h.st.SaveTeam(t.Context(), desk.Team{ID: "support-es", Title: "Support", Members: []desk.OperatorID{b.operator}})
	must(t, err)
	b.does("GET", path, nil).is(200)
}
