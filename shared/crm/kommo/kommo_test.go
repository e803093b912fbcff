package kommo_test

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/crm/kommo"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// account is an account with the fields that every one has, and a plug to it.
func account(t *testing.T) (*parties.Kommo, *kommo.CRM) {
	t.Helper()
	s := &parties.Kommo{Token: "t0ken", Admin: true, At: start}
	s.AddField("contacts", "PHONE", "multitext", "Phone")
	s.AddField("contacts", "EMAIL", "multitext", "Email")
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, open(t, h.URL, nil)
}

func open(t *testing.T, address string, options map[string]string) *kommo.CRM {
	t.Helper()
	c := desk.Connection{ID: "shop", Kind: desk.CRMKommo, Secrets: map[string]string{"token": "t0ken"}, Options: map[string]string{"address": address}}
	for name, v := range options {
		c.Options[name] = v
	}
	m, err := kommo.Open(c, outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	m.Now = func() time.Time { return start }
	return m
}

func TestCRM(t *testing.T) { contract(t, false) }

// A token that may make no field of ours leaves no way to keep what a card was made from:
// all that a CRM promises holds, by looking, whatever answer is lost.
func TestCRM_WithoutTheRightToMakeAField(t *testing.T) { contract(t, true) }

func contract(t *testing.T, employee bool) {
	crmtest.Run(t, func(t *testing.T) *crmtest.World {
		s, m := account(t)
		names := []string{"CITY", "SAME", "GONE", "COMPANY", "NAME"}
		for i := range 60 {
			names = append(names, fmt.Sprint("F", i))
		}
		for _, collection := range []string{"contacts", "companies", "leads"} {
			for _, name := range names {
				if name != "NAME" || collection == "leads" {
					s.AddField(collection, name, "text", name)
				}
			}
		}
		if s.Admin = !employee; employee {
			s.AddField("contacts", "TELEGRAM_USER_ID", "text", "Telegram id")
		}
		m.Prepare(t.Context(), []desk.Field{{Name: "telegram_user_id", Title: "Telegram id"}})
		works := parties.Users(0, false)
		if employee { // to whom Kommo does not tell who works there
			works = nil
		}
		return &crmtest.World{
			NoOrigin: employee, Works: works, Gave: func(card desk.CardRef) string { return s.Owner("leads", card.ID) },
			Plug: m, Connection: "shop", Now: s.Now, Move: s.Move, FailAt: s.FailAt, Steps: s.Steps, Pipeline: "6950551", Stage: "58141807",
			Notes: func(card desk.CardRef) (out []string) {
				for _, n := range s.Notes() {
					if fmt.Sprint(n["entity_id"]) == card.ID {
						out = append(out, fmt.Sprint(n["params"]))
					}
				}
				for _, n := range s.Tasks() { // which the feed shows, too
					if fmt.Sprint(n["entity_id"]) == card.ID {
						out = append(out, fmt.Sprint(n["text"]))
					}
				}
				return out
			},
			Started: func(card desk.CardRef) (n int) {
				for _, on := range s.Bots() {
					if on == "17 on leads "+card.ID {
						n++
					}
				}
				return n
			},
			Tasks: func(card desk.CardRef) (out []string) {
				for _, n := range s.Tasks() {
					if fmt.Sprint(n["entity_id"]) == card.ID && n["is_completed"] == false {
						out = append(out, fmt.Sprint(n["text"]))
					}
				}
				return out
			},
		}
	})
}
