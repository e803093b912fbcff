package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// grantItem is a grant; its tokens are sealed with a secret that is not in the table.
type grantItem struct {
	Address   string         `json:"address,omitempty"`
	Sealed    string         `json:"sealed,omitempty"`
	Round     int64          `json:"round,omitempty"`
	IssuedAt  time.Time      `json:"issued_at,omitzero"`
	Ends      time.Time      `json:"ends,omitzero"`
	Renewing  time.Time      `json:"renewing,omitzero"`
	Lost      desk.GrantLoss `json:"lost,omitempty"`
	LostAt    time.Time      `json:"lost_at,omitzero"`
	State     string         `json:"state,omitempty"`
	StateEnds time.Time      `json:"state_ends,omitzero"`
	Account   string         `json:"account,omitempty"`
	Events    string         `json:"events,omitempty"`
}

// Grant implements setup.Grants: as it is now.
func (s Store) Grant(ctx context.Context, id desk.ConnectionID) (desk.Grant, error) {
	k := Key{pkGrants, string(id)}
	if ValidateKey(k) != nil {
		return desk.Grant{}, wrap(desk.ErrNotFound, "grant")
	}
	it, err := s.get(ctx, k)
	if err != nil {
		return desk.Grant{}, wrap(err, "grant of %s", id)
	}
	x, err := unblob[grantItem](it, "x")
	return desk.Grant{
		Connection: id, Address: x.Address, Sealed: x.Sealed, Round: x.Round, IssuedAt: x.IssuedAt, Ends: x.Ends, Renewing: x.Renewing,
		Lost: x.Lost, LostAt: x.LostAt, State: x.State, StateEnds: x.StateEnds, Account: x.Account, Events: x.Events, Version: it.Int("version"),
	}, wrap(err, "grant of %s", id)
}

// SaveGrant implements setup.Grants.
func (s Store) SaveGrant(ctx context.Context, g desk.Grant) (desk.Grant, error) {
	for _, t := range []*time.Time{&g.IssuedAt, &g.Ends, &g.Renewing, &g.LostAt, &g.StateEnds} {
		*t = utc(*t)
	}
	it, err := record(pkGrants, string(g.Connection), grantItem{
		Address: g.Address, Sealed: g.Sealed, Round: g.Round, IssuedAt: g.IssuedAt, Ends: g.Ends, Renewing: g.Renewing,
		Lost: g.Lost, LostAt: g.LostAt, State: g.State, StateEnds: g.StateEnds, Account: g.Account, Events: g.Events,
	})
	if err == nil {
		err = s.save(ctx, it, g.Version)
	}
	if err != nil {
		return g, wrap(err, "save the grant of %s", g.Connection)
	}
	g.Version++
	return g, nil
}
