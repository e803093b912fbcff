package crms

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// makingTime is how long making a card may take, whoever is asked for it once more: as long
// as two calls that get no answer.
const makingTime = 40 * time.Second

// createOnce makes a card in a CRM that makes one each time it is asked: whoever makes it says
// so first, in a conditional write of ours, and looks then whether it was made before. Others
// who ask meanwhile are put off (*desk.Later), and find it. Who is cut off lets the next one
// try once its time is over; since then nothing more of it leaves us.
func (m CRMs) createOnce(ctx context.Context, plug flow.CRM, c desk.Card, origin string) (desk.Card, error) {
	of, gone := desk.OriginRef(c.Ref.Kind, origin), desk.CardRef{}
	of.Connection = c.Ref.Connection
	until := m.now().Add(makingTime)
	for {
		made, err := m.Changes.BeginMaking(ctx, of, gone, m.now(), until)
		if err != nil {
			return desk.Card{}, fmt.Errorf("make a %s: %w", c.Ref.Kind, err)
		}
		if made.ID == "" {
			break
		}
		card, err := plug.Card(ctx, made)
		if !errors.Is(err, desk.ErrNotFound) || made == gone {
			return card, err
		}
		gone = made // somebody deleted it
	}
	while, cancel := context.WithTimeout(ctx, makingTime)
	defer cancel()
	card, err := m.lookAndCreate(while, plug, c, origin)
	if err != nil {
		card.Ref = desk.CardRef{}
	}
	// Where this fails nothing is lost: its time ends, and the card is found by its origin.
	_ = m.Changes.EndMaking(context.WithoutCancel(ctx), of, until, card.Ref)
	return card, err
}

// lookAndCreate makes a card that is not there. Where the CRM can't even keep an origin, the
// card is looked for as a person would, and marked unsure.
func (m CRMs) lookAndCreate(ctx context.Context, plug flow.CRM, c desk.Card, origin string) (desk.Card, error) {
	made, err := plug.MadeFrom(ctx, c.Ref.Connection, c.Ref.Kind, origin)
	if err != nil {
		return desk.Card{}, err
	}
	if made.ID != "" {
		return plug.Card(ctx, made)
	}
	card, err := plug.CreateCard(ctx, c, origin)
	if keepsNoOrigin(err) {
		return m.createUnsure(ctx, plug, c, origin)
	}
	return card, err
}

func (m CRMs) now() time.Time {
	if m.Now == nil {
		return time.Now()
	}
	return m.Now()
}
