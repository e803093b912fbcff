package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/sight"
)

// Viewer shows what is behind a history link. It changes nothing.
type Viewer struct {
	Links     Links
	Customers flow.Customers
	Dialogs   flow.Dialogs
	Newest    flow.Newest
	Messages  flow.Messages
	Config    flow.Config
	Staff     Staff
	Keys      Keys
	Now       func() time.Time
}

// Place is where in a customer's stream a page ends: the newest message on it, and in
// which dialog to begin to look for it. The zero Place: at the end. It comes from
// whoever has the link, and leads nowhere else.
type Place struct {
	Upto   desk.Seq
	Number int
}

// Page is what is shown at once.
type Page struct {
	Link     desk.HistoryLink
	Name     string // the customer's; "": whoever made the link may not see it, or there is none
	Language string
	Zone     *time.Location
	Via      string   // what people call the channel; "": its line was deleted
	Dialogs  []Dialog // the oldest first
	// Earlier is where the page before this one ends; zero: there is none.
	Earlier Place
}

// Dialog is a dialog with its messages, in order: those of it that are on the page.
type Dialog struct {
	desk.Dialog
	Messages []desk.Message
}

// How much is on a page: messages, and bytes of their texts. A gateway takes 6 MB.
const (
	pageMessages = 200
	pageBytes    = 1 << 20
	pageAsks     = 5
)

// Open shows a page. ErrNotFound: there is no such link, the secret is another's, it is
// over, or who made it may nothing any more. Nobody is told which.
func (v *Viewer) Open(ctx context.Context, c desk.CustomerID, id desk.HistoryLinkID, secret string, at Place) (Page, error) {
	link, err := v.Links.HistoryLink(ctx, c, id)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return Page{}, err
	}
	if !link.Opens(secret, v.Now()) {
		return Page{}, fmt.Errorf("history link: %w", desk.ErrNotFound)
	}
	who, err := v.maker(ctx, link)
	if err != nil {
		return Page{}, err
	}
	customer, err := v.Customers.Customer(ctx, link.Customer)
	if err != nil {
		return Page{}, err
	}
	page, err := v.page(ctx, customer, who)
	if err != nil {
		return Page{}, err
	}
	page.Link = link
	w := walk{viewer: v, sights: sight.Of(who, v.Dialogs), customer: link.Customer, page: &page, personal: who.SeesCustomers()}
	return page, w.from(ctx, at)
}

// maker is who made the link, with the rights that they have now. ErrNotFound: they may
// read nothing any more.
func (v *Viewer) maker(ctx context.Context, l desk.HistoryLink) (desk.Actor, error) {
	if l.Own() {
		return desk.Automatic, nil
	}
	teams, err := v.Staff.Teams(ctx)
	if err != nil {
		return desk.Actor{}, err
	}
	a, err := sight.Asked(ctx, v.Keys, v.Staff, l.By, teams)
	var no *desk.Refusal
	if errors.As(err, &no) || err == nil && a.MustReadDialogs() != nil {
		return a, fmt.Errorf("who made the history link: %w", desk.ErrNotFound)
	}
	return a, err
}

// page is an empty page, with what stands above it.
func (v *Viewer) page(ctx context.Context, c desk.Customer, who desk.Actor) (Page, error) {
	s, err := v.Config.Settings(ctx)
	if err != nil {
		return Page{}, fmt.Errorf("settings: %w", err)
	}
	line, err := v.Config.Line(ctx, c.Line)
	if err != nil && !errors.Is(err, desk.ErrNotFound) { // deleted since
		return Page{}, fmt.Errorf("line %s: %w", c.Line, err)
	}
	l := s.Locale(line)
	p := Page{Language: l.Language, Zone: l.Zone, Via: line.Traits.Title}
	if who.SeesCustomers() {
		p.Name = c.Profile.Name
	}
	return p, nil
}

// walk goes back through a customer's stream, and through their dialogs beside it.
type walk struct {
	viewer   *Viewer
	sights   sight.Sights
	customer desk.CustomerID
	page     *Page

	personal bool // who made the link sees customers' data

	number int // of the dialog that is looked at
	dialog desk.Dialog
	reads  bool
	bytes  int
}

// from goes back from a place until a page is full.
func (w *walk) from(ctx context.Context, at Place) error {
	newest, err := w.viewer.Newest.Newest(ctx, w.customer)
	if err != nil {
		return err
	}
	w.number = newest.Number
	if at.Number > 0 && at.Number < newest.Number {
		w.number = at.Number
	}
	if err := w.look(ctx); err != nil {
		return err
	}
	seen := 0
	for ask, n := (desk.PageAsk{Limit: pageMessages}), 0; n < pageAsks; n++ {
		page, err := w.viewer.Messages.Messages(ctx, w.customer, 0, at.Upto, true, ask)
		if err != nil {
			return err
		}
		for _, m := range page.Items {
			if seen == pageMessages || w.bytes > pageBytes {
				return nil
			}
			seen++
			if err := w.add(ctx, m); err != nil {
				return err
			}
			w.page.Earlier = Place{m.Seq - 1, w.number}
			if w.number < 1 || m.Seq <= 1 {
				w.page.Earlier = Place{}
				return nil
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			w.page.Earlier = Place{}
			return nil
		}
	}
	return nil
}

// look reads the dialog with the number, or the next one before it that is there.
func (w *walk) look(ctx context.Context) error {
	for ; w.number > 0; w.number-- {
		d, err := w.viewer.Dialogs.Dialog(ctx, desk.NewDialogID(w.customer, w.number))
		if errors.Is(err, desk.ErrNotFound) { // its time was over
			continue
		}
		if err != nil {
			return err
		}
		seen, err := w.sights.Dialog(ctx, d)
		w.dialog, w.reads = d, seen == desk.SeesWords
		return err
	}
	w.dialog, w.reads = desk.Dialog{}, false
	return nil
}

// add puts a message, which is older than the ones before, on the page, if it may be
// read there.
func (w *walk) add(ctx context.Context, m desk.Message) error {
	for w.number > 0 && m.Seq <= w.dialog.After {
		w.number--
		if err := w.look(ctx); err != nil {
			return err
		}
	}
	_, upto := w.dialog.Span()
	if w.number < 1 || !w.reads || upto > 0 && m.Seq > upto || m.Author == desk.AsNote {
		return nil
	}
	if !w.personal {
		m = m.WithoutContacts()
	}
	ds := w.page.Dialogs
	if len(ds) == 0 || ds[0].ID != w.dialog.ID {
		ds = append([]Dialog{{Dialog: w.dialog}}, ds...)
	}
	ds[0].Messages = append([]desk.Message{m}, ds[0].Messages...)
	w.bytes += len(m.Text)
	for _, a := range m.Attachments {
		w.bytes += len(a.Transcript)
	}
	w.page.Dialogs = ds
	return nil
}
