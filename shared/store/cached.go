package store

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Fresh is how long Cached answers from memory.
const Fresh = time.Minute

// Cached is a Store that keeps what the company set up — settings, lines,
// API keys — in memory for up to Fresh, so that a message costs no read.
// What this process saves shows at once; what another one saves, within Fresh.
// An absence is not remembered. &Cached{Store: s} is ready for use.
type Cached struct {
	Store

	mu   sync.Mutex
	kept map[string]kept
}

type kept struct {
	value any
	until time.Time
	saves int // how often it was saved here
}

// cached answers from memory, or asks and remembers.
func cached[T any](c *Cached, name string, ask func() (T, error)) (T, error) {
	c.mu.Lock()
	k := c.kept[name]
	c.mu.Unlock()
	if c.Now().Before(k.until) {
		return k.value.(T), nil
	}
	since := c.Now()
	v, err := ask()
	if err != nil {
		return v, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string]kept{}
	}
	if c.kept[name].saves == k.saves { // else what we read may be from before the save
		c.kept[name] = kept{v, since.Add(Fresh), k.saves}
	}
	return v, nil
}

// forget makes the next read ask again, and keeps a read that is under way from
// being remembered.
func (c *Cached) forget(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string]kept{}
	}
	c.kept[name] = kept{saves: c.kept[name].saves + 1}
}

// Settings are up to Fresh old.
func (c *Cached) Settings(ctx context.Context) (desk.Settings, error) {
	s, err := cached(c, "settings", func() (desk.Settings, error) { return c.Store.Settings(ctx) })
	s.PipelineModes = maps.Clone(s.PipelineModes)
	return s, err
}

// SaveSettings saves, and forgets.
func (c *Cached) SaveSettings(ctx context.Context, s desk.Settings) (desk.Settings, error) {
	defer c.forget("settings")
	return c.Store.SaveSettings(ctx, s)
}

// Line is up to Fresh old.
func (c *Cached) Line(ctx context.Context, id desk.LineID) (desk.Line, error) {
	l, err := cached(c, "line "+string(id), func() (desk.Line, error) { return c.Store.Line(ctx, id) })
	l.Secrets, l.Options = maps.Clone(l.Secrets), maps.Clone(l.Options)
	l.Origins, l.Required = slices.Clone(l.Origins), slices.Clone(l.Required)
	return l, err
}

// SaveLine saves, and forgets.
func (c *Cached) SaveLine(ctx context.Context, l desk.Line) (desk.Line, error) {
	defer c.forget("line " + string(l.ID))
	return c.Store.SaveLine(ctx, l)
}

// MarkLine marks, and forgets.
func (c *Cached) MarkLine(ctx context.Context, l desk.Line, now desk.Trouble) error {
	defer c.forget("line " + string(l.ID))
	return c.Store.MarkLine(ctx, l, now)
}

// DropLine deletes, and forgets.
func (c *Cached) DropLine(ctx context.Context, id desk.LineID) error {
	defer c.forget("line " + string(id))
	return c.Store.DropLine(ctx, id)
}

// Connection is up to Fresh old.
func (c *Cached) Connection(ctx context.Context, id desk.ConnectionID) (desk.Connection, error) {
	v, err := cached(c, "connection "+string(id), func() (desk.Connection, error) { return c.Store.Connection(ctx, id) })
	v.Secrets, v.Options = maps.Clone(v.Secrets), maps.Clone(v.Options)
	return v, err
}

// SaveConnection saves, and forgets.
func (c *Cached) SaveConnection(ctx context.Context, v desk.Connection) (desk.Connection, error) {
	defer c.forget("connection " + string(v.ID))
	return c.Store.SaveConnection(ctx, v)
}

// DropConnection deletes, and forgets.
func (c *Cached) DropConnection(ctx context.Context, id desk.ConnectionID) error {
	defer c.forget("connection " + string(id))
	return c.Store.DropConnection(ctx, id)
}

// Subscriptions are up to Fresh old: so a change of which nobody wants to be told
// costs no read.
func (c *Cached) Subscriptions(ctx context.Context) ([]desk.Endpoint, error) {
	all, err := cached(c, "subscriptions", func() ([]desk.Endpoint, error) { return c.Store.Subscriptions(ctx) })
	return slices.Clone(all), err
}

// ActiveAutomations are up to Fresh old, as Subscriptions.
func (c *Cached) ActiveAutomations(ctx context.Context) ([]desk.Automation, error) {
	all, err := cached(c, "automations", func() ([]desk.Automation, error) { return c.Store.ActiveAutomations(ctx) })
	return slices.Clone(all), err
}

// Key is up to Fresh old: a revoked key may work for that long in other
// processes.
func (c *Cached) Key(ctx context.Context, id desk.KeyID) (desk.Key, error) {
	return cached(c, "key "+string(id), func() (desk.Key, error) { return c.Store.Key(ctx, id) })
}

// SaveKey saves, and forgets.
func (c *Cached) SaveKey(ctx context.Context, k desk.Key) error {
	defer c.forget("key " + string(k.Actor.Key))
	return c.Store.SaveKey(ctx, k)
}

// Seed stores the starter set-up, and forgets everything.
func (c *Cached) Seed(ctx context.Context, others ...func(context.Context) error) error {
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		for name := range c.kept {
			c.kept[name] = kept{saves: c.kept[name].saves + 1}
		}
	}()
	return c.Store.Seed(ctx, others...)
}
