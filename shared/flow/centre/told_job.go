package centre

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// ToldJob tells a centre what became of a message: the customer's was changed or taken back,
// its own was delivered, or was not.
//
// Repeating is harmless: what is told is how the message is. Of what is not passed on yet
// nothing is told, since it goes as it is then; of what is on its way, once it is there.
type ToldJob struct {
	Passings    Passings
	Centres     Centres
	Connections flow.Connections
	Reads       Reads
	FileSource  desk.FileSource
	Now         func() time.Time
}

// Job does the jobs of kind desk.JobCentreTold, each at least once.
func (j *ToldJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *ToldJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	m, line, c, err := j.where(ctx, v)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !line.Centre().Used() { // erased, or answered here again
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	t := desk.PassedTold{To: line.Centre(), Customer: m.Customer, Mark: m.Centre, Deleted: m.Deleted}
	if m.Centre != (desk.CentreMark{}) {
		return j.delivered(ctx, c, m, t)
	}
	p, err := j.Passings.Passing(ctx, m.Customer)
	switch {
	case err != nil:
		return 0, err
	case m.Seq > p.Through && m.Seq <= p.Upto:
		return tryAgain, nil
	case m.Seq > p.Through:
		return 0, nil
	}
	if t.Message, err = said(ctx, j.Reads.Names, j.FileSource, m); err != nil {
		return 0, err
	}
	return 0, j.Centres.Tell(ctx, c, t)
}

func (j *ToldJob) where(ctx context.Context, v desk.Job) (m desk.Message, line desk.Line, c desk.Connection, err error) {
	if m, err = j.Reads.Messages.Message(ctx, v.Customer, v.Message); err != nil {
		return m, line, c, err
	}
	customer, err := j.Reads.Customers.Customer(ctx, v.Customer)
	if err == nil {
		line, err = j.Reads.Config.Line(ctx, customer.Line)
	}
	if err == nil && line.Centre().Used() {
		c, err = j.Connections.Connection(ctx, line.CentreConnection)
	}
	return m, line, c, err
}

// delivered tells that what was said there is out, or, as a message, that it is not.
func (j *ToldJob) delivered(ctx context.Context, c desk.Connection, m desk.Message, t desk.PassedTold) (time.Duration, error) {
	switch m.Status {
	case desk.StatusQueued:
		return 0, nil
	case desk.StatusFailed, desk.StatusUnsure:
		s, err := j.Reads.Config.Settings(ctx)
		if err != nil {
			return 0, fmt.Errorf("settings: %w", err)
		}
		customer, err := j.Reads.Customers.Customer(ctx, m.Customer)
		if err != nil {
			return 0, unlessAbsent(err)
		}
		no := desk.PassedMessage{
			ID: m.External + "/" + desk.ExternalID(m.Status), At: j.Now(), By: "Sufler",
			Text: desk.NoteNotDelivered.Text(s.Language) + "\n“" + m.Beginning(60) + "”\n" + m.Reason,
		}
		_, err = j.Centres.Pass(ctx, c, desk.Passed{To: t.To, Customer: m.Customer, Profile: customer.Profile, NoCards: true, Messages: []desk.PassedMessage{no}})
		return 0, err
	}
	t.Message = desk.PassedMessage{ID: m.External, At: m.At()}
	return 0, j.Centres.Tell(ctx, c, t)
}
