package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/copilot"
)

// SinceView is what a run says that the one before it did not.
type SinceView struct {
	Run     desk.RunID       `json:"run" doc:"The last run of the dialog for this card before."`
	At      Time             `json:"at" doc:"When that one was done."`
	New     []desk.FieldName `json:"new" nullable:"false" doc:"Fields for which it had no value."`
	Changed []desk.FieldName `json:"changed" nullable:"false" doc:"Fields for which it had another value."`
	Points  []string         `json:"points" nullable:"false" doc:"Points of the summary that its summary did not have; none for whoever may not read the dialog."`
}

func sinceView(run desk.Run, readable bool) *SinceView {
	if run.Since == nil {
		return nil
	}
	v := &SinceView{Run: run.Since.Run, At: Time{run.Since.At}, New: []desk.FieldName{}, Changed: []desk.FieldName{}, Points: []string{}}
	for _, o := range run.Outcomes {
		switch o.News {
		case desk.NewsNew:
			v.New = append(v.New, o.Field)
		case desk.NewsChanged:
			v.Changed = append(v.Changed, o.Field)
		}
	}
	if readable {
		v.Points = append(v.Points, run.Since.Points...)
	}
	return v
}

// SummaryVersionView is a summary as it was once.
type SummaryVersionView struct {
	Text string `json:"text"`
	By   string `json:"by,omitempty" doc:"Who wrote it: their name, as it was then; absent: the reader."`
	At   Time   `json:"at,omitzero"`
}

// versionsOf are all versions of a summary that a person wrote anew, the reader's first;
// none of one that nobody touched.
func versionsOf(run desk.Run) []SummaryVersionView {
	if len(run.Edits) == 0 || run.Reading == nil {
		return nil
	}
	out := []SummaryVersionView{{Text: run.Reading.Summary, At: Time{run.DoneAt}}}
	for _, e := range run.Edits {
		out = append(out, SummaryVersionView{e.Text, e.By, Time{e.At}})
	}
	return out
}

// SummaryChangeView changes a run's summary.
type SummaryChangeView struct {
	Summary *string `json:"summary,omitempty" minLength:"1" maxLength:"4000" doc:"The summary, written anew. It is pinned by that."`
	Pinned  *bool   `json:"pinned,omitempty" doc:"true: it is the dialog's current summary for this card, whatever runs come later. false: the newest run's is again; one that a person wrote and that is the newest stays."`
}

func (r router) summaries() {
	add(r, op{method: http.MethodPatch, path: "/v1/runs/{id}", id: "edit-summary", may: changeCards, tag: "CoPilot", summary: "Write a run's summary anew",
		description: "All versions are kept, 20 of people's at most, and the timeline tells of each. What a person wrote is pinned: a later run's summary stands beside it, never in its place. Needs If-Match with the ETag that was read. Only who may read the dialog may."},
		func(ctx context.Context, c *call, in *struct {
			RunPath
			IfMatch string `header:"If-Match"`
			Body    SummaryChangeView
		}) (*made[RunView], error) {
			run, err := r.s.SummaryEditor.Edit(ctx, c.Actor, in.ID, copilot.SummaryChange{Text: in.Body.Summary, Pinned: in.Body.Pinned}, func(run desk.Run) error {
				return match(in.IfMatch, strconv.FormatInt(run.Version, 10))
			})
			if err != nil {
				return nil, err
			}
			return r.s.wholeRun(ctx, c, run)
		})
}

// wholeRun is a run with what is read beside it: whether its summary is the current one,
// and how many messages came since it was read.
func (s *server) wholeRun(ctx context.Context, c *call, run desk.Run) (*made[RunView], error) {
	v, err := s.runBody(ctx, c, run)
	if err != nil {
		return nil, err
	}
	out := &made[RunView]{ETag: quoted(strconv.FormatInt(run.Version, 10)), Body: v}
	if run.Reading == nil || run.Dry() || run.Merges() {
		return out, nil
	}
	m, err := s.Annotations.Annotations(ctx, run.Card)
	if err != nil {
		return nil, err
	}
	current, _ := m.CurrentSummary(run.Dialog)
	out.Body.Current, out.Body.Pinned = current == run.ID, m.Pinned[run.Dialog].Run == run.ID
	out.Body.NewMessages, err = s.since(ctx, run)
	return out, err
}

// mostNew is how many new messages are counted: so many, or more.
const mostNew = 100

// since is how many messages of the dialog came after those that a run read.
func (s *server) since(ctx context.Context, run desk.Run) (*int, error) {
	d, err := s.Dialogs.Dialog(ctx, run.Dialog)
	if err != nil {
		return nil, err
	}
	n := 0
	if d.Last > run.Reading.Upto {
		page, err := s.Messages.Messages(ctx, d.Customer, run.Reading.Upto, d.Last, false, desk.PageAsk{Limit: mostNew})
		if err != nil {
			return nil, err
		}
		for _, m := range page.Items {
			if m.ResetsQuiet() {
				n++
			}
		}
	}
	return &n, nil
}
