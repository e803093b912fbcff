package api

import (
	"cmp"
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// NewExportView asks for a list in a file.
type NewExportView struct {
	Filter   DialogFilterParams  `json:"filter,omitzero" doc:"As of the list of dialogs. The order is that of opening, the newest first."`
	Columns  []desk.ExportColumn `json:"columns,omitempty" maxItems:"50" nullable:"false" enum:"dialog,opened,closed,status,channel,line,team,operator,name,username,phone,email,cards,priority,labels,waitingSince,accepted,replied,talked,ended,reason,activity,last" doc:"In their order; absent: all."`
	Format   desk.ExportFormat   `json:"format,omitempty" enum:"xlsx,csv" default:"xlsx"`
	Language string              `json:"language,omitempty" enum:"en,es,ru" doc:"Of the headers and of words for states; absent: the company's."`
}

// ExportView is a list on its way into a file.
type ExportView struct {
	ID       desk.ExportID       `json:"id"`
	State    desk.ExportState    `json:"state" enum:"running,done,over,failed,withdrawn" doc:"over: the file's hour has passed. withdrawn: somebody was erased who might have been in it. Ask again."`
	Code     desk.Code           `json:"code,omitempty" doc:"Why it failed."`
	Format   desk.ExportFormat   `json:"format" enum:"xlsx,csv,json" doc:"json: all that is kept of one person."`
	Columns  []desk.ExportColumn `json:"columns" nullable:"false"`
	Language string              `json:"language"`
	Rows     int                 `json:"rows" doc:"Written so far; of one person: records."`
	Cut      bool                `json:"cut,omitempty" doc:"There are more than the 1,048,575 that a file takes: the oldest are not in it."`
	AskedAt  Time                `json:"askedAt"`
	DoneAt   Time                `json:"doneAt,omitzero"`
	File     *ExportFileView     `json:"file,omitempty" doc:"While it can be had."`
}

// ExportFileView is where a file can be had.
type ExportFileView struct {
	Name  string `json:"name"`
	Size  int64  `json:"size" doc:"Bytes."`
	URL   string `json:"url" format:"uri" doc:"It needs no key: whoever has it has the file, so it works for five minutes. Each look at the export gives another."`
	Until Time   `json:"until" doc:"Until when the file is there; an hour after it was done."`
}

func (r router) exportView(ctx context.Context, c *call, e desk.Export) (ExportView, error) {
	v := ExportView{
		ID: e.ID, State: e.StateAt(c.at), Code: e.Code, Format: e.Format, Columns: append([]desk.ExportColumn{}, e.Columns...), Language: e.Language,
		Rows: e.Rows, Cut: e.Cut, AskedAt: Time{e.AskedAt}, DoneAt: Time{e.DoneAt},
	}
	if !e.There(c.at) {
		return v, nil
	}
	set, err := r.s.Config.Settings(ctx)
	if err != nil {
		return v, err
	}
	until, name := e.DoneAt.Add(desk.ExportLife), e.FileName(set.Locale(desk.Line{}).Zone)
	url, err := r.s.Files.LinkFor(ctx, e.File(), name, e.LinkLife(c.at))
	v.File = &ExportFileView{name, e.Size, url, Time{until}}
	return v, err
}

const tagExports = "Exports"

func (r router) exports() {
	add(r, op{method: http.MethodPost, path: "/v1/exports", id: "create-export", may: export, tag: tagExports, summary: "Write a list into a file", status: http.StatusAccepted,
		description: "An Excel workbook, or a CSV (in Russian and Spanish its cells are parted by semicolons, as spreadsheets want them there), of the dialogs that the filter shows to whoever asks, as they are when they are read: their rights are looked up then. Dates are dates and durations durations, in the company's zone; nothing in a cell is ever calculated. The answer's Location says how far it is; then it has a file, for an hour, with a link that works for five minutes and is made anew each time it is looked at. Who is switched off has no files from then on. At most three of whoever asks at once (too_many_exports)."},
		func(ctx context.Context, c *call, in *struct{ Body NewExportView }) (*exportAsked, error) {
			f, err := in.Body.Filter.filter(c, r.s.Words)
			if err != nil {
				return nil, err
			}
			e := desk.Export{
				ID: desk.ExportID(c.id("x")), Filter: f, Columns: in.Body.Columns, Format: cmp.Or(in.Body.Format, desk.ExportXLSX),
				Language: in.Body.Language, Base: r.s.home(c.from),
			}
			if len(e.Columns) == 0 {
				e.Columns = desk.ExportColumns()
			}
			if e.Language == "" {
				settings, err := r.s.Config.Settings(ctx)
				if err != nil {
					return nil, err
				}
				e.Language = cmp.Or(settings.Language, "en")
			}
			if e, err = r.s.ExportRequester.Ask(ctx, c.Actor, e); err != nil {
				return nil, err
			}
			v, err := r.exportView(ctx, c, e)
			return &exportAsked{"/v1/exports/" + string(e.ID), v}, err
		})
	add(r, op{method: http.MethodGet, path: "/v1/exports", id: "list-exports", may: export, tag: tagExports, summary: "List exports",
		description: "Those of whoever asks, of the last day, the newest first."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[Page[ExportView]], error) {
			all, err := r.s.ExportRequester.All(ctx, c.Actor)
			if err != nil {
				return nil, err
			}
			out := &body[Page[ExportView]]{Page[ExportView]{Items: []ExportView{}}}
			for _, e := range all {
				v, err := r.exportView(ctx, c, e)
				if err != nil {
					return nil, err
				}
				out.Body.Items = append(out.Body.Items, v)
			}
			return out, nil
		})
	add(r, op{method: http.MethodGet, path: "/v1/exports/{id}", id: "get-export", may: export, tag: tagExports, summary: "See how far an export is",
		description: "For whoever asked for it, and administrators. It is known for a day."},
		func(ctx context.Context, c *call, in *struct {
			ID desk.ExportID `path:"id" maxLength:"64" doc:"The export's id."`
		}) (*body[ExportView], error) {
			e, err := r.s.ExportRequester.Get(ctx, c.Actor, in.ID)
			if err != nil {
				return nil, err
			}
			v, err := r.exportView(ctx, c, e)
			return &body[ExportView]{v}, err
		})
	r.persons()
}

type exportAsked struct {
	Location string `header:"Location"`
	Body     ExportView
}
