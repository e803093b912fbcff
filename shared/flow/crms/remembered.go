package crms

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// How long Remembered and Kept answer from memory.
const (
	fresh = time.Minute
	kept  = 10 * time.Minute
)

// Remembered is CRMs whose fields are kept in memory for up to a minute, so that a
// message costs no read of them. An error is not remembered.
type Remembered struct {
	flow.CRM
	Now func() time.Time

	mu   sync.Mutex
	kept map[of]fields
}

// Kept is a connected CRM whose fields, pipelines and users are kept in memory for ten
// minutes: what is set up there changes seldom, and each question is a call over the
// network. Who forgets it forgets them. An error is not kept.
type Kept struct {
	flow.CRM
	Now func() time.Time

	mu        sync.Mutex
	fields    map[desk.CardKind]fields
	pipelines []desk.Pipeline
	until     time.Time // of the pipelines
	users     []desk.CRMUser
	usersTill time.Time
}

// Fields implements flow.Fields.
func (k *Kept) Fields(ctx context.Context, c desk.ConnectionID, kind desk.CardKind) ([]desk.Field, error) {
	k.mu.Lock()
	have := k.fields[kind]
	k.mu.Unlock()
	if k.Now().Before(have.until) {
		return slices.Clone(have.all), nil
	}
	since := k.Now()
	all, err := k.CRM.Fields(ctx, c, kind)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fields == nil {
		k.fields = map[desk.CardKind]fields{}
	}
	k.fields[kind] = fields{all, since.Add(kept)}
	return slices.Clone(all), nil
}

// Pipelines implements flow.CardDesk.
func (k *Kept) Pipelines(ctx context.Context, c desk.ConnectionID) ([]desk.Pipeline, error) {
	k.mu.Lock()
	have, until := k.pipelines, k.until
	k.mu.Unlock()
	if k.Now().Before(until) {
		return slices.Clone(have), nil
	}
	since := k.Now()
	all, err := k.CRM.Pipelines(ctx, c)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pipelines, k.until = all, since.Add(kept)
	return slices.Clone(all), nil
}

// Users implements flow.Users.
func (k *Kept) Users(ctx context.Context, c desk.ConnectionID) ([]desk.CRMUser, error) {
	k.mu.Lock()
	have, until := k.users, k.usersTill
	k.mu.Unlock()
	if k.Now().Before(until) {
		return slices.Clone(have), nil
	}
	since := k.Now()
	all, err := k.CRM.Users(ctx, c)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.users, k.usersTill = all, since.Add(kept)
	return slices.Clone(all), nil
}

type of struct {
	connection desk.ConnectionID
	kind       desk.CardKind
}

type fields struct {
	all   []desk.Field
	until time.Time
}

// Fields implements flow.Fields.
func (r *Remembered) Fields(ctx context.Context, c desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	r.mu.Lock()
	have := r.kept[of{c, k}]
	r.mu.Unlock()
	if r.Now().Before(have.until) {
		return slices.Clone(have.all), nil
	}
	since := r.Now()
	all, err := r.CRM.Fields(ctx, c, k)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil {
		r.kept = map[of]fields{}
	}
	r.kept[of{c, k}] = fields{all, since.Add(fresh)}
	return slices.Clone(all), nil
}
