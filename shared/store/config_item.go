package store

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// What a company sets up. The fields of each item are its noun's, so that one
// converts to the other; the version is an attribute of its own, for conditions.

type settingsItem struct {
	CoPilot       bool                          `json:"copilot"`
	Subscription  bool                          `json:"subscription,omitempty"`
	Cases         bool                          `json:"cases,omitempty"`
	Language      string                        `json:"language,omitempty"`
	Zone          string                        `json:"zone,omitempty"`
	Currency      string                        `json:"currency,omitempty"`
	Region        string                        `json:"region,omitempty"`
	Quiet         time.Duration                 `json:"quiet,omitempty"`
	Idle          time.Duration                 `json:"idle,omitempty"`
	LeadMode      desk.Mode                     `json:"lead_mode,omitempty"`
	PipelineModes map[desk.PipelineID]desk.Mode `json:"pipeline_modes,omitempty"`
	Duplicates    []desk.DuplicateRule          `json:"duplicates,omitzero"`
	Retention     time.Duration                 `json:"retention,omitempty"`
	Labels        []labelItem                   `json:"labels,omitempty"`
	Bot           *botItem                      `json:"bot,omitempty"`
	History       time.Duration                 `json:"history,omitempty"`
	NoHistory     bool                          `json:"no_history_in_notes,omitempty"`
}

type botItem struct {
	Quiet      time.Duration `json:"quiet,omitempty"`
	WrongShare float64       `json:"wrong_share,omitempty"`
	Complaints []string      `json:"complaints,omitempty"`
	Patience   time.Duration `json:"patience,omitempty"`

	Engine  desk.FAQEngine `json:"engine,omitempty"`
	Shorten bool           `json:"shorten,omitempty"`

	NoComplaints bool `json:"no_complaints,omitempty"`
}

func newBot(b desk.BotSettings) *botItem {
	if b.Quiet == 0 && b.WrongShare == 0 && len(b.Complaints) == 0 && b.Patience == 0 && b.Engine == "" && !b.Shorten && !b.NoComplaints {
		return nil
	}
	x := botItem(b)
	return &x
}

func (x *botItem) settings() desk.BotSettings {
	if x == nil {
		return desk.BotSettings{}
	}
	return desk.BotSettings(*x)
}

type labelItem struct {
	ID    desk.LabelID `json:"id"`
	Title string       `json:"title,omitempty"`
	Color string       `json:"color,omitempty"`
}

type lineItem struct {
	ID               desk.LineID       `json:"id"`
	Channel          desk.Channel      `json:"channel"`
	Title            string            `json:"title,omitempty"`
	Purpose          string            `json:"purpose,omitempty"`
	Active           bool              `json:"active,omitempty"`
	Secrets          map[string]string `json:"-"` // an item of their own
	Options          map[string]string `json:"options,omitempty"`
	CustomerKey      string            `json:"customer_key,omitempty"`
	PublicKey        string            `json:"public_key,omitempty"`
	Origins          []string          `json:"origins,omitempty"`
	Team             desk.TeamID       `json:"team,omitempty"`
	Idle             time.Duration     `json:"idle,omitempty"`
	Zone             string            `json:"zone,omitempty"`
	Language         string            `json:"language,omitempty"`
	Region           string            `json:"region,omitempty"`
	LeadPolicy       desk.LeadPolicy   `json:"lead_policy,omitempty"`
	Connection       desk.ConnectionID `json:"connection,omitempty"`
	Required         []desk.FieldName  `json:"required,omitempty"`
	Bot              desk.BotMode      `json:"bot,omitempty"`
	BotEngine        desk.FAQEngine    `json:"bot_engine,omitempty"`
	HandNotify       desk.LineID       `json:"hand_notify,omitempty"`
	HandTask         bool              `json:"hand_task,omitempty"`
	HandStage        desk.StageID      `json:"hand_stage,omitempty"`
	HandTransfers    bool              `json:"hand_transfers,omitempty"`
	CentreConnection desk.ConnectionID `json:"centre_connection,omitempty"`
	CentreLine       string            `json:"centre_line,omitempty"`
	RateAnswers      bool              `json:"rate_answers,omitempty"`
	BotCommand       bool              `json:"bot_command,omitempty"`
	BotResume        time.Duration     `json:"bot_resume,omitempty"`
	Version          int64             `json:"-"`
	CreatedAt        time.Time         `json:"created_at,omitzero"`
	Trouble          desk.Trouble      `json:"-"` // beside the secrets
	Traits           desk.Traits       `json:"-"`
}

type troubleItem struct {
	Code   string    `json:"code,omitempty"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Setup  bool      `json:"setup,omitempty"`
}

type keyItem struct {
	Name     string          `json:"name,omitempty"`
	Role     desk.Role       `json:"role"`
	Operator desk.OperatorID `json:"operator,omitempty"`
	Leads    desk.Right      `json:"leads,omitempty"`
	Deals    desk.Right      `json:"deals,omitempty"`
	Cases    desk.Right      `json:"cases,omitempty"`
	// Dialogs was not kept of keys that saw all dialogs, and all customers' data.
	Dialogs    desk.Scope `json:"dialogs,omitempty"`
	Customers  bool       `json:"customers,omitempty"`
	Statistics bool       `json:"statistics,omitempty"`
	Export     bool       `json:"export,omitempty"`
	Hash       string     `json:"hash"`
	CreatedAt  time.Time  `json:"created_at,omitzero"`
	RevokedAt  time.Time  `json:"revoked_at,omitzero"`
}

// record is an item of what was set up: its JSON under x.
func record(pk, sk string, x any) (Item, error) {
	b, err := blob(x)
	return Item{"pk": pk, "sk": sk, "x": b}, err
}

func settingsFrom(it Item) (desk.Settings, error) {
	x, err := unblob[settingsItem](it, "x")
	return desk.Settings{
		CoPilot: x.CoPilot, Subscription: x.Subscription, Cases: x.Cases, Language: x.Language, Zone: x.Zone, Currency: x.Currency, Region: x.Region,
		Quiet: x.Quiet, Idle: x.Idle, LeadMode: x.LeadMode, PipelineModes: x.PipelineModes, Retention: x.Retention,
		Duplicates: x.Duplicates,
		Labels:     each(x.Labels, func(l labelItem) desk.Label { return desk.Label(l) }), Bot: x.Bot.settings(),
		History: x.History, NoHistoryInNotes: x.NoHistory, Version: it.Int("version"),
	}, err
}

func newSettings(v desk.Settings) (Item, error) {
	return record(pkSettings, pkSettings, settingsItem{
		CoPilot: v.CoPilot, Subscription: v.Subscription, Cases: v.Cases, Language: v.Language, Zone: v.Zone, Currency: v.Currency, Region: v.Region,
		Quiet: v.Quiet, Idle: v.Idle, LeadMode: v.LeadMode, PipelineModes: v.PipelineModes, Retention: v.Retention,
		Duplicates: v.Duplicates,
		Labels:     each(v.Labels, func(l desk.Label) labelItem { return labelItem(l) }), Bot: newBot(v.Bot),
		History: v.History, NoHistory: v.NoHistoryInNotes,
	})
}

// lineFrom joins a line with what lies beside it: secrets and trouble; nil if it
// has neither.
func lineFrom(it, beside Item) (desk.Line, error) {
	x, err := unblob[lineItem](it, "x")
	if err == nil && beside.Str("x") != "" {
		x.Secrets, err = unblob[map[string]string](beside, "x")
	}
	if err == nil && beside.Str("trouble") != "" {
		var met troubleItem
		met, err = unblob[troubleItem](beside, "trouble")
		x.Trouble = desk.Trouble(met)
	}
	x.Version = it.Int("version")
	return desk.Line(x), err
}

func setTrouble(it Item, t desk.Trouble) error {
	t.At = utc(t.At)
	b, err := blob(troubleItem(t))
	it["trouble"], it["trouble_at"] = b, t.At.UnixMicro()
	return err
}

func newKey(k desk.Key) (Item, error) {
	return record(pkKeys, string(k.Actor.Key), keyItem{
		Name: k.Name, Role: k.Role, Operator: k.Operator, Leads: k.Leads, Deals: k.Deals, Cases: k.Cases,
		Dialogs: k.Dialogs, Customers: k.Customers, Statistics: k.Statistics, Export: k.Export, Hash: k.Hash,
		CreatedAt: utc(k.CreatedAt), RevokedAt: utc(k.RevokedAt),
	})
}

func keyFrom(it Item) (desk.Key, error) {
	x, err := unblob[keyItem](it, "x")
	rights := desk.Rights{
		Leads: x.Leads, Deals: x.Deals, Cases: x.Cases, Dialogs: x.Dialogs, Customers: x.Customers, Statistics: x.Statistics, Export: x.Export,
	}
	if rights.Dialogs == "" {
		rights.Dialogs, rights.Customers = desk.ScopeAll, true
	}
	return desk.Key{
		Actor: desk.Actor{Key: desk.KeyID(it.Str("sk")), Name: x.Name, Role: x.Role, Operator: x.Operator, Rights: rights},
		Hash:  x.Hash, CreatedAt: x.CreatedAt, RevokedAt: x.RevokedAt,
	}, err
}
