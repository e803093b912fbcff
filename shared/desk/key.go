package desk

import "time"

// Key is an API key as it is kept: of the secret only its hash.
type Key struct {
	Actor
	Hash      string // hex SHA-256 of the secret (32 random bytes, so no salt)
	CreatedAt time.Time
	RevokedAt time.Time
}

// Revoked is the key once the actor has revoked it. Nobody revokes the key that
// they ask with: they might lock themselves out. A revoked one stays as it is.
func (k Key) Revoked(by Actor, now time.Time) (Key, error) {
	if k.Key == by.Key {
		return k, Refuse(CodeOwnKey, "A key can't revoke itself. Make another first, and revoke this one with it.")
	}
	if k.RevokedAt.IsZero() {
		k.RevokedAt = now
	}
	return k, nil
}
