package store

import (
	"context"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// endpointItem is an address that is told what happens; its secrets stand beside it,
// or in the vault.
type endpointItem struct {
	URL       string           `json:"url"`
	Title     string           `json:"title,omitempty"`
	Kinds     []desk.EventKind `json:"kinds"`
	Include   desk.Include     `json:"include"`
	Off       bool             `json:"off,omitempty"`
	OffReason string           `json:"off_reason,omitempty"`
	OffCode   desk.EndpointOff `json:"off_code,omitempty"`
	OldUntil  time.Time        `json:"old_until,omitzero"`
	CreatedAt time.Time        `json:"created_at"`
}

// endpointSecrets names an endpoint's secrets in the vault: no line can have the name.
func endpointSecrets(id desk.EndpointID) desk.LineID { return desk.LineID("_webhook_" + string(id)) }

func endpointFrom(it Item) (desk.Endpoint, error) {
	x, err := unblob[endpointItem](it, "x")
	return desk.Endpoint{
		ID: desk.EndpointID(it.Str("sk")), URL: x.URL, Title: x.Title, Kinds: x.Kinds, Include: x.Include, Off: x.Off, OffReason: x.OffReason, OffCode: x.OffCode,
		OldUntil: x.OldUntil, CreatedAt: x.CreatedAt, Version: it.Int("version"),
	}, err
}

// Endpoint implements webhooks.Endpoints.
func (s Store) Endpoint(ctx context.Context, id desk.EndpointID) (desk.Endpoint, error) {
	it, err := s.get(ctx, Key{pkEndpoints, string(id)})
	if err != nil {
		return desk.Endpoint{}, wrap(err, "webhook %s", id)
	}
	e, err := endpointFrom(it)
	var secrets map[string]string
	if err == nil {
		secrets, err = unblob[map[string]string](it, "secret")
	}
	if err == nil && s.Vault != nil {
		secrets, err = s.Vault.Open(ctx, secrets)
	}
	e.Secret, e.Old = secrets["secret"], secrets["old"]
	return e, wrap(err, "webhook %s", id)
}

// Endpoints implements webhooks.Endpoints.
func (s Store) Endpoints(ctx context.Context) ([]desk.Endpoint, error) {
	its, err := s.all(ctx, pkEndpoints, "")
	if err != nil {
		return nil, wrap(err, "webhooks")
	}
	out := make([]desk.Endpoint, len(its))
	for i, it := range its {
		if out[i], err = endpointFrom(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Subscriptions implements webhooks.Subscriptions.
func (s Store) Subscriptions(ctx context.Context) ([]desk.Endpoint, error) {
	all, err := s.Endpoints(ctx)
	return slices.DeleteFunc(all, func(e desk.Endpoint) bool { return e.Off }), err
}

// SaveEndpoint implements webhooks.Endpoints.
func (s Store) SaveEndpoint(ctx context.Context, e desk.Endpoint) (desk.Endpoint, error) {
	e.CreatedAt, e.OldUntil = utc(e.CreatedAt), utc(e.OldUntil)
	it, err := record(pkEndpoints, string(e.ID), endpointItem{e.URL, e.Title, e.Kinds, e.Include, e.Off, e.OffReason, e.OffCode, e.OldUntil, e.CreatedAt})
	kept := map[string]string{"secret": e.Secret}
	if e.Old != "" {
		kept["old"] = e.Old
	}
	if err == nil && s.Vault != nil {
		kept, err = s.Vault.Seal(ctx, endpointSecrets(e.ID), kept)
	}
	if err == nil {
		it["secret"], err = blob(kept)
	}
	if err == nil {
		err = s.save(ctx, it, e.Version)
	}
	if err != nil {
		return e, wrap(err, "save webhook %s", e.ID)
	}
	e.Version++
	return e, nil
}

// SwitchEndpointOff implements webhooks.Endpoints.
func (s Store) SwitchEndpointOff(ctx context.Context, id desk.EndpointID, code desk.EndpointOff, reason string) error {
	k := Key{pkEndpoints, string(id)}
	for range maxRaces {
		it, err := s.get(ctx, k)
		if absent(err) {
			return nil
		}
		if err != nil {
			return wrap(err, "webhook %s", id)
		}
		x, err := unblob[endpointItem](it, "x")
		if err != nil || x.Off {
			return err
		}
		x.Off, x.OffCode, x.OffReason = true, code, reason
		b, err := blob(x)
		if err != nil {
			return err
		}
		version := it.Int("version")
		_, err = s.Engine.Write(ctx, Op{Do: DoUpdate, Key: k, Set: Item{"x": b, "version": version + 1}, If: []Cond{Equal("version", version)}})
		if !lostRace(err) {
			return wrap(err, "switch webhook %s off", id)
		}
	}
	return busy("switch a webhook off")
}

// DropEndpoint implements webhooks.Endpoints. The vault comes first, as a
// connection's does; what was delivered goes by its time.
func (s Store) DropEndpoint(ctx context.Context, id desk.EndpointID) error {
	k := Key{pkEndpoints, string(id)}
	if ValidateKey(k) != nil {
		return nil
	}
	if s.Vault != nil {
		if err := s.Vault.Drop(ctx, endpointSecrets(id)); err != nil {
			return wrap(err, "delete the secrets of webhook %s", id)
		}
	}
	_, err := s.Engine.Write(ctx, Delete(k), Delete(healthKey(id)))
	return wrap(err, "delete webhook %s", id)
}

// healthItem is how an endpoint has answered lately.
type healthItem struct {
	Failures int       `json:"failures,omitempty"`
	Since    time.Time `json:"since,omitzero"`
	Rest     time.Time `json:"rest,omitzero"`
}

// EndpointHealth implements webhooks.Endpoints.
func (s Store) EndpointHealth(ctx context.Context, id desk.EndpointID) (desk.EndpointHealth, error) {
	it, err := s.get(ctx, healthKey(id))
	if absent(err) {
		return desk.EndpointHealth{}, nil
	}
	if err != nil {
		return desk.EndpointHealth{}, wrap(err, "health of webhook %s", id)
	}
	x, err := unblob[healthItem](it, "x")
	return desk.EndpointHealth(x), err
}

// SaveEndpointHealth implements webhooks.Endpoints.
func (s Store) SaveEndpointHealth(ctx context.Context, id desk.EndpointID, h desk.EndpointHealth) error {
	h.Since, h.Rest = utc(h.Since), utc(h.Rest)
	k := healthKey(id)
	it, err := record(k.PK, k.SK, healthItem(h))
	if err == nil {
		_, err = s.Engine.Write(ctx, Put(it))
	}
	return wrap(err, "save the health of webhook %s", id)
}
