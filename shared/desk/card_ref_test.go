package desk

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCardRef_IsReadAsItIsPrinted(t *testing.T) {
	for text, want := range map[string]CardRef{
		"lead:7":             {Kind: KindLead, ID: "7"},
		"deal:a:b":           {Kind: KindDeal, ID: "a:b"},
		"case:a.b/c":         {Kind: KindCase, ID: "a.b/c"},
		"bitrix.lead:7":      {Kind: KindLead, ID: "7", Connection: "bitrix"},
		"crm-2.contact:x.y:": {Kind: KindContact, ID: "x.y:", Connection: "crm-2"},
	} {
		if r, err := ParseCardRef(text); err != nil || r != want || r.String() != text {
			t.Errorf("%s: got %+v %v, printed %s", text, r, err, r)
		}
	}
}

func TestCardRef_NothingElseIsOne(t *testing.T) {
	for _, bad := range []string{
		"", "deal", "deal:", "firm:1", ":1", ".lead:1", "a.b.lead:1", "Bitrix.lead:1", "a/b.lead:1", "bitrix.lead:", "bitrix.:1",
		"bitrix.firm:1", strings.Repeat("a", 33) + ".lead:1", "lead:" + strings.Repeat("1", 129),
	} {
		if r, err := ParseCardRef(bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %+v %v, want ErrInvalid", bad, r, err)
		}
	}
}

func TestCardRef_ThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := CardRef{
			Kind:       rapid.SampledFrom([]CardKind{KindContact, KindLead, KindDeal, KindCase}).Draw(t, "kind"),
			ID:         rapid.StringN(1, 30, 128).Draw(t, "id"),
			Connection: ConnectionID(rapid.StringMatching(`([a-z0-9-]{1,32})?`).Draw(t, "connection")),
		}
		if got, err := ParseCardRef(want.String()); err != nil || got != want {
			t.Fatalf("%s: got %+v %v, want %+v", want, got, err, want)
		}
	})
}

// RS-02: in a connected CRM a deal's title may be a customer's name, too, and a case's the customer's words.
func TestNamedAfterCustomer_RS02(t *testing.T) {
	for text, want := range map[string]bool{
		"contact:1": true, "lead:1": true, "deal:1": false, "case:1": true, "company:1": false,
		"kommo.contact:1": true, "kommo.lead:1": true, "kommo.deal:1": true, "kommo.company:1": false,
	} {
		if ref, err := ParseCardRef(text); err != nil || ref.NamedAfterCustomer() != want {
			t.Errorf("%s: want %v (%v)", text, want, err)
		}
	}
}
