package flow_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/crms"
)

// near is a server that is called without a network: one that breaks off is one that
// can't be reached.
type near struct{ http.Handler }

func (n near) RoundTrip(r *http.Request) (res *http.Response, err error) {
	defer func() {
		if recover() != nil {
			err = http.ErrAbortHandler
		}
	}()
	w := httptest.NewRecorder()
	n.ServeHTTP(w, r)
	return w.Result(), nil
}

// soldBitrix24 is Bitrix24 as the stories look into it.
type soldBitrix24 struct {
	flow.CRM
	b *parties.Bitrix24
}

func (s soldBitrix24) FailAt(n int, after bool) { s.b.FailAt(n, after) }
func (s soldBitrix24) Calls() int               { return s.b.Steps() }

var ownFields = map[desk.FieldName]string{
	"product": "UF_CRM_SUFLER_PRODUCT", "quantity": "UF_CRM_SUFLER_QUANTITY", "size": "UF_CRM_SUFLER_SIZE", "name": "name", "telegram_user_id": "UF_CRM_SUFLER_TELEGRAM_USER_ID",
}

func (s soldBitrix24) Cards(k desk.CardKind) (out []desk.Card) {
	for _, item := range s.b.Cards(string(k)) {
		c := desk.Card{Ref: desk.CardRef{Kind: k, ID: fmt.Sprint(item["id"]), Connection: "sold"}, Title: fmt.Sprint(item["title"]), Values: map[desk.FieldName]desk.Value{}}
		c.Contact.ID = fmt.Sprint(item["contactId"])
		for name, key := range ownFields {
			if v := item[key]; v != nil {
				c.Values[name] = desk.Value(fmt.Sprint(v))
			}
		}
		out = append(out, c)
	}
	return out
}

func (s soldBitrix24) Notes(card desk.CardRef) (out []string) {
	for _, c := range s.b.Comments() {
		if c["ENTITY_ID"] == card.ID {
			out = append(out, fmt.Sprint(c["COMMENT"]))
		}
	}
	return out
}

func (s soldBitrix24) Tasks(card desk.CardRef) (out []string) {
	for _, c := range s.b.Todos() {
		if c["OWNER_ID"] == card.ID && c["COMPLETED"] == "N" {
			out = append(out, fmt.Sprint(c["SUBJECT"]))
		}
	}
	return out
}

func numberOf(ref desk.CardRef) (id int) {
	_, _ = fmt.Sscan(ref.ID, &id)
	return id
}

func (s soldBitrix24) Set(ref desk.CardRef, field desk.FieldName, v desk.Value) {
	s.b.Set(string(ref.Kind), numberOf(ref), map[string]any{ownFields[field]: string(v)})
}

// soldOn is a world whose customers live in Bitrix24.
func soldOn(t *testing.T) (*world, soldBitrix24) {
	w := newWorld(t)
	b := &parties.Bitrix24{Code: "c0de", At: start}
	uses := map[desk.FieldName]desk.FieldUse{}
	for _, name := range []desk.FieldName{"product", "quantity", "size"} {
		b.AddField("lead", ownFields[name], string(name), "string", false)
		uses[name] = desk.FieldUse{Policy: desk.PolicyFillIfEmpty, Type: desk.TypeString}
	}
	uses["email"] = desk.FieldUse{Policy: desk.PolicyFillIfEmpty, On: true, Type: desk.TypeEmail}
	b.AddField("contact", ownFields["telegram_user_id"], "Telegram", "string", false)
	c := desk.Connection{
		ID: "sold", Kind: desk.CRMBitrix24, Secrets: map[string]string{"webhook": "https://company.bitrix24.com/rest/1/c0de/"},
		Uses: map[desk.CardKind]map[desk.FieldName]desk.FieldUse{desk.KindLead: uses},
	}
	plug, err := bitrix24.Open(c, &http.Client{Transport: near{b}})
	if err != nil {
		t.Fatal(err)
	}
	plug.Now = w.clock
	s := soldBitrix24{CRM: crms.Used{CRM: plug, By: c}, b: b}
	w.livesIn(s.CRM)
	return w, s
}

// The same over Bitrix24 as it is spoken to, call by call.
func TestFaults_Bitrix24EndsTheSame(t *testing.T) {
	endsTheSame(t, 5, func(t *testing.T) (*world, soldCRM) { return soldOn(t) })
}

// A field that an administrator deleted in the CRM, or made another type of, is told
// to be unsupported, with the reason; the others are filled.
func TestRun_AFieldThatVanishedStopsNoOther(t *testing.T) {
	w, s := soldOn(t)
	w.hear(w.said("ann", "1", "chairs, please"))
	w.now = w.now.Add(time.Second)
	w.hear(w.said("ann", "2", "three of them, 3"))
	w.pass(10 * time.Minute)
	s.b.DropField("lead", ownFields["size"])
	s.b.AddField("lead", ownFields["quantity"], "quantity", "integer", false)
	w.pass(10 * time.Minute)
	w.finds("product", "chairs", "quantity", "3", "size", "please")
	w.ask("r1", dialogID("ann", 1))
	w.pass(10 * time.Minute)
	got := map[desk.FieldName]string{}
	for _, o := range w.run("r1").Outcomes {
		got[o.Field] = fmt.Sprint(o.Kind, ": ", o.Reason)
	}
	for field, want := range map[desk.FieldName]string{"product": "filled: ", "quantity": "unsupported: The field was of type string", "size": "unsupported: The CRM has no such field any more"} {
		if !strings.HasPrefix(got[field], want) {
			t.Errorf("%s is %q, want %q", field, got[field], want)
		}
	}
	if lead := s.Cards(desk.KindLead)[0]; lead.Values["product"] != "chairs" || lead.Values["quantity"] != "" {
		t.Errorf("the lead holds %v", lead.Values)
	}
}
