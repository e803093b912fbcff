package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// EntryView is one line of a card's timeline: who did what, with proof.
type EntryView struct {
	ID      string         `json:"id"`
	At      Time           `json:"at"`
	By      string         `json:"by" doc:"Their name, as it was then; copilot: what nobody asked for."`
	Kind    desk.EntryKind `json:"kind" enum:"created,dialog_bound,changed,summary,filled,proposed,replaced,kept,merged,unmerged,undone,failed,acknowledged"`
	What    string         `json:"what,omitempty" enum:"title,pipeline,stage,contact" doc:"Of a change that is no field's."`
	Field   desk.FieldName `json:"field,omitempty"`
	Old     FieldValue     `json:"old"`
	New     FieldValue     `json:"new"`
	Quote   string         `json:"quote,omitempty" doc:"The proof, word for word."`
	Dialog  desk.DialogID  `json:"dialog,omitempty"`
	Message desk.Seq       `json:"message,omitempty" doc:"The message in which the quote stands."`
	Run     desk.RunID     `json:"run,omitempty" doc:"Opens the summary and the offers."`
	Text    string         `json:"text,omitempty" doc:"The summary, or the reason."`
	Current bool           `json:"current,omitempty" doc:"Of a summary: it is the dialog's current one."`
	Open    bool           `json:"open,omitempty" doc:"Of a proposal: it awaits approval."`
	// A card's values are the card's, whoever reads the dialog that they came from.
	Readable bool `json:"readable" doc:"Whoever asks may read the dialog that it is about, if it is about one; else that one's words, quote and text, are left out."`
}

func entryView(e desk.Entry, seen desk.Sight, m desk.CardAnnotations, fields map[desk.FieldName]desk.Field) EntryView {
	f := fields[e.Field]
	if e.Field == "" { // of the card itself
		f = desk.Field{Type: desk.TypeString, Private: e.Kind == desk.EntryChanged && e.Text == "title" && e.Card.NamedAfterCustomer()}
	}
	v := EntryView{
		ID: e.ID, At: Time{e.At}, By: e.By, Kind: e.Kind, Field: e.Field, Old: jsonOf(f, e.Old), New: jsonOf(f, e.New),
		Dialog: e.Dialog, Run: e.Run, Readable: e.Dialog == "" || seen == desk.SeesWords,
	}
	if v.Readable {
		v.Quote, v.Message, v.Text = e.Quote, e.Message, e.Text
	}
	switch e.Kind {
	case desk.EntryChanged:
		v.What, v.Text = e.Text, ""
	case desk.EntrySummary:
		run, entry := m.CurrentSummary(e.Dialog)
		v.Current = e.Run != "" && run == e.Run && (entry == "" || entry == e.ID)
	case desk.EntryProposed:
		for _, p := range m.Awaiting {
			v.Open = v.Open || p == desk.OpenProposal{Run: e.Run, Field: e.Field}
		}
	}
	return v
}

type cardPage struct {
	CardPath
	PageParams
}

func (r router) timeline() {
	add(r, op{method: http.MethodGet, path: "/v1/cards/{ref}/timeline", id: "list-timeline", may: readCards, tag: "Cards", summary: "Read a card's timeline",
		description: "The newest first. A summary's run opens it again, with no new reading. Of dialogs that one may not read, the quotes and summaries are left out."},
		func(ctx context.Context, c *call, in *cardPage) (*body[Page[EntryView]], error) {
			ref, m, err := r.s.beside(ctx, c, in.Ref)
			if err != nil {
				return nil, err
			}
			fields, err := r.s.CRM.Fields(ctx, ref.Connection, ref.Kind)
			if err != nil {
				return nil, err
			}
			var failed error
			sights := r.s.sights(c)
			out, err := gather(ctx, in.PageParams, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Entry], error) {
				return r.s.Lists.Timeline(ctx, ref, ask)
			}, func(e desk.Entry) (EntryView, bool) {
				var seen desk.Sight
				if e.Dialog != "" {
					var err error
					seen, err = sights.Named(ctx, e.Dialog)
					failed = errors.Join(failed, err)
				}
				return entryView(e, seen, m, byName(fields)), true
			})
			return out, errors.Join(err, failed)
		})
	add(r, op{method: http.MethodGet, path: "/v1/cards/{ref}/dialogs", id: "list-card-dialogs", may: readCards, tag: "Cards", summary: "List a card's dialogs",
		description: "Those that whoever asks sees, the last bound first, each with whether CoPilot may be started on it from this card, or why not."},
		func(ctx context.Context, c *call, in *cardPage) (*body[Page[CardDialogView]], error) {
			ref, m, err := r.s.beside(ctx, c, in.Ref)
			if err != nil {
				return nil, err
			}
			return r.s.cardDialogs(ctx, c, ref, m, in.PageParams)
		})
}

// beside is a card's margin, if the key may read the card and it is there.
func (s *server) beside(ctx context.Context, c *call, path string) (desk.CardRef, desk.CardAnnotations, error) {
	ref, err := readable(c, path)
	if err == nil {
		_, err = s.CRM.Card(ctx, ref)
	}
	if err != nil {
		return ref, desk.CardAnnotations{}, err
	}
	m, err := s.Annotations.Annotations(ctx, ref)
	return ref, m, err
}
