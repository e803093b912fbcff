package connecting

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// installer is a CRM that tells us that it was let in, and by what.
type installer interface {
	Install(ctx context.Context, w desk.Webhook) (desk.Grant, error)
}

// host is a CRM that shows a page of ours within its cards.
type host interface {
	Visit(ctx context.Context, w desk.Webhook) (desk.CardVisit, error)
	Return(ctx context.Context, pass string) (desk.CardVisit, error)
}

// teller is a CRM that tells what people change there.
type teller interface {
	Heard(w desk.Webhook) ([]desk.CardEvent, error)
}

// asker is a teller that asks what proves its calls.
type asker interface {
	Heard(ctx context.Context, w desk.Webhook) ([]desk.CardEvent, error)
}

// Heard implements intake.CRMEvents.
func (m Kinds) Heard(ctx context.Context, c desk.Connection, w desk.Webhook) ([]desk.CardEvent, error) {
	p, err := m.open(c, false)
	if err != nil {
		return nil, err
	}
	switch p := p.(type) {
	case teller:
		return p.Heard(w)
	case asker:
		return p.Heard(ctx, w)
	}
	return nil, desk.Refuse(desk.CodeForbidden, "Such a CRM tells nothing here.")
}

// Install implements setup.CRMInstalls.
func (m Kinds) Install(ctx context.Context, c desk.Connection, w desk.Webhook) (desk.Grant, error) {
	p, err := m.open(c, false)
	if err != nil {
		return desk.Grant{}, err
	}
	if p, ok := p.(installer); ok {
		return p.Install(ctx, w)
	}
	return desk.Grant{}, desk.Refuse(desk.CodeForbidden, "Such a CRM installs nothing.")
}

// Visit implements tab.Hosts.
func (m Kinds) Visit(ctx context.Context, c desk.Connection, w desk.Webhook) (desk.CardVisit, error) {
	p, err := m.open(c, true)
	if err != nil {
		return desk.CardVisit{}, err
	}
	if p, ok := p.(host); ok {
		return p.Visit(ctx, w)
	}
	return desk.CardVisit{}, desk.Refuse(desk.CodeForbidden, "Such a CRM shows no page of ours.")
}

// Return implements tab.Hosts.
func (m Kinds) Return(ctx context.Context, c desk.Connection, pass string) (desk.CardVisit, error) {
	p, err := m.open(c, true)
	if err != nil {
		return desk.CardVisit{}, err
	}
	if p, ok := p.(host); ok {
		return p.Return(ctx, pass)
	}
	return desk.CardVisit{}, desk.Refuse(desk.CodeForbidden, "Such a CRM shows no page of ours.")
}
