package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/web"
)

// SayView is what an operator says.
type SayView struct {
	Text    string          `json:"text,omitempty" maxLength:"65536" doc:"May be left out with attachments."`
	ReplyTo desk.ExternalID `json:"replyTo,omitempty" maxLength:"512" doc:"The id of the message that it answers."`
	Files   []SendFileView  `json:"attachments,omitempty" nullable:"false" maxItems:"10" doc:"Files that were uploaded (POST /v1/files)."`
	Draft   int64           `json:"draft,omitempty" minimum:"0" doc:"The version of your draft that this is: it goes, unless it was changed since."`
}

type replyInput struct {
	DialogPath
	Body ReplyView
}

type sayInput struct {
	DialogPath
	Body SayView
}

// TransferView says to whom a dialog is handed.
type TransferView struct {
	Operator desk.OperatorID `json:"operator,omitempty" maxLength:"128" doc:"To a person: the child is in progress."`
	Team     desk.TeamID     `json:"team,omitempty" maxLength:"128" doc:"To a team: the child waits."`
}

// BindView names a card to bind.
type BindView struct {
	Card string `json:"card" example:"deal:42" doc:"lead:ID, deal:ID, case:ID or contact:ID. It must exist."`
}

// TakeView says who takes a dialog, and how far it is.
type TakeView struct {
	State    desk.DialogState `json:"state,omitempty" enum:"waiting,in_progress,bot" doc:"To close a dialog use its own call. One that is to wait, or a bot's, is nobody's any more, unless an operator is named."`
	Operator desk.OperatorID  `json:"operator,omitempty" maxLength:"128" doc:"Who answers from now on."`
	Priority string           `json:"priority,omitempty" enum:"normal,high,urgent" doc:"The most urgent are assigned first."`
	Labels   *[]desk.LabelID  `json:"labels,omitempty" maxItems:"20" doc:"All that the dialog shall have, of the company's (settings)."`
	Snooze   *SnoozeView      `json:"snooze,omitempty" doc:"Puts the dialog off until a time or the next message, whichever comes first."`
}

// SnoozeView puts a dialog off.
type SnoozeView struct {
	Until *time.Time `json:"until,omitempty" doc:"Absent: until the next message."`
	Off   bool       `json:"off,omitempty" doc:"It is put off no longer."`
}

// marks are what is to be marked, if anything is.
func (v TakeView) marks() (m talk.Marks, some bool) {
	if v.Priority != "" {
		p := priorityOf(v.Priority)
		m.Priority = &p
	}
	if m.Labels = v.Labels; v.Snooze != nil {
		m.Snooze = &talk.Snooze{Off: v.Snooze.Off}
		if v.Snooze.Until != nil {
			m.Snooze.Until = v.Snooze.Until.UTC().Truncate(time.Microsecond)
		}
	}
	return m, m != talk.Marks{}
}

func priorityOf(said string) desk.Priority {
	if said == "normal" {
		return desk.PriorityNormal
	}
	return desk.Priority(said)
}

func (r router) dialogDeeds() {
	say := func(path, id, summary, description string, do func(context.Context, desk.Actor, talk.Say) (desk.Message, error)) {
		add(r, op{method: http.MethodPost, path: path, id: id, may: answer, tag: "Dialogs", summary: summary, description: description, status: http.StatusCreated},
			func(ctx context.Context, c *call, in *sayInput) (*body[MessageView], error) {
				m, err := do(ctx, c.Actor, talk.Say{ID: c.id(""), Dialog: in.ID, Text: in.Body.Text, ReplyTo: in.Body.ReplyTo, Files: sendFiles(in.Body.Files), Draft: in.Body.Draft})
				return &body[MessageView]{r.s.shown(ctx, m)}, err
			})
	}
	r.reply()
	r.refetch()
	say("/v1/dialogs/{id}/note", "note", "Leave a note",
		"For operators: the customer never sees it, and CoPilot does not read it.", r.s.Replier.Note)
	r.handOvers()
	r.binding()
}

// handOvers are what changes who has a dialog, and how far it is.
func (r router) handOvers() {
	r.dialogDeed(op{method: http.MethodPost, path: "/v1/dialogs/{id}/close", id: "close-dialog", may: answer, summary: "Close a dialog",
		description: "At any moment, but for a dialog that another operator has accepted (already_accepted), which only a supervisor or an admin closes. An automatic run follows if the settings want one. A closed dialog stays as it was closed."},
		func(ctx context.Context, c *call, id desk.DialogID) (desk.Dialog, error) {
			return r.s.Closer.Close(ctx, c.Actor, id)
		})
	add(r, op{method: http.MethodPost, path: "/v1/dialogs/{id}/accept", id: "accept-dialog", may: answer, tag: "Dialogs", summary: "Accept a dialog",
		description: "Whoever asks becomes responsible, and the dialog is in progress. Who has as many as they take is refused (limit_reached). What another operator has is refused (already_accepted), unless a supervisor or an admin takes it over and says so."},
		func(ctx context.Context, c *call, in *struct {
			DialogPath
			TakeOver bool `query:"takeOver" doc:"Of a supervisor or an admin: take it over, whoever has it."`
		}) (*body[DialogView], error) {
			d, err := r.s.Acceptor.Accept(ctx, c.Actor, in.ID, in.TakeOver)
			return &body[DialogView]{deedView(c, d)}, err
		})
	add(r, op{method: http.MethodPatch, path: "/v1/dialogs/{id}", id: "change-dialog", may: answer, tag: "Dialogs", summary: "Set a dialog's state, operator, priority, labels, or put it off",
		description: "Only what is named is changed. The operator only by a supervisor or an admin. What another operator has accepted is theirs and a supervisor's (already_accepted). A closed dialog can't be changed (dialog_closed)."},
		func(ctx context.Context, c *call, in *struct {
			DialogPath
			Body TakeView
		}) (*body[DialogView], error) {
			marks, some := in.Body.marks()
			d, err := desk.Dialog{}, error(nil)
			if !some || in.Body.State != "" || in.Body.Operator != "" {
				d, err = r.s.Acceptor.Set(ctx, c.Actor, in.ID, in.Body.State, in.Body.Operator)
			}
			if err == nil && some {
				d, err = r.s.Marker.Mark(ctx, c.Actor, in.ID, marks)
			}
			return &body[DialogView]{deedView(c, d)}, err
		})
	add(r, op{method: http.MethodPost, path: "/v1/dialogs/{id}/transfer", id: "transfer-dialog", may: answer, tag: "Dialogs", status: http.StatusCreated,
		summary: "Hand a dialog over", description: "The dialog is closed and a child goes on, with an operator or in a team, which must be set up (team_unknown). An operator who has reached their limit takes none (limit_reached), an inactive one does: see /v1/transfer-targets. What another operator has accepted, only a supervisor or an admin hands over (already_accepted). The answer is the child."},
		func(ctx context.Context, c *call, in *struct {
			DialogPath
			Body TransferView
		}) (*body[DialogView], error) {
			d, err := r.s.Transferrer.Transfer(ctx, c.Actor, in.ID, in.Body.Operator, in.Body.Team)
			return &body[DialogView]{deedView(c, d)}, err
		})
}

func (r router) restartBot() {
	r.dialogDeed(op{method: http.MethodPost, path: "/v1/dialogs/{id}/bot", id: "restart-bot", may: answer, summary: "Restart the bot",
		description: "The bot stops when a person joins, and goes on only by this: it answers what the customer says next. The dialog is nobody's then. Refused where the line has no bot (bot_off)."},
		func(ctx context.Context, c *call, id desk.DialogID) (desk.Dialog, error) {
			return r.s.BotRestarter.Restart(ctx, c.Actor, id)
		})
}

func (r router) otherBot() {
	add(r, op{method: http.MethodPost, path: "/v1/dialogs/{id}/bot/reply", id: "reply-as-bot", may: answer, tag: "Dialogs", summary: "Say something as the bot", status: http.StatusCreated,
		description: "For a bot of another platform that writes through this API, on a line whose bot is external. As a reply, but the bot says it: it is stored only while the dialog is the bot's (dialog_moved), and does not go out once a person has joined. Refused as a reply is, and where the line has no such bot (bot_off)."},
		func(ctx context.Context, c *call, in *replyInput) (*body[MessageView], error) {
			m, err := r.s.Replier.SayAsBot(ctx, c.Actor, in.Body.say(c.id(""), in.ID))
			return &body[MessageView]{r.s.shown(ctx, m)}, err
		})
	r.dialogDeed(op{method: http.MethodPost, path: "/v1/dialogs/{id}/bot/handover", id: "hand-over-from-bot", may: answer, summary: "Hand a dialog over from the bot to people",
		description: "For a bot of another platform, on a line whose bot is external. The bot's dialog is completed, and a child waits for the line's team with all that was said; the answer is the child. Where a person has joined already it is the dialog itself. Repeating is harmless. Once people have finished, the webhook dialog.closed tells the bot that it has the word again; where somebody restarts the bot it may go on in the dialog. Refused where the line has no such bot (bot_off), and in a closed dialog (dialog_closed)."},
		func(ctx context.Context, c *call, id desk.DialogID) (desk.Dialog, error) {
			return r.s.BotHandOver.Do(ctx, c.Actor, id)
		})
}

func (r router) binding() {
	add(r, op{method: http.MethodPost, path: "/v1/dialogs/{id}/cards", id: "bind-card", may: changeCards, tag: "Dialogs", summary: "Bind a card to a dialog",
		description: "A dialog may be bound to several deals, a lead and cases; a contact takes the place of the one before. Needs the right to change such cards."},
		func(ctx context.Context, c *call, in *struct {
			DialogPath
			Body BindView
		}) (*body[DialogView], error) {
			ref, err := desk.ParseCardRef(in.Body.Card)
			if err != nil {
				return nil, err
			}
			d, err := r.s.Binder.Bind(ctx, c.Actor, in.ID, ref)
			return &body[DialogView]{deedView(c, d)}, err
		})
}

// dialogDeed adds an operation that takes a dialog and nothing else.
func (r router) dialogDeed(o op, do func(context.Context, *call, desk.DialogID) (desk.Dialog, error)) {
	o.tag = "Dialogs"
	add(r, o, func(ctx context.Context, c *call, in *DialogPath) (*body[DialogView], error) {
		d, err := do(ctx, c, in.ID)
		return &body[DialogView]{deedView(c, d)}, err
	})
}

// reason is a refusal's code and words.
func reason(err error) (desk.Code, string) {
	p := web.ProblemOf(err)
	return p.Code, p.Detail
}
