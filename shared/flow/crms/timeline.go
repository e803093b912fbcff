package crms

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/desk"
)

// AddNote implements flow.Timelines. Where the CRM does not take what is to be done with
// it, that is set beside it, whatever became of the note.
func (m CRMs) AddNote(ctx context.Context, n desk.CardNote) error {
	plug, can, err := m.of(ctx, n.Card.Connection)
	if err != nil {
		return err
	}
	task := n.Task
	if task == nil || can.Together {
		return plug.AddNote(ctx, n)
	}
	n.Task = nil
	return errors.Join(plug.AddNote(ctx, n), plug.SetTask(ctx, *task))
}

// TakeNote implements flow.Timelines.
func (m CRMs) TakeNote(ctx context.Context, card desk.CardRef, mark string) error {
	plug, err := m.plug(ctx, card.Connection)
	if err != nil {
		return err
	}
	return plug.TakeNote(ctx, card, mark)
}

// SetItem implements flow.Timelines, with what is to be done as AddNote.
func (m CRMs) SetItem(ctx context.Context, i desk.CardItem) error {
	plug, can, err := m.of(ctx, i.Card.Connection)
	if err != nil {
		return err
	}
	task := i.Task
	if task == nil || can.Together {
		return plug.SetItem(ctx, i)
	}
	i.Task = nil
	return errors.Join(plug.SetItem(ctx, i), plug.SetTask(ctx, *task))
}

// PersonNamed implements flow.Timelines.
func (m CRMs) PersonNamed(ctx context.Context, c desk.ConnectionID, id string) (string, error) {
	plug, err := m.plug(ctx, c)
	if err != nil {
		return "", err
	}
	return plug.PersonNamed(ctx, c, id)
}

// SetTask implements flow.Timelines.
func (m CRMs) SetTask(ctx context.Context, t desk.CardTask) error {
	plug, err := m.plug(ctx, t.Card.Connection)
	if err != nil {
		return err
	}
	return plug.SetTask(ctx, t)
}

// StartProcess implements flow.Processes.
func (m CRMs) StartProcess(ctx context.Context, p desk.CardProcess) error {
	plug, err := m.plug(ctx, p.Card.Connection)
	if err != nil {
		return err
	}
	return plug.StartProcess(ctx, p)
}
