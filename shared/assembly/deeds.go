package assembly

import (
	"context"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/webhooks"
)

// deeds are what rules do, by the verbs of the areas. It implements automation.Deeds.
type deeds struct {
	replier     *talk.Replier
	marker      *talk.Marker
	acceptor    *talk.Acceptor
	transferrer *talk.Transferrer
	runs        *copilot.RunRequester
	editor      *cards.Editor
	timelines   flow.Timelines
	processes   flow.Processes
	dialogs     flow.Dialogs
	deliveries  webhooks.Deliveries
	outbox      flow.Outbox
	now         func() time.Time
}

func (d deeds) Reply(ctx context.Context, by desk.Actor, mark string, id desk.DialogID, text string) error {
	return d.replier.Announce(ctx, by, talk.Say{ID: mark, Dialog: id, Text: text})
}

func (d deeds) Note(ctx context.Context, by desk.Actor, mark string, id desk.DialogID, text string) error {
	_, err := d.replier.Note(ctx, by, talk.Say{ID: mark, Dialog: id, Text: text})
	return err
}

func (d deeds) Mark(ctx context.Context, by desk.Actor, id desk.DialogID, to *desk.Priority, label desk.LabelID) error {
	marks := talk.Marks{Priority: to}
	if label != "" {
		have, err := d.dialogs.Dialog(ctx, id)
		if err != nil || slices.Contains(have.Labels, label) {
			return err
		}
		labels := append(slices.Clone(have.Labels), label)
		marks.Labels = &labels
	}
	_, err := d.marker.Mark(ctx, by, id, marks)
	return err
}

// Assign makes a dialog an operator's; what a colleague has accepted stays theirs.
func (d deeds) Assign(ctx context.Context, id desk.DialogID, to desk.OperatorID) error {
	return d.acceptor.Give(ctx, id, to)
}

// HandOver hands a dialog to a team, unless it waits for that already.
func (d deeds) HandOver(ctx context.Context, by desk.Actor, id desk.DialogID, to desk.TeamID) error {
	have, err := d.dialogs.Dialog(ctx, id)
	if err != nil || have.WaitsFor(to) {
		return err
	}
	_, err = d.transferrer.Transfer(ctx, by, id, "", to)
	return err
}

func (d deeds) AskRun(ctx context.Context, by desk.Actor, id desk.RunID, of desk.DialogID) error {
	_, err := d.runs.Ask(ctx, by, copilot.Ask{ID: id, Dialog: of})
	return err
}

func (d deeds) Move(ctx context.Context, by desk.Actor, saw desk.Card, to desk.StageID) error {
	_, err := d.editor.Change(ctx, by, saw, cards.Change{Stage: &to})
	return err
}

func (d deeds) Task(ctx context.Context, t desk.CardTask) error {
	can, err := d.timelines.Can(ctx, t.Card.Connection)
	if err == nil && !can.Tasks {
		err = desk.Refuse(desk.CodeCantTask, "The CRM that holds "+t.Card.String()+" has no tasks that could be made from here.")
	}
	if err != nil {
		return err
	}
	return d.timelines.SetTask(ctx, t)
}

func (d deeds) Start(ctx context.Context, p desk.CardProcess) error {
	can, err := d.processes.Can(ctx, p.Card.Connection)
	if err != nil {
		return &desk.Later{Until: d.now().Add(desk.Backoff(1)), Why: err.Error()} // nothing was asked of the CRM
	}
	if !can.Processes {
		return desk.Refuse(desk.CodeCantProcess, "The CRM that holds "+p.Card.String()+" has no processes that could be started from here.")
	}
	return d.processes.StartProcess(ctx, p)
}

func (d deeds) Call(ctx context.Context, to desk.EndpointID, e desk.Event) error {
	v := desk.NewDelivery(to, e)
	job := v.Job(d.now())
	if err := d.deliveries.AddDelivery(ctx, v, job); err != nil {
		return err
	}
	return d.outbox.Enqueue(ctx, job, 0)
}
