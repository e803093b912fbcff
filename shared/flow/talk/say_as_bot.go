package talk

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// SayAsBot has another platform's bot say something that writes through us (SYS-16,
// SYS-17: any that is connected by the API): only while the dialog is the bot's, and it
// does not go out once a person has joined. It is refused as a reply is, and where the
// line has no such bot.
func (r *Replier) SayAsBot(ctx context.Context, by desk.Actor, s Say) (desk.Message, error) {
	d, line, err := r.where(ctx, s, func(d desk.Dialog) error { return d.MustAct(by) })
	if err != nil {
		return desk.Message{}, err
	}
	if err := line.MustHaveOtherBot(); err != nil {
		return desk.Message{}, err
	}
	if err := r.Reach.MayWrite(ctx, line, d.Customer, r.Now(), s.Template); err != nil {
		return desk.Message{}, err
	}
	m, err := r.message(ctx, by, d, line, s, desk.ByBot)
	if err != nil {
		return desk.Message{}, err
	}
	m.Operator, m.Status = "", desk.StatusQueued
	out := desk.NewBotReplyJob(d, m, r.Now())
	a, err := r.MessageLog.AppendIn(ctx, desk.Append{
		Line: line, Message: m, Only: func(now desk.Dialog) bool { return now.State == desk.StateBot },
	}, d.ID, &out)
	if err != nil {
		return desk.Message{}, fmt.Errorf("store what the bot says: %w", err)
	}
	if err := r.Outbox.Enqueue(ctx, out, 0); err != nil {
		return desk.Message{}, fmt.Errorf("nudge job %s: %w", out.ID, err)
	}
	return a.Message, nil
}
