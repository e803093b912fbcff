package desk

import (
	"errors"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestQuiet_MC13_D1(t *testing.T) {
	d := Dialog{LastSpoken: SeqAt(noon)}
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{
		{0, false}, {29900 * time.Millisecond, false}, {30 * time.Second, false},
		{30*time.Second + time.Millisecond, true}, {30100 * time.Millisecond, true},
	} {
		if got := d.QuietAt(noon.Add(c.after), DefaultQuiet); got != c.want {
			t.Errorf("quiet after %v: got %v, want %v", c.after, got, c.want)
		}
	}
	if at := d.QuietFrom(DefaultQuiet); !d.QuietAt(at, DefaultQuiet) || d.QuietAt(at.Add(-time.Millisecond), DefaultQuiet) {
		t.Errorf("QuietFrom %v is not the first quiet millisecond", at)
	}
}

func TestDialogID_IsItsCustomersNumber(t *testing.T) {
	c := NewCustomerID("shop", "user-7")
	id := NewDialogID(c, 12)
	gotC, gotN, err := id.Split()
	if err != nil || gotC != c || gotN != 12 {
		t.Errorf("Split(%s): got %s %d %v, want %s 12", id, gotC, gotN, err, c)
	}
	for _, bad := range []DialogID{"", "x", "-1", "c-", "c-0", "c-01", "c--1", "c-1-2", "c-+1"} {
		if _, _, err := bad.Split(); !errors.Is(err, ErrNotFound) {
			t.Errorf("Split(%q): got %v, want ErrNotFound", bad, err)
		}
	}
	if len(id) > 80 {
		t.Errorf("%s has %d characters: too long for the name of an execution", id, len(id))
	}
	if NewCustomerID("shop", "user-7") != c || NewCustomerID("shopuser", "-7") == c || NewCustomerID("shop2", "user-7") == c {
		t.Error("a customer is one line's and one user's, whoever asks")
	}
}

func TestDialogs_LieEndToEnd_CH13(t *testing.T) {
	line := Line{ID: "l", Channel: ChannelTelegram}
	first := Dialog{}.Next("c", line, 100)
	if first.Number != 1 || first.After != 0 || first.State != StateWaiting || first.Turn != TurnOperator || first.Root() != first.ID {
		t.Errorf("the first dialog is %+v", first)
	}
	first.Last, first.State = 200, StateClosed
	second := first.Next("c", line, 300)
	if second.Number != 2 || second.After != 200 || second.ThreadAfter != 200 || second.Root() != second.ID {
		t.Errorf("the dialog after a closed one is %+v", second)
	}
}

func TestTransfer_ChildGoesOn_DG18_DG19_DG20_D6(t *testing.T) {
	parent := Dialog{Customer: "c", Number: 3, First: 3, ID: NewDialogID("c", 3), After: 50, ThreadAfter: 50, Last: 90, State: StateClosed,
		Cards: []BoundCard{{Ref: CardRef{Kind: KindDeal, ID: "1"}}}, CloseReason: ClosedTransfer, ClosedAt: noon}
	person := parent.Child("olga", "", noon)
	if person.State != StateInProgress || person.Operator != "olga" {
		t.Errorf("to a person: %+v", person)
	}
	team := parent.Child("", "sales", noon)
	if team.State != StateWaiting || team.Team != "sales" || team.Parent != parent.ID || team.After != 90 || team.ThreadAfter != 50 ||
		team.Root() != parent.ID || len(team.Cards) != 1 || !team.ClosedAt.IsZero() || team.CloseReason != "" {
		t.Errorf("to a team: %+v", team)
	}
}

func TestCopilotCard_CP01_CP03_CP04_D5(t *testing.T) {
	lead := BoundCard{Ref: CardRef{Kind: KindLead, ID: "l"}, CreatedAt: noon.Add(9 * time.Hour)}
	early := BoundCard{Ref: CardRef{Kind: KindDeal, ID: "d1"}, CreatedAt: noon}
	late := BoundCard{Ref: CardRef{Kind: KindDeal, ID: "d2"}, CreatedAt: noon.Add(time.Hour)}
	for _, c := range []struct {
		name  string
		cards []BoundCard
		ask   CardRef
		want  Code
		best  CardRef
	}{
		{"a lead alone may be read", []BoundCard{lead}, lead.Ref, "", lead.Ref},
		{"a deal goes before a lead, however new", []BoundCard{lead, early}, lead.Ref, CodeDealGoesFirst, early.Ref},
		{"the last created deal goes first", []BoundCard{late, early}, early.Ref, CodeNotTheLatestDeal, late.Ref},
		{"from the last created deal it may be read", []BoundCard{early, late, lead}, late.Ref, "", late.Ref},
		{"a card that is not bound may not", []BoundCard{lead}, late.Ref, CodeCardNotBound, lead.Ref},
		{"a contact may not", []BoundCard{lead}, CardRef{Kind: KindContact, ID: "c"}, CodeLeadsAndDealsOnly, lead.Ref},
	} {
		d := Dialog{Cards: c.cards}
		var no *Refusal
		err := d.MayRead(c.ask)
		if c.want == "" && err != nil || c.want != "" && (!errors.As(err, &no) || no.Code != c.want || !errors.Is(err, ErrRefused)) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if best, err := d.CopilotCard(); err != nil || best != c.best {
			t.Errorf("%s: best %v %v, want %v", c.name, best, err, c.best)
		}
	}
	if _, err := (Dialog{}).CopilotCard(); !errors.Is(err, ErrRefused) {
		t.Errorf("no card: got %v, want a refusal", err)
	}
}

func TestBind_TwiceIsOnce_CB06(t *testing.T) {
	d := Dialog{}.Bind(BoundCard{Ref: CardRef{Kind: KindDeal, ID: "1"}}).Bind(BoundCard{Ref: CardRef{Kind: KindDeal, ID: "1"}}).
		Bind(BoundCard{Ref: CardRef{Kind: KindLead, ID: "2"}}).Bind(BoundCard{Ref: CardRef{Kind: KindContact, ID: "3"}})
	if len(d.Cards) != 2 || d.Contact.ID != "3" {
		t.Errorf("bound %+v, contact %v", d.Cards, d.Contact)
	}
	moved := d.Bind(BoundCard{Ref: CardRef{Kind: KindDeal, ID: "1"}, Pipeline: "repairs"})
	if b, ok := moved.Bound(CardRef{Kind: KindDeal, ID: "1"}); !ok || b.Pipeline != "repairs" || len(moved.Cards) != 2 || d.Cards[0].Pipeline != "" {
		t.Errorf("bound again in another pipeline: %+v, and before %+v", moved.Cards, d.Cards)
	}
}
