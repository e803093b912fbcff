package flow_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/creatio"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/crms"
)

// soldCreatio is Creatio as the stories look into it.
type soldCreatio struct {
	flow.CRM
	c *parties.Creatio
}

func (s soldCreatio) FailAt(n int, after bool) { s.c.FailAt(n, after) }
func (s soldCreatio) Calls() int               { return s.c.Steps() }

func (s soldCreatio) Cards(k desk.CardKind) (out []desk.Card) {
	collection, title := "Lead", "LeadName"
	if k == desk.KindContact {
		collection, title = "Contact", "Name"
	}
	for _, r := range s.c.Records(collection) {
		c := desk.Card{Ref: desk.CardRef{Kind: k, ID: fmt.Sprint(r["Id"]), Connection: "sold"}, Title: fmt.Sprint(r[title]), Values: map[desk.FieldName]desk.Value{}}
		c.Contact.ID = fmt.Sprint(r["QualifiedContactId"])
		for _, name := range []string{"product", "quantity", "size"} {
			if v, _ := r[column(name)].(string); v != "" {
				c.Values[desk.FieldName(name)] = desk.Value(v)
			}
		}
		out = append(out, c)
	}
	return out
}

func column(field string) string { return "Usr" + strings.ToUpper(field[:1]) + field[1:] }

func (s soldCreatio) Set(ref desk.CardRef, field desk.FieldName, v desk.Value) {
	s.c.Set("Lead", ref.ID, column(string(field)), string(v))
}

func (s soldCreatio) Notes(card desk.CardRef) []string { return s.c.Feed(card.ID) }

func (s soldCreatio) Tasks(card desk.CardRef) []string { return s.c.Activities(card.ID) }

// soldAtCreatio is a world whose customers live in Creatio.
func soldAtCreatio(t *testing.T) (*world, soldCreatio) {
	w := newWorld(t)
	c := parties.NewCreatio(start, "UsrProduct", "UsrQuantity", "UsrSize", "UsrClientEmail", "UsrTelegramUserId")
	uses := map[desk.FieldName]desk.FieldUse{}
	for _, name := range []desk.FieldName{"product", "quantity", "size", "client_email"} {
		uses[name] = desk.FieldUse{Policy: desk.PolicyFillIfEmpty}
	}
	conn := desk.Connection{
		ID: "sold", Kind: desk.CRMCreatio, Secrets: map[string]string{"password": "p4ss"}, Options: map[string]string{"address": "https://company.creatio.com", "user": "robot"},
		Uses: map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindLead: uses},
	}
	plug, err := creatio.Open(conn, &http.Client{Transport: near{c}})
	if err != nil {
		t.Fatal(err)
	}
	plug.Now = w.clock
	s := soldCreatio{CRM: crms.Used{CRM: plug, By: conn}, c: c}
	w.livesIn(s.CRM)
	return w, s
}

// The same over Creatio, call by call, sign-in and all.
func TestFaults_CreatioEndsTheSame(t *testing.T) {
	endsTheSame(t, 5, func(t *testing.T) (*world, soldCRM) { return soldAtCreatio(t) })
}
