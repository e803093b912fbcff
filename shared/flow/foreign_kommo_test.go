package flow_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/kommo"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/crms"
)

// soldKommo is Kommo as the stories look into it: its leads are our deals, and what the
// stories call leads.
type soldKommo struct {
	flow.CRM
	k *parties.Kommo
}

func (s soldKommo) FailAt(n int, after bool) { s.k.FailAt(n, after) }
func (s soldKommo) Calls() int               { return s.k.Steps() }

func (s soldKommo) Cards(k desk.CardKind) (out []desk.Card) {
	collection := map[desk.CardKind]string{desk.KindContact: "contacts", desk.KindLead: "leads"}[k]
	for _, there := range s.k.Cards(collection) {
		c := desk.Card{Ref: desk.CardRef{Kind: k, ID: there["id"], Connection: "sold"}, Title: there["Name"], Values: map[desk.FieldName]desk.Value{}}
		c.Contact.ID = there["contact"]
		for _, name := range []string{"product", "quantity", "size"} {
			if v := there[name]; v != "" {
				c.Values[desk.FieldName(name)] = desk.Value(v)
			}
		}
		out = append(out, c)
	}
	return out
}

func (s soldKommo) Set(ref desk.CardRef, field desk.FieldName, v desk.Value) {
	s.k.Set("leads", ref.ID, map[desk.FieldName]string{"product": "PRODUCT", "quantity": "QUANTITY", "size": "SIZE"}[field], string(v))
}

func (s soldKommo) Notes(card desk.CardRef) (out []string) {
	for _, n := range s.k.Notes() {
		if fmt.Sprint(n["entity_id"]) == card.ID {
			out = append(out, fmt.Sprint(n["params"]))
		}
	}
	for _, t := range s.k.Tasks() { // the feed shows those, too, also once they are done
		if text := fmt.Sprint(t["text"]); fmt.Sprint(t["entity_id"]) == card.ID && strings.Contains(text, desk.NoteMark("r1")) {
			out = append(out, text)
		}
	}
	return out
}

func (s soldKommo) Tasks(card desk.CardRef) (out []string) {
	for _, t := range s.k.Tasks() {
		if fmt.Sprint(t["entity_id"]) == card.ID && t["is_completed"] == false {
			out = append(out, fmt.Sprint(t["text"]))
		}
	}
	return append(out, s.k.Tags("leads", card.ID)...)
}

// soldAtKommo is a world whose customers live in Kommo.
func soldAtKommo(t *testing.T) (*world, soldKommo) {
	w := newWorld(t)
	k := &parties.Kommo{Token: "t0ken", Admin: true, At: start}
	uses := map[desk.FieldName]desk.FieldUse{}
	for name, code := range map[string]string{"product": "PRODUCT", "quantity": "QUANTITY", "size": "SIZE", "client_email": "CLIENT_EMAIL"} {
		k.AddField("leads", code, "text", name)
		uses[desk.FieldName(name)] = desk.FieldUse{Policy: desk.PolicyFillIfEmpty}
	}
	k.AddField("contacts", "EMAIL", "multitext", "Email", "WORK")
	c := desk.Connection{
		ID: "sold", Kind: desk.CRMKommo, Secrets: map[string]string{"token": "t0ken"}, Options: map[string]string{"address": "https://shop.kommo.com"},
		Uses: map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindDeal: uses},
	}
	plug, err := kommo.Open(c, &http.Client{Transport: near{k}})
	if err != nil {
		t.Fatal(err)
	}
	plug.Now = w.clock
	s := soldKommo{CRM: crms.Used{CRM: plug, By: c}, k: k}
	w.livesIn(s.CRM)
	return w, s
}

// The same over Kommo, call by call, where a lead is a deal.
func TestFaults_KommoEndsTheSame(t *testing.T) {
	endsTheSame(t, 5, func(t *testing.T) (*world, soldCRM) { return soldAtKommo(t) })
}
