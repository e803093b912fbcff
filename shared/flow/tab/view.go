// Package tab shows a card to people who work in its own CRM, on a page of ours within
// the card: what CoPilot read, with its proof, what waits for keep or replace, and what
// was said (CB-07, CB-09, SU-03, FF-06). Who looks is for the CRM to prove.
package tab

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Hosts are the CRMs that show pages of ours in their cards.
type Hosts interface {
	// Visit is who opened a page by a call of their browser, as the CRM proves: they see
	// the card. A Refusal: it does not; the visit says even then who may show the page.
	Visit(ctx context.Context, c desk.Connection, w desk.Webhook) (desk.CardVisit, error)
	// Return is who comes back with a visit's pass, as the CRM proves anew: they may change
	// the card.
	Return(ctx context.Context, c desk.Connection, pass string) (desk.CardVisit, error)
}

// Timeline tells what became of a card.
type Timeline interface {
	// Timeline is a card's, the newest first.
	Timeline(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Entry], error)
}

// Decider keeps and replaces.
type Decider interface {
	// Decide is done once: what was decided is answered as it was.
	Decide(ctx context.Context, by desk.Actor, id desk.RunID, fields map[desk.FieldName]desk.Decision, all desk.Decision) (desk.Run, error)
}

// Viewer shows cards, and takes decisions there.
type Viewer struct {
	Connections flow.Connections
	Hosts       Hosts
	Cards       flow.Cards
	Fields      flow.Fields
	Annotations flow.Annotations
	Runs        flow.Runs
	Dialogs     flow.Dialogs
	Messages    flow.Messages
	Timeline    Timeline
	Decider     Decider
	Config      flow.Config
}

// Page is what is shown.
type Page struct {
	Visit  desk.CardVisit
	Title  string
	Zone   *time.Location
	Offers []Value // what waits for a person
	Runs   []Read  // the newest first
	// Dialogs are those of the card, the newest first.
	Dialogs []Dialog
	Refused *desk.Refusal // why a decision was not taken
}

// Read is what a run read.
type Read struct {
	At      time.Time
	Summary string
	Values  []Value
}

// Value is a value with its proof.
type Value struct {
	Run      desk.RunID
	Field    desk.Field // with its name for a title, where it has none
	Old, New desk.Value
	Quote    string
	Decision desk.Decision
	Proposed bool // it stands, or stood, against Old; else the field was empty
}

// Dialog is a dialog with the newest of its messages, in order.
type Dialog struct {
	desk.Dialog
	Messages []desk.Message
}

// How much is shown: dialogs, and messages of each.
const (
	maxDialogs  = 5
	maxMessages = 100
	maxLooked   = 200 // entries of a timeline
)

// Open is the page of a card for who opened it in the CRM. A Refusal: it is not proven who
// they are. ErrNotFound: there is no such connection.
func (v *Viewer) Open(ctx context.Context, id desk.ConnectionID, w desk.Webhook) (Page, error) {
	c, err := v.connection(ctx, id)
	if err != nil {
		return Page{}, err
	}
	visit, err := v.Hosts.Visit(ctx, c, w)
	if err != nil {
		return Page{Visit: visit}, err
	}
	return v.page(ctx, visit)
}

// Decide keeps or replaces what a run proposed for a field of the card, or for all, as who
// opened the page, and answers with the page as it is then.
func (v *Viewer) Decide(ctx context.Context, id desk.ConnectionID, pass string, run desk.RunID, field desk.FieldName, want desk.Decision) (Page, error) {
	c, err := v.connection(ctx, id)
	if err != nil {
		return Page{}, err
	}
	visit, err := v.Hosts.Return(ctx, c, pass)
	if err != nil {
		return Page{Visit: visit}, err
	}
	err = v.decide(ctx, visit, run, field, want)
	var no *desk.Refusal
	if err != nil && !errors.As(err, &no) {
		return Page{Visit: visit}, err
	}
	page, err := v.page(ctx, visit)
	page.Refused = no
	return page, err
}

func (v *Viewer) decide(ctx context.Context, visit desk.CardVisit, id desk.RunID, field desk.FieldName, want desk.Decision) error {
	run, err := v.Runs.Run(ctx, id)
	if errors.Is(err, desk.ErrNotFound) || err == nil && run.Card != visit.Card {
		return desk.Refuse(desk.CodeNoProposal, "Nothing of that is proposed for this card any more.")
	}
	if err != nil {
		return fmt.Errorf("run %s: %w", id, err)
	}
	by, fields := desk.InCRM(visit.Card.Connection, visit.Name), map[desk.FieldName]desk.Decision(nil)
	if field != "" {
		fields, want = map[desk.FieldName]desk.Decision{field: want}, desk.DecisionNone
	}
	_, err = v.Decider.Decide(ctx, by, id, fields, want)
	return err
}

func (v *Viewer) connection(ctx context.Context, id desk.ConnectionID) (desk.Connection, error) {
	if !id.Valid() {
		return desk.Connection{}, fmt.Errorf("connection: %w", desk.ErrNotFound)
	}
	return v.Connections.Connection(ctx, id)
}

func (v *Viewer) page(ctx context.Context, visit desk.CardVisit) (Page, error) {
	p := Page{Visit: visit, Zone: time.UTC}
	s, err := v.Config.Settings(ctx)
	if err != nil {
		return p, fmt.Errorf("settings: %w", err)
	}
	if zone := s.Locale(desk.Line{}).Zone; zone != nil {
		p.Zone = zone
	}
	card, err := v.Cards.Card(ctx, visit.Card)
	if err != nil {
		return p, fmt.Errorf("card %s: %w", visit.Card, err)
	}
	p.Title = card.Shown()
	fields, err := v.Fields.Fields(ctx, visit.Card.Connection, visit.Card.Kind)
	if err != nil {
		return p, fmt.Errorf("fields of %s: %w", visit.Card, err)
	}
	m, err := v.Annotations.Annotations(ctx, visit.Card)
	if err != nil {
		return p, fmt.Errorf("margin of %s: %w", visit.Card, err)
	}
	if err := v.read(ctx, &p, m, fields); err != nil {
		return p, err
	}
	return p, v.said(ctx, &p)
}

// read adds what runs came to.
func (v *Viewer) read(ctx context.Context, p *Page, m desk.CardAnnotations, fields []desk.Field) error {
	var ids []desk.RunID
	for _, o := range m.Awaiting {
		ids = append(ids, o.Run)
	}
	for _, id := range m.Summaries {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		run, err := v.Runs.Run(ctx, id)
		if errors.Is(err, desk.ErrNotFound) || err == nil && (run.Card != p.Visit.Card || run.Reading == nil) {
			continue // erased, or moved to another card
		}
		if err != nil {
			return fmt.Errorf("run %s: %w", id, err)
		}
		r := Read{At: run.DoneAt, Summary: run.PlainSummary()}
		for _, o := range run.Outcomes {
			if o.Kind != desk.OutcomeFilled && o.Kind != desk.OutcomeProposed {
				continue
			}
			one := Value{Run: id, Field: desk.Field{Name: o.Field, Title: string(o.Field)}, Old: o.Old, New: o.Value, Quote: o.Quote, Decision: o.Decision, Proposed: o.Kind == desk.OutcomeProposed}
			if i := slices.IndexFunc(fields, func(f desk.Field) bool { return f.Name == o.Field }); i >= 0 && fields[i].Title != "" {
				one.Field = fields[i]
			}
			if o.Open() {
				p.Offers = append(p.Offers, one)
				continue
			}
			r.Values = append(r.Values, one)
		}
		if r.Summary != "" || len(r.Values) > 0 { // else nobody read, and what is proposed stands above
			p.Runs = append(p.Runs, r)
		}
	}
	slices.SortStableFunc(p.Runs, func(a, b Read) int { return b.At.Compare(a.At) })
	return nil
}

// said adds the card's dialogs, as its timeline tells of them.
func (v *Viewer) said(ctx context.Context, p *Page) error {
	seen, looked := map[desk.DialogID]bool{}, 0
	for ask := (desk.PageAsk{Limit: 100}); looked < maxLooked; {
		page, err := v.Timeline.Timeline(ctx, p.Visit.Card, ask)
		if err != nil {
			return fmt.Errorf("timeline of %s: %w", p.Visit.Card, err)
		}
		for _, e := range page.Items {
			looked++
			if e.Kind != desk.EntryBound || seen[e.Dialog] || len(p.Dialogs) == maxDialogs {
				continue
			}
			seen[e.Dialog] = true
			if err := v.dialog(ctx, p, e.Dialog); err != nil {
				return err
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			break
		}
	}
	slices.SortStableFunc(p.Dialogs, func(a, b Dialog) int { return b.OpenedAt.Compare(a.OpenedAt) })
	return nil
}

func (v *Viewer) dialog(ctx context.Context, p *Page, id desk.DialogID) error {
	d, err := v.Dialogs.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) { // its time was over, or it was erased
		return nil
	}
	if err != nil {
		return fmt.Errorf("dialog %s: %w", id, err)
	}
	if _, bound := d.Bound(p.Visit.Card); !bound {
		return nil
	}
	after, upto := d.Span()
	page, err := v.Messages.Messages(ctx, d.Customer, after, upto, true, desk.PageAsk{Limit: maxMessages})
	if err != nil {
		return fmt.Errorf("messages of %s: %w", id, err)
	}
	out := Dialog{Dialog: d}
	for _, m := range slices.Backward(page.Items) {
		if m.Author != desk.AsNote {
			out.Messages = append(out.Messages, m)
		}
	}
	p.Dialogs = append(p.Dialogs, out)
	return nil
}
