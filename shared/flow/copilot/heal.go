package copilot

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Awaiting lists what awaits approval.
type Awaiting interface {
	// Awaiting is what is beside the cards with open proposals, the newest proposed
	// first.
	Awaiting(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.CardAnnotations], error)
}

// DialogLists finds dialogs.
type DialogLists interface {
	ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
}

// BoundLists finds what lines have bound in their CRMs.
type BoundLists interface {
	DialogLists
	Lines(ctx context.Context) ([]desk.Line, error)
}

// Healer has cards of connected CRMs looked at that matter now: those whose proposals
// wait for approval, the deals of dialogs that are open, or were closed so lately that
// they may have been read since, and the leads of open dialogs that have no deal: one that
// was converted, closed or deleted has its dialog bound anew. What people did there while
// we were deaf, or while the CRM does not tell, is heard late rather than never. It is to
// be asked once an hour.
//
// Its calls are bounded, of each connection alone: the newest cards are looked at each
// hour, each of the others once a day, and one a second. Repeating is harmless: a card
// has one job.
type Healer struct {
	Cards  Awaiting
	Bound  BoundLists
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Of each connection: how many cards are looked at each hour whatever their turn, how many
// at most, and in how many dialogs they are looked for; and how long after its closing a
// dialog's deal is followed: a run may be asked for within a day (D7), and may wait for
// one.
const (
	healNewest  = 100
	healMost    = 600
	healDialogs = 5000
	healClosed  = 3 * 24 * time.Hour
)

// Heal says how many cards are to be looked at.
func (h *Healer) Heal(ctx context.Context) (int, error) {
	heal := &healing{Healer: h, hour: h.Now().UTC().Hour(), looked: map[desk.CardRef]bool{}, seen: map[desk.ConnectionID]int{}, told: map[desk.ConnectionID]int{}}
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := h.Cards.Awaiting(ctx, ask)
		if err != nil {
			return heal.all(), err
		}
		for _, m := range page.Items {
			if err := heal.look(ctx, m.Card); err != nil {
				return heal.all(), err
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			break
		}
	}
	err := heal.bound(ctx)
	return heal.all(), err
}

// healing is one hour's.
type healing struct {
	*Healer
	hour   int
	looked map[desk.CardRef]bool
	seen   map[desk.ConnectionID]int
	told   map[desk.ConnectionID]int
}

func (h *healing) all() (n int) {
	for _, told := range h.told {
		n += told
	}
	return n
}

// look has a card looked at, if it is its turn.
func (h *healing) look(ctx context.Context, ref desk.CardRef) error {
	c := ref.Connection
	if c == desk.ConnectionBuiltIn || h.looked[ref] || h.told[c] >= healMost {
		return nil
	}
	h.looked[ref] = true
	if h.seen[c]++; h.seen[c] > healNewest && turnOf(ref) != h.hour {
		return nil
	}
	after := time.Duration(h.told[c]) * time.Second
	if err := work.Queue(ctx, h.Jobs, h.Outbox, desk.NewCardJob(ref, h.Now()), after); err != nil {
		return err
	}
	h.told[c]++
	return nil
}

// bound looks at the deals of dialogs, and with the calls that those leave, at leads.
func (h *healing) bound(ctx context.Context) error {
	lines, err := h.Bound.Lines(ctx)
	if err != nil {
		return fmt.Errorf("lines: %w", err)
	}
	of := map[desk.ConnectionID][]desk.LineID{}
	for _, l := range lines {
		if l.Connection != desk.ConnectionBuiltIn {
			of[l.Connection] = append(of[l.Connection], l.ID)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(of)) {
		left := healDialogs
		for _, f := range []desk.DialogFilter{
			{Lines: of[c], States: desk.OpenStates(), Sort: desk.ByActivity},
			{Lines: of[c], States: []desk.DialogState{desk.StateClosed}, Sort: desk.ByActivity, Closed: desk.Period{From: h.Now().Add(-healClosed)}},
		} {
			if left, err = h.dialogs(ctx, c, f, left, dealsOf); err != nil {
				return fmt.Errorf("dialogs of %s: %w", c, err)
			}
		}
		open := desk.DialogFilter{Lines: of[c], States: desk.OpenStates(), Sort: desk.ByActivity}
		if _, err = h.dialogs(ctx, c, open, healDialogs, leadOf); err != nil {
			return fmt.Errorf("dialogs of %s: %w", c, err)
		}
	}
	return nil
}

// dealsOf are the deals that a dialog is bound to.
func dealsOf(d desk.Dialog) (out []desk.CardRef) {
	for _, b := range d.Cards {
		if b.Ref.Kind == desk.KindDeal {
			out = append(out, b.Ref)
		}
	}
	return out
}

// leadOf is the lead that a dialog is read for, where no deal is bound to it.
func leadOf(d desk.Dialog) []desk.CardRef {
	if best, err := d.CopilotCard(); err == nil && best.Kind == desk.KindLead {
		return []desk.CardRef{best}
	}
	return nil
}

// dialogs looks at cards of dialogs in a list, the newest first, and says in how many
// more they may be looked for.
func (h *healing) dialogs(ctx context.Context, c desk.ConnectionID, f desk.DialogFilter, left int, cards func(desk.Dialog) []desk.CardRef) (int, error) {
	for ask := (desk.PageAsk{Limit: 50}); left > 0 && h.told[c] < healMost; {
		page, err := h.Bound.ListDialogs(ctx, f, ask)
		if err != nil {
			return left, err
		}
		for _, d := range page.Items {
			for _, ref := range cards(d) {
				if ref.Connection != c { // bound before its line moved
					continue
				}
				if err := h.look(ctx, ref); err != nil {
					return left, err
				}
			}
		}
		left -= max(len(page.Items), 1) // an empty page costs a call, too
		if ask.Cursor = page.Next; ask.Cursor == "" {
			break
		}
	}
	return left, nil
}

// turnOf is the hour of the day at which a card is looked at.
func turnOf(ref desk.CardRef) int {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(ref.String())) // it never fails
	return int(sum.Sum32() % 24)
}
