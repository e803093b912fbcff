package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// DialogView is a dialog.
type DialogView struct {
	ID       desk.DialogID    `json:"id" example:"c2v7…-1"`
	Number   int              `json:"number" doc:"The customer's first dialog is 1."`
	Line     desk.LineID      `json:"line,omitempty" doc:"On which line; absent where it is not readable."`
	Channel  desk.Channel     `json:"channel,omitempty" example:"telegram" doc:"Absent where it is not readable."`
	Customer desk.CustomerID  `json:"customer"`
	State    desk.DialogState `json:"state" enum:"waiting,in_progress,bot,closed" doc:"How far the dialog is."`
	Turn     desk.Turn        `json:"turn" enum:"operator,customer,nobody" doc:"Whose turn it is: the operator's, while the customer waits for a reply."`

	OpenedAt    Time             `json:"openedAt"`
	LastAt      Time             `json:"lastAt,omitzero" doc:"When either side last said something. The quiet period counts from here."`
	ClosedAt    Time             `json:"closedAt,omitzero"`
	CloseReason desk.CloseReason `json:"closeReason,omitempty" enum:"by_hand,idle,transfer"`
	ClosedBy    string           `json:"closedBy,omitempty" doc:"Who closed it: their name, as it was then; copilot: it was idle."`
	ClosedByID  desk.OperatorID  `json:"closedById,omitempty" doc:"That operator; absent: nobody who is an operator closed it."`

	Operator desk.OperatorID `json:"operator,omitempty" doc:"Who answers; while the dialog waits, to whom it is assigned."`
	Team     desk.TeamID     `json:"team,omitempty" doc:"In whose care it is."`
	Until    Time            `json:"assignedUntil,omitzero" doc:"Not accepted until then, it goes to the next."`
	Accepted Time            `json:"acceptedAt,omitzero" doc:"Since when its operator has it: they accepted it, wrote first, or were handed it. With it a bot has stopped."`
	Replied  Time            `json:"repliedAt,omitzero" doc:"When a person first replied in it."`
	Missed   []MissedView    `json:"missed,omitempty" nullable:"false" doc:"Who let an assignment pass, the newest last."`
	Priority string          `json:"priority" enum:"normal,high,urgent"`
	Labels   []desk.LabelID  `json:"labels" nullable:"false" doc:"Of the company's own."`
	Snoozed  *SnoozedView    `json:"snoozed,omitempty" doc:"It is put off until then, or the next message."`
	Contact  string          `json:"contact,omitempty" example:"contact:17" doc:"The customer's contact."`
	Cards    []BoundView     `json:"cards" nullable:"false" doc:"The leads, deals and cases that the dialog is bound to, as far as the key may read them."`
	Parent   desk.DialogID   `json:"parent,omitempty" doc:"The dialog that was handed over into this one."`
	Child    desk.DialogID   `json:"child,omitempty" doc:"The dialog into which this one was handed over, by the bot or a colleague, and goes on."`
	Thread   desk.DialogID   `json:"thread" doc:"The thread's first dialog: parent and children are one chat."`
	Readable bool            `json:"readable" doc:"Whoever asks may read what is said in it. Else only this shows: that it is there, its state, whose it is, and since when."`
	Bot      desk.BotMode    `json:"bot,omitempty" enum:"builtin,external" doc:"Which bot answered first on its line when it began: ours, or another platform's. While state is bot it has the word."`
	Unread   *UnreadView     `json:"unread,omitempty" doc:"What you have not read of it: in the dialog itself, and in the list that asks for it. Absent for a key that stands for no operator."`
}

// MissedView is an assignment that passed.
type MissedView struct {
	Operator desk.OperatorID `json:"operator"`
	At       Time            `json:"at"`
}

// SnoozedView says until when a dialog is put off.
type SnoozedView struct {
	Until Time `json:"until,omitzero" doc:"Absent: until the next message."`
}

// WaitView is how a dialog's waiting stands.
type WaitView struct {
	Since   Time            `json:"since"`
	Why     desk.WaitReason `json:"why" enum:"assigned,anybody,nobody,inactive,full,not_taken,soon" doc:"assigned: to somebody who has not accepted it yet. anybody: it is no team's. nobody, inactive, full: the team has no members, none who is active, or all of these are at their limit. not_taken: the last one whom it was assigned to let it pass, and no other is free: it is assigned once another is; they may still accept it. soon: somebody is free."`
	Reason  string          `json:"reason" example:"3 active, all at their limit" doc:"The same, in words."`
	Members int             `json:"members" doc:"Of the team: all."`
	Active  int             `json:"active" doc:"… those who are active."`
	Full    int             `json:"limitReached" doc:"… and of these, at their limit."`
	Alert   bool            `json:"alert" doc:"Longer than the team lets pass."`
}

// BoundView is a card that a dialog is bound to.
type BoundView struct {
	Card      string   `json:"card" example:"deal:42"`
	Title     Personal `json:"title,omitzero" doc:"In the list of dialogs, of the built-in CRM's cards."`
	CreatedAt Time     `json:"createdAt" doc:"When the card was created: the last created deal is the one to read from."`
}

// DialogDetailView is a dialog with who writes in it.
type DialogDetailView struct {
	DialogView
	Profile ProfileView   `json:"profile" doc:"What the messenger shows of the customer."`
	Blocked bool          `json:"blocked" doc:"The customer can't be written to any more."`
	Waiting *WaitView     `json:"waiting,omitempty" doc:"Since when and why the dialog waits, while it does."`
	Case    CaseOfferView `json:"case" doc:"Whether a case may be made out of the dialog."`
	Copilot CopilotView   `json:"copilot" doc:"Where a run may be started from."`
	Outage  *OutageView   `json:"outage,omitempty" doc:"The CRM in which the line's customers live does not answer: the dialog is bound once it does."`
	// Absent is not none: nobody could tell.
	Typing  []TypingView `json:"typing,omitempty" nullable:"false" doc:"Who is typing just now, but for whoever asks."`
	Similar *SimilarView `json:"similar,omitempty" doc:"How many contacts may be the same person as the dialog's. Absent: the dialog has no contact, the key may read none, or the CRM could not be asked in time."`
}

// ProfileView is what a messenger shows of a person.
type ProfileView struct {
	User     Personal `json:"user" doc:"The messenger's id of the person."`
	Name     Personal `json:"name,omitzero"`
	Username Personal `json:"username,omitzero"`
	Phone    Personal `json:"phone,omitzero"`
	Email    Personal `json:"email,omitzero"`
	Photo    Personal `json:"photo,omitzero" doc:"A reference or an address, as the messenger gives it."`
	Language string   `json:"language,omitempty"`
	File     Personal `json:"photoFile,omitzero" format:"uri" doc:"Where our own copy of the photo can be had, for ten minutes."`
}

// CopilotView says from which card a dialog is read.
type CopilotView struct {
	Card   string    `json:"card,omitempty" example:"deal:42" doc:"The card to start from: the last created deal, else the lead."`
	Code   desk.Code `json:"code,omitempty" doc:"Why there is none."`
	Reason string    `json:"reason,omitempty" doc:"Why there is none, in words."`
}

// deedView is a dialog as whoever did something in it sees it now.
func deedView(c *call, d desk.Dialog) DialogView { return dialogView(c, d, c.Sight(d)) }

// dialogView is as much of a dialog as is seen.
func dialogView(c *call, d desk.Dialog, seen desk.Sight) DialogView {
	v := DialogView{
		ID: d.ID, Number: d.Number, Customer: d.Customer, State: d.State, Turn: d.Turn,
		OpenedAt: Time{d.OpenedAt}, LastAt: Time{d.LastAt()}, ClosedAt: Time{d.ClosedAt}, CloseReason: d.CloseReason, ClosedBy: d.ClosedBy, ClosedByID: d.Closer,
		Operator: d.Operator, Team: d.Team, Parent: d.Parent, Child: d.Continuation(), Thread: d.Root(), Cards: []BoundView{},
	}
	v.route(d, c.at)
	if v.Readable = seen == desk.SeesWords; !v.Readable {
		return v
	}
	v.Line, v.Channel, v.Bot = d.Line, d.Channel, d.Bot
	if c.MustRead(desk.KindContact) == nil {
		v.Contact = d.Contact.String()
	}
	for _, b := range d.Cards {
		if c.MustRead(b.Ref.Kind) == nil {
			v.Cards = append(v.Cards, BoundView{Card: b.Ref.String(), CreatedAt: Time{b.CreatedAt}})
		}
	}
	return v
}

// route shows how the dialog stands with operators.
func (v *DialogView) route(d desk.Dialog, now time.Time) {
	v.Accepted, v.Replied = Time{d.AcceptedAt}, Time{d.RepliedAt}
	v.Until, v.Priority, v.Labels = Time{d.AssignedUntil}, cmp.Or(string(d.Priority), "normal"), append([]desk.LabelID{}, d.Labels...)
	for _, m := range d.Missed {
		v.Missed = append(v.Missed, MissedView{m.Operator, Time{m.At}})
	}
	if d.Snoozed(now) {
		v.Snoozed = &SnoozedView{Time{d.Snooze.Until}}
	}
}

func (s *server) dialogDetail(ctx context.Context, c *call, id desk.DialogID) (*body[DialogDetailView], error) {
	d, seen, err := s.seen(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if seen != desk.SeesWords {
		v := DialogDetailView{DialogView: dialogView(c, d, seen)}
		code, why := reason(c.MustReadDialog(d))
		v.Case.Code, v.Case.Reason, v.Copilot.Code, v.Copilot.Reason = code, why, code, why
		return &body[DialogDetailView]{v}, nil
	}
	who, err := s.Customers.Customer(ctx, d.Customer)
	if err != nil {
		return nil, err
	}
	p := who.Profile
	blocked, err := s.Replier.Reach.Blocked(ctx, who)
	if err != nil {
		return nil, err
	}
	unread, err := s.unreadOf(ctx, c, []desk.Dialog{d})
	if err != nil {
		return nil, err
	}
	v := DialogDetailView{
		DialogView: unread.view(c, d, seen), Blocked: blocked,
		Profile: ProfileView{
			personal(p.User), personal(p.Name), personal(p.Username), personal(p.Phone), personal(p.Email), personal(p.Photo), p.Language, personal(s.photo(ctx, who)),
		},
	}
	if v.Typing, err = s.typingIn(ctx, c, d); err != nil {
		return nil, err
	}
	if d.Waits() || d.Assigned() {
		w, err := s.Spreader.Why(ctx, d)
		if err != nil {
			return nil, err
		}
		v.Waiting = &WaitView{Time{w.Since}, w.Why, w.Text, w.Members, w.Active, w.Full, w.Alert}
	}
	ref, err := d.CopilotCard()
	if err == nil {
		err = c.MustChange(ref.Kind)
	}
	if err == nil {
		v.Copilot.Card = ref.String()
	} else {
		v.Copilot.Code, v.Copilot.Reason = reason(err)
	}
	v.Outage = s.outageOf(ctx, d)
	if v.Case, err = s.caseOffer(ctx, c, d); err == nil {
		v.Similar, err = s.similar(ctx, c, d.Contact)
	}
	return &body[DialogDetailView]{v}, err
}

// DialogPath names a dialog in an address.
type DialogPath struct {
	ID desk.DialogID `path:"id" maxLength:"128" doc:"The dialog's id."`
}

func (r router) dialogs() {
	add(r, op{
		method: http.MethodGet, path: "/v1/dialogs/{id}", id: "get-dialog", may: readDialogs, tag: "Dialogs",
		summary: "Read a dialog", description: "With the customer's public profile, the card from which CoPilot may be started, and whether a case may be made. Of a dialog whose words one may not read, only that it is there.",
	}, func(ctx context.Context, c *call, in *DialogPath) (*body[DialogDetailView], error) {
		return r.s.dialogDetail(ctx, c, in.ID)
	})
}
