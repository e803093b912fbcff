package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// DialogRowView is a dialog in the list.
type DialogRowView struct {
	DialogView
	Detailed  desk.Detailed   `json:"detailed" enum:"bot_operator,bot_customer,waiting_operator,waiting_customer,in_progress_operator,in_progress_customer,closed" doc:"The state with the turn: in_progress_operator is \"the customer waits for the reply\", in_progress_customer is \"replied\"."`
	Type      desk.DialogType `json:"type" enum:"incoming,outgoing,transfer" doc:"How it began: the customer wrote first, an operator did from here, or it goes on where another was handed over."`
	LineTitle string          `json:"lineTitle,omitempty"`
	TeamTitle string          `json:"teamTitle,omitempty"`
	Who       string          `json:"operatorName,omitempty" doc:"Who answers."`
	Name      Personal        `json:"name,omitzero" doc:"The customer's: as their contact has it, else as the messenger shows it."`
	Username  Personal        `json:"username,omitzero"`
	Phone     Personal        `json:"phone,omitzero"`
	Email     Personal        `json:"email,omitzero"`
	Blocked   bool            `json:"blocked,omitempty" doc:"The customer can't be written to any more."`
	Last      *BeginningView  `json:"last,omitempty" doc:"The last that was said. Absent: it is not readable, or was erased."`
	Waiting   *RowWaitingView `json:"waiting,omitempty" doc:"Since when it waits, while it does."`
	Times     TimesView       `json:"times" doc:"From the dialog's start on, in seconds."`
}

// BeginningView is how a message begins.
type BeginningView struct {
	Seq        desk.Seq            `json:"seq"`
	Author     desk.Author         `json:"author" enum:"customer,operator,bot"`
	Automatic  bool                `json:"automatic,omitempty" doc:"The team said it by itself."`
	Text       string              `json:"text" doc:"At most 140 characters, on one line."`
	Attachment desk.AttachmentKind `json:"attachment,omitempty" doc:"Of the first file, if there is one."`
	Deleted    bool                `json:"deleted,omitempty" doc:"Its author took it back."`
	Status     desk.Status         `json:"status,omitempty" enum:"queued,unsure,failed,sent,delivered,read" doc:"How far a message of ours got."`
	At         Time                `json:"at"`
}

// beginning is how many characters of a message a row shows.
const beginning = 140

// RowWaitingView is how long a dialog has waited.
type RowWaitingView struct {
	Since Time `json:"since"`
	Alert bool `json:"alert" doc:"Longer than the team lets pass."`
}

// TimesView are the four times.
type TimesView struct {
	Accepted *float64 `json:"acceptedSeconds,omitempty" doc:"Until an operator accepted it."`
	Replied  *float64 `json:"repliedSeconds,omitempty" doc:"Until the operator's first message from here."`
	Talked   *float64 `json:"talkedSeconds,omitempty" doc:"Until the last message."`
	Closed   *float64 `json:"closedSeconds,omitempty" doc:"Until an operator closed it."`
}

func timesView(t desk.Times) TimesView {
	in := func(d *time.Duration) *float64 {
		if d == nil {
			return nil
		}
		s := d.Seconds()
		return &s
	}
	return TimesView{in(t.Accepted), in(t.Replied), in(t.Talked), in(t.Closed)}
}

// DialogFilterParams narrow a list of dialogs.
type DialogFilterParams struct {
	States     []desk.DialogState `json:"state,omitempty" query:"state,explode" enum:"waiting,in_progress,bot,closed" nullable:"false" doc:"How far they are."`
	Turns      []desk.Turn        `json:"turn,omitempty" query:"turn,explode" enum:"operator,customer,nobody" nullable:"false" doc:"Whose turn it is: operator for those who wait for a reply."`
	Detailed   []desk.Detailed    `json:"detailed,omitempty" query:"detailed,explode" enum:"bot_operator,bot_customer,waiting_operator,waiting_customer,in_progress_operator,in_progress_customer,closed" nullable:"false" doc:"State with turn: in_progress_operator where the customer waits for the reply, in_progress_customer once it came."`
	Lines      []desk.LineID      `json:"line,omitempty" query:"line,explode" nullable:"false" maxItems:"50" doc:"On which line."`
	Channels   []desk.Channel     `json:"channel,omitempty" query:"channel,explode" nullable:"false" maxItems:"50" example:"[\"telegram\"]" doc:"On which channel."`
	Customers  []desk.CustomerID  `json:"customer,omitempty" query:"customer,explode" nullable:"false" maxItems:"50" doc:"Whose."`
	Operators  []desk.OperatorID  `json:"operator,omitempty" query:"operator,explode" nullable:"false" maxItems:"50" doc:"Who answers."`
	Free       bool               `json:"free,omitempty" query:"free" doc:"Open ones that nobody has: those also, where operators are named."`
	Teams      []desk.TeamID      `json:"team,omitempty" query:"team,explode" nullable:"false" maxItems:"50" doc:"In whose care."`
	Labels     []desk.LabelID     `json:"label,omitempty" query:"label,explode" nullable:"false" maxItems:"50" doc:"With any of these labels."`
	Priorities []string           `json:"priority,omitempty" query:"priority,explode" enum:"normal,high,urgent" nullable:"false" doc:"How urgent."`
	Contacts   []string           `json:"contact,omitempty" query:"contact,explode" nullable:"false" maxItems:"50" example:"[\"contact:17\"]" doc:"Whose, over all lines."`
	Cards      []string           `json:"card,omitempty" query:"card,explode" nullable:"false" maxItems:"50" example:"[\"deal:42\"]" doc:"Bound to any of these leads, deals or cases."`
	OpenedFrom time.Time          `json:"openedFrom,omitzero" query:"openedFrom" doc:"Opened then or later."`
	OpenedTo   time.Time          `json:"openedTo,omitzero" query:"openedTo" doc:"Opened before."`
	ClosedFrom time.Time          `json:"closedFrom,omitzero" query:"closedFrom" doc:"Closed then or later."`
	ClosedTo   time.Time          `json:"closedTo,omitzero" query:"closedTo" doc:"Closed before."`
	Find       string             `json:"q,omitempty" query:"q" maxLength:"200" example:"anna kov" doc:"What the customer is called, their phone in any form, or their e-mail: each word is the beginning of one of theirs, whatever its case and accents. Only for who may see customers' data."`
	Sort       string             `json:"sort,omitempty" query:"sort" enum:"opened,activity,oldest" doc:"By which the newest come first; opened if absent. oldest: those that were opened first, as who waits is answered. By activity a page is in order; a dialog may be a quarter of an hour off, and so on the page before or after."`
}

// filter is what is asked for, as far as the caller may ask.
func (p DialogFilterParams) filter(c *call, words func(string) []string) (desk.DialogFilter, error) {
	f := desk.DialogFilter{
		States: p.States, Turns: p.Turns, Detailed: p.Detailed, Lines: p.Lines, Channels: channels(p.Channels), Customers: p.Customers,
		Operators: p.Operators, Teams: p.Teams, Labels: p.Labels,
		Opened: desk.Period{From: p.OpenedFrom, To: p.OpenedTo}, Closed: desk.Period{From: p.ClosedFrom, To: p.ClosedTo}, Actor: &c.Actor,
	}
	if p.Free {
		f.Operators = append(slices.Clone(f.Operators), "")
	}
	for _, named := range p.Priorities {
		if named == "normal" {
			named = ""
		}
		f.Priorities = append(f.Priorities, desk.Priority(named))
	}
	switch p.Sort {
	case "activity":
		f.Sort = desk.ByActivity
	case "oldest":
		f.Sort = desk.OldestFirst
	}
	if p.Find != "" {
		if err := c.MustSeeCustomers(); err != nil {
			return f, err
		}
		if f.Find = desk.Sought(p.Find, words); len(f.Find) == 0 {
			return f, fmt.Errorf("%w: q holds no word: write the beginning of a name, a phone or an e-mail", desk.ErrInvalid)
		}
	}
	var err error
	if f.Contacts, err = readableRefs(c, p.Contacts, []desk.CardKind{desk.KindContact}); err == nil {
		f.Cards, err = readableRefs(c, p.Cards, []desk.CardKind{desk.KindLead, desk.KindDeal, desk.KindCase})
	}
	return f, err
}

// readableRefs are cards of some kinds that the caller may read: who may not would
// learn of them by what the list leaves out.
func readableRefs(c *call, named []string, kinds []desk.CardKind) ([]desk.CardRef, error) {
	var out []desk.CardRef
	for _, s := range named {
		ref, err := desk.ParseCardRef(s)
		if err == nil && !slices.Contains(kinds, ref.Kind) {
			err = fmt.Errorf("%w: %s is none of %v", desk.ErrInvalid, s, kinds)
		}
		if err == nil {
			err = c.MustRead(ref.Kind)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, ref)
	}
	return out, nil
}

type dialogList struct {
	PageParams
	DialogFilterParams
	Group  desk.GroupBy `query:"group" enum:"state,turn,detailed,line,channel,team,operator,contact,card,label,priority" doc:"Count all that pass by this, beside the page: ask for it with the first one. Only where it is asked for, since they are then looked at, though not more than 20,000 (2,000 where it matters whose turn it is)."`
	Unread bool         `query:"unread" doc:"Each with what you have not read of it. Only where it is asked for, since each dialog's messages are then looked at."`
}

func (r router) dialogList() {
	r.rebuilding("/v1/lists/rebuild", "lists", "Dialogs", "List anew", "Every dialog and every card is looked at again, a stretch at a time, beside all that goes on, and stands in the lists where it belongs: what stands there already stays, what is missing is added. Needed where lists were lost, or after an update of Sufler that says so. Nothing is missing meanwhile that was there, and asking again is harmless.",
		func() again { return r.s.ListsAgain })
	add(r, op{
		method: http.MethodGet, path: "/v1/dialogs", id: "list-dialogs", may: readDialogs, tag: "Dialogs",
		summary: "List dialogs", description: "Those that whoever asks sees, the newest opened first, each with what a list of them shows. A filter that is given several times means any of its values; different filters must all hold. Of a dialog whose words one may not read it is not told on which line it is, nor whose: filters by these pass it over.",
	}, func(ctx context.Context, c *call, in *dialogList) (*body[DialogListView], error) {
		f, err := in.filter(c, r.s.Words)
		if err != nil {
			return nil, err
		}
		page, err := gather(ctx, in.PageParams, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
			return r.s.Lists.ListDialogs(ctx, f, ask)
		}, func(d desk.Dialog) (desk.Dialog, bool) { return d, true })
		if err != nil {
			return nil, err
		}
		out := DialogListView{Page: Page[DialogRowView]{Next: page.Body.Next}}
		if out.Items, err = r.s.rows(ctx, c, page.Body.Items, in.Unread); err == nil && in.Group != "" {
			out.Groups, err = r.s.groups(ctx, c, f, in.Group)
		}
		return &body[DialogListView]{out}, err
	})
}

// channels are channels as people name them.
func channels(named []desk.Channel) []desk.Channel {
	var out []desk.Channel
	for _, ch := range named {
		out = append(out, desk.ParseChannel(string(ch)))
	}
	return out
}
