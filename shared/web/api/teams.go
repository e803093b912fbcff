package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TeamView is operators who share waiting dialogs.
type TeamView struct {
	ID desk.TeamID `json:"id"`
	TeamSettingsView
}

// TeamSettingsView is what can be set of a team.
type TeamSettingsView struct {
	Title        string                               `json:"title" minLength:"1" maxLength:"128" example:"Sales"`
	Members      []desk.OperatorID                    `json:"members,omitempty" nullable:"false" maxItems:"500" doc:"The operators to whom its dialogs are assigned, while they are active and under their limit."`
	Rule         desk.Rule                            `json:"rule,omitempty" enum:"order,load,topic" doc:"To whom a dialog goes: whose last assignment lies longest back (order, the default), who has the fewest dialogs (load); or first to another team, by what it is about (topic)."`
	Topics       []TopicView                          `json:"topics,omitempty" nullable:"false" maxItems:"100" doc:"Of the rule topic: the topic of whose words most are met takes the dialog, of equals the first."`
	Fallback     desk.TeamID                          `json:"fallback,omitempty" maxLength:"64" doc:"Of the rule topic: the team that takes what no topic is met by; absent: this one."`
	TimeToTake   float64                              `json:"timeToTakeSeconds,omitempty" minimum:"0" maximum:"900" doc:"A dialog that is not accepted in so long goes to the next, or waits for one; 0: never."`
	Idle         float64                              `json:"idleSeconds,omitempty" minimum:"0" maximum:"2592000" doc:"A dialog closes after so much silence; 0: as its line says."`
	WaitingAlert float64                              `json:"waitingAlertSeconds,omitempty" minimum:"0" maximum:"2592000" doc:"A dialog that waits longer is marked; 0: never."`
	Hours        *HoursView                           `json:"hours,omitempty" doc:"When the team works. They decide what customers are told; dialogs are assigned to whoever is active. Absent: always."`
	Replies      map[desk.ReplyKind]map[string]string `json:"replies,omitempty" doc:"What customers are told by themselves, each once a dialog, by language: greeting, or in its place nobody (no member is active) or closed (outside of the hours); waiting, after waitingReplySeconds." example:"{\"greeting\":{\"en\":\"Hello! We will be with you in a moment.\"}}"`
	WaitingReply float64                              `json:"waitingReplySeconds,omitempty" minimum:"0" maximum:"86400"`
	Reads        desk.TeamReads                       `json:"reads,omitempty" enum:"waiting,none,all" default:"waiting" doc:"What members read of the team's dialogs that are neither closed nor their own: those that nobody has yet; none; or those that a colleague has, too."`
}

// TopicView sends dialogs to a team.
type TopicView struct {
	Team  desk.TeamID `json:"team" minLength:"1" maxLength:"64"`
	Label string      `json:"label,omitempty" maxLength:"128" doc:"What a bot calls it: that goes before all words."`
	Words []string    `json:"words,omitempty" nullable:"false" maxItems:"100" doc:"Each is met by any word, or words, of the customer's that begin with it." example:"[\"invoice\",\"refund\"]"`
}

// HoursView is when a team works.
type HoursView struct {
	Zone     string       `json:"zone,omitempty" maxLength:"64" example:"Europe/Madrid" doc:"Absent: the settings'."`
	Week     []HoursOfDay `json:"week,omitempty" nullable:"false" maxItems:"50" doc:"A day may come several times; one that does not come is free. Empty: every day."`
	Holidays []string     `json:"holidays,omitempty" nullable:"false" maxItems:"400" example:"[\"2026-12-25\"]"`
}

// HoursOfDay is a part of a day.
type HoursOfDay struct {
	Day  string `json:"day" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday"`
	From string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"09:00"`
	To   string `json:"to" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$" example:"18:00"`
}

var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday, "friday": time.Friday,
	"saturday": time.Saturday, "sunday": time.Sunday,
}

func hoursView(h desk.Hours) *HoursView {
	v := &HoursView{Zone: h.Zone, Holidays: h.Holidays}
	for _, name := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		for _, s := range h.Week[weekdays[name]] {
			v.Week = append(v.Week, HoursOfDay{name, clock(s.From), clock(s.To)})
		}
	}
	if v.Zone == "" && v.Week == nil && v.Holidays == nil {
		return nil
	}
	return v
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

func (v *HoursView) hours() desk.Hours {
	if v == nil {
		return desk.Hours{}
	}
	h := desk.Hours{Zone: v.Zone, Holidays: v.Holidays}
	for _, p := range v.Week {
		if h.Week == nil {
			h.Week = map[time.Weekday][]desk.Span{}
		}
		var s desk.Span
		for _, at := range []struct {
			text string
			to   *int
		}{{p.From, &s.From}, {p.To, &s.To}} {
			var hour, minute int
			if _, err := fmt.Sscanf(at.text, "%d:%d", &hour, &minute); err == nil { // the pattern has let no other pass
				*at.to = hour*60 + minute
			}
		}
		h.Week[weekdays[p.Day]] = append(h.Week[weekdays[p.Day]], s)
	}
	return h
}

func teamView(t desk.Team) TeamView {
	v := TeamView{t.ID, TeamSettingsView{
		Title: t.Title, Members: t.Members, Rule: t.Rule, Fallback: t.Fallback, TimeToTake: seconds(t.TimeToTake), Idle: seconds(t.Idle),
		WaitingAlert: seconds(t.WaitingAlert), Hours: hoursView(t.Hours), Replies: t.Replies, WaitingReply: seconds(t.WaitingReply),
		Reads: cmp.Or(t.Reads, desk.ReadsWaiting),
	}}
	for _, p := range t.Topics {
		v.Topics = append(v.Topics, TopicView(p))
	}
	return v
}

func (v TeamSettingsView) team(id desk.TeamID) desk.Team {
	t := desk.Team{
		ID: id, Title: v.Title, Members: v.Members, Rule: v.Rule, Fallback: v.Fallback, TimeToTake: duration(v.TimeToTake), Idle: duration(v.Idle),
		WaitingAlert: duration(v.WaitingAlert), Hours: v.Hours.hours(), Replies: v.Replies, WaitingReply: duration(v.WaitingReply), Reads: v.Reads,
	}
	for _, p := range v.Topics {
		t.Topics = append(t.Topics, desk.Topic(p))
	}
	return t
}

// ChangeTeamView changes a team: only what is named.
type ChangeTeamView struct {
	Title        *string                               `json:"title,omitempty" minLength:"1" maxLength:"128"`
	Members      *[]desk.OperatorID                    `json:"members,omitempty" maxItems:"500" doc:"All that it shall have."`
	Rule         *desk.Rule                            `json:"rule,omitempty" enum:"order,load,topic"`
	Topics       *[]TopicView                          `json:"topics,omitempty" maxItems:"100"`
	Fallback     *desk.TeamID                          `json:"fallback,omitempty" maxLength:"64"`
	TimeToTake   *float64                              `json:"timeToTakeSeconds,omitempty" minimum:"0" maximum:"900"`
	Idle         *float64                              `json:"idleSeconds,omitempty" minimum:"0" maximum:"2592000"`
	WaitingAlert *float64                              `json:"waitingAlertSeconds,omitempty" minimum:"0" maximum:"2592000"`
	Hours        *HoursView                            `json:"hours,omitempty"`
	Replies      *map[desk.ReplyKind]map[string]string `json:"replies,omitempty" doc:"All that it shall have."`
	WaitingReply *float64                              `json:"waitingReplySeconds,omitempty" minimum:"0" maximum:"86400"`
	Reads        *desk.TeamReads                       `json:"reads,omitempty" enum:"waiting,none,all"`
}

func (in ChangeTeamView) apply(v TeamSettingsView) TeamSettingsView {
	set(&v.Title, in.Title)
	set(&v.Members, in.Members)
	set(&v.Rule, in.Rule)
	set(&v.Topics, in.Topics)
	set(&v.Fallback, in.Fallback)
	set(&v.TimeToTake, in.TimeToTake)
	set(&v.Idle, in.Idle)
	set(&v.WaitingAlert, in.WaitingAlert)
	set(&v.Replies, in.Replies)
	set(&v.WaitingReply, in.WaitingReply)
	set(&v.Reads, in.Reads)
	if in.Hours != nil {
		v.Hours = in.Hours
	}
	return v
}

// NewTeamView makes a team.
type NewTeamView struct {
	ID desk.TeamID `json:"id" pattern:"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$" doc:"Yours to choose."`
	ChangeTeamView
}

// TeamPath names a team in an address.
type TeamPath struct {
	ID desk.TeamID `path:"id" maxLength:"64" doc:"The team's id; yours to choose."`
}

func (r router) teams() {
	add(r, op{method: http.MethodGet, path: "/v1/teams", id: "list-teams", may: anyKey, tag: "Teams", summary: "List teams", description: "To which dialogs can be handed over. All of them, on one page."},
		func(ctx context.Context, _ *call, _ *struct{}) (*body[Page[TeamView]], error) {
			all, err := r.s.Setup.Teams(ctx)
			return shown(all, teamView), err
		})
	add(r, op{method: http.MethodGet, path: "/v1/teams/{id}", id: "get-team", may: anyKey, tag: "Teams", summary: "Read a team"},
		func(ctx context.Context, _ *call, in *TeamPath) (*body[TeamView], error) {
			t, err := r.s.Setup.Team(ctx, in.ID)
			return &body[TeamView]{teamView(t)}, err
		})
	add(r, op{method: http.MethodPost, path: "/v1/teams", id: "create-team", may: adminOnly, tag: "Teams", summary: "Make a team", status: http.StatusCreated,
		description: "One that is there already is set anew, as by PUT. A line's dialogs go to the team that the line names (PATCH /v1/lines/{id})."},
		func(ctx context.Context, c *call, in *struct{ Body NewTeamView }) (*body[TeamView], error) {
			return r.s.putTeam(ctx, c, in.Body.ID, in.Body.apply)
		})
	add(r, op{method: http.MethodPut, path: "/v1/teams/{id}", id: "put-team", may: adminOnly, tag: "Teams", summary: "Set a team", description: "It is made if there is none; a new one needs a title. What is left out stays."},
		func(ctx context.Context, c *call, in *struct {
			TeamPath
			Body ChangeTeamView
		}) (*body[TeamView], error) {
			return r.s.putTeam(ctx, c, in.ID, in.Body.apply)
		})
	add(r, op{method: http.MethodPatch, path: "/v1/teams/{id}", id: "change-team", may: adminOnly, tag: "Teams", summary: "Change a team", description: "Only what is named is changed. Who is a member from now on may be given what waits."},
		func(ctx context.Context, c *call, in *struct {
			TeamPath
			Body ChangeTeamView
		}) (*body[TeamView], error) {
			if _, err := r.s.Setup.Team(ctx, in.ID); err != nil {
				return nil, err
			}
			return r.s.putTeam(ctx, c, in.ID, in.Body.apply)
		})
	add(r, op{method: http.MethodDelete, path: "/v1/teams/{id}", id: "delete-team", may: adminOnly, tag: "Teams", summary: "Delete a team", status: http.StatusNoContent,
		description: "Refused (still_needed) while a line, or another team's topics, send dialogs to it. Its waiting dialogs go to the teams of their lines; where there is none, they wait for anybody. What was accepted stays whose it is. Its templates are deleted, too: export them first if they are wanted."},
		func(ctx context.Context, c *call, in *TeamPath) (*struct{}, error) {
			return &struct{}{}, r.s.TeamKeeper.Delete(ctx, c.Actor, in.ID)
		})
	r.attendance()
}

// putTeam stores what apply makes of a team.
func (s *server) putTeam(ctx context.Context, c *call, id desk.TeamID, apply func(TeamSettingsView) TeamSettingsView) (*body[TeamView], error) {
	if !reID.MatchString(string(id)) {
		return nil, fmt.Errorf("%w: a team's id has letters, digits, dashes and underscores, and is at most 63 long", desk.ErrInvalid)
	}
	for try := 0; ; try++ {
		have, err := s.Setup.Team(ctx, id)
		if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return nil, err
		}
		t := apply(teamView(have).TeamSettingsView).team(id)
		if t.Title == "" {
			return nil, desk.Wrong("title", "a team has a title", "n", "128")
		}
		t.Version = have.Version
		err = s.Deadlines.ChangeTeam(ctx, have, t, func() (err error) {
			t, err = s.TeamKeeper.Save(ctx, c.Actor, t)
			return err
		})
		if errors.Is(err, desk.ErrConflict) && try < saves {
			continue // it says how it shall be, whatever somebody else just said
		}
		return &body[TeamView]{teamView(t)}, err
	}
}
