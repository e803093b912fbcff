package password

import (
	"testing"

	"github.com/alexedwards/argon2id"
)

// TestNobodysHashIsLikeAnybodys: comparing with it does the same work, so that who
// asks learns nothing from how long it takes.
func TestNobodysHashIsLikeAnybodys_D17(t *testing.T) {
	made, salt, key, err := argon2id.DecodeHash(nobodys)
	if err != nil {
		t.Fatal(err)
	}
	want := params
	want.SaltLength, want.KeyLength = uint32(len(salt)), uint32(len(key))
	if *made != want || len(salt) != int(params.SaltLength) || len(key) != int(params.KeyLength) {
		t.Errorf("got %+v with %d and %d bytes, want %+v", *made, len(salt), len(key), params)
	}
}
