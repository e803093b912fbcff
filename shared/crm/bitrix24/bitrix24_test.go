package bitrix24_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

const code = "s3cr3tc0de"

func serve(t *testing.T) (*parties.Bitrix24, string) {
	t.Helper()
	b := &parties.Bitrix24{Code: code, At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	h := httptest.NewServer(b)
	t.Cleanup(h.Close)
	return b, h.URL
}

func connection(address string) desk.Connection {
	return desk.Connection{
		ID: "b24", Kind: desk.CRMBitrix24, Secrets: map[string]string{"webhook": address + "/rest/1/" + code + "/"},
		Options: map[string]string{"cases": fmt.Sprint(parties.BitrixCases)},
	}
}

func open(t *testing.T, c desk.Connection) *bitrix24.CRM {
	t.Helper()
	m, err := bitrix24.Open(c, outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tested is a Bitrix24 with the fields that the contract writes, as our own.
func tested(t *testing.T) *crmtest.World {
	b, address := serve(t)
	return testedOn(t, b, open(t, connection(address)))
}

// testedOn is one that is connected already.
func testedOn(t *testing.T, b *parties.Bitrix24, plug *bitrix24.CRM) *crmtest.World {
	t.Helper()
	for _, kind := range []string{"contact", "company", "lead", "deal", "case"} {
		names := []string{"CITY", "SAME", "GONE", "COMPANY", "TELEGRAM_USER_ID"}
		if kind != "contact" && kind != "lead" {
			names = append(names, "NAME")
		}
		for i := range 60 {
			names = append(names, fmt.Sprint("F", i))
		}
		for _, n := range names {
			b.AddField(kind, "UF_CRM_SUFLER_"+n, n, "string", false)
		}
	}
	b.Scopes = []string{"crm", "bizproc", "placement", "user_basic"}
	return &crmtest.World{
		Works: parties.Users(0, false), Gave: func(card desk.CardRef) string {
			for _, c := range b.Cards("deal") {
				if fmt.Sprint(c["id"]) == card.ID {
					return fmt.Sprint(c["assignedById"])
				}
			}
			return ""
		},
		Plug: plug, Connection: "b24", Pipeline: "9", Stage: "C9:NEW",
		Now: b.Now, Move: b.Move, FailAt: b.FailAt, Steps: b.Steps,
		Notes: func(card desk.CardRef) (out []string) {
			for _, c := range b.Comments() {
				if c["ENTITY_ID"] == card.ID {
					out = append(out, fmt.Sprint(c["COMMENT"]))
				}
			}
			return out
		},
		Started: func(card desk.CardRef) (n int) {
			for _, on := range b.Started() {
				if on == "DEAL_"+card.ID {
					n++
				}
			}
			return n
		},
		Tasks: func(card desk.CardRef) (out []string) {
			for _, c := range b.Todos() {
				if c["OWNER_ID"] == card.ID && c["COMPLETED"] == "N" {
					out = append(out, fmt.Sprint(c["SUBJECT"]))
				}
			}
			return out
		},
	}
}

func TestCRM(t *testing.T) { crmtest.Run(t, tested) }

// A company that works without leads: what would be a lead is a deal in the pipeline that the
// connection names, and all that a CRM promises holds.
func TestCRM_WithoutLeads_D10(t *testing.T) {
	without := func(t *testing.T) (*parties.Bitrix24, *bitrix24.CRM) {
		b, address := serve(t)
		c := connection(address)
		c.Options["pipeline"] = "9"
		return b, open(t, c)
	}
	crmtest.Run(t, func(t *testing.T) *crmtest.World {
		b, m := without(t)
		return testedOn(t, b, m)
	})
	b, m := without(t)
	for range 2 {
		c, err := crmtest.CRMs("b24", m).CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindLead, Connection: "b24"}, Title: "Ann"}, "dialog:d")
		if err != nil || c.Ref.Kind != desk.KindDeal || c.Pipeline != "9" || c.Stage != "C9:NEW" {
			t.Errorf("made %+v, %v", c, err)
		}
	}
	if leads, deals := b.Cards("lead"), b.Cards("deal"); len(leads) != 0 || len(deals) != 1 {
		t.Errorf("%d leads, %d deals", len(leads), len(deals))
	}
	for _, bad := range []string{"x", "-1", "09", "1.5"} {
		c := connection("https://company.bitrix24.com")
		c.Options["pipeline"] = bad
		if _, err := bitrix24.Open(c, nil); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("pipeline %s: %v", bad, err)
		}
	}
}
