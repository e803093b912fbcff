package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Cards are found by their names, titles, and customers.
type Cards struct {
	Cards []desk.Card
	More  bool // there are others, or older ones were not looked at
	// Down: a CRM that had to be asked did not answer.
	Down bool
}

// Cards finds cards that whoever asks may read: the one that q names ("deal:42",
// "bitrix.deal:42"); those of the dialogs that were found by their customers; contacts
// with just that phone or e-mail, also such as never wrote; and by titles the newest of
// each kind. Of other CRMs than the built-in one only the card that q names: they are
// searched with their own search.
func (s *Searcher) Cards(ctx context.Context, by desk.Actor, q string, dialogs []desk.Dialog, limit int) (Cards, error) {
	g := gathered{by: by, limit: limit, have: map[desk.CardRef]bool{}}
	for _, step := range []func(context.Context, *gathered) error{
		func(ctx context.Context, g *gathered) error { return s.named(ctx, g, q) },
		func(ctx context.Context, g *gathered) error { return s.bound(ctx, g, dialogs) },
		func(ctx context.Context, g *gathered) error { return s.identified(ctx, g, q) },
		func(ctx context.Context, g *gathered) error { return s.titled(ctx, g, q) },
	} {
		if g.More {
			break
		}
		if err := step(ctx, &g); err != nil {
			return Cards{}, fmt.Errorf("search cards: %w", err)
		}
	}
	return g.Cards, nil
}

// gathered are the cards found so far, each once.
type gathered struct {
	Cards
	by    desk.Actor
	limit int
	have  map[desk.CardRef]bool
}

func (g *gathered) add(cards ...desk.Card) {
	for _, c := range cards {
		switch {
		case c.Ref.ID == "" || g.have[c.Ref] || g.by.MustRead(c.Ref.Kind) != nil:
		case len(g.Cards.Cards) == g.limit:
			g.More = true
		default:
			g.have[c.Ref], g.Cards.Cards = true, append(g.Cards.Cards, c)
		}
	}
}

// named finds the card whose name q is.
func (s *Searcher) named(ctx context.Context, g *gathered, q string) error {
	ref, err := desk.ParseCardRef(strings.TrimSpace(q))
	if err != nil || g.by.MustRead(ref.Kind) != nil {
		return nil
	}
	card, err := s.CRM.Card(ctx, ref)
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return nil
	case errors.Is(err, desk.ErrBusy):
		g.Down = true
		return nil
	case err != nil:
		return err
	}
	g.add(card)
	return nil
}

// bound finds the cards of dialogs, the contacts first.
func (s *Searcher) bound(ctx context.Context, g *gathered, dialogs []desk.Dialog) error {
	var contacts, others []desk.CardRef
	for _, d := range dialogs {
		contacts = append(contacts, d.Contact)
		for _, b := range d.Cards {
			others = append(others, b.Ref)
		}
	}
	return s.read(ctx, g, slices.Concat(contacts, others))
}

// read reads as many of the built-in CRM's cards as there is place for, and one more.
func (s *Searcher) read(ctx context.Context, g *gathered, refs []desk.CardRef) error {
	var wanted []desk.CardRef
	for _, ref := range refs {
		if len(wanted) <= g.limit && ref.ID != "" && ref.Connection == desk.ConnectionBuiltIn && !g.have[ref] && g.by.MustRead(ref.Kind) == nil && !slices.Contains(wanted, ref) {
			wanted = append(wanted, ref)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	cards, err := s.Contacts.CardsAt(ctx, wanted)
	g.add(cards...)
	return err
}

// identified finds contacts by a whole phone or e-mail.
func (s *Searcher) identified(ctx context.Context, g *gathered, q string) error {
	id, is := desk.SoughtIdentity(q)
	if !is || g.by.MustSeeCustomers() != nil || g.by.MustRead(desk.KindContact) != nil {
		return nil
	}
	refs, err := s.CRM.Find(ctx, desk.ConnectionBuiltIn, id)
	if err != nil {
		return err
	}
	return s.read(ctx, g, refs)
}

// ofCustomer says whether the card's own fields say that q is its customer: by the
// names and e-mails that it holds, or by some digits of a phone.
func (s *Searcher) ofCustomer(card desk.Card, q string, sought []string) bool {
	var words []string
	for field, value := range card.Values {
		switch field {
		case "name", "client_name", "email", "client_email":
			words = append(words, s.Words(string(value))...)
		case "phone", "client_phone":
			if d := digits(q); len(d) >= phoneDigits && strings.Contains(digits(string(value)), d) {
				return true
			}
		}
	}
	return meets(words, sought)
}

// phoneDigits are enough to look for a phone by.
const phoneDigits = 4

// digits are those of a text that holds nothing but a phone; else "".
func digits(text string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case strings.ContainsRune("+()-. ", r):
			return -1
		}
		return 'x'
	}, text)
	if strings.Contains(out, "x") {
		return ""
	}
	return strings.TrimLeft(out, "0")
}

// titled finds the newest cards by their titles, and by what they hold of their customer. Who may not see customers' data finds
// none whose title may be a customer's name.
func (s *Searcher) titled(ctx context.Context, g *gathered, q string) error {
	sought, err := s.sought(q)
	if err != nil {
		return err
	}
	kinds := slices.DeleteFunc([]desk.CardKind{desk.KindContact, desk.KindDeal, desk.KindLead, desk.KindCase, desk.KindCompany}, func(k desk.CardKind) bool {
		return g.by.MustRead(k) != nil || desk.CardRef{Kind: k}.NamedAfterCustomer() && !g.by.SeesCustomers()
	})
	pages := make([]desk.Page[desk.Card], len(kinds))
	if err := together(len(kinds), func(i int) (err error) {
		pages[i], err = s.CRM.ListCards(ctx, desk.CardFilter{Kind: kinds[i]}, desk.PageAsk{Limit: cardsAt})
		return err
	}); err != nil {
		return err
	}
	for _, page := range pages {
		for _, card := range page.Items {
			if meets(s.Words(card.Shown()), sought) || g.by.SeesCustomers() && s.ofCustomer(card, q, sought) {
				g.add(card)
			}
		}
	}
	for _, page := range pages {
		g.More = g.More || page.Next != ""
	}
	return nil
}
