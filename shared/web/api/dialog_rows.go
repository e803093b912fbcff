package api

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// rows are dialogs as a list shows them. However many they are, each thing that they
// show is read once and together.
func (s *server) rows(ctx context.Context, c *call, ds []desk.Dialog, unreadToo bool) ([]DialogRowView, error) {
	out := make([]DialogRowView, len(ds))
	if len(ds) == 0 {
		return out, nil
	}
	var unread unread
	var err error
	if unreadToo {
		if unread, err = s.unreadOf(ctx, c, ds); err != nil {
			return nil, err
		}
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	var readable []desk.Dialog
	for i, d := range ds {
		seen := c.Sight(d)
		out[i] = DialogRowView{DialogView: unread.view(c, d, seen), Detailed: d.Detailed(), Type: d.Type(), Times: timesView(d.Times())}
		out[i].name(d, names, c.at)
		if seen == desk.SeesWords {
			readable = append(readable, d)
		}
	}
	beside, err := s.shownBeside(ctx, readable)
	if err != nil {
		return nil, err
	}
	for i, d := range ds {
		if row, ok := beside.rows[d.ID]; ok {
			out[i].show(row, beside)
		}
	}
	return out, nil
}

// rowNames are the titles of lines and teams, and operators' names.
type rowNames struct {
	lines     map[desk.LineID]string
	teams     map[desk.TeamID]desk.Team
	operators map[desk.OperatorID]string
}

func (s *server) names(ctx context.Context) (rowNames, error) {
	out := rowNames{map[desk.LineID]string{}, map[desk.TeamID]desk.Team{}, map[desk.OperatorID]string{}}
	lines, err := s.Setup.Lines(ctx)
	if err != nil {
		return out, err
	}
	teams, err := s.Setup.Teams(ctx)
	if err != nil {
		return out, err
	}
	operators, err := s.Accounts.Operators(ctx)
	for _, l := range lines {
		out.lines[l.ID] = l.Title
	}
	for _, t := range teams {
		out.teams[t.ID] = t
	}
	for _, o := range operators {
		out.operators[o.ID] = o.Name
	}
	return out, err
}

// name fills in what the names say, and how long the dialog waits.
func (v *DialogRowView) name(d desk.Dialog, names rowNames, now time.Time) {
	v.TeamTitle, v.Who = names.teams[d.Team].Title, names.operators[d.Operator]
	if v.Readable {
		v.LineTitle = names.lines[d.Line]
	}
	if d.Waits() || d.Assigned() {
		w := names.teams[d.Team].Wait(d, nil, now)
		v.Waiting = &RowWaitingView{Time{w.Since}, w.Alert}
	}
}

// rowBeside is what is shown beside dialogs whose words are read.
type rowBeside struct {
	rows    map[desk.DialogID]desk.DialogRow
	cards   map[desk.CardRef]desk.Card
	blocked map[desk.DialogID]bool
}

func (s *server) shownBeside(ctx context.Context, ds []desk.Dialog) (rowBeside, error) {
	out := rowBeside{map[desk.DialogID]desk.DialogRow{}, map[desk.CardRef]desk.Card{}, map[desk.DialogID]bool{}}
	if len(ds) == 0 {
		return out, nil
	}
	rows, err := s.Lists.DialogRows(ctx, ds)
	if err != nil {
		return out, err
	}
	var refs []desk.CardRef
	for _, row := range rows {
		if row.Last, err = s.asked(ctx, row); err != nil {
			return out, err
		}
		out.rows[row.Dialog.ID] = row
		if out.blocked[row.Dialog.ID], err = s.Replier.Reach.Blocked(ctx, row.Customer); err != nil {
			return out, err
		}
		if row.Dialog.Contact.ID != "" {
			refs = append(refs, row.Dialog.Contact)
		}
		for _, b := range row.Dialog.Cards {
			refs = append(refs, b.Ref)
		}
	}
	cards, err := s.BuiltIn.CardsAt(ctx, refs)
	for _, card := range cards {
		out.cards[card.Ref] = card
	}
	return out, err
}

// lately is how many messages before the end are looked through for the customer's.
const lately = 8

// asked is what a row shows of what was said: the last of it, but of a dialog that waits
// the customer's last words, which are what it waits with.
func (s *server) asked(ctx context.Context, row desk.DialogRow) (desk.Message, error) {
	d := row.Dialog
	if row.Last.External == "" || row.Last.Author == desk.ByCustomer || !d.Waits() && !d.Assigned() {
		return row.Last, nil
	}
	ms, err := work.Recent(ctx, s.Messages, d.Customer, d.ThreadAfter, 0, lately)
	if err != nil {
		return row.Last, fmt.Errorf("last words in %s: %w", d.ID, err)
	}
	for _, m := range ms {
		if m.Author == desk.ByCustomer && !m.Deleted {
			return m, nil
		}
	}
	return row.Last, nil
}

// show fills in who the customer is, what was said last, and the cards' titles.
func (v *DialogRowView) show(row desk.DialogRow, beside rowBeside) {
	var contact desk.Card
	if v.Contact != "" {
		contact = beside.cards[row.Dialog.Contact]
	}
	p := row.Known(contact)
	v.Name, v.Username, v.Phone, v.Email, v.Blocked = personal(p.Name), personal(p.Username), personal(p.Phone), personal(p.Email), beside.blocked[row.Dialog.ID]
	if m := row.Last; m.External != "" {
		v.Last = &BeginningView{Seq: m.Seq, Author: m.Author, Automatic: m.Automatic(), Text: m.Beginning(beginning), Deleted: m.Deleted, Status: m.Status, At: Time{m.Seq.Time()}}
		if len(m.Attachments) > 0 && !m.Deleted {
			v.Last.Attachment = m.Attachments[0].Kind
		}
	}
	for i, b := range v.Cards {
		if ref, err := desk.ParseCardRef(b.Card); err == nil {
			v.Cards[i].Title = personalIf(ref.NamedAfterCustomer(), beside.cards[ref].Shown())
		}
	}
}
