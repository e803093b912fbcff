package centre

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// FilesJob fetches the files of what was said in a centre, and then has it sent: one that
// can't be had stays behind, and says so.
//
// Repeating is harmless: what is fetched already stays, and the reply has one job.
type FilesJob struct {
	Centres     Centres
	Connections flow.Connections
	Config      flow.Config
	Messages    flow.Messages
	MessageLog  flow.MessageLog
	Files       flow.Files
	Jobs        flow.Jobs
	Outbox      flow.Outbox
	Now         func() time.Time
}

// Job does the jobs of kind desk.JobCentreFiles, each at least once.
func (j *FilesJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *FilesJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	m, err := j.Messages.Message(ctx, v.Customer, v.Message)
	if err != nil {
		return 0, unlessAbsent(err)
	}
	line, err := j.Config.Line(ctx, v.Line)
	if err != nil {
		return 0, unlessAbsent(err)
	}
	c, err := j.Connections.Connection(ctx, line.CentreConnection)
	if err != nil {
		return 0, unlessAbsent(err)
	}
	for i, a := range m.Attachments {
		if !a.Wanted() {
			continue
		}
		got, err := j.fetch(ctx, c, m, i, a)
		if err != nil {
			return 0, err
		}
		if m, err = j.keep(ctx, m, i, got); err != nil {
			return 0, unlessAbsent(err)
		}
	}
	return 0, j.send(ctx, v, m)
}

// fetch is a file with our copy of it, or with the reason why there is none.
func (j *FilesJob) fetch(ctx context.Context, c desk.Connection, m desk.Message, i int, a desk.Attachment) (desk.Attachment, error) {
	f, err := j.Centres.Open(ctx, c, a)
	if err == nil {
		defer f.Body.Close()
		key := m.FileKey(i)
		if a.MIME == "" {
			a.MIME = f.MIME
		}
		if a.Size, err = j.Files.Keep(ctx, key, desk.File{Body: f.Body, MIME: a.MIME, Size: f.Size}); err == nil {
			a.Stored, a.URL = key, ""
			return a, nil
		}
	}
	var later *desk.Later
	if errors.As(err, &later) || errors.Is(err, desk.ErrBusy) {
		return a, err
	}
	return lost(a), nil
}

// lost is a file that there is no copy of: its name is all that remains.
func lost(a desk.Attachment) desk.Attachment {
	a.URL, a.Missing = "", "The file could not be fetched from the CRM."
	return a
}

func (j *FilesJob) keep(ctx context.Context, m desk.Message, i int, a desk.Attachment) (desk.Message, error) {
	return j.MessageLog.UpdateMessage(ctx, m.Customer, m.External, func(m desk.Message) desk.Message {
		if i < len(m.Attachments) && m.Attachments[i].Wanted() {
			as := append([]desk.Attachment(nil), m.Attachments...)
			as[i] = a
			m.Attachments = as
		}
		return m
	})
}

func (j *FilesJob) send(ctx context.Context, v desk.Job, m desk.Message) error {
	return work.Queue(ctx, j.Jobs, j.Outbox, desk.NewReplyJob(v.Line, m, v.Dialog, j.Now()), 0)
}

// GiveUp implements work.GivesUp: the words go out without the files.
func (j *FilesJob) GiveUp(ctx context.Context, v desk.Job, _ error) error {
	m, err := j.MessageLog.UpdateMessage(ctx, v.Customer, v.Message, func(m desk.Message) desk.Message {
		as := append([]desk.Attachment(nil), m.Attachments...)
		for i := range as {
			if as[i].Wanted() {
				as[i] = lost(as[i])
			}
		}
		m.Attachments = as
		return m
	})
	if err != nil {
		return unlessAbsent(err)
	}
	return j.send(ctx, v, m)
}
