package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// historyItem is a history link. It lies with its customer's stream, so that reading it
// says whose it is, and goes with them.
type historyItem struct {
	Dialog    desk.DialogID   `json:"dialog,omitempty"`
	Key       desk.KeyID      `json:"key,omitempty"`
	Operator  desk.OperatorID `json:"operator,omitempty"`
	Name      string          `json:"name,omitempty"`
	Hash      string          `json:"hash"`
	CreatedAt time.Time       `json:"created_at"`
	ExpiresAt time.Time       `json:"expires_at"`
	RevokedAt time.Time       `json:"revoked_at,omitzero"`
}

func newHistoryLink(l desk.HistoryLink) (Item, error) {
	k := historyKey(l.Customer, l.ID)
	it, err := record(k.PK, k.SK, historyItem{
		l.Dialog, l.By.Key, l.By.Operator, l.By.Name, l.Hash, utc(l.CreatedAt), utc(l.ExpiresAt), utc(l.RevokedAt),
	})
	it[TTL] = l.ExpiresAt.Add(desk.KeepHistoryLinks).Unix()
	return it, err
}

func historyLinkFrom(it Item) (desk.HistoryLink, error) {
	x, err := unblob[historyItem](it, "x")
	return desk.HistoryLink{
		ID: desk.HistoryLinkID(strings.TrimPrefix(it.Str("sk"), preHistory)), Customer: desk.CustomerID(strings.TrimPrefix(it.Str("pk"), preCustomer)),
		Dialog: x.Dialog, By: desk.Asker{Key: x.Key, Operator: x.Operator, Name: x.Name}, Hash: x.Hash,
		CreatedAt: x.CreatedAt, ExpiresAt: x.ExpiresAt, RevokedAt: x.RevokedAt,
	}, err
}

// HistoryLink implements history.Links.
func (s Store) HistoryLink(ctx context.Context, c desk.CustomerID, id desk.HistoryLinkID) (desk.HistoryLink, error) {
	it, err := s.get(ctx, historyKey(c, id))
	if err != nil {
		return desk.HistoryLink{}, wrap(err, "history link %s", id)
	}
	return historyLinkFrom(it)
}

// HistoryLinks implements history.Links.
func (s Store) HistoryLinks(ctx context.Context, c desk.CustomerID) ([]desk.HistoryLink, error) {
	if ValidateKey(historyKey(c, "")) != nil {
		return nil, nil
	}
	its, err := s.all(ctx, customerPK(c), preHistory)
	if err != nil {
		return nil, wrap(err, "history links of %s", c)
	}
	var out []desk.HistoryLink
	for _, it := range its {
		l, err := historyLinkFrom(it)
		if err != nil {
			return nil, err
		}
		if at, there := it[TTL].(int64); !there || at > s.Now().Unix() {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b desk.HistoryLink) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(string(a.ID), string(b.ID)))
	})
	return out, nil
}

// AddHistoryLink implements history.Links.
func (s Store) AddHistoryLink(ctx context.Context, l desk.HistoryLink) (stored desk.HistoryLink, created bool, err error) {
	it, err := newHistoryLink(l)
	if err != nil {
		return l, false, err
	}
	old, err := s.Table().Create(ctx, it)
	if err != nil {
		return l, false, wrap(err, "add history link %s", l.ID)
	}
	if old == nil {
		old, created = it, true
	}
	stored, err = historyLinkFrom(old)
	return stored, created, err
}

// RevokeHistoryLink implements history.Links.
func (s Store) RevokeHistoryLink(ctx context.Context, c desk.CustomerID, id desk.HistoryLinkID, at time.Time) error {
	return s.Table().Repeat("revoke a history link", func() error {
		it, err := s.get(ctx, historyKey(c, id))
		if errors.Is(err, desk.ErrNotFound) {
			return nil
		}
		if err != nil {
			return wrap(err, "history link %s", id)
		}
		l, err := historyLinkFrom(it)
		if err != nil || !l.RevokedAt.IsZero() {
			return err
		}
		l.RevokedAt = at
		next, err := newHistoryLink(l)
		if err != nil {
			return err
		}
		_, err = s.Engine.Write(ctx, Put(next, Equal("x", it["x"])))
		return err
	})
}
