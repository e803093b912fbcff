package webhook

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// payload is what is sent: what happened, with ids and codes, and, where the endpoint
// is told data, what an administrator sees of it. The API's documentation tells it;
// names stay as they are, and more may come.
type payload struct {
	ID        desk.EventID   `json:"id"`
	Type      desk.EventKind `json:"type"`
	Timestamp time.Time      `json:"timestamp"`
	Data      data           `json:"data"`
}

type data struct {
	Line     desk.LineID     `json:"line,omitempty"`
	Customer desk.CustomerID `json:"customer,omitempty"`
	Dialog   desk.DialogID   `json:"dialog,omitempty"`
	Seq      desk.Seq        `json:"seq,omitempty"`
	Run      desk.RunID      `json:"run,omitempty"`
	Card     string          `json:"card,omitempty"`
	Field    desk.FieldName  `json:"field,omitempty"`
	Operator desk.OperatorID `json:"operator,omitempty"`
	Team     desk.TeamID     `json:"team,omitempty"`
	Code     string          `json:"code,omitempty"`

	Now *now `json:"now,omitempty"`
}

// now is how things are when the event is sent, which may be later than it happened.
type now struct {
	Dialog   *dialog   `json:"dialog,omitempty"`
	Customer *customer `json:"customer,omitempty"`
	Message  *message  `json:"message,omitempty"`
	Run      *run      `json:"run,omitempty"`
	Outcome  *outcome  `json:"outcome,omitempty"`
	Card     *card     `json:"card,omitempty"`
}

type dialog struct {
	State       desk.DialogState `json:"state"`
	Turn        desk.Turn        `json:"turn"`
	Channel     desk.Channel     `json:"channel"`
	Operator    desk.OperatorID  `json:"operator,omitempty"`
	Team        desk.TeamID      `json:"team,omitempty"`
	Contact     string           `json:"contact,omitempty"`
	Cards       []string         `json:"cards,omitempty"`
	Parent      desk.DialogID    `json:"parent,omitempty"`
	OpenedAt    time.Time        `json:"openedAt"`
	LastAt      time.Time        `json:"lastAt"`
	ClosedAt    time.Time        `json:"closedAt,omitzero"`
	CloseReason desk.CloseReason `json:"closeReason,omitempty"`
	ClosedBy    string           `json:"closedBy,omitempty"`
	Labels      []desk.LabelID   `json:"labels,omitempty"`
	Priority    desk.Priority    `json:"priority,omitempty"`
}

type customer struct {
	User     string `json:"user,omitempty"`
	Name     string `json:"name,omitempty"`
	Username string `json:"username,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Email    string `json:"email,omitempty"`
	Language string `json:"language,omitempty"`
}

type message struct {
	Author      desk.Author     `json:"author"`
	Operator    desk.OperatorID `json:"operator,omitempty"`
	Text        string          `json:"text,omitempty"`
	Attachments []attachment    `json:"attachments,omitempty"`
	Status      desk.Status     `json:"status,omitempty"`
	Reason      string          `json:"reason,omitempty"`
	Edited      bool            `json:"edited,omitempty"`
	Deleted     bool            `json:"deleted,omitempty"`
	At          time.Time       `json:"at"`
}

// attachment tells what is attached; the file itself is had by GET /v1/dialogs/{id}/messages.
type attachment struct {
	Kind desk.AttachmentKind `json:"kind"`
	Name string              `json:"name,omitempty"`
	Type string              `json:"type,omitempty"`
	Size int64               `json:"size,omitempty"`
}

type run struct {
	State    desk.RunState `json:"state"`
	Code     desk.Code     `json:"code,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	Summary  string        `json:"summary,omitempty"`
	Outcomes []outcome     `json:"outcomes,omitempty"`
}

type outcome struct {
	Field     desk.FieldName   `json:"field"`
	Kind      desk.OutcomeKind `json:"outcome"`
	Value     desk.Value       `json:"value,omitempty"`
	Old       desk.Value       `json:"old,omitempty"`
	Quote     string           `json:"quote,omitempty"`
	Seq       desk.Seq         `json:"seq,omitempty"`
	Decision  desk.Decision    `json:"decision,omitempty"`
	DecidedBy string           `json:"decidedBy,omitempty"`
}

type card struct {
	Title    string                        `json:"title"`
	Pipeline desk.PipelineID               `json:"pipeline,omitempty"`
	Stage    desk.StageID                  `json:"stage,omitempty"`
	Contact  string                        `json:"contact,omitempty"`
	Company  string                        `json:"company,omitempty"`
	Values   map[desk.FieldName]desk.Value `json:"values,omitempty"`
}

// millis is a moment as the API writes it.
func millis(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func payloadOf(e desk.Endpoint, v desk.Event, d desk.EventData) payload {
	p := payload{v.ID, v.Kind, millis(v.At), data{
		Line: v.Line, Customer: v.Customer, Dialog: v.Dialog, Seq: v.Message, Run: v.Run, Card: v.Card.String(), Field: v.Field,
		Operator: v.Operator, Team: v.Team, Code: v.Code,
	}}
	if e.Include == desk.IncludeData && d != (desk.EventData{}) {
		p.Data.Now = nowOf(v, d)
	}
	return p
}

func nowOf(v desk.Event, d desk.EventData) *now {
	out := &now{}
	if x := d.Dialog; x != nil {
		out.Dialog = &dialog{
			x.State, x.Turn, x.Channel, x.Operator, x.Team, x.Contact.String(), nil, x.Parent, millis(x.OpenedAt), millis(x.LastAt()), millis(x.ClosedAt), x.CloseReason, x.ClosedBy, x.Labels, x.Priority,
		}
		for _, b := range x.Cards {
			out.Dialog.Cards = append(out.Dialog.Cards, b.Ref.String())
		}
	}
	if x := d.Customer; x != nil {
		out.Customer = &customer{x.Profile.User, x.Profile.Name, x.Profile.Username, x.Profile.Phone, x.Profile.Email, x.Profile.Language}
	}
	if x := d.Message; x != nil {
		out.Message = messageOf(*x)
	}
	if x := d.Run; x != nil {
		out.run(*x, v.Field)
	}
	if x := d.Card; x != nil {
		out.Card = &card{x.Shown(), x.Pipeline, x.Stage, x.Contact.String(), x.Company.String(), x.Values}
	}
	return out
}

// messageOf is a message as people see it: of one that was taken back, not the words.
func messageOf(m desk.Message) *message {
	out := &message{Author: m.Author, Operator: m.Operator, Text: m.Text, Status: m.Status, Reason: m.Reason, Edited: len(m.Versions) > 1, Deleted: m.Deleted, At: millis(m.At())}
	if m.Deleted {
		out.Text = ""
		return out
	}
	for _, a := range m.Attachments {
		out.Attachments = append(out.Attachments, attachment{a.Kind, a.Name, a.MIME, a.Size})
	}
	return out
}

// run is a run, or what became of one of its fields.
func (n *now) run(r desk.Run, only desk.FieldName) {
	var all []outcome
	for _, o := range r.Outcomes {
		v := outcome{o.Field, o.Kind, o.Value, o.Old, o.Quote, o.Message, o.Decision, o.DecidedBy}
		if o.Field == only {
			n.Outcome = &v
		}
		all = append(all, v)
	}
	if only != "" {
		return
	}
	n.Run = &run{State: r.State, Code: r.Code, Reason: r.Reason, Outcomes: all}
	if r.Reading != nil {
		n.Run.Summary = r.Summary()
	}
}
