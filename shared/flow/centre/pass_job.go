package centre

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// PassJob passes on what is said to a customer and by them, and ends the session of a dialog
// that was completed here.
//
// Repeating is safe: whoever passes on claims up to where, before they read it; a claim that
// nobody ended is looked after there, and only what is not there is passed on again. What
// was claimed and is changed meanwhile is told of later (ToldJob).
type PassJob struct {
	Passings    Passings
	Centres     Centres
	Connections flow.Connections
	Reads       Reads
	MessageLog  flow.MessageLog
	FileSource  desk.FileSource // gives out what customers sent; nil: it is named
	Lines       flow.Lines      // nil: nobody is told of a line that is switched off there
	Now         func() time.Time
}

// Reads are what there is to pass on, of whom.
type Reads struct {
	Newest    flow.Newest
	Messages  flow.Messages
	Customers flow.Customers
	Config    flow.Config
	Names     Names
}

// Job does the jobs of kind desk.JobCentre, each at least once.
func (j *PassJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

const (
	portion   = 20              // messages in one call
	filesWait = time.Minute     // for a copy of a customer's file
	tryAgain  = 5 * time.Second // while somebody else is at it, or files are fetched
	blindWait = 3 * time.Minute // for the first word of a chat of which nothing is known
)

// passing is one go at a customer.
type passing struct {
	*PassJob
	job        desk.Job
	line       desk.Line
	connection desk.Connection
	dialog     desk.Dialog
	at         desk.Passing
}

// Do implements work.Repeatable.
func (j *PassJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	g := passing{PassJob: j, job: v}
	if there, err := g.look(ctx); err != nil || !there {
		return 0, err
	}
	for {
		next, done, err := g.step(ctx)
		switch {
		case errors.Is(err, desk.ErrConflict): // somebody else is at it
			return tryAgain, nil
		case err != nil || done || next > 0:
			return next, err
		}
	}
}

// look reads whom and where it is about. false: there is nothing to do.
func (g *passing) look(ctx context.Context) (bool, error) {
	var err error
	if g.line, err = g.Reads.Config.Line(ctx, g.job.Line); err == nil && g.line.Centre().Used() {
		g.connection, err = g.Connections.Connection(ctx, g.line.CentreConnection)
	}
	if errors.Is(err, desk.ErrNotFound) || err == nil && !g.line.Centre().Used() {
		return false, nil
	}
	if err == nil {
		g.dialog, err = g.Reads.Newest.Newest(ctx, g.job.Customer)
	}
	if errors.Is(err, desk.ErrNotFound) || err == nil && !g.dialog.PassesOn() { // erased, or a bot's
		return false, nil
	}
	return err == nil, err
}

// step passes a portion on, or says that nothing is left.
func (g *passing) step(ctx context.Context) (next time.Duration, done bool, err error) {
	if g.at, err = g.Passings.Passing(ctx, g.job.Customer); err != nil {
		return 0, false, err
	}
	if g.at.Version == 0 {
		g.at.Through = g.job.PassesAfter()
	}
	if wait := g.at.Busy(g.Now()); wait > 0 {
		return wait, false, nil
	}
	there := map[desk.ExternalID]bool{}
	upto := g.at.Upto
	if upto != 0 {
		if there, next, err = g.unsure(ctx); err != nil || next > 0 {
			return next, false, err
		}
	} else if upto, next, err = g.ahead(ctx); err != nil || next > 0 {
		return next, false, err
	}
	if upto == 0 {
		return 0, true, g.end(ctx)
	}
	if g.at, err = g.Passings.SavePassing(ctx, g.at.Claimed(upto, rand.Text(), g.Now())); err != nil {
		return 0, false, err
	}
	return 0, false, g.pass(ctx, upto, there)
}

// unsure is what is there of what somebody passed on without being told what came of it.
// Where the chat has no name yet the CRM tells of its session when it begins; where it
// never did, the message is passed on again: better twice than never.
func (g *passing) unsure(ctx context.Context) (map[desk.ExternalID]bool, time.Duration, error) {
	in := desk.PassedIn{Chat: g.at.Chat, Session: g.at.Session}
	if in == (desk.PassedIn{}) {
		if left := g.at.Since.Add(blindWait).Sub(g.Now()); left > 0 {
			return nil, min(left, 30*time.Second), nil
		}
		return nil, 0, nil
	}
	there, err := g.Centres.There(ctx, g.connection, in)
	if errors.Is(err, desk.ErrNotFound) {
		return nil, 0, nil
	}
	return there, 0, err
}

// ahead is up to where the next portion goes, 0: there is none.
func (g *passing) ahead(ctx context.Context) (desk.Seq, time.Duration, error) {
	for after := g.at.Through; ; {
		page, err := g.Reads.Messages.Messages(ctx, g.job.Customer, after, 0, false, desk.PageAsk{Limit: portion})
		if err != nil {
			return 0, 0, fmt.Errorf("messages of %s: %w", g.job.Customer, err)
		}
		upto, some := desk.Seq(0), false
		for _, m := range page.Items {
			if m.PassesOn() && m.Author == desk.ByCustomer && m.WantsFiles() && g.Now().Sub(m.Seq.Time()) < filesWait {
				if upto == 0 || !some {
					return 0, tryAgain, nil
				}
				return upto, 0, nil
			}
			upto, some = m.Seq, some || m.PassesOn()
		}
		if some || len(page.Items) == 0 {
			return upto, 0, nil
		}
		after = upto
	}
}

// pass passes on what was claimed and is not there yet.
func (g *passing) pass(ctx context.Context, upto desk.Seq, there map[desk.ExternalID]bool) error {
	p, err := g.portion(ctx, upto, there)
	if err != nil {
		return errors.Join(err, g.release(ctx))
	}
	in := desk.PassedIn{Chat: g.at.Chat, Session: g.at.Session}
	if len(p.Messages) > 0 {
		in, err = g.Centres.Pass(ctx, g.connection, p)
	}
	var later *desk.Later
	switch {
	case err == nil:
	case errors.As(err, &later), errors.Is(err, desk.ErrRefused), errors.Is(err, desk.ErrInvalid), errors.Is(err, desk.ErrNotFound):
		return errors.Join(err, g.release(ctx))
	default:
		ctx, cancel := work.Lastly(ctx)
		defer cancel()
		_, saving := g.Passings.SavePassing(ctx, g.at.Unsure(g.Now()))
		return errors.Join(err, ignoreConflict(saving))
	}
	now := g.at.Passed(upto)
	if in.Chat != "" {
		now.Chat = in.Chat
	}
	if in.Session != "" {
		now.Session = in.Session
	}
	now.Dialog = g.dialog.ID
	ctx, cancel := work.Lastly(ctx)
	defer cancel()
	if _, err = g.Passings.SavePassing(ctx, now); err != nil {
		return err
	}
	if in.Refused > 0 {
		if err := g.note(ctx, g.line, g.job.Customer, g.dialog.ID, fmt.Sprint(upto), ""); err != nil {
			return err
		}
	}
	if g.Lines == nil || g.line.Trouble.Code != desk.CentreIsOff || len(p.Messages) == 0 {
		return nil
	}
	if err := g.Lines.MarkLine(ctx, g.line, desk.Trouble{}); err != nil { // it works again
		return fmt.Errorf("mark line %s: %w", g.line.ID, err)
	}
	return nil
}

// release gives up a claim of which nothing came.
func (g *passing) release(ctx context.Context) error {
	ctx, cancel := work.Lastly(ctx)
	defer cancel()
	_, err := g.Passings.SavePassing(ctx, g.at.Free())
	return ignoreConflict(err)
}

func ignoreConflict(err error) error {
	if errors.Is(err, desk.ErrConflict) {
		return nil
	}
	return err
}

// portion is what is passed on, as it is now.
func (g *passing) portion(ctx context.Context, upto desk.Seq, there map[desk.ExternalID]bool) (desk.Passed, error) {
	c, err := g.Reads.Customers.Customer(ctx, g.job.Customer)
	if err != nil {
		return desk.Passed{}, fmt.Errorf("customer %s: %w", g.job.Customer, err)
	}
	p := desk.Passed{
		To: g.line.Centre(), Customer: c.ID, Profile: c.Profile, Title: g.line.Title, NoCards: g.line.Connection == g.line.CentreConnection,
	}
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := g.Reads.Messages.Messages(ctx, c.ID, g.at.Through, upto, false, ask)
		if err != nil {
			return p, fmt.Errorf("messages of %s: %w", c.ID, err)
		}
		for _, m := range page.Items {
			if !m.PassesOn() || there[m.External] {
				continue
			}
			one, err := g.said(ctx, m)
			if err != nil {
				return p, err
			}
			p.Messages = append(p.Messages, one)
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return p, nil
		}
	}
}

// said is a message as it is passed on.
func (g *passing) said(ctx context.Context, m desk.Message) (desk.PassedMessage, error) {
	return said(ctx, g.Reads.Names, g.FileSource, m)
}

// said is a message as a centre shows it: files by addresses at which they can be fetched
// for a while, or by their names.
func said(ctx context.Context, names Names, files desk.FileSource, m desk.Message) (desk.PassedMessage, error) {
	out := desk.PassedMessage{ID: m.External, At: m.At(), Text: m.SpokenText()}
	switch m.Author {
	case desk.ByBot:
		out.By = desk.BotName
	case desk.ByOperator:
		out.By = string(m.Operator)
		if o, err := names.Operator(ctx, m.Operator); err == nil && o.Name != "" {
			out.By = o.Name
		} else if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return out, fmt.Errorf("operator %s: %w", m.Operator, err)
		}
		if out.By == "" {
			out.By = "Sufler"
		}
	}
	for _, a := range m.Attachments {
		a.URL = ""
		if a.Stored != "" && files != nil {
			var err error
			if a.URL, err = files.Lend(ctx, a.Stored, a.MIME); err != nil && !errors.Is(err, desk.ErrNotFound) {
				return out, fmt.Errorf("lend a file: %w", err)
			}
		}
		if a.URL != "" {
			out.Files = append(out.Files, a)
		} else if a.Transcript == "" && (a.Kind != desk.AttachedLocation || a.Address == "") && !a.Own {
			out.Text = strings.TrimSpace(out.Text + "\n(" + strings.TrimSpace(string(a.Kind)+" "+a.Name) + ")")
		}
	}
	return out, nil
}

// end ends the session of a dialog that was completed here, once all of it is there.
func (g *passing) end(ctx context.Context) error {
	if g.dialog.Open() || g.at.Chat == "" || g.at.Over() || !slices.Contains([]desk.DialogID{g.dialog.ID, g.dialog.Parent}, g.at.Dialog) {
		return nil
	}
	if err := g.Centres.End(ctx, g.connection, g.at.Chat); err != nil && !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	now := g.at
	now.Ended = now.Session
	_, err := g.Passings.SavePassing(ctx, now)
	return err
}

// GiveUp implements work.GivesUp: that nobody there sees what is said people must know.
func (j *PassJob) GiveUp(ctx context.Context, v desk.Job, cause error) error {
	line, err := j.Reads.Config.Line(ctx, v.Line)
	if err != nil {
		return unlessAbsent(err)
	}
	var no *desk.Refusal
	reason := ""
	if errors.As(cause, &no) {
		reason = no.Text
		if j.Lines != nil {
			if err := j.Lines.MarkLine(ctx, line, desk.Trouble{Code: desk.CentreIsOff, Reason: no.Text, At: j.Now().UTC(), Setup: true}); err != nil {
				return fmt.Errorf("mark line %s: %w", line.ID, err)
			}
		}
	}
	return j.note(ctx, line, v.Customer, v.Dialog, "", reason)
}

// note says where people look that something was not passed on.
func (j *PassJob) note(ctx context.Context, line desk.Line, c desk.CustomerID, d desk.DialogID, mark, reason string) error {
	s, err := j.Reads.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	text := strings.TrimSpace(desk.NoteNotPassedOn.Text(s.Locale(line).Language) + "\n" + reason)
	note := desk.Message{Customer: c, External: desk.OwnPrefix + desk.ExternalID(desk.Digest("", "not passed on", string(d), mark)), Author: desk.AsNote, Text: text}
	_, err = j.MessageLog.AppendIn(ctx, desk.Append{Line: line, Message: note}, d, nil)
	if errors.Is(err, desk.ErrRefused) { // it is over
		return nil
	}
	return unlessAbsent(err)
}

func unlessAbsent(err error) error {
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return err
}
