package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// exportItem is a list on its way into a file. While it is written its filter may hold
// a customer's name.
type exportItem struct {
	Key      desk.KeyID          `json:"key,omitempty"`
	Session  desk.SessionID      `json:"session,omitempty"`
	Operator desk.OperatorID     `json:"operator,omitempty"`
	Name     string              `json:"name,omitempty"`
	Contact  string              `json:"contact,omitempty"`
	Customer desk.CustomerID     `json:"customer,omitempty"`
	Filter   filterItem          `json:"filter,omitzero"`
	Columns  []desk.ExportColumn `json:"columns"`
	Format   desk.ExportFormat   `json:"format"`
	Language string              `json:"language"`
	Base     string              `json:"base,omitempty"`
	State    desk.ExportState    `json:"state"`
	Code     desk.Code           `json:"code,omitempty"`
	Rows     int                 `json:"rows,omitempty"`
	Cut      bool                `json:"cut,omitempty"`
	Cursor   string              `json:"cursor,omitempty"`
	Pieces   []int64             `json:"pieces,omitempty"`
	Size     int64               `json:"size,omitempty"`
	AskedAt  time.Time           `json:"asked_at"`
	DoneAt   time.Time           `json:"done_at,omitzero"`
}

// filterItem is a filter of dialogs that is kept.
type filterItem struct {
	States     []desk.DialogState `json:"states,omitempty"`
	Turns      []desk.Turn        `json:"turns,omitempty"`
	Detailed   []desk.Detailed    `json:"detailed,omitempty"`
	Lines      []desk.LineID      `json:"lines,omitempty"`
	Channels   []desk.Channel     `json:"channels,omitempty"`
	Customers  []desk.CustomerID  `json:"customers,omitempty"`
	Operators  []desk.OperatorID  `json:"operators,omitempty"`
	Teams      []desk.TeamID      `json:"teams,omitempty"`
	Labels     []desk.LabelID     `json:"labels,omitempty"`
	Priorities []desk.Priority    `json:"priorities,omitempty"`
	Contacts   []string           `json:"contacts,omitempty"`
	Cards      []string           `json:"cards,omitempty"`
	OpenedFrom time.Time          `json:"opened_from,omitzero"`
	OpenedTo   time.Time          `json:"opened_to,omitzero"`
	ClosedFrom time.Time          `json:"closed_from,omitzero"`
	ClosedTo   time.Time          `json:"closed_to,omitzero"`
	Find       []string           `json:"find,omitempty"`
}

func newFilter(f desk.DialogFilter) filterItem {
	return filterItem{
		f.States, f.Turns, f.Detailed, f.Lines, f.Channels, f.Customers, f.Operators, f.Teams, f.Labels, f.Priorities,
		each(f.Contacts, desk.CardRef.String), each(f.Cards, desk.CardRef.String),
		utc(f.Opened.From), utc(f.Opened.To), utc(f.Closed.From), utc(f.Closed.To), f.Find,
	}
}

func (f filterItem) filter() desk.DialogFilter {
	return desk.DialogFilter{
		States: f.States, Turns: f.Turns, Detailed: f.Detailed, Lines: f.Lines, Channels: f.Channels, Customers: f.Customers, Operators: f.Operators,
		Teams: f.Teams, Labels: f.Labels, Priorities: f.Priorities, Contacts: each(f.Contacts, refFrom), Cards: each(f.Cards, refFrom),
		Opened: desk.Period{From: f.OpenedFrom, To: f.OpenedTo}, Closed: desk.Period{From: f.ClosedFrom, To: f.ClosedTo}, Find: f.Find,
	}
}

func newExport(e desk.Export) (Item, error) {
	it, err := record(pkExports, string(e.ID), exportItem{
		e.By.Key, e.By.Session, e.By.Operator, e.By.Name, e.Whom.Contact.String(), e.Whom.Customer, newFilter(e.Filter), e.Columns, e.Format, e.Language, e.Base,
		e.State, e.Code, e.Rows, e.Cut, e.Cursor, e.Pieces, e.Size, utc(e.AskedAt), utc(e.DoneAt),
	})
	it[TTL] = e.AskedAt.Add(desk.KeepExports).Unix()
	return it, err
}

func exportFrom(it Item) (desk.Export, error) {
	x, err := unblob[exportItem](it, "x")
	return desk.Export{
		ID: desk.ExportID(it.Str("sk")), By: desk.Asker{Key: x.Key, Session: x.Session, Operator: x.Operator, Name: x.Name},
		Whom: desk.Whom{Contact: refFrom(x.Contact), Customer: x.Customer}, Filter: x.Filter.filter(),
		Columns: x.Columns, Format: x.Format, Language: x.Language, Base: x.Base, State: x.State, Code: x.Code, Rows: x.Rows, Cut: x.Cut,
		Cursor: x.Cursor, Pieces: x.Pieces, Size: x.Size, AskedAt: x.AskedAt, DoneAt: x.DoneAt, Version: it.Int("version"),
	}, err
}

// Export implements exports.Exports.
func (s Store) Export(ctx context.Context, id desk.ExportID) (desk.Export, error) {
	it, err := s.get(ctx, Key{pkExports, string(id)})
	if err != nil {
		return desk.Export{}, wrap(err, "export %s", id)
	}
	return exportFrom(it)
}

// Exports implements exports.Exports.
func (s Store) Exports(ctx context.Context) ([]desk.Export, error) {
	its, err := s.all(ctx, pkExports, "")
	if err != nil {
		return nil, wrap(err, "exports")
	}
	var out []desk.Export
	for _, it := range its {
		if s.expired(it) {
			continue
		}
		e, err := exportFrom(it)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b desk.Export) int { return cmp.Or(b.AskedAt.Compare(a.AskedAt), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// AddExport implements exports.Exports.
func (s Store) AddExport(ctx context.Context, e desk.Export, job desk.Job) (desk.Export, error) {
	e.Version = 1
	it, err := newExport(e)
	if err != nil {
		return e, err
	}
	it["version"] = e.Version
	j, err := newJob(job)
	if err != nil {
		return e, err
	}
	was, err := s.Table().Create(ctx, it, Put(j))
	if err != nil {
		return e, wrap(err, "add export %s", e.ID)
	}
	if was != nil {
		return exportFrom(was)
	}
	return exportFrom(it)
}

// SaveExport implements exports.Exports.
func (s Store) SaveExport(ctx context.Context, e desk.Export) (desk.Export, error) {
	it, err := newExport(e)
	if err == nil {
		err = s.save(ctx, it, e.Version)
	}
	if err != nil {
		return e, wrap(err, "save export %s", e.ID)
	}
	e.Version++
	return e, nil
}
