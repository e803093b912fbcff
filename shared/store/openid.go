package store

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// openIDItem is the company's OpenID provider; its secret stands beside it, or in
// the vault.
type openIDItem struct {
	Issuer   string `json:"issuer,omitempty"`
	ClientID string `json:"client_id,omitempty"`
}

// openIDSecret names the secret in the vault: no line can have the name.
const openIDSecret desk.LineID = "_openid"

// OpenID implements people.OpenIDSettings.
func (s Store) OpenID(ctx context.Context) (desk.OpenID, error) {
	it, err := s.get(ctx, openIDKey)
	if absent(err) {
		return desk.OpenID{}, nil
	}
	if err != nil {
		return desk.OpenID{}, wrap(err, "OpenID provider")
	}
	x, err := unblob[openIDItem](it, "x")
	var kept map[string]string
	if err == nil {
		kept, err = unblob[map[string]string](it, "secret")
	}
	if err == nil && s.Vault != nil && kept != nil {
		kept, err = s.Vault.Open(ctx, kept)
	}
	return desk.OpenID{Issuer: x.Issuer, ClientID: x.ClientID, ClientSecret: kept["client"], Version: it.Int("version")}, wrap(err, "OpenID provider")
}

// SaveOpenID implements people.OpenIDSettings.
func (s Store) SaveOpenID(ctx context.Context, o desk.OpenID) (desk.OpenID, error) {
	it, err := record(openIDKey.PK, openIDKey.SK, openIDItem{o.Issuer, o.ClientID})
	if err != nil {
		return desk.OpenID{}, err
	}
	kept := map[string]string{}
	if o.ClientSecret != "" {
		kept["client"] = o.ClientSecret
	}
	if s.Vault != nil && len(kept) > 0 {
		if kept, err = s.Vault.Seal(ctx, openIDSecret, kept); err != nil {
			return desk.OpenID{}, wrap(err, "save the OpenID provider")
		}
	}
	if it["secret"], err = blob(kept); err != nil {
		return desk.OpenID{}, err
	}
	if err := s.save(ctx, it, o.Version); err != nil {
		return desk.OpenID{}, wrap(err, "save the OpenID provider")
	}
	o.Version++
	return o, nil
}

var openIDKey = Key{pkSettings, "OPENID"}
