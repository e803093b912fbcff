package flowtest

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/intake"
)

var erasuresSuite = map[string]func(*T){
	"who is parted is nobody, and whoever writes next is somebody new": parts,
	"of somebody parted nothing is left but that they were":            leavesNothing,
	"what was taken stays away, for as long as it may be repeated":     staysAway,
	"whoever comes by a parted customer's identity is met anew":        meetsAnew,
	"by what another customer is known stays":                          keepsOthers,
	"a customer known by two ids is found by either":                   knownByTwo,
	"what was closed before a moment is found":                         closedBefore,
}

// begun is an erasure that was asked for.
func (t *T) begun(id desk.ErasureID) desk.Erasure {
	t.Helper()
	e, err := t.BeginErasure(t.ctx, desk.Erasure{ID: id, Customer: t.cust, State: desk.ErasureRunning, AskedAt: t.Clock.Now()})
	t.must(err)
	return e
}

// parted is an erasure of a customer who was parted.
func (t *T) parted(id desk.ErasureID, c desk.CustomerID) (desk.Erasure, desk.Part) {
	t.Helper()
	e, err := t.Part(t.ctx, t.begun(id), c)
	t.must(err)
	return e, e.Parts[len(e.Parts)-1]
}

// takes takes a part whole, as flow does, twice.
func (t *T) takes(p desk.Part) {
	t.Helper()
	for range 2 {
		ds, err := t.PastDialogs(t.ctx, p, 20)
		t.must(err)
		for _, d := range ds {
			for _, r := range all(t, func(ask desk.PageAsk) (desk.Page[desk.Run], error) { return t.DialogRuns(t.ctx, d.ID, ask) }) {
				t.must(t.TakeRun(t.ctx, r))
			}
			t.must(t.TakeMessages(t.ctx, all(t, func(ask desk.PageAsk) (desk.Page[desk.Message], error) {
				return t.Messages(t.ctx, p.Customer, 0, d.Last, false, ask)
			})))
			t.must(t.TakeDialog(t.ctx, d.ID))
		}
		t.must(t.TakeRest(t.ctx, p))
	}
}

// contact makes a customer's contact, as flow does.
func (t *T) contact(c desk.CustomerID, ids ...desk.Identity) desk.CardRef {
	t.Helper()
	who, err := t.Customer(t.ctx, c)
	t.must(err)
	ref, claim, err := t.meet(who, ids...)
	t.must(err)
	if ref.ID == "" {
		card, err := t.CRM.CreateCard(t.ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}, Title: "Ann"}, claim.Origin)
		t.must(err)
		ref = card.Ref
	}
	_, err = t.ChangeCustomer(t.ctx, c, func(c desk.Customer) (desk.Customer, error) { c.Contact = ref; return c, nil })
	t.must(err)
	return ref
}

// meet finds a customer's contact, as flow does.
func (t *T) meet(c desk.Customer, ids ...desk.Identity) (desk.CardRef, desk.Claim, error) {
	return intake.Meeter{Cards: t.CRM, Registry: t.CRM, Claims: t.Ports}.Meet(t.ctx, desk.ConnectionBuiltIn, c, ids)
}

func parts(t *T) {
	first := t.append("m1").Dialog
	t.close(first.ID)
	open := t.append("m2").Dialog
	e, p := t.parted("e1", t.cust)
	if p.Customer != t.cust || p.Number != 2 || p.Upto < open.Last {
		t.Errorf("the part is %+v", p)
	}
	if got, err := t.Erasure(t.ctx, "e1"); err != nil || cmp.Diff(e, got) != "" {
		t.Errorf("stored %+v (%v), want %+v", got, err, e)
	}
	if v, err := t.Job(t.ctx, "e1"); err != nil || v.Kind != desk.JobErase || v.Ended() {
		t.Errorf("its job: %+v, %v", v, err)
	}
	_, err := t.Customer(t.ctx, t.cust)
	t.wants(err, desk.ErrNotFound, "the customer")
	_, err = t.Part(t.ctx, e, t.cust)
	t.wants(err, desk.ErrNotFound, "parted again")
	formers, err := t.Formers(t.ctx, p)
	if err != nil || len(formers) != 1 || formers[0].Profile.Name != "Ann" {
		t.Errorf("as they were: %+v, %v", formers, err)
	}
	ds, err := t.PastDialogs(t.ctx, p, 20)
	if err != nil || len(ds) != 2 || ds[1].Open() || ds[1].CloseReason != desk.ClosedErased {
		t.Errorf("the dialogs: %+v, %v", ds, err)
	}
	next := t.append("m3")
	if !next.Opened || next.Dialog.Number != 3 || next.Dialog.After < p.Upto {
		t.Errorf("the next message: %+v", next)
	}
	stale := e
	stale.Version--
	_, err = t.Part(t.ctx, stale, t.cust)
	t.wants(err, desk.ErrConflict, "an erasure that is newer")
	t.takes(p)
	if got := t.stream(); len(got) != 1 || got[0].External != "m3" {
		t.Errorf("the new customer's stream: %+v", got)
	}
}

// leavesNothing walks all that is stored.
func leavesNothing(t *T) {
	t.line.Channel = desk.ChannelTelegram
	before := t.places()
	d := t.append("words-1").Dialog
	t.must(t.AddExternalID(t.ctx, t.cust, "words-alias", "words-1"))
	t.must(t.UpdateOrDefer(t.ctx, t.cust, "words-early", func(m desk.Message) desk.Message { m.Text = "words to come"; return m }))
	_, _, err := t.AddHistoryLink(t.ctx, desk.HistoryLink{
		ID: "words-link", Customer: t.cust, Dialog: d.ID, Hash: "h", CreatedAt: t.Clock.Now(), ExpiresAt: t.Clock.Now().Add(time.Hour),
	})
	t.must(err)
	contact := t.contact(t.cust, desk.Identity{Kind: "telegram", Value: "words-id"})
	t.must(t.AddJob(t.ctx, desk.NewBindJob(d, t.Clock.Now())))
	a := t.said(desk.ByOperator, "words-own", "words of ours")
	v := desk.NewReplyJob(t.line.ID, a.Message, d.ID, t.Clock.Now())
	_, err = t.AppendIn(t.ctx, a, d.ID, &v)
	t.must(err)
	r := t.run("words-run")
	r.Dialog, r.Customer, r.Card = d.ID, t.cust, contact
	t.create(r)
	t.card(desk.KindDeal, "words-deal", contact)
	if len(t.places()) < len(before)+10 {
		t.Fatalf("only %d things are stored: the test shows nothing", len(t.places()))
	}
	_, p := t.parted("e1", t.cust)
	t.takes(p)
	cards, err := t.CRM.CardsOf(t.ctx, contact)
	if err != nil || len(cards) != 1 {
		t.Errorf("the contact's cards: %v, %v", cards, err)
	}
	for range 2 {
		for _, ref := range append(cards, contact) {
			t.must(t.TakeBeside(t.ctx, ref))
			t.must(t.CRM.DropCard(t.ctx, ref))
		}
	}
	for at, text := range t.places() {
		_, was := before[at]
		erasure := strings.HasPrefix(at, "ERASE#") || strings.HasPrefix(at, "V#e1 ")
		known := strings.HasPrefix(at, "C#"+string(t.cust)+" T#") || at == "C#"+string(t.cust)+" HEAD" || strings.HasPrefix(at, "DL#"+string(t.cust)+"-")
		if !was && !erasure && !known || strings.Contains(at+text, "words") || strings.Contains(text, "Ann") {
			t.Errorf("left at %s: %s", at, text)
		}
	}
}

// places is all that is stored.
func (t *T) places() map[string]string {
	t.Helper()
	out, err := t.Stored()
	t.must(err)
	return out
}

func staysAway(t *T) {
	t.append("m1")
	_, p := t.parted("e1", t.cust)
	t.takes(p)
	again := func() desk.Appended {
		t.Helper()
		got, err := t.Append(t.ctx, t.said(desk.ByCustomer, "m1", "text of m1"))
		t.must(err)
		return got
	}
	if got := again(); !got.Gone || got.New || got.Opened {
		t.Errorf("a repeat: %+v", got)
	}
	t.append("m2")
	if got := again(); !got.Gone || got.New {
		t.Errorf("a repeat beside somebody new: %+v", got)
	}
	t.must(t.UpdateOrDefer(t.ctx, t.cust, "m1", func(m desk.Message) desk.Message { m.Text = "changed"; return m }))
	if got := t.stream(); len(got) != 1 || got[0].External != "m2" {
		t.Errorf("the stream: %+v", got)
	}
	t.Clock.Move(desk.GoneFor + time.Hour)
	if got := again(); got.Gone || !got.New {
		t.Errorf("much later: %+v", got)
	}
}

func meetsAnew(t *T) {
	ids := []desk.Identity{{Kind: "messenger", Scope: "page:7", Value: "ann"}, {Kind: desk.IdentityPhone, Value: "+14155552671"}}
	t.append("m1")
	old := t.contact(t.cust, ids...)
	_, p := t.parted("e1", t.cust)
	for i, what := range []string{"as soon as they are parted", "after all is taken"} {
		if i > 0 {
			t.takes(p)
		}
		who := desk.Customer{ID: desk.NewCustomerID("other", fmt.Sprint(i)), Line: "other"}
		ref, claim, err := t.meet(who, ids[i])
		if err != nil || ref.ID != "" || claim.Origin != who.Origin() {
			t.Errorf("%s: %s from %q, %v, want somebody new; %s is erased", what, ref, claim.Origin, err, old)
		}
	}
}

func keepsOthers(t *T) {
	phone := desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"}
	says := func(user string) desk.CustomerID {
		t.Helper()
		a := t.said(desk.ByCustomer, "m-"+user, "hello")
		a.Profile = desk.Profile{User: user, Phone: phone.Value}
		a.Message.Customer = desk.NewCustomerID(t.line.ID, user)
		_, err := t.Append(t.ctx, a)
		t.must(err)
		return a.Message.Customer
	}
	ann, bob := says("ann"), says("bob")
	contact := t.contact(ann, desk.Identity{Kind: "telegram", Value: "ann"}, phone)
	if got := t.contact(bob, desk.Identity{Kind: "telegram", Value: "bob"}, phone); got != contact {
		t.Fatalf("Bob is %s, Ann %s", got, contact)
	}
	_, p := t.parted("e1", ann)
	t.takes(p)
	meet := func(id desk.Identity) desk.CardRef {
		t.Helper()
		ref, _, err := t.meet(desk.Customer{ID: "c1"}, id)
		t.must(err)
		return ref
	}
	if got := meet(phone); got != contact {
		t.Errorf("by Bob's phone: %s, want %s", got, contact)
	}
	if got := meet(desk.Identity{Kind: "telegram", Value: "ann"}); got.ID != "" {
		t.Errorf("by Ann's id: %s, want somebody new", got)
	}
	left := all(t, func(ask desk.PageAsk) (desk.Page[desk.Customer], error) { return t.CustomersOf(t.ctx, contact, ask) })
	if len(left) != 1 || left[0].ID != bob {
		t.Errorf("the contact is %+v, want Bob", left)
	}
}

func knownByTwo(t *T) {
	t.append("m1")
	other := desk.NewCustomerID(t.line.ID, "ann's other id")
	if p, err := t.Canonical(t.ctx, t.line, desk.Profile{User: "ann", Also: "ann's other id"}, true); err != nil || p.User != "ann" {
		t.Fatalf("kept as %+v, %v", p, err)
	}
	t.append("m2")
	for _, id := range []desk.CustomerID{t.cust, other} {
		ids, err := t.Known(t.ctx, id)
		if err != nil || len(ids) != 2 || ids[0] != t.cust || ids[1] != other {
			t.Errorf("known as %v, %v", ids, err)
		}
	}
	e, p := t.parted("e1", t.cust)
	if _, err := t.Part(t.ctx, e, other); err != nil {
		t.wants(err, desk.ErrNotFound, "the other id")
	}
	t.takes(p)
	if ids, err := t.Known(t.ctx, other); err != nil || len(ids) != 1 {
		t.Errorf("after it they are known as %v, %v", ids, err)
	}
}

func closedBefore(t *T) {
	old := t.close(t.append("m1").Dialog.ID)
	at := desk.SeqAt(t.Clock.Now().Add(time.Second))
	t.Clock.Move(time.Hour)
	t.close(t.append("m2").Dialog.ID)
	t.append("m3")
	t.must(t.Settle())
	got := all(t, func(ask desk.PageAsk) (desk.Page[desk.Dialog], error) { return t.ClosedBefore(t.ctx, at, ask) })
	if len(got) != 1 || got[0].ID != old.ID {
		t.Errorf("got %+v, want %s", got, old.ID)
	}
	e := t.begun(desk.RetentionErasure)
	e.Before = at.Time()
	_, err := t.Part(t.ctx, e, t.cust)
	t.wants(err, desk.ErrNotFound, "who has a later dialog")
}
