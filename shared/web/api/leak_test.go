package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/api"
)

// marked are dialogs that stand to Olga of the team sales in every way, and whether
// she reads what is said in them, by her scope. Texts, notes and summaries hold
// the mark of their dialog, and so does all that tells who the customer is.
var marked = []struct {
	mark           string
	make           func(h *house, d desk.Dialog) desk.Dialog
	own, team, all bool
}{
	{"qown", situations[0].make, true, true, true},
	{"qwaits", situations[1].make, true, true, true},
	{"qassigned", situations[2].make, false, false, true},
	{"qcolleague", situations[3].make, false, false, true},
	{"qother", situations[4].make, false, false, true},
	{"qelsewhere", situations[5].make, false, false, true},
	{"qdone", situations[6].make, true, true, true},
	{"qpast", situations[7].make, false, true, true},
	{"qhanded", nil, true, true, true}, // by Dan to Olga: see seed
	{"qgone", func(h *house, d desk.Dialog) desk.Dialog {
		d.Team = "support"
		return d.Taken("sid", h.clock.Now()).Closed(desk.ClosedByHand, "Sid", h.clock.Now())
	}, false, false, true},
}

// whose are the beginnings of marks that tell who a customer is.
var whose = []string{"name-", "user-", "goes-by-", "photo-", "mail-", "friend-", "id-", "+34600"}

// said are those of what is said.
var said = []string{"text-", "note-", "summary-"}

// seed makes the dialogs of marked, each with a customer, a contact, a lead, a deal,
// a run that filled and proposed something, and a note.
func (h *house) seed() (dialogs []desk.DialogID, ids map[string][]string) {
	h.t.Helper()
	ids = map[string][]string{}
	for i, m := range marked {
		l, err := h.st.SaveLine(h.t.Context(), desk.Line{
			ID: desk.LineID("line-" + m.mark), Channel: desk.ChannelTelegram, Active: true, LeadPolicy: desk.LeadOnFirstMessage, Secrets: map[string]string{"token": "1:a"},
		})
		must(h.t, err)
		from := desk.Profile{
			User: "user-" + m.mark, Name: "name-" + m.mark, Username: "goes-by-" + m.mark, Phone: fmt.Sprintf("+346000000%02d", i), Email: "mail-" + m.mark + "@shop.example", Photo: "photo-" + m.mark,
		}
		var id desk.DialogID
		for n, text := range []string{"text-" + m.mark + " two chairs", "text-" + m.mark + " please"} {
			got, err := h.receiver.Receive(h.t.Context(), l, []desk.Inbound{{
				Kind: desk.InMessage, From: from, Author: desk.ByCustomer, External: desk.ExternalID(fmt.Sprint("id-", m.mark, n)), ReplyTo: desk.ExternalID(fmt.Sprint("id-", m.mark, 0)), Text: text,
				Attachments: []desk.Attachment{{Kind: desk.AttachedContact, Name: "friend-" + m.mark, Phone: fmt.Sprintf("+346000001%02d", i)}},
			}})
			must(h.t, err)
			must(h.t, got[0].Err)
			id = got[0].Dialog
		}
		h.work()
		path := "/v1/dialogs/" + string(id)
		deal := h.card(desk.KindDeal, `{"product":"tables"}`)
		h.as("admin", "POST", path+"/cards", `{"card":"`+deal+`"}`).is(200)
		h.as("admin", "POST", path+"/note", `{"text":"note-`+m.mark+`"}`).is(201)
		h.as("Dan", "PUT", path+"/draft", `{"text":"draft-`+m.mark+`"}`).is(200)
		h.reader.summary = "summary-" + m.mark
		h.reader.found = map[desk.FieldName][2]string{
			"quantity": {"2", "text-" + m.mark + " two"}, "product": {"chairs", "text-" + m.mark}, "client_name": {"name-" + m.mark, "text-" + m.mark},
		}
		h.clock.move(31e9)
		first := h.read(id)
		tried := fmt.Sprint(h.as("admin", "POST", path+"/runs", `{"dry":true,"compare":{"reader":"offline"}}`).is(202).doc()["id"])
		h.as("admin", "PATCH", "/v1/runs/"+first, `{"summary":"edited-`+m.mark+`"}`, "If-Match", "*").is(200)
		h.reader.summary = "points-" + m.mark
		ids["runs"] = append(ids["runs"], first, tried, h.read(id)) // the last tells what is new
		d, err := h.st.Dialog(h.t.Context(), id)
		must(h.t, err)
		ids["cards"] = append(ids["cards"], deal, d.Contact.String())
		ids["contacts"] = append(ids["contacts"], d.Contact.String())
		for _, b := range d.Cards {
			if b.Ref.Kind == desk.KindLead {
				ids["cards"] = append(ids["cards"], b.Ref.String())
			}
		}
		if m.make != nil {
			h.become(id, func(d desk.Dialog) desk.Dialog { return m.make(h, d) })
		} else {
			h.become(id, func(d desk.Dialog) desk.Dialog { return d.Taken("dan", h.clock.Now()) })
			child := h.as("admin", "POST", path+"/transfer", `{"operator":"olga"}`).is(201).doc()["id"].(string)
			ids["dialogs"] = append(ids["dialogs"], child)
		}
		dialogs, ids["dialogs"], ids["lines"] = append(dialogs, id), append(ids["dialogs"], string(id)), append(ids["lines"], string(l.ID))
		ids["customers"] = append(ids["customers"], string(d.Customer))
	}
	return dialogs, ids
}

// gets are the addresses of every GET operation of the description, with the house's
// ids in them, and with every choice of what can be asked for beside.
func (h *house) gets(ids map[string][]string) []string {
	h.t.Helper()
	w := httptest.NewRecorder()
	blank(api.API{}).ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	var doc struct {
		Paths map[string]map[string]struct {
			Tags       []string
			Parameters []struct {
				Name, In string
				Required bool
				Schema   struct {
					Type    any
					Enum    []string
					Default any
				}
			}
		}
	}
	must(h.t, json.Unmarshal(w.Body.Bytes(), &doc))
	var all []string
	for path, ops := range doc.Paths {
		get, ok := ops["get"]
		if !ok || ofOthers(get.Tags[0]) {
			continue
		}
		filled := []string{path}
		for _, p := range get.Parameters {
			var values []string
			switch {
			case p.In == "path":
				values = p.Schema.Enum
				if values == nil {
					values = ids[strings.Split(path, "/")[2]]
				}
				if values == nil {
					h.t.Errorf("%s: nothing to put in the place of {%s}: add ids to the house", path, p.Name)
				}
			case p.In == "query" && p.Name == "q" && p.Required: // the beginnings of all marks
				values = []string{"text", "note", "name", "user", "mail"}
			case p.In == "query" && len(p.Schema.Enum) > 0:
				values = p.Schema.Enum
			case p.In == "query" && p.Schema.Type == "boolean":
				values = []string{"true"}
			default:
				continue
			}
			var next []string
			for _, at := range filled {
				if p.In == "query" && !p.Required {
					next = append(next, at)
				}
				for _, v := range values {
					sep := "?"
					if strings.Contains(at, "?") {
						sep = "&"
					}
					if p.In == "path" {
						next = append(next, strings.ReplaceAll(at, "{"+p.Name+"}", v))
					} else {
						next = append(next, at+sep+p.Name+"="+v)
					}
				}
			}
			filled = next
		}
		all = append(all, filled...)
	}
	slices.Sort(all)
	return all
}

// TestNothingLeaks asks every GET operation of the description as operators of
// every scope: none answers with words of a dialog that they may not read, nor with
// who a customer is, unless they may see that (RS-02, RS-03, RS-06, RS-07, CL-15,
// CL-23, D12, OP-10). An administrator finds each mark, so each could leak.
func TestNothingLeaks_RS02_RS03_RS06_RS07_CL15_CL23_D12_OP10(t *testing.T) {
	h := newHouse(t)
	scopes := h.scopes()
	h.person("a supervisor without customers' data", desk.Actor{Role: desk.RoleSupervisor, Operator: "sue", Rights: desk.Rights{
		Leads: desk.MayRead, Deals: desk.MayRead, Cases: desk.MayRead, Dialogs: desk.ScopeOwn,
	}})
	h.person("who works on no cards", desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Dialogs: desk.ScopeAll, Customers: true}})
	h.person("Dan", desk.Actor{Role: desk.RoleOperator, Operator: "dan", Rights: desk.Rights{Leads: desk.MayChange, Dialogs: desk.ScopeAll}})
	dialogs, ids := h.seed()
	for _, m := range marked {
		if drafts := h.as("Dan", "GET", "/v1/me/drafts?limit=200", nil).is(200); !strings.Contains(string(drafts.body), "draft-"+m.mark) {
			t.Errorf("Dan's draft of %s is not there", m.mark)
		}
	}
	ids["erasures"] = []string{h.erasure()}
	template, _ := h.as("admin", "POST", "/v1/templates", `{"title":"Hi","text":"Hello","scope":"all"}`).is(201).doc()["id"].(string)
	ids["templates"] = []string{template}
	invited, _ := h.invited("new@shop.example", desk.RoleOperator, desk.Rights{})
	ids["faq"] = []string{h.entry(`{"question":"How much?","answers":[{"text":"Free."}]}`)}
	ids["operators"] = []string{string(invited)}
	ids["teams"] = []string{"sales"}
	h.connected()
	ids["connections"] = []string{"hub"}
	hook, _, _ := h.webhook(newTold(t), "data", "message.created")
	ids["webhooks"] = []string{hook}
	ids["automations"] = []string{h.rule(`{"title":"R","when":{"kind":"button"},"then":[{"kind":"run"}]}`)}
	recording, err := h.st.AddCall(t.Context(), desk.Call{ID: "call", Name: "call.mp3", State: desk.CallDone, AskedAt: h.clock.Now(), Said: []desk.Speech{{Text: "How much?"}}}, desk.Job{ID: "call", Kind: desk.JobCall, State: desk.JobSent})
	must(t, err)
	ids["recordings"] = []string{string(recording.ID)}
	ids["exports"] = []string{fmt.Sprint(at(h.as("admin", "POST", "/v1/exports", `{}`).is(202).doc(), "id"))}

	for _, of := range []string{"lists", "statistics"} {
		ids[of] = []string{fmt.Sprint(at(h.as("admin", "POST", "/v1/"+of+"/rebuild", nil).is(202).doc(), "id"))}
	}

	type asker struct {
		reads     func(i int) bool
		customers bool
	}
	askers := map[string]asker{
		"admin":                                {func(int) bool { return true }, true},
		"reader":                               {func(int) bool { return true }, true}, // a key of before there were scopes
		"a supervisor without customers' data": {func(int) bool { return true }, false},
		"who works on no cards":                {func(int) bool { return false }, true},
	}
	for scope, reads := range map[desk.Scope]func(i int) bool{
		desk.ScopeOwn: func(i int) bool { return marked[i].own }, desk.ScopeTeam: func(i int) bool { return marked[i].team }, desk.ScopeAll: func(i int) bool { return marked[i].all },
	} {
		askers[scopes[scope][0]], askers[scopes[scope][1]] = asker{reads, true}, asker{reads, false}
	}
	marks := regexp.MustCompile(`(?:` + strings.ReplaceAll(strings.Join(slices.Concat(whose, said, []string{"line-", "draft-"}), "|"), "+", `\+`) + `)(?:q[a-z]+|\d{5})`)
	found := map[string]map[string]bool{}
	for name, a := range askers {
		found[name] = map[string]bool{}
		for _, path := range h.gets(ids) {
			answer := h.as(name, "GET", path, nil)
			refused := answer.status == 403 || answer.status == 409 && strings.HasSuffix(path, "/actions") || answer.status == 422 && strings.Contains(path, "?")
			if absent := strings.HasSuffix(path, "/draft") || path == "/v1/me/drafts" || path == "/v1/me/status" || path == "/v1/me/views" || strings.HasPrefix(path, "/v1/exports/"); answer.status != 200 && !refused && !absent {
				t.Errorf("%s: got %d %s", answer.what, answer.status, answer.body)
			}
			ofDialogs := strings.HasPrefix(path, "/v1/dialogs")
			for _, mark := range marks.FindAllString(string(answer.body), -1) {
				found[name][mark] = true
				i := slices.IndexFunc(marked, func(m struct {
					mark           string
					make           func(h *house, d desk.Dialog) desk.Dialog
					own, team, all bool
				}) bool {
					return strings.HasSuffix(mark, "-"+m.mark)
				})
				person := slices.ContainsFunc(whose, func(w string) bool { return strings.HasPrefix(mark, w) })
				source := strings.HasPrefix(mark, "line-")
				switch {
				case strings.HasPrefix(mark, "draft-"):
					t.Errorf("%s shows Dan's %s", answer.what, mark)
				case person && !a.customers:
					t.Errorf("%s shows %s, a customer's", answer.what, mark)
				case i >= 0 && !a.reads(i) && (!person && !source || ofDialogs):
					t.Errorf("%s shows %s", answer.what, mark)
				}
			}
		}
	}
	for i, m := range marked {
		for _, kind := range slices.Concat(said, whose[:len(whose)-1]) {
			if !found["admin"][kind+m.mark] {
				t.Errorf("nothing shows %s%s to an administrator: the test would not see it leak", kind, m.mark)
			}
		}
		for _, scope := range []desk.Scope{desk.ScopeOwn, desk.ScopeTeam, desk.ScopeAll} {
			for _, name := range scopes[scope] {
				if may := askers[name].reads(i); found[name]["text-"+m.mark] != may || found[name]["summary-"+m.mark] != may || found[name]["note-"+m.mark] != may {
					t.Errorf("%s: may read %s is %v, and finds %v, %v, %v", name, dialogs[i], may, found[name]["text-"+m.mark], found[name]["summary-"+m.mark], found[name]["note-"+m.mark])
				}
			}
		}
	}
}
