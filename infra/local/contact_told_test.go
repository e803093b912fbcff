package main

import (
	"testing"
	"time"
)

// olga has a visitor of the website say who they are, and the chat read.
func (h *house) olga(v *site) (dialog string, run runDoc) {
	h.t.Helper()
	dialog = h.visits(v, "Hello, I am Olga Petrova")
	h.visits(v, "my phone is +34 611 222 444, my mail olga@shop.example")
	h.reader.finds("client_name", "Olga Petrova", "I am Olga Petrova")
	h.reader.finds("client_phone", "+34611222444", "+34 611 222 444")
	h.reader.finds("client_email", "olga@shop.example", "olga@shop.example")
	return dialog, h.read(dialog)
}

// knownAs is a contact's name, phone and e-mail.
func (h *house) knownAs(ref string) [3]string {
	h.t.Helper()
	c := h.card(ref)
	return [3]string{c.Value("name"), c.Value("phone"), c.Value("email")}
}

// Who a visitor of the website is stands on their contact once a chat was read, with its
// proof: it is told from others wherever contacts are shown, and found by it.
func TestWhoACustomerSaysTheyAreIsOnTheirContact_CH15_FF02_CP05(t *testing.T) {
	h := newHouse(t)
	d, run := h.olga(h.visitor())
	contact := h.dialog(d).Contact
	same(t, "the contact", h.knownAs(contact), [3]string{`"Olga Petrova"`, `"+34611222444"`, `"olga@shop.example"`})
	c := h.card(contact)
	same(t, "its title", c.Title, "Olga Petrova")
	type found struct {
		Customers struct {
			Items []struct{ Name, Phone, Contact string } `json:"items"`
		} `json:"customers"`
	}
	for _, q := range []string{"petrova", "%2B34611222444", "olga@shop.example"} {
		var out found
		h.call(h.admin, "GET", "/v1/search?q="+q, nil, &out)
		if got := out.Customers.Items; len(got) != 1 || got[0].Name != "Olga Petrova" || got[0].Phone != "+34611222444" || got[0].Contact != contact {
			t.Errorf("looked for %s: %+v", q, got)
		}
		if rows := h.dialogs("q=" + q); len(rows) != 1 || rows[0].ID != d {
			t.Errorf("the list by %s: %+v", q, rows)
		}
	}
	same(t, "its badges", c.Badges, []string{"fields_filled"})
	for _, e := range h.timeline(contact, "filled") {
		if e.Quote == "" || e.By != "copilot" || e.Message == 0 {
			t.Errorf("no proof: %+v", e)
		}
	}
	same(t, "what the timeline tells", len(h.timeline(contact, "filled")), 3)
	same(t, "summaries there", len(h.timeline(contact, "summary")), 0)
	same(t, "the dialog's runs", []string{h.runs(d)[0].ID}, []string{run.ID})
	same(t, "how many", len(h.runs(d)), 1)
	h.call(h.admin, "POST", "/v1/runs/"+run.ID+"/undo", map[string]any{"fields": []string{"client_phone"}}, nil)
	h.pass(time.Second)
	same(t, "once the phone was taken back", h.knownAs(contact), [3]string{`"Olga Petrova"`, "", `"olga@shop.example"`})
	h.sets(contact, map[string]any{"email": "olga@home.example"})
	h.call(h.admin, "POST", "/v1/runs/"+run.ID+"/undo", map[string]any{"fields": []string{"client_email"}}, nil)
	h.pass(time.Second)
	same(t, "what a person wrote since", h.knownAs(contact), [3]string{`"Olga Petrova"`, "", `"olga@home.example"`})
	h.read(d)
	same(t, "once it was read again", h.knownAs(contact), [3]string{`"Olga Petrova"`, "", `"olga@home.example"`})
}

// A value that the contact has otherwise stays, and the other one is proposed there.
func TestWhatAContactHasOtherwiseIsProposed_FF04_FF06(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	d := h.visits(v, "Hello")
	contact := h.dialog(d).Contact
	h.sets(contact, map[string]any{"phone": "+34600000000"})
	h.olga(v)
	same(t, "the contact", h.knownAs(contact), [3]string{`"Olga Petrova"`, `"+34600000000"`, `"olga@shop.example"`})
	offers := h.card(contact).Offers
	if len(offers) != 1 || offers[0].Field != "phone" || string(offers[0].Value) != `"+34611222444"` || offers[0].Quote == "" {
		t.Fatalf("proposed: %+v", offers)
	}
	type waits struct {
		Card  string `json:"card"`
		Title string `json:"title"`
	}
	same(t, "what awaits approval", list[waits](h, h.admin, "/v1/proposals"), []waits{{contact, "Olga Petrova"}})
	h.call(h.admin, "POST", "/v1/runs/"+offers[0].Run+"/decisions", map[string]any{"all": "replace"}, nil)
	same(t, "once it was replaced", h.knownAs(contact), [3]string{`"Olga Petrova"`, `"+34611222444"`, `"olga@shop.example"`})
	same(t, "what is open", len(h.card(contact).Offers), 0)
}

// What somebody says of themselves makes two contacts similar, and nobody the other one:
// whoever writes from that phone is their own contact.
func TestASaidPhoneMakesContactsSimilarAndNobodyAnother_OP33_CH14(t *testing.T) {
	h := newHouse(t)
	h.whatsappLine()
	d, _ := h.olga(h.visitor())
	one := h.dialog(d).Contact
	two := h.dialog(h.whatsapp("34611222444", "wamid.1", "Hola")).Contact
	if one == two || two == "" {
		t.Fatalf("who writes from the phone is %q, who said it %q", two, one)
	}
	for of, want := range map[string]string{one: two, two: one} {
		var like struct {
			Items []struct {
				Card cardDoc `json:"card"`
			} `json:"items"`
		}
		h.call(h.admin, "GET", "/v1/contacts/"+of+"/duplicates", nil, &like)
		if len(like.Items) != 2 || like.Items[1].Card.Ref != want {
			t.Errorf("like %s: %+v, want %s", of, like.Items, want)
		}
	}
}

// What a person wrote, or kept, on the lead fills what its contact lacks, as theirs; what
// the contact has stays.
func TestWhatAPersonWritesOnALeadIsOnItsContact_FF11_CB03(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	d := h.visits(v, "Hello")
	lead, contact := h.lead(d), h.dialog(d).Contact
	h.sets(lead, map[string]any{"client_name": "Olga P.", "client_phone": "+34600000000"})
	h.pass(time.Second)
	same(t, "once a person wrote it", h.knownAs(contact), [3]string{`"Olga P."`, `"+34600000000"`, ""})
	same(t, "who did", h.timeline(contact, "changed")[0].By, "admin")
	h.sets(lead, map[string]any{"client_name": "Olga Maria"})
	h.sets(contact, map[string]any{"phone": ""})
	h.pass(time.Second)
	same(t, "what it has, and what was taken out there", h.knownAs(contact), [3]string{`"Olga P."`, "", ""})
	_, run := h.olga(v)
	h.call(h.admin, "POST", "/v1/runs/"+run.ID+"/decisions", map[string]any{"fields": map[string]any{"client_phone": "keep"}}, nil)
	h.pass(time.Second)
	same(t, "once the lead's was kept", h.knownAs(contact), [3]string{`"Olga P."`, `"+34600000000"`, `"olga@shop.example"`})
	made := h.makes("contact", "Boris", nil)
	h.makes("deal", "Chairs", map[string]any{"contact": made.Ref, "values": map[string]any{"client_email": "boris@shop.example"}})
	h.pass(time.Second)
	same(t, "of a deal that was made", h.knownAs(made.Ref), [3]string{"", "", `"boris@shop.example"`})
}

// What a person replaced on the lead is replaced on its contact, too, where both held the
// same; what the contact has otherwise is asked about there.
func TestWhatWasReplacedOnALeadIsOnItsContact_FF06_FF11(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	d := h.visits(v, "Hello")
	lead, contact := h.lead(d), h.dialog(d).Contact
	h.sets(lead, map[string]any{"client_phone": "+34600000000", "client_email": "old@shop.example"})
	h.pass(time.Second)
	h.sets(contact, map[string]any{"email": "other@shop.example"})
	_, run := h.olga(v)
	h.call(h.admin, "POST", "/v1/runs/"+run.ID+"/decisions", map[string]any{"all": "replace"}, nil)
	h.pass(time.Second)
	same(t, "the contact", h.knownAs(contact), [3]string{`"Olga Petrova"`, `"+34611222444"`, `"other@shop.example"`})
	offers := h.card(contact).Offers
	if len(offers) != 1 || offers[0].Field != "email" {
		t.Errorf("what is asked about there: %+v", offers)
	}
	asked, took := h.timeline(contact, "proposed"), h.timeline(contact, "replaced")
	if len(asked) != 1 || asked[0].Field != "email" || len(took) != 1 || took[0].Field != "phone" || took[0].By != "admin" {
		t.Errorf("it was asked %+v, and taken %+v", asked, took)
	}
}

// A lead that is made once somebody said who they are is called as their contact is.
func TestALeadIsCalledAsItsContact_CB04_CB05(t *testing.T) {
	h := newHouse(t)
	h.call(h.admin, "PATCH", "/v1/lines/"+string(siteLine), map[string]any{"leadPolicy": "when_required_data_complete", "required": []string{"phone"}}, nil, "If-Match", "*")
	v := h.visitor()
	d := h.visits(v, "Hello")
	contact := h.dialog(d).Contact
	h.sets(contact, map[string]any{"name": "Olga Petrova"})
	h.visits(v, "my phone is +34 611 222 444")
	h.pass(time.Second)
	same(t, "the lead", h.card(h.lead(d)).Title, "Olga Petrova")
}
