package demo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// The fields of the company's own that the cards of each CRM have, in the order of
// crmFake.fields.
const (
	crmName = iota
	crmAddress
)

// crmFake is a company's CRM on its fake.
type crmFake struct {
	id, kind, title string // id: the connection's
	party           interface {
		http.Handler
		Now() time.Time
		Move(d time.Duration)
	}
	// connection is what POST /v1/connections is told, beside the id.
	connection func(base string) parties.Obj
	prepares   bool      // makes fields there; else an administrator did
	card       string    // the kind of card that a customer's first message makes
	fields     [2]string // how they are called here
	cards      func() []map[string]any
	set        func(id any, field int, value string) // by a person there
	notes      func(id any) string                   // what people see in a card; nil: nothing of ours
	// installs is what the CRM posts that lets us in; nil: the connection's secrets do.
	installs func(base string) told
	// takes is a person who takes the new address there, and what the CRM tells us of it.
	takes func(id any, now func(id any, field int, value string)) told
	// over says in words what people still see waiting once all is decided; nil: they see
	// no such thing.
	over func(id any) string
	base string // where it is served
}

// told is a call of the CRM's.
type told struct {
	path, body string
	header     [2]string
}

// crmSecret proves what the CRMs tell us.
const crmSecret = "a-secret-of-the-demo"

// signed is what a CRM tells that was taught to.
func signed(connection, body string) told {
	mac := hmac.New(sha256.New, []byte(crmSecret))
	mac.Write([]byte(body))
	return told{path: "/webhooks/crm/" + connection, body: body, header: [2]string{"X-Sufler-Signature", "sha256=" + hex.EncodeToString(mac.Sum(nil))}}
}

// set is a person who writes the new address, of which the CRM tells us by call.
func set(call func(id any) told) func(any, func(any, int, string)) told {
	return func(id any, now func(any, int, string)) told {
		now(id, crmAddress, crmNew)
		return call(id)
	}
}

// newCRMs are the companies' CRMs.
func newCRMs(now time.Time) []*crmFake {
	return []*crmFake{bitrix24(now), bitrix24App(now), kommo(now), creatio(now), byHTTP(now)}
}

func bitrix24(now time.Time) *crmFake {
	b := &parties.Bitrix24{Code: "c0de", At: now}
	fields := [2]string{"UF_CRM_CLIENT_NAME", "UF_CRM_DELIVERY_ADDRESS"}
	b.AddField("lead", fields[crmName], "Client name", "string", false)
	b.AddField("lead", fields[crmAddress], "Delivery address", "string", false)
	return &crmFake{
		id: "bitrix24", kind: "bitrix24", title: "Bitrix24", party: b, prepares: true, card: "lead", fields: fields,
		connection: func(base string) parties.Obj {
			return parties.Obj{"kind": "bitrix24", "secrets": parties.Obj{"webhook": base + "/rest/1/c0de/", "application_token": crmSecret}}
		},
		takes: set(func(id any) told {
			n, _ := id.(int)
			return told{path: "/webhooks/crm/bitrix24", body: parties.BitrixEvent("ONCRMLEADUPDATE", n, crmSecret)}
		}),
		cards: func() []map[string]any { return called(b.Cards("lead"), "id", fields) },
		set: func(id any, field int, value string) {
			if n, ok := id.(int); ok {
				b.Set("lead", n, map[string]any{fields[field]: value})
			}
		},
		notes: func(any) string { return fmt.Sprint(b.Comments()) },
	}
}

// bitrix24App is a Bitrix24 to which our application was added: what was read is an
// activity in the card, with buttons, and the kanban has badges.
func bitrix24App(now time.Time) *crmFake {
	b := &parties.Bitrix24{ClientID: "local.demo", ClientSecret: "demo-secret", At: now}
	fields := [2]string{"UF_CRM_CLIENT_NAME", "UF_CRM_DELIVERY_ADDRESS"}
	b.AddField("lead", fields[crmName], "Client name", "string", false)
	b.AddField("lead", fields[crmAddress], "Delivery address", "string", false)
	f := &crmFake{
		id: "bitrix24-app", kind: "bitrix24", title: "Bitrix24's application", party: b, prepares: true, card: "lead", fields: fields,
		connection: func(base string) parties.Obj {
			return parties.Obj{"kind": "bitrix24", "secrets": parties.Obj{"client_secret": "demo-secret"}, "options": parties.Obj{"address": base, "client_id": "local.demo", "identity": base}}
		},
		installs: func(base string) told { return told{path: "/crm/bitrix24-app/install", body: b.Installs(base, 1)} },
		cards:    func() []map[string]any { return called(b.Cards("lead"), "id", fields) },
		set: func(id any, field int, value string) {
			if n, ok := id.(int); ok {
				b.Set("lead", n, map[string]any{fields[field]: value})
			}
		},
		notes: func(any) string { return fmt.Sprint(b.Activities()) },
	}
	// The customer's contact may have an item of its own: they said what they are called.
	ofLead := func(a map[string]any, id any) bool {
		return fmt.Sprint(a["OWNER_TYPE_ID"]) == "1" && fmt.Sprint(a["OWNER_ID"]) == fmt.Sprint(id)
	}
	f.takes = func(id any, _ func(any, int, string)) told {
		var press told
		for _, a := range b.Activities() {
			if !ofLead(a, id) {
				continue
			}
			if body := b.Presses(fmt.Sprint(a["ID"]), "replace", "", 7); body != "" {
				press.body = body
			}
		}
		if at := b.Handlers("ONCRMTIMELINEITEMACTION"); len(at) > 0 {
			if u, err := url.Parse(at[0]); err == nil {
				press.path = u.RequestURI()
			}
		}
		return press
	}
	f.over = func(id any) (waits string) {
		n, _ := id.(int)
		if badge := b.Badge(n); badge != "sufler_fields_filled" {
			waits = "the badge is " + badge
		}
		for _, todo := range b.Todos() {
			if ofLead(todo, id) && todo["COMPLETED"] != "Y" {
				waits += fmt.Sprint(" to do: ", todo["SUBJECT"])
			}
		}
		for _, a := range b.Activities() {
			if ofLead(a, id) && b.Presses(fmt.Sprint(a["ID"]), "replace", "", 7) != "" {
				waits += " there is a button to press"
			}
		}
		return waits
	}
	return f
}

func kommo(now time.Time) *crmFake {
	k := &parties.Kommo{Token: "t0ken", Admin: true, At: now}
	titles, codes := [2]string{"Client name", "Delivery address"}, [2]string{"CLIENT_NAME", "DELIVERY_ADDRESS"}
	k.AddField("contacts", "PHONE", "multitext", "Phone")
	for i := range titles {
		k.AddField("leads", codes[i], "text", titles[i])
	}
	return &crmFake{
		id: "kommo", kind: "kommo", title: "Kommo", party: k, prepares: true, card: "deal", fields: [2]string{"client_name", "delivery_address"},
		connection: func(base string) parties.Obj {
			return parties.Obj{"kind": "kommo", "options": parties.Obj{"address": base}, "secrets": parties.Obj{"token": "t0ken", "webhook_secret": crmSecret}}
		},
		takes: set(func(id any) told {
			return told{path: "/webhooks/crm/kommo?secret=" + crmSecret, body: url.Values{"leads[update][0][id]": {fmt.Sprint(id)}}.Encode()}
		}),
		cards: func() []map[string]any { return called(k.Cards("leads"), "id", titles) },
		set:   func(id any, field int, value string) { k.Set("leads", fmt.Sprint(id), codes[field], value) },
		notes: func(any) string { return fmt.Sprint(k.Notes(), k.Tasks()) },
	}
}

func creatio(now time.Time) *crmFake {
	columns := [2]string{"UsrClientName", "UsrDeliveryAddress"}
	s := parties.NewCreatio(now, append([]string{parties.CreatioPerson}, columns[:]...)...)
	return &crmFake{
		id: "creatio", kind: "creatio", title: "Creatio", party: s, card: "lead", fields: [2]string{"client_name", "delivery_address"},
		connection: func(base string) parties.Obj {
			return parties.Obj{"kind": "creatio", "options": parties.Obj{"address": base, "user": s.User}, "secrets": parties.Obj{"password": s.Password, "webhook_secret": crmSecret}}
		},
		takes: set(func(id any) told { return signed("creatio", fmt.Sprintf(`{"kind": "Lead", "id": %q}`, id)) }),
		cards: func() []map[string]any { return called(s.Records("Lead"), "Id", columns) },
		set:   func(id any, field int, value string) { s.Set("Lead", fmt.Sprint(id), columns[field], value) },
		notes: func(id any) string { return strings.Join(s.Feed(fmt.Sprint(id)), "\n") },
	}
}

// byHTTP is a CRM without a plug of its own, which is described by its calls.
func byHTTP(now time.Time) *crmFake {
	r := &parties.RestCRM{Token: "t0ken", At: now}
	fields := [2]string{"client_name", "delivery_address"}
	calls := parties.RestCalls(`{"name": "client_name", "path": "fields.client_name", "type": "string"}, {"name": "delivery_address", "path": "fields.delivery_address", "type": "string"}`)
	return &crmFake{
		id: "rest", kind: "rest", title: "A CRM by HTTP", party: r, card: "lead", fields: fields,
		connection: func(base string) parties.Obj {
			return parties.Obj{"kind": "rest", "options": parties.Obj{"address": base + "/api", "calls": calls}, "secrets": parties.Obj{"token": "t0ken", "webhook_secret": crmSecret}}
		},
		cards: func() []map[string]any { return called(r.Cards("leads"), "id", fields) },
		set:   func(id any, field int, value string) { r.Set("leads", fmt.Sprint(id), fields[field], value) },
		notes: func(id any) string { return strings.Join(r.Beside("notes", "lead", fmt.Sprint(id)), "\n") },
		takes: set(func(id any) told { return signed("rest", fmt.Sprintf(`{"kind": "lead", "id": %q}`, id)) }),
	}
}

// called are cards with their ids and the two fields, as "id", "name" and "address".
func called[V any](cards []map[string]V, id string, fields [2]string) (out []map[string]any) {
	for _, c := range cards {
		out = append(out, map[string]any{"id": c[id], "name": c[fields[crmName]], "address": c[fields[crmAddress]]})
	}
	return out
}
