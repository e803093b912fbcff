package store

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A dialog's item: what a message moves stands alone — state, turn, last, said,
// said_id (whose place said is), version, last_id (whose place last is), offer, if answers were offered, and
// gone, if somebody with the customer's id was erased (see erase.go), waits, if it
// stands among a team's (see waits.go) — beside number, after and open, which is
// there only while the dialog is. d holds the rest.

type dialogItem struct {
	Line           desk.LineID      `json:"line"`
	Channel        desk.Channel     `json:"channel"`
	First          int              `json:"first"`
	ThreadAfter    desk.Seq         `json:"thread_after,omitempty"`
	Parent         desk.DialogID    `json:"parent,omitempty"`
	OpenedAt       time.Time        `json:"opened_at,omitzero"`
	ClosedAt       time.Time        `json:"closed_at,omitzero"`
	CloseReason    desk.CloseReason `json:"close_reason,omitempty"`
	ClosedBy       string           `json:"closed_by,omitempty"`
	Closer         desk.OperatorID  `json:"closer,omitempty"`
	Operator       desk.OperatorID  `json:"operator,omitempty"`
	Team           desk.TeamID      `json:"team,omitempty"`
	Contact        string           `json:"contact,omitempty"`
	Cards          []boundItem      `json:"cards,omitempty"`
	WaitingSince   time.Time        `json:"waiting_since,omitzero"`
	AssignedAt     time.Time        `json:"assigned_at,omitzero"`
	AssignedUntil  time.Time        `json:"assigned_until,omitzero"`
	AcceptedAt     time.Time        `json:"accepted_at,omitzero"`
	RepliedAt      time.Time        `json:"replied_at,omitzero"`
	Missed         []missedItem     `json:"missed,omitempty"`
	Skip           desk.OperatorID  `json:"skip,omitempty"`
	Named          desk.OperatorID  `json:"named,omitempty"`
	Bot            desk.BotMode     `json:"bot,omitempty"`
	BotApp         string           `json:"bot_app,omitempty"`
	Topic          string           `json:"topic,omitempty"`
	Priority       desk.Priority    `json:"priority,omitempty"`
	Labels         []desk.LabelID   `json:"labels,omitempty"`
	SnoozeAfter    desk.Seq         `json:"snooze_after,omitempty"`
	SnoozeUntil    time.Time        `json:"snooze_until,omitzero"`
	HandedOperator desk.OperatorID  `json:"handed_operator,omitempty"`
	HandedTeam     desk.TeamID      `json:"handed_team,omitempty"`
	// Opener is the digest of the external id of the message that opened it.
	Opener string `json:"opener,omitempty"`
}

type boundItem struct {
	Ref       string          `json:"ref"`
	CreatedAt time.Time       `json:"created_at,omitzero"`
	Pipeline  desk.PipelineID `json:"pipeline,omitempty"`
	Stage     desk.StageID    `json:"stage,omitempty"`
}

type missedItem struct {
	Operator desk.OperatorID `json:"operator"`
	At       time.Time       `json:"at"`
}

// head is a dialog as it is stored: with what the noun does not know.
type head struct {
	desk.Dialog
	opener  string
	lastID  string
	gone    int64  // when somebody with the customer's id was erased: microseconds, 0: never lately
	grave   bool   // nothing came since: this is no dialog, but its number and end
	waits   string // where it stands among its team's dialogs, see waits.go; "": nowhere
	version int64
}

// markOf is a message's external id where it must not be long.
func markOf(x desk.ExternalID) string { return desk.Digest("", string(x)) }

// item at k: HEAD or an archived dialog's place.
func (h head) item(k Key) (Item, error) {
	d := h.Dialog
	b, err := blob(dialogItem{
		Line: d.Line, Channel: d.Channel, First: d.First, ThreadAfter: d.ThreadAfter, Parent: d.Parent,
		OpenedAt: utc(d.OpenedAt), ClosedAt: utc(d.ClosedAt), CloseReason: d.CloseReason, ClosedBy: d.ClosedBy, Closer: d.Closer,
		Operator: d.Operator, Team: d.Team, Contact: d.Contact.String(),
		Cards: each(d.Cards, func(b desk.BoundCard) boundItem {
			return boundItem{b.Ref.String(), utc(b.CreatedAt), b.Pipeline, b.Stage}
		}),
		Opener:       h.opener,
		WaitingSince: utc(d.WaitingSince), AssignedAt: utc(d.AssignedAt), AssignedUntil: utc(d.AssignedUntil), AcceptedAt: utc(d.AcceptedAt), RepliedAt: utc(d.RepliedAt),
		Missed: each(d.Missed, func(m desk.Missed) missedItem { return missedItem{m.Operator, utc(m.At)} }), Skip: d.Skip, Named: d.Named,
		HandedOperator: d.HandedTo.Operator, HandedTeam: d.HandedTo.Team,
		Bot: d.Bot, BotApp: d.BotApp, Topic: d.Topic, Priority: d.Priority, Labels: d.Labels, SnoozeAfter: d.Snooze.After, SnoozeUntil: utc(d.Snooze.Until),
	})
	at := Timed(d.OpenedAt, string(d.ID))
	it := Item{
		"pk": k.PK, "sk": k.SK, "version": h.version, "number": int64(d.Number), "state": string(d.State), "turn": string(d.Turn),
		"after": int64(d.After), "last": int64(d.Last), "said": int64(d.LastSpoken), "last_id": h.lastID, "d": b,
		"list_pk": listDialogs, "list_sk": at,
	}
	if d.LastSaid != "" {
		it["said_id"] = string(d.LastSaid)
	}
	if h.waits != "" {
		it["waits"] = h.waits
	}
	if h.gone != 0 {
		it["gone"] = h.gone
	}
	if h.grave {
		it["grave"] = int64(1)
		delete(it, "list_pk")
		delete(it, "list_sk")
	}
	if d.ButtonsAt != 0 {
		it["offer"] = int64(d.ButtonsAt)
	}
	if d.Open() {
		it["open"] = int64(1)
		it["part_pk"], it["part_sk"] = partDialogs, at
	} else if d.Operator != "" && !h.grave {
		it["part_pk"], it["part_sk"] = closedDialogs(d.Operator), at
	}
	return it, err
}

func headFrom(it Item) (head, error) {
	d, err := unblob[dialogItem](it, "d")
	if err != nil {
		return head{}, err
	}
	c, n := desk.CustomerID(it.Str("pk")[len("C#"):]), int(it.Int("number"))
	return head{
		Dialog: desk.Dialog{
			ID: desk.NewDialogID(c, n), Customer: c, Number: n, Line: d.Line, Channel: d.Channel, First: d.First,
			State: desk.DialogState(it.Str("state")), Turn: desk.Turn(it.Str("turn")),
			After: desk.Seq(it.Int("after")), Last: desk.Seq(it.Int("last")), LastSpoken: desk.Seq(it.Int("said")), LastSaid: desk.ExternalID(it.Str("said_id")),
			ButtonsAt: desk.Seq(it.Int("offer")), ThreadAfter: d.ThreadAfter, Parent: d.Parent, OpenedAt: d.OpenedAt, ClosedAt: d.ClosedAt,
			CloseReason: d.CloseReason, ClosedBy: d.ClosedBy, Closer: d.Closer, Operator: d.Operator, Team: d.Team,
			Contact: refFrom(d.Contact),
			Cards: each(d.Cards, func(b boundItem) desk.BoundCard {
				return desk.BoundCard{Ref: refFrom(b.Ref), CreatedAt: b.CreatedAt, Pipeline: b.Pipeline, Stage: b.Stage}
			}),
			WaitingSince: d.WaitingSince, AssignedAt: d.AssignedAt, AssignedUntil: d.AssignedUntil, AcceptedAt: d.AcceptedAt, RepliedAt: d.RepliedAt,
			Missed: each(d.Missed, func(m missedItem) desk.Missed { return desk.Missed(m) }), Skip: d.Skip, Named: d.Named,
			HandedTo: desk.Receiver{Operator: d.HandedOperator, Team: d.HandedTeam},
			Bot:      d.Bot, BotApp: d.BotApp, Topic: d.Topic, Priority: d.Priority, Labels: d.Labels, Snooze: desk.Snooze{After: d.SnoozeAfter, Until: d.SnoozeUntil},
		},
		opener: d.Opener, lastID: it.Str("last_id"), version: it.Int("version"),
		gone: it.Int("gone"), waits: it.Str("waits"), grave: isGrave(it),
	}, nil
}

// refFrom reads a card's name that we wrote ourselves.
func refFrom(s string) desk.CardRef {
	r, err := desk.ParseCardRef(s)
	if err != nil {
		return desk.CardRef{}
	}
	return r
}

// takes is the dialog after a message of it came, at the message's place.
func (h head) takes(m desk.Message) head {
	h.State, h.Turn = h.AfterMessageBy(m.Author)
	h.Last, h.lastID, h.ButtonsAt = m.Seq, markOf(m.External), h.ButtonsAfter(m)
	if m.ResetsQuiet() {
		h.LastSpoken, h.LastSaid = m.Seq, m.External
	}
	if m.Author == desk.ByOperator && h.RepliedAt.IsZero() {
		h.RepliedAt = m.Seq.Time()
	}
	h.version++
	return h
}

// advanceOp is the same as an update of the newest dialog, whichever it is, as long
// as it is open and ends before the message. looked: it is known that the message
// is none that was erased; else where somebody was, nothing is taken.
func advanceOp(m desk.Message, looked bool) Op {
	set := Item{"last": int64(m.Seq), "last_id": markOf(m.External)}
	if m.ResetsQuiet() {
		set["said"], set["said_id"] = int64(m.Seq), string(m.External)
	}
	var remove []string
	switch (desk.Dialog{ButtonsAt: -1}).ButtonsAfter(m) {
	case m.Seq:
		set["offer"] = int64(m.Seq)
	case 0:
		remove = []string{"offer"}
	}
	// A message that leaves a part as it is leaves nothing as it is.
	state, turn := desk.Dialog{}.AfterMessageBy(m.Author)
	if state != "" {
		set["state"] = string(state)
	}
	if turn != "" {
		set["turn"] = string(turn)
	}
	op := Op{
		Do: DoUpdate, Key: headKey(m.Customer), Set: set, Add: map[string]int64{"version": 1}, Remove: remove,
		If: []Cond{Exists("open"), Less("last", int64(m.Seq))},
	}
	if !looked {
		op.If = append(op.If, Missing("gone"))
	}
	return op
}
