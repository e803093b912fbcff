// Package search finds by a few words what somebody may be looking for: customers and
// their dialogs, cards, and what is said in open dialogs. It is for a menu that is asked
// with every letter, so each search looks at so much at most, whatever there is, and
// says where it stopped.
//
// Nobody finds what they may not see: dialogs and what is said in them by their sight
// (RS-07), cards by their kind, and customers' names only by who may see those (RS-02).
package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Lists are the lists of dialogs.
type Lists interface {
	// ListDialogs are those that pass. A page may be short, even empty, and still have
	// a Next.
	ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
}

// CRM is what is asked of CRMs.
type CRM interface {
	// Card reads one as it is now. ErrNotFound; ErrBusy: the CRM is down.
	Card(ctx context.Context, ref desk.CardRef) (desk.Card, error)
	// ListCards are the newest first.
	ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error)
	// Find are the contacts whose fields say that they have an identity.
	Find(ctx context.Context, c desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error)
}

// Contacts reads cards of the built-in CRM at once, the zero Card for one that is not
// there.
type Contacts interface {
	CardsAt(ctx context.Context, refs []desk.CardRef) ([]desk.Card, error)
}

// Searcher searches. It changes nothing.
type Searcher struct {
	Lists    Lists
	Messages flow.Messages
	CRM      CRM
	Contacts Contacts
	Words    func(string) []string // of a text, as they are looked for
}

// How much one search looks at.
const (
	dialogsAt  = 50  // dialogs by their customers' words
	cardsAt    = 100 // cards of each kind, the newest, by their titles
	openAt     = 40  // open dialogs, those where something was said last
	messagesAt = 50  // messages of each, the newest, also of before a hand-over
	maxWords   = 8
	atOnce     = 8 // reads at the same time
)

// Dialogs are found by their customers.
type Dialogs struct {
	Dialogs   []desk.Dialog // the newest first
	Customers []desk.Dialog // of each person the newest: of one contact, or one customer without
	More      bool          // there are others
}

// Dialogs finds dialogs by what their customers are called, their phone or their e-mail
// (CL-05, CL-06), with those who ask may see. A refusal: they may not look for customers.
func (s *Searcher) Dialogs(ctx context.Context, by desk.Actor, q string) (Dialogs, error) {
	var out Dialogs
	if err := by.MustSeeCustomers(); err != nil {
		return out, err
	}
	f := desk.DialogFilter{Find: desk.Sought(q, s.Words), Actor: &by}
	if len(f.Find) == 0 {
		return out, noWord()
	}
	page, err := s.Lists.ListDialogs(ctx, f, desk.PageAsk{Limit: dialogsAt})
	if err != nil {
		return out, fmt.Errorf("search customers: %w", err)
	}
	out.Dialogs, out.More = page.Items, page.Next != ""
	known := map[string]bool{}
	for _, d := range page.Items {
		who := string(d.Customer)
		if d.Contact.ID != "" {
			who = d.Contact.String()
		}
		if !known[who] {
			known[who], out.Customers = true, append(out.Customers, d)
		}
	}
	return out, nil
}

func noWord() error {
	return fmt.Errorf("%w: q holds no word: write the beginning of one", desk.ErrInvalid)
}

// sought are the beginnings of words that are looked for in a text.
func (s *Searcher) sought(q string) ([]string, error) {
	out := s.Words(q)
	slices.Sort(out)
	out = slices.Compact(out)
	if out = out[:min(len(out), maxWords)]; len(out) == 0 {
		return nil, noWord()
	}
	return out, nil
}

// meets says whether of the words each that is sought is the beginning of one.
func meets(words, sought []string) bool {
	for _, s := range sought {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, s) }) {
			return false
		}
	}
	return true
}

// together does n things, a few at a time, and gives their first error.
func together(n int, do func(i int) error) error {
	var all sync.WaitGroup
	free, errs := make(chan struct{}, atOnce), make([]error, n)
	for i := range n {
		free <- struct{}{}
		all.Go(func() {
			errs[i] = do(i)
			<-free
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
