package kit

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Tokens are what OAuth gives.
type Tokens struct {
	Access  string `json:"a"`
	Refresh string `json:"r"`
}

// Seal makes a connection's tokens unreadable to whoever has not the client's secret: so
// they can stand in the table, where they are written with what is said of them in one step.
func Seal(secret string, c desk.ConnectionID, t Tokens) (string, error) {
	return SealAs(secret, grantOf(c), t)
}

// Unseal reads them; an error: the secret is another one now.
func Unseal(secret string, c desk.ConnectionID, sealed string) (t Tokens, err error) {
	err = UnsealAs(secret, grantOf(c), sealed, &t)
	return t, err
}

func grantOf(c desk.ConnectionID) string { return "sufler grant of " + string(c) }

// SealAs makes something unreadable to whoever has not the secret, by AES-GCM. What is
// sealed for one purpose opens for no other.
func SealAs(secret, purpose string, it any) (string, error) {
	raw, err := json.Marshal(it)
	if err != nil {
		return "", err
	}
	g, err := gcm(secret, purpose)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, g.NonceSize())
	_, _ = rand.Read(nonce) // it never fails
	return base64.StdEncoding.EncodeToString(g.Seal(nonce, nonce, raw, nil)), nil
}

// UnsealAs reads it. ErrInvalid: it is cut, or was sealed by another secret or for another
// purpose.
func UnsealAs(secret, purpose, sealed string, it any) error {
	g, err := gcm(secret, purpose)
	if err != nil {
		return err
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < g.NonceSize() {
		return fmt.Errorf("%w: what was sealed is cut", desk.ErrInvalid)
	}
	plain, err := g.Open(nil, raw[:g.NonceSize()], raw[g.NonceSize():], nil)
	if err != nil {
		return fmt.Errorf("%w: it was sealed with another secret", desk.ErrInvalid)
	}
	return json.Unmarshal(plain, it)
}

func gcm(secret, purpose string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, purpose, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
