package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// connectionItem is a connected CRM; its secrets stand beside it, or in the vault.
type connectionItem struct {
	Kind      desk.CRMKind                                      `json:"kind"`
	Title     string                                            `json:"title,omitempty"`
	Options   map[string]string                                 `json:"options,omitempty"`
	Uses      map[desk.CardKind]map[desk.FieldName]fieldUseItem `json:"uses,omitempty"`
	CreatedAt time.Time                                         `json:"created_at,omitzero"`
}

// fieldUseItem is desk.FieldUse's.
type fieldUseItem struct {
	Description string      `json:"description,omitempty"`
	Policy      desk.Policy `json:"policy,omitempty"`
	On          bool        `json:"on,omitempty"`
	Grants      bool        `json:"grants,omitempty"`
	Private     bool        `json:"private,omitempty"`
	// Type is missing in what was stored before fields noted theirs.
	Type desk.FieldType `json:"type,omitempty"`
}

// connectionSecrets names a connection's secrets in the vault: no line can have the
// name.
func connectionSecrets(id desk.ConnectionID) desk.LineID { return desk.LineID("_crm_" + string(id)) }

// Connection implements flow.Connections.
func (s Store) Connection(ctx context.Context, id desk.ConnectionID) (desk.Connection, error) {
	k := Key{pkConnections, string(id)}
	if ValidateKey(k) != nil {
		return desk.Connection{}, wrap(desk.ErrNotFound, "connection")
	}
	it, err := s.get(ctx, k)
	if err != nil {
		return desk.Connection{}, wrap(err, "connection %s", id)
	}
	return s.connection(ctx, it)
}

// Connections implements setup.ConnectionStore: by their ids, with their secrets,
// which whoever shows connections must leave out.
func (s Store) Connections(ctx context.Context) ([]desk.Connection, error) {
	its, err := s.all(ctx, pkConnections, "")
	if err != nil {
		return nil, wrap(err, "connections")
	}
	out := make([]desk.Connection, len(its))
	for i, it := range its {
		if out[i], err = s.connection(ctx, it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s Store) connection(ctx context.Context, it Item) (desk.Connection, error) {
	x, err := unblob[connectionItem](it, "x")
	c := desk.Connection{
		ID: desk.ConnectionID(it.Str("sk")), Kind: x.Kind, Title: x.Title, Options: x.Options, Version: it.Int("version"), CreatedAt: x.CreatedAt,
	}
	for k, uses := range x.Uses {
		for f, u := range uses {
			c = c.Using(k, f, desk.FieldUse(u))
		}
	}
	if err == nil {
		c.Secrets, err = unblob[map[string]string](it, "secret")
	}
	if err == nil && s.Vault != nil {
		c.Secrets, err = s.Vault.Open(ctx, c.Secrets)
	}
	return c, wrap(err, "connection %s", c.ID)
}

// SaveConnection implements setup.ConnectionStore.
func (s Store) SaveConnection(ctx context.Context, c desk.Connection) (desk.Connection, error) {
	if !c.ID.Valid() {
		return c, fmt.Errorf("%w: a connection's id has a to z, 0 to 9 and dashes", desk.ErrInvalid)
	}
	if c.CreatedAt.IsZero() {
		c.CreatedAt = s.Now()
	}
	c.CreatedAt = utc(c.CreatedAt)
	x := connectionItem{Kind: c.Kind, Title: c.Title, Options: c.Options, CreatedAt: c.CreatedAt}
	for k, uses := range c.Uses {
		for f, u := range uses {
			if x.Uses == nil {
				x.Uses = map[desk.CardKind]map[desk.FieldName]fieldUseItem{}
			}
			if x.Uses[k] == nil {
				x.Uses[k] = map[desk.FieldName]fieldUseItem{}
			}
			x.Uses[k][f] = fieldUseItem(u)
		}
	}
	it, err := record(pkConnections, string(c.ID), x)
	kept := c.Secrets
	if err == nil && s.Vault != nil && len(kept) > 0 {
		kept, err = s.Vault.Seal(ctx, connectionSecrets(c.ID), kept)
	}
	if err == nil {
		it["secret"], err = blob(kept)
	}
	if err == nil {
		err = s.save(ctx, it, c.Version)
	}
	if err != nil {
		return c, wrap(err, "save connection %s", c.ID)
	}
	c.Version++
	return c, nil
}

// DropConnection implements setup.ConnectionStore. The vault comes first: who is cut
// off before the end leaves a connection that nobody lets in, and deletes it again.
func (s Store) DropConnection(ctx context.Context, id desk.ConnectionID) error {
	if s.Vault != nil {
		if err := s.Vault.Drop(ctx, connectionSecrets(id)); err != nil {
			return wrap(err, "delete the secrets of connection %s", id)
		}
	}
	_, err := s.Engine.Write(ctx, Delete(Key{pkConnections, string(id)}), Delete(Key{pkGrants, string(id)}), Delete(Key{pkOutages, string(id)}))
	return wrap(err, "delete connection %s", id)
}
