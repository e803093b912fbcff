package connecting

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// centre is a CRM with a chat of its own, in which operators answer our lines' customers.
type centre interface {
	Pass(ctx context.Context, p desk.Passed) (desk.PassedIn, error)
	There(ctx context.Context, in desk.PassedIn) (map[desk.ExternalID]bool, error)
	Seen(ctx context.Context, to desk.Centre, in desk.PassedIn, since time.Time) (desk.CentreSeen, error)
	Tell(ctx context.Context, t desk.PassedTold) error
	End(ctx context.Context, chat string) error
	OpenFile(ctx context.Context, a desk.Attachment) (desk.File, error)
}

// Centres are the chats of CRMs that have one. They implement centre.Centres.
type Centres struct{ Kinds }

func (m Centres) centre(c desk.Connection) (centre, error) {
	p, err := m.open(c, true)
	if err != nil {
		return nil, err
	}
	if p, ok := p.(centre); ok {
		return p, nil
	}
	return nil, desk.Refuse(desk.CodeCRMRefused, "Such a CRM has no chat in which customers could be answered.")
}

// Pass implements centre.Centres.
func (m Centres) Pass(ctx context.Context, c desk.Connection, p desk.Passed) (desk.PassedIn, error) {
	to, err := m.centre(c)
	if err != nil {
		return desk.PassedIn{}, err
	}
	return to.Pass(ctx, p)
}

// There implements centre.Centres.
func (m Centres) There(ctx context.Context, c desk.Connection, in desk.PassedIn) (map[desk.ExternalID]bool, error) {
	to, err := m.centre(c)
	if err != nil {
		return nil, err
	}
	return to.There(ctx, in)
}

// Seen implements centre.Centres.
func (m Centres) Seen(ctx context.Context, c desk.Connection, in desk.Centre, at desk.PassedIn, since time.Time) (desk.CentreSeen, error) {
	from, err := m.centre(c)
	if err != nil {
		return desk.CentreSeen{}, err
	}
	return from.Seen(ctx, in, at, since)
}

// Tell implements centre.Centres.
func (m Centres) Tell(ctx context.Context, c desk.Connection, t desk.PassedTold) error {
	to, err := m.centre(c)
	if err != nil {
		return err
	}
	return to.Tell(ctx, t)
}

// End implements centre.Centres.
func (m Centres) End(ctx context.Context, c desk.Connection, chat string) error {
	to, err := m.centre(c)
	if err != nil {
		return err
	}
	return to.End(ctx, chat)
}

// Open implements centre.Centres.
func (m Centres) Open(ctx context.Context, c desk.Connection, a desk.Attachment) (desk.File, error) {
	from, err := m.centre(c)
	if err != nil {
		return desk.File{}, err
	}
	return from.OpenFile(ctx, a)
}

// settled is a centre that shows our settings of its lines.
type settled interface {
	CentreVisit(ctx context.Context, w desk.Webhook) (desk.CentreVisit, error)
	CentreReturn(ctx context.Context, pass string) (desk.CentreVisit, error)
	Serve(ctx context.Context, pass string, on bool, name string) error
}

func (m Centres) settled(c desk.Connection) (settled, error) {
	p, err := m.open(c, true)
	if err != nil {
		return nil, err
	}
	if p, ok := p.(settled); ok {
		return p, nil
	}
	return nil, desk.Refuse(desk.CodeForbidden, "Such a CRM shows no settings of ours.")
}

// CentreVisit implements centre.Hosts.
func (m Centres) CentreVisit(ctx context.Context, c desk.Connection, w desk.Webhook) (desk.CentreVisit, error) {
	p, err := m.settled(c)
	if err != nil {
		return desk.CentreVisit{}, err
	}
	return p.CentreVisit(ctx, w)
}

// CentreReturn implements centre.Hosts.
func (m Centres) CentreReturn(ctx context.Context, c desk.Connection, pass string) (desk.CentreVisit, error) {
	p, err := m.settled(c)
	if err != nil {
		return desk.CentreVisit{}, err
	}
	return p.CentreReturn(ctx, pass)
}

// Serve implements centre.Hosts.
func (m Centres) Serve(ctx context.Context, c desk.Connection, pass string, on bool, name string) error {
	p, err := m.settled(c)
	if err != nil {
		return err
	}
	return p.Serve(ctx, pass, on, name)
}
