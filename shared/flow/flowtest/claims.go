package flowtest

import (
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var claimsSuite = map[string]func(*T){
	"identities are claimed all or none, once in each CRM":                            claims,
	"what was claimed before a contact was made becomes the contact's, however often": settles,
	"an erasure finds the claims of a contact in any CRM":                             erasesClaims,
	"what became of a change is kept once":                                            keepsChanges,
}

var (
	annsID = desk.Identity{Kind: "messenger", Scope: "page:7", Value: "ann"}
	phone  = desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"}
	eMail  = desk.Identity{Kind: desk.IdentityEmail, Value: "ann@example.com"}
)

// owns wants an identity to be the claim's.
func (t *T) owns(conn desk.ConnectionID, id desk.Identity, want desk.Claim) {
	t.Helper()
	got, err := t.Claimed(t.ctx, conn, []desk.Identity{id})
	if have := got[id]; err != nil || have != want || len(got) != min(1, len(want.Contact.ID+want.Origin)) {
		t.Errorf("in %q %v is %+v's (%v), want %+v's", conn, id, got, err, want)
	}
}

func claims(t *T) {
	for _, conn := range []desk.ConnectionID{desk.ConnectionBuiltIn, "sold"} {
		ann := desk.Claim{Contact: desk.CardRef{Kind: desk.KindContact, ID: "1", Connection: conn}}
		others, err := t.Claim(t.ctx, conn, []desk.Identity{annsID, phone}, ann)
		if err != nil || len(others) > 0 {
			t.Fatalf("in %q: %v, %v", conn, others, err)
		}
		others, err = t.Claim(t.ctx, conn, []desk.Identity{eMail, phone}, desk.Claim{Origin: "o"})
		if d := cmp.Diff(map[desk.Identity]desk.Claim{phone: ann}, others); err != nil || d != "" {
			t.Errorf("in %q, what others have: %v (-want +got)\n%s", conn, err, d)
		}
		t.owns(conn, phone, ann)
		t.owns(conn, eMail, desk.Claim{})
		other := annsID
		other.Scope = "page:8"
		got, err := t.Elsewhere(t.ctx, conn, other)
		if err != nil || len(got) != 1 || got[0] != ann.Contact {
			t.Errorf("in %q, elsewhere it is %v's, %v", conn, got, err)
		}
		if got, err = t.Elsewhere(t.ctx, conn, annsID); err != nil || len(got) > 0 {
			t.Errorf("in %q, elsewhere it is %v's, %v, want nobody's", conn, got, err)
		}
	}
}

func settles(t *T) {
	const conn = "sold"
	was := desk.Claim{Origin: "customer:ann"}
	_, err := t.Claim(t.ctx, conn, []desk.Identity{annsID, phone}, was)
	t.must(err)
	t.owns(conn, phone, was)
	one, two := desk.CardRef{Kind: desk.KindContact, ID: "101", Connection: conn}, desk.CardRef{Kind: desk.KindContact, ID: "102", Connection: conn}
	for range 2 {
		t.must(t.SettleClaims(t.ctx, conn, was, one))
		t.owns(conn, annsID, desk.Claim{Contact: one, Origin: was.Origin})
	}
	t.must(t.SettleClaims(t.ctx, conn, desk.Claim{Contact: one, Origin: was.Origin}, two)) // the first was deleted there
	t.owns(conn, phone, desk.Claim{Contact: two, Origin: was.Origin})
}

func erasesClaims(t *T) {
	const conn = "sold"
	for i, settled := range []bool{false, true} {
		t.cust = desk.NewCustomerID(t.line.ID, fmt.Sprint("ann", i))
		t.append("m1")
		who, err := t.Customer(t.ctx, t.cust)
		t.must(err)
		before, was := len(t.places()), desk.Claim{Origin: who.Origin()}
		_, err = t.Claim(t.ctx, conn, []desk.Identity{annsID, phone}, was)
		t.must(err)
		if settled {
			now := desk.CardRef{Kind: desk.KindContact, ID: "101", Connection: conn}
			t.must(t.SettleClaims(t.ctx, conn, was, now))
			_, err := t.ChangeCustomer(t.ctx, t.cust, func(c desk.Customer) (desk.Customer, error) { c.Contact = now; return c, nil })
			t.must(err)
		}
		if len(t.places()) < before+4 {
			t.Fatal("nothing was claimed: the test shows nothing")
		}
		_, p := t.parted(desk.ErasureID(fmt.Sprint("e", i)), t.cust)
		t.takes(p)
		for at := range t.places() {
			if strings.Contains(at, phone.Value) || strings.Contains(at, annsID.Scope) {
				t.Errorf("left: %s (settled: %v)", at, settled)
			}
		}
	}
}

func keepsChanges(t *T) {
	card := desk.CardRef{Kind: desk.KindDeal, ID: "7", Connection: "sold"}
	if _, known, err := t.ChangeDone(t.ctx, card, "c1"); err != nil || known {
		t.Errorf("nothing was kept: %v, %v", known, err)
	}
	first := desk.Changed{Set: map[desk.FieldName]bool{"city": true}, Stale: map[desk.FieldName]desk.Value{"name": "Ann"}}
	for _, c := range []desk.Changed{first, {}} {
		got, err := t.KeepChange(t.ctx, card, "c1", c)
		if d := cmp.Diff(first, got); err != nil || d != "" {
			t.Errorf("%v (-want +got)\n%s", err, d)
		}
	}
	got, known, err := t.ChangeDone(t.ctx, card, "c1")
	if d := cmp.Diff(first, got); err != nil || !known || d != "" {
		t.Errorf("%v, %v (-want +got)\n%s", known, err, d)
	}
}
