package demo

import (
	"fmt"
	"net/http"
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
	kind, title string
	party       interface {
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
	notes      func(id any) string                   // what people see in a card
	base       string                                // where it is served
}

// newCRMs are the companies' CRMs.
func newCRMs(now time.Time) []*crmFake {
	return []*crmFake{bitrix24(now), kommo(now), creatio(now)}
}

func bitrix24(now time.Time) *crmFake {
	b := &parties.Bitrix24{Code: "c0de", At: now}
	fields := [2]string{"UF_CRM_CLIENT_NAME", "UF_CRM_DELIVERY_ADDRESS"}
	b.AddField("lead", fields[crmName], "Client name", "string", false)
	b.AddField("lead", fields[crmAddress], "Delivery address", "string", false)
	return &crmFake{
		kind: "bitrix24", title: "Bitrix24", party: b, prepares: true, card: "lead", fields: fields,
		connection: func(base string) parties.Obj {
			return parties.Obj{"kind": "bitrix24", "secrets": parties.Obj{"webhook": base + "/rest/1/c0de/"}}
		},
		cards: func() []map[string]any { return called(b.Cards("lead"), "id", fields) },
		set: func(id any, field int, value string) {
			if n, ok := id.(int); ok {
				b.Set("lead", n, map[string]any{fields[field]: value})
			}
		},
		notes: func(any) string { return fmt.Sprint(b.Comments()) },
	}
}

func kommo(now time.Time) *crmFake {
	k := &parties.Kommo{Token: "t0ken", Admin: true, At: now}
	titles, codes := [2]string{"Client name", "Delivery address"}, [2]string{"CLIENT_NAME", "DELIVERY_ADDRESS"}
	k.AddField("contacts", "PHONE", "multitext", "Phone")
	for i := range titles {
		k.AddField("leads", codes[i], "text", titles[i])
	}
	return &crmFake{
		kind: "kommo", title: "Kommo", party: k, prepares: true, card: "deal", fields: [2]string{"client_name", "delivery_address"},
		connection: func(base string) parties.Obj {
			return parties.Obj{"kind": "kommo", "options": parties.Obj{"address": base}, "secrets": parties.Obj{"token": "t0ken"}}
		},
		cards: func() []map[string]any { return called(k.Cards("leads"), "id", titles) },
		set:   func(id any, field int, value string) { k.Set("leads", fmt.Sprint(id), codes[field], value) },
		notes: func(any) string { return fmt.Sprint(k.Notes()) },
	}
}

func creatio(now time.Time) *crmFake {
	columns := [2]string{"UsrClientName", "UsrDeliveryAddress"}
	s := parties.NewCreatio(now, append([]string{parties.CreatioPerson}, columns[:]...)...)
	return &crmFake{
		kind: "creatio", title: "Creatio", party: s, card: "lead", fields: [2]string{"client_name", "delivery_address"},
		connection: func(base string) parties.Obj {
			return parties.Obj{"kind": "creatio", "options": parties.Obj{"address": base, "user": s.User}, "secrets": parties.Obj{"password": s.Password}}
		},
		cards: func() []map[string]any { return called(s.Records("Lead"), "Id", columns) },
		set:   func(id any, field int, value string) { s.Set("Lead", fmt.Sprint(id), columns[field], value) },
		notes: func(id any) string { return strings.Join(s.Feed(fmt.Sprint(id)), "\n") },
	}
}

// called are cards with their ids and the two fields, as "id", "name" and "address".
func called[V any](cards []map[string]V, id string, fields [2]string) (out []map[string]any) {
	for _, c := range cards {
		out = append(out, map[string]any{"id": c[id], "name": c[fields[crmName]], "address": c[fields[crmAddress]]})
	}
	return out
}
