package crms

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// AddNote implements flow.Timelines.
func (m CRMs) AddNote(ctx context.Context, n desk.CardNote) error {
	plug, err := m.plug(ctx, n.Card.Connection)
	if err != nil {
		return err
	}
	return plug.AddNote(ctx, n)
}

// TakeNote implements flow.Timelines.
func (m CRMs) TakeNote(ctx context.Context, card desk.CardRef, mark string) error {
	plug, err := m.plug(ctx, card.Connection)
	if err != nil {
		return err
	}
	return plug.TakeNote(ctx, card, mark)
}

// SetItem implements flow.Timelines.
func (m CRMs) SetItem(ctx context.Context, i desk.CardItem) error {
	plug, err := m.plug(ctx, i.Card.Connection)
	if err != nil {
		return err
	}
	return plug.SetItem(ctx, i)
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
