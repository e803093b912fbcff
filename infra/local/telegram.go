package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"

	"github.com/sufler/sufler/shared/channel/telegram"
	"github.com/sufler/sufler/shared/desk"
)

// A bot needs no address on the internet, since its updates can be fetched: so it
// is what a start offers, and this file names its messenger.
const (
	botLine  = desk.LineID("telegram")
	botToken = "TELEGRAM_BOT_TOKEN" // the variable with its token
	botTells = "Telegram"           // what stands before what botGuide says
)

// botTitle is what its line is called at first, in a language.
func botTitle(language string) string {
	switch language {
	case "ru":
		return "Наш бот в Telegram"
	case "es":
		return "Nuestro bot de Telegram"
	}
	return "Our Telegram bot"
}

// botGuide says how to write to it.
func botGuide(on bool) string {
	if on {
		return "write to your bot: its chats come in, with no public address"
	}
	return "needs no public address if it is started with " + botToken + "=… " + called("run")
}

// bot gives the line "telegram" the bot's token and switches it on; the first time it is
// made, so that nobody finds a bot of theirs that they never had.
func (s *system) bot(ctx context.Context, token string) (desk.Line, error) {
	if err := s.line(ctx, botTitle, desk.Line{ID: botLine, Channel: desk.ChannelTelegram, LeadPolicy: desk.LeadOnFirstMessage, Secrets: map[string]string{"secret": word()}}); err != nil {
		return desk.Line{}, err
	}
	line, err := s.Store.Line(ctx, botLine)
	if err != nil {
		return desk.Line{}, err
	}
	if line.Active && line.Secrets["token"] == token {
		return line, nil
	}
	line.Secrets = maps.Clone(line.Secrets)
	line.Secrets["token"], line.Active = token, true
	line, err = s.Store.SaveLine(ctx, line)
	if err != nil {
		return desk.Line{}, fmt.Errorf("switch the Telegram line on: %w", err)
	}
	return line, nil
}

// poller brings the bot's updates by long polling, through the same Verify,
// Parse and Receiver as a webhook.
func (s *system) poller(line desk.Line, log *slog.Logger) *telegram.Poller {
	plug, _ := s.Plugs[desk.ChannelTelegram].(telegram.Plug)
	return &telegram.Poller{
		Telegram: plug, Line: line, Handle: s.take(line),
		Report: func(err error) { log.Warn("telegram", "error", err.Error()) },
	}
}

// poll polls until ctx ends. What ends it before is said in words: everything
// else goes on without the bot.
func (s *system) poll(ctx context.Context, p *telegram.Poller, log *slog.Logger) {
	log.Info("telegram: listening to the bot", "line", p.Line.ID)
	err := desk.Try(func() error { return p.Run(ctx) })
	var why *desk.SendError
	switch {
	case err == nil:
	case errors.As(err, &why):
		log.Error("telegram: the bot can't be listened to: "+why.Reason, "code", why.Code)
	default:
		log.Error("telegram: the bot can't be listened to", "error", err.Error())
	}
}

// take takes one update as a webhook would.
func (s *system) take(line desk.Line) func(context.Context, desk.Webhook) error {
	return func(ctx context.Context, w desk.Webhook) error {
		plug := s.Plugs[line.Channel]
		if err := plug.Verify(line, w); err != nil {
			return err
		}
		parsed, err := plug.Parse(line, w)
		if err != nil {
			return err
		}
		done, err := s.Receiver.Receive(ctx, line, parsed.Inbound)
		if err != nil {
			return err
		}
		for _, d := range done {
			if d.Err != nil {
				return d.Err // ErrInvalid: it is left behind
			}
		}
		return nil
	}
}
