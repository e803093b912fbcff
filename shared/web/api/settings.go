package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/desk"
)

// SettingsView are the company's settings.
type SettingsView struct {
	Copilot       bool                          `json:"copilot" doc:"CoPilot in CRM is switched on."`
	Subscription  bool                          `json:"subscription" doc:"Automatic runs exist."`
	Cases         bool                          `json:"cases" doc:"Cases may be made out of dialogs."`
	Language      string                        `json:"language" example:"en"`
	Zone          string                        `json:"zone" example:"Europe/Madrid"`
	Currency      string                        `json:"currency" example:"EUR"`
	Region        string                        `json:"region" example:"ES"`
	Quiet         float64                       `json:"quietSeconds" example:"30" doc:"A dialog is quiet when more than so much has passed since the last message."`
	Idle          float64                       `json:"idleSeconds" example:"3600" doc:"A dialog closes after so much silence."`
	LeadMode      desk.Mode                     `json:"leadMode" enum:"manual,first,all" doc:"When CoPilot runs by itself on leads."`
	PipelineModes map[desk.PipelineID]desk.Mode `json:"pipelineModes" doc:"The same for the deals of each pipeline: manual, first or all; absent: manual. One of a connected CRM has the connection's id before it: hub.sales."`
	Duplicates    []desk.DuplicateRule          `json:"duplicates" nullable:"false" enum:"phone,email,name" doc:"By what contacts count as similar: phone, email, name; name is the name with the company."`
	Labels        []LabelView                   `json:"labels" nullable:"false" doc:"The company's own labels for dialogs."`
	RetentionDays int                           `json:"retentionDays" example:"365" doc:"Dialogs closed longer ago than that are taken away as an erasure takes them, cards kept; 0: never."`
	Bot           BotSettingsView               `json:"bot" doc:"Of the bot that answers from the knowledge base."`
	HistoryDays   int                           `json:"historyDays" example:"30" doc:"How long history links last, unless it is said otherwise when one is made."`
	HistoryNotes  bool                          `json:"historyInNotes" doc:"The notes in connected CRMs hold a history link to the customer's dialogs."`
}

// BotSettingsView are the company's settings for its bot.
type BotSettingsView struct {
	Quiet      float64        `json:"quietSeconds" minimum:"0.05" maximum:"60" example:"2" doc:"How long it waits for the rest of a question."`
	WrongShare float64        `json:"wrongShare" minimum:"0.001" maximum:"0.5" example:"0.05" doc:"How often it may answer a question that no entry answers: 0.05 is one in twenty. The less, the more goes to people."`
	Engine     desk.FAQEngine `json:"engine,omitempty" enum:",offline,model" doc:"Who finds answers. offline: words and counts, at no cost. model: a language model looks at what those found, if the deployment has one. Absent: the same."`
	Shorten    bool           `json:"shorten,omitempty" doc:"Of an entry's long answer a model says only those sentences that answer the question. Off, the entry is said as it is."`
	Complaints []string       `json:"complaints" nullable:"false" maxItems:"200" doc:"Who says one of these words, or one that begins so, is handed to a person at once, unless a no stands right before it. At first a list of usual ones in English, Russian and Spanish, of anger and complaints that are no question; change it, or leave it empty for none."`
	Patience   float64        `json:"dataSeconds,omitempty" minimum:"1" maximum:"3600" example:"120" doc:"How long it waits for data that it asked for before a person goes on all the same. Absent: two minutes."`
}

// ChangeSettingsView changes settings: only what is named.
type ChangeSettingsView struct {
	Copilot       *bool                         `json:"copilot,omitempty"`
	Subscription  *bool                         `json:"subscription,omitempty"`
	Cases         *bool                         `json:"cases,omitempty"`
	Language      *string                       `json:"language,omitempty" minLength:"2" example:"en"`
	Zone          *string                       `json:"zone,omitempty" minLength:"1" example:"Europe/Madrid"`
	Currency      *string                       `json:"currency,omitempty" minLength:"3" maxLength:"3" example:"EUR"`
	Region        *string                       `json:"region,omitempty" minLength:"2" maxLength:"2" example:"ES"`
	Quiet         *float64                      `json:"quietSeconds,omitempty" minimum:"0.05" maximum:"86400"`
	Idle          *float64                      `json:"idleSeconds,omitempty" minimum:"1" maximum:"2592000"`
	LeadMode      *desk.Mode                    `json:"leadMode,omitempty" enum:"manual,first,all"`
	PipelineModes map[desk.PipelineID]desk.Mode `json:"pipelineModes,omitempty" doc:"Only the pipelines that are named."`
	Duplicates    *[]desk.DuplicateRule         `json:"duplicates,omitempty" nullable:"false" maxItems:"3" enum:"phone,email,name" doc:"All rules that shall be in force; none: nothing is similar."`
	Bot           *BotSettingsView              `json:"bot,omitempty" doc:"All of it, as it shall be."`
	HistoryDays   *int                          `json:"historyDays,omitempty" minimum:"1" maximum:"366" example:"30"`
	HistoryNotes  *bool                         `json:"historyInNotes,omitempty"`
	Labels        *[]LabelView                  `json:"labels,omitempty" maxItems:"100" doc:"All that there shall be. Dialogs keep those that they have. One that an automation needs stays (still_needed)."`
	RetentionDays *int                          `json:"retentionDays,omitempty" minimum:"0" maximum:"36500" example:"365" doc:"Days after its close that a dialog is kept; 0: for good; else at least 8, since messengers repeat for 7."`
}

// LabelView is one of the company's own words for dialogs.
type LabelView struct {
	ID    desk.LabelID `json:"id" pattern:"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"`
	Title string       `json:"title" minLength:"1" maxLength:"64" example:"VIP"`
	Color string       `json:"color,omitempty" pattern:"^#[0-9a-fA-F]{6}$" example:"#d97706"`
}

// Resolve asks for the right, which depends on what is changed.
func (v *ChangeSettingsView) Resolve(ctx huma.Context) []error { return forbidden(ctx, v.allowed) }

func settingsMade(s desk.Settings) *made[SettingsView] {
	v := SettingsView{
		Copilot: s.CoPilot, Subscription: s.Subscription, Cases: s.Cases, Language: s.Language, Zone: s.Zone, Currency: s.Currency, Region: s.Region,
		RetentionDays: int(s.Retention.Hours() / 24), Quiet: seconds(s.QuietPeriod()), Idle: seconds(s.IdleOf(desk.Line{})), LeadMode: s.LeadMode, PipelineModes: map[desk.PipelineID]desk.Mode{},
		Duplicates: append([]desk.DuplicateRule{}, s.DuplicateRules()...),
	}
	v.Bot = BotSettingsView{seconds(s.Bot.QuietPeriod()), s.Bot.Wrong(), s.Bot.Engine, s.Bot.Shorten, append([]string{}, s.Bot.ComplaintWords()...), seconds(s.Bot.DataPatience())}
	v.HistoryDays, v.HistoryNotes = int(s.HistoryLife().Hours()/24), !s.NoHistoryInNotes
	v.Labels = []LabelView{}
	for _, l := range s.Labels {
		v.Labels = append(v.Labels, LabelView(l))
	}
	if v.LeadMode == "" {
		v.LeadMode = desk.ModeManual
	}
	maps.Copy(v.PipelineModes, s.PipelineModes)
	return &made[SettingsView]{ETag: quoted(strconv.FormatInt(s.Version, 10)), Body: v}
}

func (r router) settings() {
	add(r, op{method: http.MethodGet, path: "/v1/settings", id: "get-settings", may: anyKey, tag: "Settings", summary: "Read the settings"},
		func(ctx context.Context, _ *call, _ *struct{}) (*made[SettingsView], error) {
			s, err := r.s.Config.Settings(ctx)
			return settingsMade(s), err
		})
	add(r, op{method: http.MethodPatch, path: "/v1/settings", id: "change-settings", may: changeModes, tag: "Settings", summary: "Change the settings",
		description: "An admin; CoPilot's modes also for who may change leads, or deals. Only what is named is changed. Needs If-Match with the ETag that was read."},
		func(ctx context.Context, _ *call, in *struct {
			IfMatch string `header:"If-Match"`
			Body    ChangeSettingsView
		}) (*made[SettingsView], error) {
			return r.s.changeSettings(ctx, in.IfMatch, in.Body)
		})
}

func (s *server) changeSettings(ctx context.Context, ifMatch string, in ChangeSettingsView) (*made[SettingsView], error) {
	have, err := s.Config.Settings(ctx)
	if err == nil {
		err = match(ifMatch, strconv.FormatInt(have.Version, 10))
	}
	if err == nil {
		err = s.checkModes(ctx, in.PipelineModes)
	}
	if err != nil {
		return nil, err
	}
	next := in.apply(have)
	if err := s.AutomationKeeper.WithoutLabels(ctx, have.LabelsGone(next)); err != nil {
		return nil, err
	}
	if err := errors.Join(checkLanguage(next.Language), checkZone(next.Zone), checkCurrency(next.Currency), checkRegion(next.Region), checkRetention(next.Retention), next.Bot.Check()); err != nil {
		return nil, err
	}
	err = s.Deadlines.Change(ctx, "", have.IdleOf(desk.Line{}), next.IdleOf(desk.Line{}), func() (err error) {
		next, err = s.Setup.SaveSettings(ctx, next)
		return err
	})
	if errors.Is(err, desk.ErrConflict) {
		return nil, stale()
	}
	if err != nil {
		return nil, err
	}
	return settingsMade(next), nil
}

func checkRetention(d time.Duration) error {
	if d != 0 && d < desk.MinRetention {
		return desk.Wrong("retention", fmt.Sprintf("retentionDays is 0 or at least %d: what a messenger may repeat must still be known", int(desk.MinRetention.Hours()/24)), "n", strconv.Itoa(int(desk.MinRetention.Hours()/24)))
	}
	return nil
}

// allowed lets an admin change everything, and who may change leads or deals
// their modes (MC-10, RS-04).
func (in ChangeSettingsView) allowed(a desk.Actor) error {
	if in.LeadMode != nil {
		if err := a.MustChange(desk.KindLead); err != nil {
			return err
		}
	}
	if len(in.PipelineModes) > 0 {
		if err := a.MustChange(desk.KindDeal); err != nil {
			return err
		}
	}
	modes := in.LeadMode != nil || len(in.PipelineModes) > 0
	in.LeadMode, in.PipelineModes = nil, nil
	if modes && in.empty() {
		return nil
	}
	return a.MustBe()
}

func (in ChangeSettingsView) empty() bool {
	return in.Copilot == nil && in.Subscription == nil && in.Cases == nil && in.Language == nil && in.Zone == nil && in.Currency == nil &&
		in.Region == nil && in.Quiet == nil && in.Idle == nil && in.RetentionDays == nil && in.Duplicates == nil && in.Labels == nil && in.Bot == nil && in.HistoryDays == nil && in.HistoryNotes == nil && in.LeadMode == nil && len(in.PipelineModes) == 0
}

func (in ChangeSettingsView) apply(s desk.Settings) desk.Settings {
	set(&s.CoPilot, in.Copilot)
	set(&s.Subscription, in.Subscription)
	set(&s.Cases, in.Cases)
	set(&s.Language, in.Language)
	set(&s.Zone, in.Zone)
	set(&s.Currency, in.Currency)
	set(&s.Region, in.Region)
	set(&s.LeadMode, in.LeadMode)
	if in.Quiet != nil {
		s.Quiet = duration(*in.Quiet)
	}
	if in.Idle != nil {
		s.Idle = duration(*in.Idle)
	}
	if in.Bot != nil {
		s.Bot = desk.BotSettings{Quiet: duration(in.Bot.Quiet), WrongShare: in.Bot.WrongShare, Patience: duration(in.Bot.Patience), Engine: in.Bot.Engine, Shorten: in.Bot.Shorten}.WithComplaints(in.Bot.Complaints)
	}
	if in.Labels != nil {
		s.Labels = nil
		for _, l := range *in.Labels {
			s.Labels = append(s.Labels, desk.Label(l))
		}
	}
	if in.HistoryDays != nil {
		s.History = time.Duration(*in.HistoryDays) * 24 * time.Hour
	}
	if in.HistoryNotes != nil {
		s.NoHistoryInNotes = !*in.HistoryNotes
	}
	if in.RetentionDays != nil {
		s.Retention = time.Duration(*in.RetentionDays) * 24 * time.Hour
	}
	if in.Duplicates != nil {
		s.Duplicates = append([]desk.DuplicateRule{}, *in.Duplicates...)
	}
	modes := map[desk.PipelineID]desk.Mode{}
	maps.Copy(modes, s.PipelineModes)
	maps.Copy(modes, in.PipelineModes)
	s.PipelineModes = modes
	return s
}

func (s *server) checkModes(ctx context.Context, modes map[desk.PipelineID]desk.Mode) error {
	if len(modes) == 0 {
		return nil
	}
	known, asked := map[desk.PipelineID]bool{}, map[desk.ConnectionID]bool{}
	for id, m := range modes {
		in := desk.ConnectionBuiltIn
		if conn, _, connected := strings.Cut(string(id), "."); connected {
			in = desk.ConnectionID(conn)
		}
		if !asked[in] {
			all, err := s.CRM.Pipelines(ctx, in)
			if err != nil {
				return err
			}
			for _, p := range all {
				known[in.Pipeline(p.ID)] = true
			}
			asked[in] = true
		}
		switch {
		case !known[id]:
			return fmt.Errorf("%w: there is no pipeline %s", desk.ErrInvalid, id)
		case m != desk.ModeManual && m != desk.ModeFirst && m != desk.ModeAll:
			return fmt.Errorf("%w: a mode is manual, first or all", desk.ErrInvalid)
		}
	}
	return nil
}
