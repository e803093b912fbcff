package api

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// DialogListView is a page of dialogs, and how many there are of each kind.
type DialogListView struct {
	Page[DialogRowView]
	Groups *GroupsView `json:"groups,omitempty" doc:"If it is asked for by ‹group›: of all that pass, not of the page alone."`
}

// GroupsView are dialogs by what they are counted by.
type GroupsView struct {
	Items []GroupView `json:"items" nullable:"false" doc:"The largest first, 100 at most."`
	More  bool        `json:"more" doc:"There are other values, with fewer each."`
	Total int         `json:"total" doc:"How many dialogs were counted. One with several labels, or cards, counts under each."`
	Since Time        `json:"since,omitzero" doc:"Dialogs that opened before were not counted: there were too many. Absent: all were."`
}

// GroupView is how many dialogs there are of one value.
type GroupView struct {
	Value string   `json:"value" doc:"To be given to the filter of that name. Empty: they have none; of a priority: normal."`
	Title Personal `json:"title,omitzero" doc:"What the line, the team, the operator, the contact or the card is called, if that is known here."`
	Count int      `json:"count"`
}

// mostGroups is how many values are shown.
const mostGroups = 100

// groups counts the dialogs that pass. Cards are shown to who may read them.
func (s *server) groups(ctx context.Context, c *call, f desk.DialogFilter, by desk.GroupBy) (*GroupsView, error) {
	if by == desk.GroupByContact {
		if err := c.MustRead(desk.KindContact); err != nil {
			return nil, err
		}
	}
	found, err := s.Lists.CountDialogs(ctx, f, by)
	if err != nil {
		return nil, err
	}
	out := &GroupsView{Items: []GroupView{}, Total: found.Total, Since: Time{found.Since}}
	for value, n := range found.Counts {
		if by == desk.GroupByCard && value != "" {
			if ref, err := desk.ParseCardRef(value); err != nil || c.MustRead(ref.Kind) != nil {
				continue
			}
		}
		if by == desk.GroupByPriority {
			value = cmp.Or(value, "normal")
		}
		out.Items = append(out.Items, GroupView{Value: value, Count: n})
	}
	slices.SortFunc(out.Items, func(a, b GroupView) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	out.More = len(out.Items) > mostGroups
	out.Items = out.Items[:min(len(out.Items), mostGroups)]
	return out, s.entitle(ctx, by, out.Items)
}

// entitle fills in what the values are called.
func (s *server) entitle(ctx context.Context, by desk.GroupBy, groups []GroupView) error {
	switch by {
	case desk.GroupByContact, desk.GroupByCard:
		return s.entitleCards(ctx, groups)
	case desk.GroupByLine, desk.GroupByTeam, desk.GroupByOperator:
	default:
		return nil
	}
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	for i, g := range groups {
		title := map[desk.GroupBy]string{
			desk.GroupByLine: names.lines[desk.LineID(g.Value)], desk.GroupByTeam: names.teams[desk.TeamID(g.Value)].Title, desk.GroupByOperator: names.operators[desk.OperatorID(g.Value)],
		}[by]
		groups[i].Title = personalIf(false, title)
	}
	return nil
}

func (s *server) entitleCards(ctx context.Context, groups []GroupView) error {
	var refs []desk.CardRef
	var where []int
	for i, g := range groups {
		if ref, err := desk.ParseCardRef(g.Value); err == nil && ref.Connection == desk.ConnectionBuiltIn {
			refs, where = append(refs, ref), append(where, i)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	cards, err := s.BuiltIn.CardsAt(ctx, refs)
	for n, card := range cards {
		groups[where[n]].Title = personalIf(refs[n].NamedAfterCustomer(), card.Shown())
	}
	return err
}
