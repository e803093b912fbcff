package setup

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// ConnectionStore keeps connected CRMs.
type ConnectionStore interface {
	flow.Connections
	// Connections are all, by their ids, with their secrets.
	Connections(ctx context.Context) ([]desk.Connection, error)
	// SaveConnection stores it over the one of its Version (0: there is none). ErrConflict.
	SaveConnection(ctx context.Context, c desk.Connection) (desk.Connection, error)
	// DropConnection takes one away, its secrets too. What is gone is no error.
	DropConnection(ctx context.Context, id desk.ConnectionID) error
	Lines(ctx context.Context) ([]desk.Line, error)
	// OpenDialogs are all dialogs that are not closed.
	OpenDialogs(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
}

// CRMKinds are the kinds of CRM that can be connected.
type CRMKinds interface {
	// Infos of all kinds, in the order of the documentation.
	Infos() []desk.CRMInfo
	// Fits says whether a connection's settings can work, without calling anybody.
	// ErrInvalid.
	Fits(c desk.Connection) error
	// Try calls the CRM, changes nothing there, and says in words what works; and whether
	// the CRM itself answered, and let us do anything, so that no outage of it is left.
	Try(ctx context.Context, c desk.Connection) (said []desk.Checked, there bool)
	// Prepare makes in the CRM what Sufler has of its own there, as the fields that
	// hold messengers' ids, and says in words what came of it. What is there stays.
	Prepare(ctx context.Context, c desk.Connection) []desk.Checked
}

// ConnectionKeeper connects CRMs: an administrator's deed.
//
// Repeating is harmless: a connection that is there as it was asked for is answered
// again, and one that is gone stays gone.
type ConnectionKeeper struct {
	Store ConnectionStore
	Kinds CRMKinds
	CRM   interface { // whose fields are put to use
		flow.Fields
		flow.Users
	}
	Now func() time.Time
	// Waiting, if set, is what was put off because a CRM was down.
	Waiting interface {
		// Resume brings it. Repeating is harmless.
		Resume(ctx context.Context, c desk.ConnectionID) (int, error)
	}
}

// All are the connections.
func (k *ConnectionKeeper) All(ctx context.Context, by desk.Actor) ([]desk.Connection, error) {
	if err := by.MustBe(); err != nil {
		return nil, err
	}
	return k.Store.Connections(ctx)
}

// Get finds one.
func (k *ConnectionKeeper) Get(ctx context.Context, by desk.Actor, id desk.ConnectionID) (desk.Connection, error) {
	if err := by.MustBe(); err != nil {
		return desk.Connection{}, err
	}
	return k.Store.Connection(ctx, id)
}

// Connect stores a new connection. CodeConnectionExists: the id is another one's.
func (k *ConnectionKeeper) Connect(ctx context.Context, by desk.Actor, c desk.Connection) (desk.Connection, error) {
	if err := by.MustBe(); err != nil {
		return c, err
	}
	c.Version, c.CreatedAt = 0, k.Now().UTC()
	if err := k.fits(c); err != nil {
		return c, err
	}
	stored, err := k.Store.SaveConnection(ctx, c)
	if !errors.Is(err, desk.ErrConflict) {
		return stored, err
	}
	have, err := k.Store.Connection(ctx, c.ID)
	if err != nil {
		return c, err
	}
	c.Version, c.CreatedAt, c.Uses = have.Version, have.CreatedAt, have.Uses
	if !sameConnection(c, have) {
		return c, desk.Refuse(desk.CodeConnectionExists, "There is a connection "+string(c.ID)+" already. Choose another id, or change that one.")
	}
	return have, nil
}

// Change stores what change makes of a connection. ErrConflict: its version is no
// longer the one that was looked at.
func (k *ConnectionKeeper) Change(ctx context.Context, by desk.Actor, id desk.ConnectionID, change func(desk.Connection) (desk.Connection, error)) (desk.Connection, error) {
	if err := by.MustBe(); err != nil {
		return desk.Connection{}, err
	}
	had, err := k.Store.Connection(ctx, id)
	if err != nil {
		return had, err
	}
	c, err := change(had)
	if err == nil {
		c = c.After(had)
		err = k.fits(c)
	}
	if err != nil {
		return c, err
	}
	return k.Store.SaveConnection(ctx, c)
}

// Use says what CoPilot may do with a field of a connected CRM. ErrNotFound: the CRM
// has no such field; one that is gone there can still be taken out of use.
func (k *ConnectionKeeper) Use(ctx context.Context, by desk.Actor, id desk.ConnectionID, kind desk.CardKind, name desk.FieldName, u desk.FieldUse) (desk.Field, error) {
	if err := by.MustBe(); err != nil {
		return desk.Field{}, err
	}
	if _, err := k.Store.Connection(ctx, id); err != nil {
		return desk.Field{}, err
	}
	all, err := k.CRM.Fields(ctx, id, kind)
	if err != nil {
		return desk.Field{}, err
	}
	i := slices.IndexFunc(all, func(f desk.Field) bool { return f.Name == name })
	if i >= 0 && all[i].Gone {
		i = -1
	}
	if i < 0 && u != (desk.FieldUse{}) {
		return desk.Field{}, fmt.Errorf("field %s of the CRM %s: %w", name, id, desk.ErrNotFound)
	}
	if i >= 0 && u == (desk.FieldUse{}) {
		u = desk.Unused(kind, name)
	}
	if i >= 0 && u != (desk.FieldUse{}) {
		u.Type = all[i].Type
	}
	for try := 0; ; try++ {
		c, err := k.Store.Connection(ctx, id)
		if err != nil {
			return desk.Field{}, err
		}
		c = c.Using(kind, name, u)
		if err := c.CheckUses(); err != nil {
			return desk.Field{}, err
		}
		_, err = k.Store.SaveConnection(ctx, c)
		if errors.Is(err, desk.ErrConflict) && try < 5 {
			continue // it says how it shall be, whatever somebody else just said
		}
		if err != nil || i < 0 {
			return desk.Field{}, err
		}
		all[i].Unsupported = ""
		return u.Of(all[i]), nil
	}
}

// Refresh has everybody forget what they remember of the CRM: its fields and
// pipelines, which are otherwise up to ten minutes old.
func (k *ConnectionKeeper) Refresh(ctx context.Context, by desk.Actor, id desk.ConnectionID) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	for try := 0; ; try++ {
		c, err := k.Store.Connection(ctx, id)
		if err == nil {
			_, err = k.Store.SaveConnection(ctx, c) // of another version, it is opened anew
		}
		if !errors.Is(err, desk.ErrConflict) || try == 5 {
			return err
		}
	}
}

// Check tries a connection, and says in words what works, and whether anything will be
// filled there. What waited for the CRM to be there again is brought once it is.
func (k *ConnectionKeeper) Check(ctx context.Context, by desk.Actor, id desk.ConnectionID) ([]desk.Checked, error) {
	is := false
	said, err := k.with(ctx, by, id, func(ctx context.Context, c desk.Connection) []desk.Checked {
		var said []desk.Checked
		said, is = k.Kinds.Try(ctx, c)
		return append(said, c.Filling())
	})
	if err == nil && is && k.Waiting != nil {
		_, err = k.Waiting.Resume(ctx, id)
	}
	return said, err
}

// Prepare makes what Sufler has of its own in the CRM, and says what came of it.
func (k *ConnectionKeeper) Prepare(ctx context.Context, by desk.Actor, id desk.ConnectionID) ([]desk.Checked, error) {
	said, err := k.with(ctx, by, id, k.Kinds.Prepare)
	if err != nil {
		return nil, err
	}
	return said, k.Refresh(ctx, by, id)
}

func (k *ConnectionKeeper) with(ctx context.Context, by desk.Actor, id desk.ConnectionID, do func(context.Context, desk.Connection) []desk.Checked) ([]desk.Checked, error) {
	if err := by.MustBe(); err != nil {
		return nil, err
	}
	c, err := k.Store.Connection(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := k.fits(c); err != nil {
		return []desk.Checked{desk.Unfit(err, err.Error())}, nil
	}
	return do(ctx, c), nil
}

// Disconnect takes a connection away that no line names and no open dialog needs.
// Cards stay in the CRM, and so does what is kept beside them here.
func (k *ConnectionKeeper) Disconnect(ctx context.Context, by desk.Actor, id desk.ConnectionID) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	lines, err := k.Store.Lines(ctx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.CentreConnection == id {
			return needed("The customers of the line %s are answered in the CRM %s. Take that setting from the line first.", l.ID, id)
		}
		if l.Connection == id {
			return needed("The customers of the line %s live in the CRM %s. Give the line another one first.", l.ID, id)
		}
	}
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := k.Store.OpenDialogs(ctx, ask)
		if err != nil {
			return err
		}
		for _, d := range page.Items {
			if d.Contact.Connection == id || slices.ContainsFunc(d.Cards, func(b desk.BoundCard) bool { return b.Ref.Connection == id }) {
				return needed("The open dialog %s has a card in the CRM %s. Close it first, or wait until it closes by itself.", d.ID, id)
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return k.Store.DropConnection(ctx, id)
		}
	}
}

func (k *ConnectionKeeper) fits(c desk.Connection) error {
	if !c.ID.Valid() {
		return fmt.Errorf("%w: a connection's id has a to z, 0 to 9 and dashes, at most 32", desk.ErrInvalid)
	}
	return k.Kinds.Fits(c)
}

func sameConnection(a, b desk.Connection) bool {
	return a.Kind == b.Kind && a.Title == b.Title && maps.Equal(a.Secrets, b.Secrets) && maps.Equal(a.Options, b.Options) && reflect.DeepEqual(a.Uses, b.Uses)
}
