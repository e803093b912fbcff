package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/desk"
)

// MergeView is a contact going into another.
type MergeView struct {
	Contact   string          `json:"contact" example:"contact:17" doc:"It is merged; its card stays as it was."`
	Into      string          `json:"into" example:"contact:5" doc:"It survives, and all is there."`
	State     desk.MergeState `json:"state" enum:"merging,merged,unmerging" doc:"A job does it, in a moment."`
	By        string          `json:"by" doc:"Who asked: their name, as it was then."`
	AskedAt   Time            `json:"askedAt"`
	UndoUntil Time            `json:"undoUntil" doc:"Until then POST /v1/contacts/{ref}/unmerge parts them again; after that it is for good."`
}

// MergedView is a contact that went into this one.
type MergedView struct {
	MergeView
	Title Personal `json:"title,omitzero" doc:"The merged contact's."`
}

func mergeView(m desk.Merge) MergeView {
	return MergeView{m.From.String(), m.Into.String(), m.State, m.By, Time{m.AskedAt}, Time{m.Undoable()}}
}

// survivors are the contacts into which some of these went, at once.
func (s *server) survivors(ctx context.Context, kind desk.CardKind, cards []desk.Card) (map[desk.CardRef]desk.CardRef, error) {
	if kind != desk.KindContact {
		return nil, nil
	}
	var refs []desk.CardRef
	for _, c := range cards {
		refs = append(refs, c.Ref)
	}
	return s.Merger.Merges.MergesOf(ctx, refs)
}

// merges adds to a contact's page into whom it went, and who went into it.
func (s *server) merges(ctx context.Context, v *CardDetailView, card desk.Card) error {
	v.Merged = []MergedView{}
	if card.Ref.Kind != desk.KindContact {
		return nil
	}
	m, err := s.Merger.Merges.Merge(ctx, card.Ref)
	if err == nil {
		into := mergeView(m)
		v.MergedInto, v.Survivor = &into, into.Into
	} else if !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	from, err := s.Merger.Merges.MergedInto(ctx, card.Ref)
	if err != nil {
		return err
	}
	for _, ref := range from {
		m, err := s.Merger.Merges.Merge(ctx, ref)
		if errors.Is(err, desk.ErrNotFound) { // parted meanwhile
			continue
		}
		if err != nil {
			return err
		}
		other, err := s.CRM.Card(ctx, ref)
		if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
		v.Merged = append(v.Merged, MergedView{mergeView(m), personalIf(ref.NamedAfterCustomer(), other.Shown())})
	}
	return nil
}

// MergeBody says which contact survives.
type MergeBody struct {
	Into   string           `json:"into" maxLength:"173" example:"contact:5" doc:"The contact that survives."`
	Fields []desk.FieldName `json:"fields,omitempty" nullable:"false" maxItems:"200" doc:"The fields of which the merged one's values go over the survivor's. Of the others the survivor gets only what it lacks, and is proposed what it holds otherwise."`
}

type mergeAsked struct{ Body MergeView }

var mergeContacts = right{"a right to change leads, deals or cases, and to see customers' data", func(c *call, _ huma.Context) error { return c.MustMerge() }}

func (r router) merging() {
	add(r, op{method: http.MethodPost, path: "/v1/contacts/{ref}/merge", id: "merge-contact", may: mergeContacts, tag: "Contacts", status: http.StatusAccepted,
		summary: "Merge a contact into another", description: "Both are one person. Customers with what they are known by, dialogs, leads, deals, cases and the timeline go to the contact that survives; what it lacks it gets, and what it holds stays, unless a field is named: what the merged one holds otherwise is proposed for the survivor, to keep or replace like CoPilot's. The merged card stays as it was and says where it went. Can be undone for a week."},
		func(ctx context.Context, c *call, in *struct {
			ContactPath
			Body MergeBody
		}) (*mergeAsked, error) {
			from, err := contactRef(in.Ref)
			if err != nil {
				return nil, err
			}
			into, err := contactRef(in.Body.Into)
			if err != nil {
				return nil, err
			}
			m, err := r.s.Merger.Merge(ctx, c.Actor, from, into, in.Body.Fields)
			return &mergeAsked{mergeView(m)}, err
		})
	add(r, op{method: http.MethodPost, path: "/v1/contacts/{ref}/unmerge", id: "unmerge-contact", may: mergeContacts, tag: "Contacts", status: http.StatusAccepted,
		summary: "Undo the merge of a contact", description: "Of the contact that was merged, within a week. What was moved goes back, and what its customers began since. A value that was given to the survivor is taken back unless somebody changed it since; what was proposed and nobody decided on is withdrawn, and what was decided stays so."},
		func(ctx context.Context, c *call, in *ContactPath) (*mergeAsked, error) {
			from, err := contactRef(in.Ref)
			if err != nil {
				return nil, err
			}
			m, err := r.s.Merger.Unmerge(ctx, c.Actor, from)
			return &mergeAsked{mergeView(m)}, err
		})
}
