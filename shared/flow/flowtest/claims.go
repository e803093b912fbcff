package flowtest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var claimsSuite = map[string]func(*T){
	"identities are claimed all or none, once in each CRM":                            claims,
	"what was claimed before a contact was made becomes the contact's, however often": settles,
	"an erasure finds the claims of a contact in any CRM":                             erasesClaims,
	"what became of a change is kept once":                                            keepsChanges,
	"one makes a card at a time; others wait, or are told which it is":                makesOnce,
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

func makesOnce(t *T) {
	of := desk.OriginRef(desk.KindDeal, "dialog:c-1")
	of.Connection = "sold"
	none, made, now := desk.CardRef{}, desk.CardRef{Kind: desk.KindDeal, ID: "7", Connection: "sold"}, t.Clock.Now()
	begun := t.atOnce(8, func(i int) (bool, error) {
		got, err := t.BeginMaking(t.ctx, of, none, now, now.Add(time.Duration(i+1)*time.Second))
		var later *desk.Later
		if errors.As(err, &later) {
			return false, nil
		}
		return err == nil && got == none, err
	})
	if begun != 1 {
		t.Fatalf("%d began at once", begun)
	}
	other := of
	other.Connection = "sold2"
	if got, err := t.BeginMaking(t.ctx, other, none, now, now.Add(time.Second)); err != nil || got != none {
		t.Errorf("in another CRM: %v, %v", got, err)
	}
	// Whoever it was is cut off: its time ends, and the next one begins; the first ends nothing then.
	now = now.Add(9 * time.Second)
	until := now.Add(time.Minute)
	if got, err := t.BeginMaking(t.ctx, of, none, now, until); err != nil || got != none {
		t.Fatalf("after its time: %v, %v", got, err)
	}
	for i := range 8 {
		t.must(t.EndMaking(t.ctx, of, now.Add(time.Duration(i-8)*time.Second), none))
	}
	var later *desk.Later
	if _, err := t.BeginMaking(t.ctx, of, none, now, until.Add(time.Second)); !errors.As(err, &later) || !later.Until.Equal(until) {
		t.Errorf("while another does: %v", err)
	}
	// Nothing was made: anybody may try at once.
	t.must(t.EndMaking(t.ctx, of, until, none))
	until = until.Add(time.Second)
	if got, err := t.BeginMaking(t.ctx, of, none, now, until); err != nil || got != none {
		t.Errorf("after nothing was made: %v, %v", got, err)
	}
	// It was: that is what others are told, unless it is gone.
	for range 2 {
		t.must(t.EndMaking(t.ctx, of, until, made))
	}
	if got, err := t.BeginMaking(t.ctx, of, none, now, until.Add(time.Second)); err != nil || got != made {
		t.Errorf("after it was made: %v, %v", got, err)
	}
	until = until.Add(2 * time.Second)
	if got, err := t.BeginMaking(t.ctx, of, made, now, until); err != nil || got != none {
		t.Errorf("after it was deleted: %v, %v", got, err)
	}
	t.must(t.EndMaking(t.ctx, of, until, made))
	if got, err := t.BeginMaking(t.ctx, of, none, until.Add(25*time.Hour), until.Add(26*time.Hour)); err != nil || got != none {
		t.Errorf("long after: %v, %v", got, err)
	}
}
