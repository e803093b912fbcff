package flow_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/rest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/crms"
)

// soldRest is a CRM by HTTP as the stories look into it.
type soldRest struct {
	flow.CRM
	r *parties.RestCRM
}

func (s soldRest) FailAt(n int, after bool)        { s.r.FailAt(n, after) }
func (s soldRest) Calls() int                      { return s.r.Steps() }
func (s soldRest) Notes(c desk.CardRef) []string   { return s.r.Beside("notes", string(c.Kind), c.ID) }
func (s soldRest) Tasks(c desk.CardRef) []string   { return s.r.Beside("tasks", string(c.Kind), c.ID) }
func (soldRest) collection(k desk.CardKind) string { return string(k) + "s" }

func (s soldRest) Cards(k desk.CardKind) (out []desk.Card) {
	for _, there := range s.r.Cards(s.collection(k)) {
		c := desk.Card{Ref: desk.CardRef{Kind: k, ID: there["id"], Connection: "sold"}, Values: map[desk.FieldName]desk.Value{}}
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

func (s soldRest) Set(ref desk.CardRef, field desk.FieldName, v desk.Value) {
	s.r.Set(s.collection(ref.Kind), ref.ID, string(field), string(v))
}

// soldByRest is a world whose customers live in a CRM by HTTP.
func soldByRest(t *testing.T) (*world, soldRest) {
	w := newWorld(t)
	r := &parties.RestCRM{Token: "t0ken", At: start}
	uses := map[desk.FieldName]desk.FieldUse{}
	fields := []string{`{"name": "email", "path": "fields.email", "type": "email"}`}
	for _, name := range []string{"product", "quantity", "size", "client_email", "name", "telegram_user_id"} {
		fields = append(fields, fmt.Sprintf(`{"name": %q, "path": "fields.%s", "type": "string"}`, name, name))
		uses[desk.FieldName(name)] = desk.FieldUse{Policy: desk.PolicyFillIfEmpty}
	}
	c := desk.Connection{
		ID: "sold", Kind: desk.CRMRest, Secrets: map[string]string{"token": "t0ken"},
		Options: map[string]string{"address": "https://crm.example/api", "calls": parties.RestCalls(strings.Join(fields, ","))},
		Uses:    map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindLead: uses},
	}
	plug, err := rest.Open(c, &http.Client{Transport: near{r}})
	if err != nil {
		t.Fatal(err)
	}
	s := soldRest{CRM: crms.Used{CRM: plug, By: c}, r: r}
	w.livesIn(s.CRM)
	return w, s
}

// The same over a CRM by HTTP, call by call.
func TestFaults_RestEndsTheSame(t *testing.T) {
	endsTheSame(t, 9, func(t *testing.T) (*world, soldCRM) { return soldByRest(t) })
}
