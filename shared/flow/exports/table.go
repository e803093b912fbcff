package exports

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/sight"
)

// table writes the rows of one export.
type table struct {
	reads   Reads
	sheets  Sheets
	columns []desk.ExportColumn
	words   language
	base    string
	zone    *time.Location
	who     desk.Actor
	filter  desk.DialogFilter

	lines     map[desk.LineID]desk.Line
	teams     map[desk.TeamID]string
	operators map[desk.OperatorID]string
	labels    map[desk.LabelID]string
}

// who asked, with the rights that they have now, and the teams that there are.
func (r Reads) who(ctx context.Context, by desk.Asker) (desk.Actor, []desk.Team, error) {
	teams, err := r.Names.Teams(ctx)
	if err != nil {
		return desk.Actor{}, nil, err
	}
	who, err := sight.Asked(ctx, r.Keys, r.Names, by, teams)
	return who, teams, err
}

// table looks up who asked, and what things are called. A *desk.Refusal: they may not,
// or no longer.
func (x *Exporter) table(ctx context.Context, e desk.Export) (*table, error) {
	r := x.Reads
	who, teams, err := r.who(ctx, e.By)
	if err != nil {
		return nil, err
	}
	t := &table{
		who: who, sheets: x.Sheets, reads: r, columns: e.Columns, words: languages()[e.Language], base: e.Base, filter: e.Filter,
		lines: map[desk.LineID]desk.Line{}, teams: map[desk.TeamID]string{}, operators: map[desk.OperatorID]string{}, labels: map[desk.LabelID]string{},
	}
	if err := errors.Join(t.who.MustExport(), mustFilter(t.who, e.Filter)); err != nil {
		return nil, err
	}
	t.filter.Actor = &t.who
	settings, err := r.Names.Settings(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := r.Names.Lines(ctx)
	if err != nil {
		return nil, err
	}
	operators, err := r.Names.Operators(ctx)
	t.zone = settings.Locale(desk.Line{}).Zone
	for _, l := range lines {
		t.lines[l.ID] = l
	}
	for _, team := range teams {
		t.teams[team.ID] = team.Title
	}
	for _, o := range operators {
		t.operators[o.ID] = o.Name
	}
	for _, l := range settings.Labels {
		t.labels[l.ID] = l.Title
	}
	return t, err
}

func (t *table) head() (title string, columns []string) {
	out := make([]string, len(t.columns))
	for i, c := range t.columns {
		out[i] = t.words.columns[c]
	}
	return t.words.title, out
}

// piece implements telling.
func (t *table) piece(ctx context.Context, e desk.Export) (desk.Export, []byte, error) {
	var out [][]desk.Cell
	from := e.Rows + 1
	for len(out) < pieceRows && !e.Cut {
		page, err := t.reads.Lists.ListDialogs(ctx, t.filter, desk.PageAsk{Limit: min(pageRows, pieceRows-len(out)), Cursor: e.Cursor})
		if err != nil {
			return e, nil, err
		}
		rows, err := t.rows(ctx, page.Items)
		if err != nil {
			return e, nil, err
		}
		if left := desk.MaxExportRows - e.Rows; len(rows) > left || len(rows) == left && page.Next != "" {
			rows, e.Cut = rows[:left], true
		}
		out, e.Cursor, e.Rows = append(out, rows...), page.Next, e.Rows+len(rows)
		if page.Next == "" || len(page.Items) == 0 { // a long search goes on from what is saved
			break
		}
	}
	if len(out) == 0 {
		return e, nil, nil
	}
	return e, t.sheets.Piece(e.Sheet(), from, out), nil
}

// rows are dialogs as rows. However many they are, each thing is read once and
// together.
func (t *table) rows(ctx context.Context, ds []desk.Dialog) ([][]desk.Cell, error) {
	var readable []desk.Dialog
	for _, d := range ds {
		if t.who.Sight(d) == desk.SeesWords {
			readable = append(readable, d)
		}
	}
	shown, cards := map[desk.DialogID]desk.DialogRow{}, map[desk.CardRef]desk.Card{}
	if len(readable) > 0 {
		rows, err := t.reads.Lists.DialogRows(ctx, readable)
		if err != nil {
			return nil, err
		}
		var refs []desk.CardRef
		for _, row := range rows {
			shown[row.Dialog.ID] = row
			if row.Dialog.Contact.ID != "" {
				refs = append(refs, row.Dialog.Contact)
			}
			for _, b := range row.Dialog.Cards {
				refs = append(refs, b.Ref)
			}
		}
		found, err := t.reads.Contacts.CardsAt(ctx, refs)
		if err != nil {
			return nil, err
		}
		for _, card := range found {
			cards[card.Ref] = card
		}
	}
	out := make([][]desk.Cell, len(ds))
	for i, d := range ds {
		row, readable := shown[d.ID]
		if !readable {
			row.Dialog = d
		}
		out[i] = make([]desk.Cell, len(t.columns))
		for n, c := range t.columns {
			out[i][n] = t.cell(c, row, readable, cards)
		}
	}
	return out, nil
}

// cell is what a column says of a dialog. What is not readable says no more than that
// the dialog is there.
func (t *table) cell(c desk.ExportColumn, row desk.DialogRow, readable bool, cards map[desk.CardRef]desk.Card) desk.Cell {
	d, times := row.Dialog, row.Dialog.Times()
	switch c {
	case desk.ColumnDialog:
		return desk.Cell{Text: string(d.ID), Link: t.base + "/app/chats/" + string(d.ID)}
	case desk.ColumnOpened:
		return desk.MomentCell(d.OpenedAt, t.zone)
	case desk.ColumnClosed:
		return desk.MomentCell(d.ClosedAt, t.zone)
	case desk.ColumnStatus:
		return desk.TextCell(t.words.states[d.Detailed()])
	case desk.ColumnType:
		return desk.TextCell(t.words.types[d.Type()])
	case desk.ColumnTeam:
		return desk.TextCell(or(t.teams[d.Team], string(d.Team)))
	case desk.ColumnOperator:
		return desk.TextCell(or(t.operators[d.Operator], string(d.Operator)))
	case desk.ColumnPriority:
		return desk.TextCell(t.words.priorities[d.Priority])
	case desk.ColumnLabels:
		var titles []string
		for _, l := range d.Labels {
			titles = append(titles, or(t.labels[l], string(l)))
		}
		return desk.TextCell(strings.Join(titles, ", "))
	case desk.ColumnWaiting:
		if d.Waits() || d.Assigned() {
			return desk.MomentCell(desk.Team{}.Wait(d, nil, d.OpenedAt).Since, t.zone)
		}
		return desk.Cell{}
	case desk.ColumnAccepted:
		return desk.DurationCell(times.Accepted)
	case desk.ColumnReplied:
		return desk.DurationCell(times.Replied)
	case desk.ColumnTalked:
		return desk.DurationCell(times.Talked)
	case desk.ColumnEnded:
		return desk.DurationCell(times.Closed)
	case desk.ColumnActivity:
		return desk.MomentCell(d.LastAt(), t.zone)
	case desk.ColumnReason:
		return desk.TextCell(t.words.reasons[d.CloseReason])
	}
	if !readable {
		return desk.Cell{}
	}
	return desk.TextCell(t.said(c, row, cards))
}

// said is what a column says of a dialog whose words are read.
func (t *table) said(c desk.ExportColumn, row desk.DialogRow, cards map[desk.CardRef]desk.Card) string {
	d := row.Dialog
	switch c {
	case desk.ColumnChannel:
		return or(t.words.channels[d.Channel], or(t.lines[d.Line].Traits.Title, string(d.Channel)))
	case desk.ColumnLine:
		return or(t.lines[d.Line].Title, string(d.Line))
	case desk.ColumnLast:
		return row.Last.Beginning(beginning)
	case desk.ColumnCards:
		var titles []string
		for _, b := range d.Cards {
			if t.who.MustRead(b.Ref.Kind) == nil {
				title := cards[b.Ref].Shown()
				if t.who.MustChangeTitle(b.Ref) != nil {
					title = ""
				}
				titles = append(titles, or(title, b.Ref.String()))
			}
		}
		return strings.Join(titles, ", ")
	}
	if !t.who.SeesCustomers() {
		return ""
	}
	var contact desk.Card
	if t.who.MustRead(desk.KindContact) == nil && d.Contact.ID != "" {
		contact = cards[d.Contact]
	}
	p := row.Known(contact)
	return map[desk.ExportColumn]string{desk.ColumnName: p.Name, desk.ColumnUsername: p.Username, desk.ColumnPhone: p.Phone, desk.ColumnEmail: p.Email}[c]
}

// beginning is how many characters of the last message a row shows, as the list does.
const beginning = 140

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
