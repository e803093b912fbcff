package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

type teamItem struct {
	Title        string                               `json:"title,omitempty"`
	Members      []desk.OperatorID                    `json:"members,omitempty"`
	Rule         desk.Rule                            `json:"rule,omitempty"`
	Topics       []topicItem                          `json:"topics,omitempty"`
	Fallback     desk.TeamID                          `json:"fallback,omitempty"`
	Reads        desk.TeamReads                       `json:"reads,omitempty"`
	TimeToTake   time.Duration                        `json:"time_to_take,omitempty"`
	Idle         time.Duration                        `json:"idle,omitempty"`
	WaitingAlert time.Duration                        `json:"waiting_alert,omitempty"`
	Zone         string                               `json:"zone,omitempty"`
	Week         map[time.Weekday][]spanItem          `json:"week,omitempty"`
	Holidays     []string                             `json:"holidays,omitempty"`
	Replies      map[desk.ReplyKind]map[string]string `json:"replies,omitempty"`
	WaitingReply time.Duration                        `json:"waiting_reply,omitempty"`
}

type topicItem struct {
	Team  desk.TeamID `json:"team"`
	Label string      `json:"label,omitempty"`
	Words []string    `json:"words,omitempty"`
}

type spanItem struct {
	From int `json:"from"`
	To   int `json:"to"`
}

func newTeam(t desk.Team) (Item, error) {
	x := teamItem{
		Title: t.Title, Members: t.Members, Rule: t.Rule, Fallback: t.Fallback, Reads: t.Reads, TimeToTake: t.TimeToTake, Idle: t.Idle, WaitingAlert: t.WaitingAlert,
		Topics: each(t.Topics, func(p desk.Topic) topicItem { return topicItem(p) }),
		Zone:   t.Hours.Zone, Holidays: t.Hours.Holidays, Replies: t.Replies, WaitingReply: t.WaitingReply,
	}
	for day, spans := range t.Hours.Week {
		if x.Week == nil {
			x.Week = map[time.Weekday][]spanItem{}
		}
		x.Week[day] = each(spans, func(s desk.Span) spanItem { return spanItem(s) })
	}
	return record(pkTeams, string(t.ID), x)
}

func teamFrom(it Item) (desk.Team, error) {
	x, err := unblob[teamItem](it, "x")
	t := desk.Team{
		ID: desk.TeamID(it.Str("sk")), Title: x.Title, Members: x.Members, Rule: x.Rule, Fallback: x.Fallback, Reads: x.Reads, TimeToTake: x.TimeToTake,
		Idle: x.Idle, WaitingAlert: x.WaitingAlert, Topics: each(x.Topics, func(p topicItem) desk.Topic { return desk.Topic(p) }),
		Hours: desk.Hours{Zone: x.Zone, Holidays: x.Holidays}, Replies: x.Replies, WaitingReply: x.WaitingReply, Version: it.Int("version"),
	}
	for day, spans := range x.Week {
		if t.Hours.Week == nil {
			t.Hours.Week = map[time.Weekday][]desk.Span{}
		}
		t.Hours.Week[day] = each(spans, func(s spanItem) desk.Span { return desk.Span(s) })
	}
	return t, err
}

// A team that was deleted leaves its record, marked gone: dialogs may still be on
// their way to it, and are looked for under its name.

func isGone(it Item) bool { return it["gone"] != nil }

// Teams implements web.Setup: in the order in which they were made.
func (s Store) Teams(ctx context.Context) ([]desk.Team, error) {
	its, err := s.Table().All(ctx, pkTeams, "")
	if err != nil {
		return nil, wrap(err, "teams")
	}
	its = slices.DeleteFunc(its, isGone)
	slices.SortStableFunc(its, func(a, b Item) int { return int(a.Int("place") - b.Int("place")) })
	out := make([]desk.Team, len(its))
	for i, it := range its {
		if out[i], err = teamFrom(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// EveryTeam implements routing.Waiting: those that were deleted, too.
func (s Store) EveryTeam(ctx context.Context) ([]desk.TeamID, error) {
	its, err := s.Table().All(ctx, pkTeams, "")
	return each(its, func(it Item) desk.TeamID { return desk.TeamID(it.Str("sk")) }), wrap(err, "teams")
}

// Team implements flow.Teams.
func (s Store) Team(ctx context.Context, id desk.TeamID) (desk.Team, error) {
	k := Key{pkTeams, string(id)}
	if ValidateKey(k) != nil {
		return desk.Team{}, wrap(desk.ErrNotFound, "team")
	}
	it, err := s.get(ctx, k)
	if err == nil && isGone(it) {
		err = desk.ErrNotFound
	}
	if err != nil {
		return desk.Team{}, wrap(err, "team %s", id)
	}
	return teamFrom(it)
}

// SaveTeam implements web.Setup. The job that spreads its dialogs is there before
// the team is.
func (s Store) SaveTeam(ctx context.Context, t desk.Team) (desk.Team, error) {
	if t.ID == "" {
		return desk.Team{}, fmt.Errorf("%w: a team needs an id", desk.ErrInvalid)
	}
	it, err := newTeam(t)
	if err != nil {
		return desk.Team{}, err
	}
	if t.Version == 0 {
		old, err := s.Table().Get(ctx, Key{pkTeams, string(t.ID)})
		if err == nil && isGone(old) {
			t.Version = old.Int("version") // it is made anew
		}
		if err == nil || absent(err) {
			err = s.AddJob(ctx, desk.NewSpreadJob(t.ID))
		}
		if err != nil {
			return desk.Team{}, wrap(err, "save team %s", t.ID)
		}
	}
	if err := s.Table().SaveInOrder(ctx, it, t.Version); err != nil {
		return desk.Team{}, wrap(err, "save team %s", t.ID)
	}
	return teamFrom(it)
}

// DropTeam implements flow.Discards.
func (s Store) DropTeam(ctx context.Context, id desk.TeamID) error {
	_, err := s.Engine.Write(ctx, Op{
		Do: DoUpdate, Key: Key{pkTeams, string(id)}, Set: Item{"gone": s.Now().UnixMicro()}, Add: map[string]int64{"version": 1},
		If: []Cond{Exists("pk")},
	})
	if lostRace(err) {
		return nil // there is none
	}
	return wrap(err, "delete team %s", id)
}
