package api

import (
	"context"
	"maps"
	"net/http"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
)

// LineView is a connected account of a messenger. Secrets are never shown: only
// which are set.
type LineView struct {
	ID          desk.LineID       `json:"id"`
	Channel     desk.Channel      `json:"channel" example:"telegram"`
	Title       string            `json:"title,omitempty"`
	Purpose     string            `json:"purpose,omitempty" example:"sales"`
	Active      bool              `json:"active" doc:"An inactive line receives and cannot send."`
	Secrets     []string          `json:"secrets" nullable:"false" doc:"The names of the secrets that are set."`
	Options     map[string]string `json:"options"`
	PublicKey   string            `json:"publicKey,omitempty" doc:"Of a web line: what the page shows."`
	Origins     []string          `json:"origins,omitempty" nullable:"false" doc:"Of a web line: the pages that may use it."`
	Team        desk.TeamID       `json:"team,omitempty" doc:"Who answers its dialogs. Absent: anybody who may accept them."`
	Idle        float64           `json:"idleSeconds,omitempty" doc:"Absent: the settings'."`
	Zone        string            `json:"zone,omitempty" doc:"Absent: the settings'."`
	Language    string            `json:"language,omitempty" doc:"Absent: the settings'."`
	Region      string            `json:"region,omitempty" doc:"Absent: the settings'."`
	LeadPolicy  desk.LeadPolicy   `json:"leadPolicy,omitempty" enum:"on_first_message,when_required_data_complete,never"`
	Required    []desk.FieldName  `json:"required,omitempty" nullable:"false" doc:"Which fields of the contact make its data complete. With the bot on the line and leadPolicy when_required_data_complete it asks for those that are missing, one at a time, before a person goes on."`
	Connection  desk.ConnectionID `json:"connection,omitempty" doc:"The connected CRM in which its customers live; absent: the built-in one."`
	BotEngine   desk.FAQEngine    `json:"botEngine,omitempty" enum:",offline,model" doc:"Who finds the bot's answers on this line: offline (words and counts) or model. Absent: as the settings say."`
	Bot         desk.BotMode      `json:"bot,omitempty" enum:",builtin,external" doc:"builtin: our bot answers first, from the knowledge base. external: another platform's bot does. Absent: people do."`
	RateAnswers bool              `json:"rateAnswers" doc:"Customers are offered 👍 and 👎 with what the bot answers, and what they choose is counted for the entry."`
	BotCommand  bool              `json:"botCommand" doc:"Whoever writes /bot, and nothing else, in the messenger's own inbox has the bot go on in that chat. Only where the messenger tells us what is written there. The customer sees those words, since they were sent by then."`
	BotResume   float64           `json:"botResumeSeconds,omitempty" doc:"After so long a silence, where a person wrote last, the bot has the chat again; absent: never by itself. A chat that closes before (idleSeconds) is over; the next one is the bot's."`
	HandOver    HandOverView      `json:"handOver" doc:"What is done when a dialog is handed over to people."`
	Centre      *CentreView       `json:"centre,omitempty" doc:"Where else its customers are answered. Absent: here alone."`
	Webhook     string            `json:"webhook" doc:"The path on this host that the messenger, or the page, calls."`
	CreatedAt   Time              `json:"createdAt,omitzero"`
	Problem     *LineProblemView  `json:"problem,omitempty" doc:"What keeps the line from working. Absent: nothing that is known."`
	Limits      LineLimitsView    `json:"limits" doc:"What its messenger lets operators write."`
}

// HandOverView is what a line does when the bot hands a dialog over to people, each once
// for each handover.
type HandOverView struct {
	Notify    desk.LineID  `json:"notify,omitempty" maxLength:"64" doc:"A Telegram line with an admin_chat (its option): its bot says there who needs a person, with their last words and a link to the chat. The bot says the id of a group when it is added to it."`
	Task      bool         `json:"task" doc:"A task on the customer's card in their connected CRM, which ends once somebody accepts the dialog."`
	Stage     desk.StageID `json:"stage,omitempty" maxLength:"128" example:"need_help" doc:"The deal is moved to this stage, if its pipeline has it."`
	Transfers bool         `json:"transfers" doc:"Also when an operator hands a dialog over to a team."`
}

// CentreView is a chat of a connected CRM's own, in which operators answer a line's customers.
type CentreView struct {
	Connection desk.ConnectionID `json:"connection" maxLength:"32" doc:"The connected CRM: a Bitrix24 with an application and its option open_lines. Empty, with line: customers are answered here alone."`
	Line       string            `json:"line" maxLength:"20" pattern:"^[0-9]*$" example:"107" doc:"The number of its open line."`
}

// LineLimitsView is what a line's messenger lets operators write.
type LineLimitsView struct {
	Window    float64 `json:"windowSeconds,omitempty" doc:"How long after the customer's last message; absent: for good."`
	Templates bool    `json:"templates" doc:"Approved templates go out after that, too."`
	Text      int     `json:"textMax,omitempty" doc:"A longer text goes out in parts of so many characters, as JavaScript counts them; absent: nobody knows."`
	Bytes     bool    `json:"textBytes,omitempty" doc:"The text is counted in bytes of UTF-8."`
}

// LineSettingsView is what can be changed of a line.
type LineSettingsView struct {
	Title       *string            `json:"title,omitempty" maxLength:"256"`
	Purpose     *string            `json:"purpose,omitempty" maxLength:"64" doc:"contact, support, sales …."`
	Active      *bool              `json:"active,omitempty"`
	Secrets     map[string]*string `json:"secrets,omitempty" doc:"Write only: never shown again. null takes one away."`
	Options     map[string]*string `json:"options,omitempty" doc:"null takes one away."`
	Origins     *[]string          `json:"origins,omitempty" maxItems:"100" doc:"Of a web line: scheme, host and port of the pages that may use it."`
	Team        *desk.TeamID       `json:"team,omitempty" maxLength:"64" doc:"Its new dialogs go to that team, which must be set up (team_unknown). Empty: to none."`
	Idle        *float64           `json:"idleSeconds,omitempty" minimum:"0" maximum:"2592000" doc:"A dialog closes after so much silence; 0: as the settings say."`
	Zone        *string            `json:"zone,omitempty" example:"Europe/Madrid"`
	Language    *string            `json:"language,omitempty" example:"es"`
	Region      *string            `json:"region,omitempty" example:"ES" doc:"The country of phones written without one."`
	LeadPolicy  *desk.LeadPolicy   `json:"leadPolicy,omitempty" enum:"on_first_message,when_required_data_complete,never" doc:"When a dialog gets a lead of its own."`
	Required    *[]desk.FieldName  `json:"required,omitempty" maxItems:"50" doc:"Fields of the contact."`
	BotEngine   *desk.FAQEngine    `json:"botEngine,omitempty" enum:",offline,model" doc:"Who finds the bot's answers on this line: offline (words and counts) or model. Empty: as the settings say."`
	Bot         *desk.BotMode      `json:"bot,omitempty" enum:",builtin,external" doc:"builtin: in new dialogs our bot answers first, from the knowledge base, until a person joins. external: another platform's bot does, and hands over to us: by the messenger (Messenger, Instagram), by a flag (ManyChat, Smart Sender), or by this API. Empty: people do."`
	RateAnswers *bool              `json:"rateAnswers,omitempty"`
	BotCommand  *bool              `json:"botCommand,omitempty"`
	BotResume   *float64           `json:"botResumeSeconds,omitempty" minimum:"0" maximum:"2592000" doc:"0: never by itself. It holds from what a person says next."`
	HandOver    *HandOverView      `json:"handOver,omitempty" doc:"All of it, as it shall be."`
	Centre      *CentreView        `json:"centre,omitempty" doc:"Operators answer in a connected CRM's own chat: what customers write is passed on there, and what is said there goes to them. Customers are still answered here, too."`
	Connection  *desk.ConnectionID `json:"connection,omitempty" maxLength:"32" doc:"The connected CRM in which its customers live from their next dialog on; empty: the built-in one."`
}

// NewLineView makes a line.
type NewLineView struct {
	ID      desk.LineID  `json:"id" pattern:"^[a-z0-9][a-z0-9_-]{0,62}$" example:"shop-bot" doc:"Yours to choose; it is part of the webhook's address."`
	Channel desk.Channel `json:"channel" example:"telegram"`
	LineSettingsView
}

func lineView(l desk.Line) LineView {
	v := LineView{
		ID: l.ID, Channel: l.Channel, Title: l.Title, Purpose: l.Purpose, Active: l.Active, Secrets: secretNames(l.Secrets), Options: map[string]string{},
		PublicKey: l.PublicKey, Origins: l.Origins, Team: l.Team, Idle: seconds(l.Idle), Zone: l.Zone, Language: l.Language, Region: l.Region,
		LeadPolicy: l.LeadPolicy, Required: l.Required, Connection: l.Connection, Bot: l.Bot, BotEngine: l.BotEngine, RateAnswers: l.RateAnswers, BotCommand: l.BotCommand, BotResume: seconds(l.BotResume), HandOver: HandOverView(l.HandOver()), Webhook: "/webhooks/" + string(l.Channel) + "/" + string(l.ID), CreatedAt: Time{l.CreatedAt},
		Limits: LineLimitsView{l.Traits.Window.Seconds(), l.Traits.Templates, l.Traits.Text.Max, l.Traits.Text.Bytes},
	}
	if l.Centre().Used() {
		v.Centre = new(CentreView(l.Centre()))
	}
	trouble := l.Trouble
	if trouble.At.IsZero() {
		trouble = l.Unusable()
	}
	if trouble != (desk.Trouble{}) {
		v.Problem = &LineProblemView{trouble.Code, trouble.Reason, Time{trouble.At}, trouble.Setup}
	}
	if l.Channel == desk.ChannelWeb {
		v.Webhook = "/web/" + l.PublicKey
	}
	maps.Copy(v.Options, l.Options)
	return v
}

func lineMade(l desk.Line) *made[LineView] {
	return &made[LineView]{ETag: quoted(strconv.FormatInt(l.Version, 10)), Body: lineView(l)}
}

// LinePath names a line in an address.
type LinePath struct {
	ID desk.LineID `path:"id" maxLength:"64" doc:"The line's id."`
}

func (r router) lines() {
	add(r, op{method: http.MethodGet, path: "/v1/lines", id: "list-lines", may: anyKey, tag: "Lines", summary: "List lines", description: "All of them, on one page."},
		func(ctx context.Context, _ *call, _ *struct{}) (*body[Page[LineView]], error) {
			all, err := r.s.Setup.Lines(ctx)
			return shown(all, lineView), err
		})
	add(r, op{method: http.MethodPost, path: "/v1/lines", id: "create-line", may: adminOnly, tag: "Lines", summary: "Connect a line", status: http.StatusCreated,
		description: "Which secrets and options each channel's lines have: `GET /v1/channels`. What the channel needs and is missing is told in words. The webhook is registered with the messenger where that can be done by a call and this server knows its public address; what goes wrong there is told in `problem`, and the line is stored all the same. A web line gets its public key and its session secret by itself."},
		func(ctx context.Context, c *call, in *struct{ Body NewLineView }) (*made[LineView], error) {
			return r.s.createLine(ctx, c, in.Body)
		})
	add(r, op{method: http.MethodGet, path: "/v1/lines/{id}", id: "get-line", may: anyKey, tag: "Lines", summary: "Read a line"},
		func(ctx context.Context, _ *call, in *LinePath) (*made[LineView], error) {
			l, err := r.s.Config.Line(ctx, in.ID)
			return lineMade(l), err
		})
	add(r, op{method: http.MethodPatch, path: "/v1/lines/{id}", id: "change-line", may: adminOnly, tag: "Lines", summary: "Change a line",
		description: "Only what is named is changed. Needs If-Match with the ETag that was read. Other secrets or options register the webhook anew."},
		func(ctx context.Context, c *call, in *struct {
			LinePath
			IfMatch string `header:"If-Match"`
			Body    LineSettingsView
		}) (*made[LineView], error) {
			return r.s.changeLine(ctx, c, in.ID, in.IfMatch, in.Body)
		})
	r.connecting()
	r.approved()
}
