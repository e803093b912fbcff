// Package connecting plugs in the CRMs that there are: a new kind has its line here.
package connecting

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/crm/creatio"
	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/crm/kommo"
	"github.com/sufler/sufler/shared/crm/limits"
	"github.com/sufler/sufler/shared/crm/rest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/outgoing"
)

// plug is a connected CRM. Try calls what changes nothing there.
type plug interface {
	flow.CRM
	Try(ctx context.Context) []desk.Checked
}

// preparer is a CRM in which Sufler makes something of its own.
type preparer interface {
	// Prepare is given the contact's fields that hold messengers' ids of people.
	Prepare(ctx context.Context, ids []desk.Field) []desk.Checked
}

// registrar is a CRM that is told where we hear it and what of ours it shows.
type registrar interface {
	Register(ctx context.Context, base string) []desk.Checked
}

// subscriber is a CRM that is told by us where to tell what people change there.
type subscriber interface {
	// Subscribe is given the address, "": nobody knows it; and says only whether it tells us,
	// unless that is to be made so.
	Subscribe(ctx context.Context, at string, make bool) desk.Checked
}

// keeper is a CRM that lets us in by OAuth; what by is kept for all processes.
type keeper interface {
	Keep(g kit.Grants, now func() time.Time)
}

// authorizer is a CRM that a person lets us in to by OAuth.
type authorizer interface {
	Authorize(state string) (string, error)
	Redeem(ctx context.Context, code, account string) (desk.Grant, error)
}

// kinds are the kinds of CRM that a company can connect.
func kinds() []kind {
	return []kind{
		{bitrix24.Info(), bitrix24.Address, limits.Limits{Every: time.Second / 2, Burst: 25, Wait: bitrix24.Wait},
			func(c desk.Connection, client *http.Client) (plug, error) { return bitrix24.Open(c, client) }},
		{kommo.Info(), address, limits.Limits{Every: time.Second / 5, Burst: 2, Wait: kommo.Wait},
			func(c desk.Connection, client *http.Client) (plug, error) { return kommo.Open(c, client) }},
		{creatio.Info(), address, limits.Limits{Every: time.Second / 10, Burst: 10},
			func(c desk.Connection, client *http.Client) (plug, error) { return creatio.Open(c, client) }},
		{rest.Info(), address, limits.Limits{Every: time.Second / 10, Burst: 10},
			func(c desk.Connection, client *http.Client) (plug, error) { return rest.Open(c, client) }},
	}
}

type kind struct {
	desk.CRMInfo
	// address is where the connection leads, as what lets us in says, or the option does;
	// "": it does not say.
	address func(c desk.Connection) string
	limits  limits.Limits // of one connection
	open    func(c desk.Connection, client *http.Client) (plug, error)
}

// address is where a connection leads that says so in an option.
func address(c desk.Connection) string { return c.Options["address"] }

// patience is how long a call of a CRM may take.
const patience = 20 * time.Second

// Kinds opens connections. It implements setup.CRMKinds.
type Kinds struct {
	Hosts  outgoing.Hosts // that a connection may name though they are not public
	client func() *http.Client
	ids    []desk.Field                 // of contacts, for messengers' ids of people
	base   func(context.Context) string // where CRMs reach us; nil, or "": nobody knows
	grants kit.Grants                   // nil: nobody is let in by OAuth
	gates  *gates
}

// NewKinds has one HTTP client for all connections, made when it is first used. callers
// is how many processes call CRMs at the same time, at most; 0 is 1.
func NewKinds(hosts []string, callers int, now func() time.Time) Kinds {
	return Kinds{
		Hosts: hosts, client: sync.OnceValue(func() *http.Client { return outgoing.Hosts(hosts).Client(patience) }),
		gates: &gates{callers: callers, now: now},
	}
}

// Granting are the kinds, with what CRMs let us in by.
func (m Kinds) Granting(g kit.Grants) Kinds {
	m.grants = g
	return m
}

// Waiting has turns waited for by wait, by the clock that tells the hour: for a test in which
// nobody waits. To be said before anybody calls.
func (m Kinds) Waiting(wait func(context.Context, time.Duration) error) {
	m.gates.mu.Lock()
	defer m.gates.mu.Unlock()
	m.gates.wait = wait
	for _, gate := range m.gates.all {
		gate.Sleep = wait
	}
}

// gates are the ways to connections, each kept as long as the process lives, whatever
// version of the connection goes through it.
type gates struct {
	callers int
	now     func() time.Time
	board   limits.Board // nil: there is no other process
	wait    func(context.Context, time.Duration) error

	mu  sync.Mutex
	all map[desk.ConnectionID]*limits.Gate
}

// client is a client that goes through the connection's gate.
func (g *gates) client(c desk.Connection, l limits.Limits, to *http.Client) *http.Client {
	gated := *to
	gated.Transport = g.gate(c, l, to)
	return &gated
}

// gate is the connection's.
func (g *gates) gate(c desk.Connection, l limits.Limits, to *http.Client) *limits.Gate {
	g.mu.Lock()
	defer g.mu.Unlock()
	gate, ok := g.all[c.ID]
	if !ok {
		gate = &limits.Gate{Limits: l, Shares: g.callers, Next: to.Transport, Now: g.now, Board: g.board, Connection: c.ID, Sleep: g.wait}
		if g.all == nil {
			g.all = map[desk.ConnectionID]*limits.Gate{}
		}
		g.all[c.ID] = gate
	}
	return gate
}

// Infos implements setup.CRMKinds.
func (Kinds) Infos() []desk.CRMInfo {
	var out []desk.CRMInfo
	for _, k := range kinds() {
		out = append(out, k.CRMInfo)
	}
	return out
}

// Fits implements setup.CRMKinds.
func (m Kinds) Fits(c desk.Connection) error {
	_, err := m.open(c, false)
	return err
}

// open opens a connection, through its gate or past it: what a person tries by hand is
// tried, however often it failed before.
func (m Kinds) open(c desk.Connection, gated bool) (plug, error) {
	all := kinds()
	i := slices.IndexFunc(all, func(k kind) bool { return k.Kind == c.Kind })
	if i < 0 {
		return nil, desk.UnknownCRM(c.Kind, m.Infos())
	}
	if err := all[i].Check(c); err != nil {
		return nil, err
	}
	if err := m.mayCall(c, all[i].address(c)); err != nil {
		return nil, err
	}
	client := m.client()
	if gated {
		client = m.gates.client(c, all[i].limits, client)
	}
	p, err := all[i].open(c, client)
	if by, ok := p.(keeper); ok && err == nil {
		by.Keep(m.grants, m.gates.now)
	}
	return p, err
}

// mayCall refuses the address of a connection, or of what gives it its tokens, that can't be
// called, by the name of the setting in which it stands. It repeats neither.
func (m Kinds) mayCall(c desk.Connection, address string) error {
	name := "address"
	if c.Secrets["webhook"] != "" { // Bitrix24's
		name = "webhook"
	}
	for _, one := range []struct{ name, address string }{{name, address}, {"identity", c.Options["identity"]}} {
		if one.address == "" {
			continue
		}
		if err := m.Hosts.Check(one.address); err != nil {
			return desk.WrongSetting(c.Kind, one.name, one.name == "webhook", "setting_address", "can't be used: "+strings.TrimPrefix(err.Error(), desk.ErrInvalid.Error()+": "))
		}
	}
	return nil
}

// Granted implements setup.CRMGrants.
func (m Kinds) Granted(c desk.Connection) bool {
	_, err := m.Authorize(c, "")
	return err == nil
}

// Authorize implements setup.CRMGrants.
func (m Kinds) Authorize(c desk.Connection, state string) (string, error) {
	p, err := m.open(c, false)
	if err != nil {
		return "", err
	}
	if by, ok := p.(authorizer); ok {
		return by.Authorize(state)
	}
	return "", desk.Refuse(desk.CodeNotAuthorized, "Nobody has to let us in to such a CRM: its secrets do.")
}

// Redeem implements setup.CRMGrants.
func (m Kinds) Redeem(ctx context.Context, c desk.Connection, code, account string) (desk.Grant, error) {
	p, err := m.open(c, false)
	if err != nil {
		return desk.Grant{}, err
	}
	if by, ok := p.(authorizer); ok {
		return by.Redeem(ctx, code, account)
	}
	return desk.Grant{}, desk.Refuse(desk.CodeNotAuthorized, "Nobody has to let us in to such a CRM: its secrets do.")
}

// Try implements setup.CRMKinds. A CRM that lets us do anything is asked again at once,
// whatever outage was known of it; that something else answers, as what gives its tokens, says
// nothing of it.
func (m Kinds) Try(ctx context.Context, c desk.Connection) ([]desk.Checked, bool) {
	heard := &listening{to: m.client()}
	m.client = heard.client
	p, err := m.open(c, false)
	if err != nil {
		return []desk.Checked{desk.Unfit(err, kit.Said(err))}, false
	}
	tried := p.Try(ctx)
	i := slices.IndexFunc(kinds(), func(k kind) bool { return k.Kind == c.Kind })
	gate := m.gates.gate(c, kinds()[i].limits, heard.to)
	there := heard.any(m.places(ctx, c)) && slices.ContainsFunc(tried, func(c desk.Checked) bool { return c.OK })
	said := m.subscribed(ctx, p, c, tried, false)
	shut := slices.IndexFunc(tried, func(c desk.Checked) bool { return !c.OK && c.Code.ShutsOut() })
	if shut >= 0 {
		_ = gate.LetIn(ctx, tried[shut].Code) // else with the next call
	}
	if !there {
		return said, false
	}
	if shut < 0 {
		_ = gate.LetIn(ctx, "")
	}
	said = append(said, responsible(ctx, p, c)...)
	// Where the others are not told, the outage ends by itself, later.
	return said, gate.Answered(ctx) == nil
}

// letIn notes whether a connection's CRM lets us in. Where it can't be noted it will be with
// the next call.
func (m Kinds) letIn(c desk.Connection) func(context.Context, desk.Code) {
	all := kinds()
	i := slices.IndexFunc(all, func(k kind) bool { return k.Kind == c.Kind })
	gate := m.gates.gate(c, all[i].limits, m.client())
	return func(ctx context.Context, why desk.Code) { _ = gate.LetIn(ctx, why) }
}

// places are the hosts at which a connection's CRM is: as it is set up, and as it said when
// it let us in.
func (m Kinds) places(ctx context.Context, c desk.Connection) []string {
	all := kinds()
	i := slices.IndexFunc(all, func(k kind) bool { return k.Kind == c.Kind })
	addresses := []string{all[i].address(c)}
	if m.grants != nil {
		if g, err := m.grants.Grant(ctx, c.ID); err == nil {
			addresses = append(addresses, g.Address)
		}
	}
	var out []string
	for _, address := range addresses {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			out = append(out, u.Host)
		}
	}
	return out
}

// listening is a client that notes which hosts answered as somebody does who is there.
type listening struct {
	to *http.Client

	mu    sync.Mutex
	heard map[string]bool
}

func (l *listening) client() *http.Client {
	c := *l.to
	c.Transport = l
	return &c
}

// RoundTrip implements http.RoundTripper.
func (l *listening) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := l.to.Transport.RoundTrip(req)
	if err == nil && res.StatusCode < http.StatusInternalServerError && res.StatusCode != http.StatusTooManyRequests {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.heard == nil {
			l.heard = map[string]bool{}
		}
		l.heard[req.URL.Host] = true
	}
	return res, err
}

func (l *listening) any(hosts []string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(hosts, func(h string) bool { return l.heard[h] })
}

// subscribed adds whether a CRM tells us what people change there, where it is to be told
// that.
func (m Kinds) subscribed(ctx context.Context, p plug, c desk.Connection, said []desk.Checked, make bool) []desk.Checked {
	by, ok := p.(subscriber)
	if !ok {
		return said
	}
	at := ""
	if m.base != nil {
		if base := strings.TrimRight(m.base(ctx), "/"); base != "" {
			at = base + "/webhooks/crm/" + string(c.ID)
		}
	}
	return append(said, by.Subscribe(ctx, at, make))
}

// Prepare implements setup.CRMKinds.
func (m Kinds) Prepare(ctx context.Context, c desk.Connection) []desk.Checked {
	whole, err := m.open(c, false)
	if err != nil {
		return []desk.Checked{desk.Unfit(err, kit.Said(err))}
	}
	var out []desk.Checked
	if p, ok := whole.(preparer); ok {
		out = m.subscribed(ctx, whole, c, p.Prepare(ctx, m.ids), true)
	}
	if p, ok := whole.(registrar); ok && m.base != nil {
		out = append(out, p.Register(ctx, m.base(ctx))...)
	}
	if out == nil {
		out = []desk.Checked{{About: desk.AboutPreparing, What: "prepare", OK: true, Code: desk.CheckedNothingToMake, Text: "There is nothing to make in such a CRM."}}
	}
	return out
}
