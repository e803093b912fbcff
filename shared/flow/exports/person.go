package exports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// person tells all that is kept of one person: their cards with timelines, then, of each
// customer, who they are, their dialogs and what was said. However much that is, a page
// of one source is held at a time.
type person struct {
	reads   Reads
	sheets  Sheets
	sources []source
	fields  map[desk.CardRef]map[desk.FieldName]desk.Field // by connection and kind, with no id
}

// source is one kind of thing that is kept: sources go by their names, so that what
// appears or goes meanwhile leaves the others' order alone.
type source struct {
	name string
	page func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Record], error)
}

// How much is held at once: things in a page, bytes of a piece and pages in it, so that
// CRMs that are slow leave a turn its time.
const (
	personPage = 50
	pieceBytes = 256 << 10
	piecePages = 20
	parted     = "\n" // parts a source's name from the place in it
)

// person looks up who asked, and where something lies. A *desk.Refusal: they are no
// administrator, or no longer.
func (x *Exporter) person(ctx context.Context, e desk.Export) (*person, error) {
	who, _, err := x.Reads.who(ctx, e.By)
	if err != nil {
		return nil, err
	}
	if err := who.MustBe(); err != nil {
		return nil, err
	}
	p := &person{reads: x.Reads, sheets: x.Sheets, fields: map[desk.CardRef]map[desk.FieldName]desk.Field{}}
	cards, err := p.cards(ctx, e.Whom.Contact)
	if err != nil {
		return nil, err
	}
	for _, ref := range cards {
		p.add("1 "+ref.String()+" card", func(ctx context.Context, _ desk.PageAsk) (desk.Page[desk.Record], error) { return p.card(ctx, ref) })
		p.add("1 "+ref.String()+" timeline", func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Record], error) {
			page, err := x.Reads.People.Timeline(ctx, ref, ask)
			return records(page, err, func(e desk.Entry) desk.Record { return desk.Record{Entry: &e} })
		})
	}
	customers, err := p.customers(ctx, e.Whom)
	if err != nil {
		return nil, err
	}
	for _, id := range customers {
		p.add("2 "+string(id)+" customer", func(ctx context.Context, _ desk.PageAsk) (desk.Page[desk.Record], error) {
			c, err := x.Reads.People.Customer(ctx, id)
			return one(desk.Record{Customer: &c}, err)
		})
		p.add("2 "+string(id)+" dialogs", func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Record], error) {
			return p.dialogs(ctx, id, ask)
		})
		p.add("2 "+string(id)+" messages", func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Record], error) {
			page, err := x.Reads.People.Messages(ctx, id, 0, 0, false, ask)
			return records(page, err, func(m desk.Message) desk.Record { return desk.Record{Message: &m} })
		})
	}
	slices.SortStableFunc(p.sources, func(a, b source) int { return cmp.Compare(a.name, b.name) })
	return p, nil
}

func (p *person) add(name string, page func(context.Context, desk.PageAsk) (desk.Page[desk.Record], error)) {
	p.sources = append(p.sources, source{name, page})
}

// head implements telling. A file of records has no columns.
func (*person) head() (string, []string) { return "", nil }

// piece implements telling. The export's cursor is a source's name and the place in it.
func (p *person) piece(ctx context.Context, e desk.Export) (desk.Export, []byte, error) {
	var out []byte
	name, at, _ := strings.Cut(e.Cursor, parted)
	i, _ := slices.BinarySearchFunc(p.sources, name, func(s source, name string) int { return cmp.Compare(s.name, name) })
	for pages := 0; i < len(p.sources) && pages < piecePages && len(out) < pieceBytes && !e.Cut; pages++ {
		s := p.sources[i]
		if s.name != name { // it went meanwhile, or is the next
			at = ""
		}
		page, err := s.page(ctx, desk.PageAsk{Limit: personPage, Cursor: at})
		if err != nil {
			return e, nil, fmt.Errorf("%s: %w", s.name, err)
		}
		if left := desk.MaxExportRows - e.Rows; len(page.Items) > left {
			page.Items, e.Cut = page.Items[:left], true
		}
		b, err := p.sheets.Records(page.Items)
		if err != nil {
			return e, nil, err
		}
		out, e.Rows = append(out, b...), e.Rows+len(page.Items)
		if name, at = s.name, page.Next; at == "" {
			i++
		}
	}
	e.Cursor = ""
	if i < len(p.sources) {
		if p.sources[i].name != name {
			at = ""
		}
		e.Cursor = p.sources[i].name + parted + at
	}
	return e, out, nil
}

// cards are the contact, those that went into it, and all of their leads, deals and
// cases.
func (p *person) cards(ctx context.Context, contact desk.CardRef) ([]desk.CardRef, error) {
	if contact.ID == "" {
		return nil, nil
	}
	all := []desk.CardRef{contact}
	for i := 0; i < len(all); i++ {
		from, err := p.reads.People.MergedInto(ctx, all[i])
		if err != nil {
			return nil, err
		}
		all = append(all, from...)
	}
	out := slices.Clone(all)
	for _, ref := range all {
		cards, err := p.reads.Cards.CardsOf(ctx, ref)
		if err != nil && !unconnected(err) && !errors.Is(err, desk.ErrNotFound) {
			return nil, err
		}
		out = append(out, cards...)
	}
	slices.SortFunc(out, func(a, b desk.CardRef) int { return cmp.Compare(a.String(), b.String()) })
	return slices.Compact(out), nil
}

// customers are all by whom the person is known.
func (p *person) customers(ctx context.Context, whom desk.Whom) ([]desk.CustomerID, error) {
	who := []desk.CustomerID{whom.Customer}
	if whom.Contact.ID != "" {
		who = nil
		if _, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Customer], error) {
			return p.reads.People.CustomersOf(ctx, whom.Contact, ask)
		}, func(c desk.Customer) error { who = append(who, c.ID); return nil }); err != nil {
			return nil, err
		}
	}
	var all []desk.CustomerID
	for _, id := range who {
		ids, err := p.reads.People.Known(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// dialogs are a customer's, with what was read in them. A dry run wrote nothing, and
// tells nothing of the person that the others do not.
func (p *person) dialogs(ctx context.Context, id desk.CustomerID, ask desk.PageAsk) (desk.Page[desk.Record], error) {
	page, err := p.reads.Lists.ListDialogs(ctx, desk.DialogFilter{Customers: []desk.CustomerID{id}}, ask)
	if err != nil {
		return desk.Page[desk.Record]{}, err
	}
	out := desk.Page[desk.Record]{Next: page.Next}
	for _, d := range page.Items {
		r := &desk.DialogRecord{Dialog: d}
		if _, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Run], error) {
			return p.reads.People.DialogRuns(ctx, d.ID, ask)
		}, func(run desk.Run) error { r.Runs = append(r.Runs, run); return nil }); err != nil {
			return out, err
		}
		out.Items = append(out.Items, desk.Record{Dialog: r})
	}
	return out, nil
}

// records are a page of things as records.
func records[T any](page desk.Page[T], err error, as func(T) desk.Record) (desk.Page[desk.Record], error) {
	out := desk.Page[desk.Record]{Next: page.Next}
	for _, v := range page.Items {
		out.Items = append(out.Items, as(v))
	}
	return out, err
}

// one is a page of one record, or of none where there is none any more.
func one(r desk.Record, err error) (desk.Page[desk.Record], error) {
	if errors.Is(err, desk.ErrNotFound) {
		return desk.Page[desk.Record]{}, nil
	}
	return desk.Page[desk.Record]{Items: []desk.Record{r}}, err
}
