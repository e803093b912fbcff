package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// right is who may ask for an operation at all. It is asked before anything else
// of the request is looked at, so that who may not is told nothing of it; a rule
// that needs more than the key and the address (the dialog's operator, a run's
// card) is asked where that is read.
type right struct {
	needs string // for the documentation
	ask   func(c *call, ctx huma.Context) error
}

// The rights. An operation that names none is an admin's.
var (
	anyKey       = right{"any key, and who signed in", func(*call, huma.Context) error { return nil }}
	signedIn     = right{"who signed in, not a key", func(c *call, _ huma.Context) error { return c.MustBeSignedIn() }}
	adminOnly    = right{"the role admin", func(c *call, _ huma.Context) error { return c.MustBe() }}
	supervisors  = right{"the role supervisor, or admin", func(c *call, _ huma.Context) error { return c.MustBe(desk.RoleSupervisor) }}
	readDialogs  = right{"whoever signed in, of the dialogs that they see; a key with a right to read leads, deals or cases", func(c *call, _ huma.Context) error { return c.MustReadDialogs() }}
	answer       = right{"whoever signed in, in the dialogs that they see; a key with a right to change leads, deals or cases", func(c *call, _ huma.Context) error { return c.MustAnswer() }}
	figures      = right{"the right to statistics", func(c *call, _ huma.Context) error { return c.MustSeeFigures() }}
	export       = right{"the right to export, and to read leads, deals or cases", func(c *call, _ huma.Context) error { return c.MustExport() }}
	readCards    = right{"the right to read such cards", func(c *call, ctx huma.Context) error { return mayCard(c, ctx, desk.Actor.MustRead) }}
	readContacts = right{"a right to read leads, deals or cases", func(c *call, _ huma.Context) error { return c.MustRead(desk.KindContact) }}
	changeModes  = right{"an admin; CoPilot's modes also who may change leads, or deals", changeCards.ask}
	changeCases  = right{"the right to change cases", func(c *call, _ huma.Context) error { return c.MustChange(desk.KindCase) }}
	changeCards  = right{"the right to change such cards", func(c *call, ctx huma.Context) error { return mayCard(c, ctx, desk.Actor.MustChange) }}
)

// mayCard asks about the kind of card that the address names; where it names none,
// about any, since the card is then known only from the rest of the request.
func mayCard(c *call, ctx huma.Context, must func(desk.Actor, desk.CardKind) error) error {
	kind := desk.CardKind(ctx.Query("kind"))
	if ref, err := desk.ParseCardRef(ctx.Param("ref")); err == nil {
		kind = ref.Kind
	}
	if !kind.Known() {
		kind = desk.KindContact // anybody's who may do it with a lead, a deal or a case
	}
	return must(c.Actor, kind)
}

// guarded has an operation ask for its right first.
func (p prepared) guarded(o op) huma.Middlewares {
	if o.may.ask == nil {
		o.may = adminOnly
	}
	return huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		if o.noKey {
			next(ctx)
			return
		}
		if err := o.may.ask(callOf(ctx.Context()), ctx); err != nil {
			req, w := humago.Unwrap(ctx)
			p.s.problem(w, req, err)
			return
		}
		next(ctx)
	}, p.strict}
}

// described is the operation's description, with who may ask for it.
func (o op) described() string {
	needs := o.may.needs
	switch {
	case o.noKey:
		return o.description
	case needs == "":
		needs = adminOnly.needs
	}
	return strings.TrimSpace(o.description + "\n\nWho may: " + needs + ".")
}

// forbidden is what a body's Resolve answers with, for rules that need the body:
// it goes before what is wrong with the rest of it.
func forbidden(ctx huma.Context, must func(desk.Actor) error) []error {
	if err := must(callOf(ctx.Context()).Actor); err != nil {
		return []error{web.ProblemOf(err)}
	}
	return nil
}
