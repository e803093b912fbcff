package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Poller brings a Telegram bot's updates by long polling, for machines without a
// public address. Each update is handed over as the webhook that Telegram would
// have called, secret header included, so that the same Verify and Parse read
// it.
//
// Nothing is lost and little comes twice: an update is confirmed to Telegram,
// which keeps it for 24 hours, only after Handle took it. A restart begins with
// the first one that was not confirmed.
type Poller struct {
	Telegram Plug
	Line     desk.Line
	// Handle takes one update. ErrInvalid: it never can be taken, and is left
	// behind; any other error: it comes again, and the later ones wait.
	Handle func(ctx context.Context, w desk.Webhook) error
	// Report hears of failures that the poller goes on after. It may be nil.
	Report func(error)
	Wait   kit.Waiter // before the next try

	// broken is the update over which Handle panics, and how often it did.
	broken int64
	panics int
}

// Long polling: how long Telegram holds the request, and how long the HTTP call
// may take over all.
const (
	pollHold = 50 * time.Second
	pollCall = 75 * time.Second
)

// Run polls until ctx ends (nil), or until polling can't work: the token is
// wrong, or a webhook or another program has the updates. It never removes a
// webhook by itself, since somebody may be living on it.
func (p *Poller) Run(ctx context.Context) error {
	client := http.Client{}
	if p.Telegram.HTTP != nil {
		client = *p.Telegram.HTTP
	}
	client.Timeout = pollCall // one for ordinary calls is shorter than the hold
	bot := p.Telegram
	bot.HTTP = &client
	var offset int64
	for failures := 0; ctx.Err() == nil; {
		next, err := p.poll(ctx, bot, offset)
		offset = next
		var s *desk.SendError
		switch {
		case err == nil:
			failures = 0
			continue
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &s) && s.Broken:
			return fmt.Errorf("poll telegram: %w", err)
		}
		failures++
		p.report(err)
		pause := desk.Backoff(failures)
		if s != nil && s.After > 0 {
			pause = s.After
		}
		p.Wait.Wait(ctx, pause)
	}
	return nil
}

// poll asks once and hands over what came. It gives the offset to ask with next,
// which stays before an update that was not taken.
func (p *Poller) poll(ctx context.Context, bot Plug, offset int64) (int64, error) {
	var updates []json.RawMessage
	fields := map[string]any{"offset": offset, "timeout": int(pollHold.Seconds()), "allowed_updates": allowed()}
	if err := bot.call(ctx, p.Line, "getUpdates", fields, &updates); err != nil {
		return offset, err
	}
	for _, raw := range updates {
		var u update
		if _, err := kit.Decode(raw, &u); err != nil || u.UpdateID == 0 {
			return offset, fmt.Errorf("poll telegram: an update without a number: %w", desk.ErrInvalid)
		}
		err := desk.Try(func() error {
			return p.Handle(ctx, desk.Webhook{
				Method: http.MethodPost, Body: raw,
				Header: map[string]string{secretHeader: p.Line.Secrets["secret"], "content-type": "application/json"},
			})
		})
		switch {
		case errors.Is(err, desk.ErrInvalid), p.hopeless(u.UpdateID, err):
			p.report(fmt.Errorf("telegram update %d is left behind: %w", u.UpdateID, err))
		case err != nil:
			return offset, fmt.Errorf("handle telegram update %d: %w", u.UpdateID, err)
		}
		offset = u.UpdateID + 1
		p.answer(ctx, bot, u)
	}
	return offset, nil
}

// hopeless says whether an update has made us panic often enough: the later ones
// of everybody would wait for it as long as Telegram keeps it.
func (p *Poller) hopeless(update int64, err error) bool {
	if _, panicked := desk.AsPanic(err); !panicked {
		return false
	}
	if p.broken != update {
		p.broken, p.panics = update, 0
	}
	p.panics++
	return p.panics >= desk.MaxAttempts
}

// answer stops the spinning of a pressed button, which over a webhook the
// answer's body does. A failure costs nothing but the spinning.
func (p *Poller) answer(ctx context.Context, bot Plug, u update) {
	if u.Callback == nil {
		if m := u.MyChatMember; m != nil && !m.Chat.private() && m.added() {
			fields := m.greeting()
			delete(fields, "method")
			var sent json.RawMessage
			if err := bot.call(ctx, p.Line, "sendMessage", fields, &sent); err != nil {
				p.report(err)
			}
		}
		return
	}
	var done bool
	if err := bot.call(ctx, p.Line, "answerCallbackQuery", map[string]any{"callback_query_id": u.Callback.ID}, &done); err != nil {
		p.report(err)
	}
}

func (p *Poller) report(err error) {
	if p.Report != nil {
		p.Report(err)
	}
}
