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

// Seal makes tokens unreadable to whoever has not the client's secret, by AES-GCM: so they
// can stand in the table, where they are written with what is said of them in one step.
func Seal(secret string, c desk.ConnectionID, t Tokens) (string, error) {
	raw, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	g, err := gcm(secret, c)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, g.NonceSize())
	_, _ = rand.Read(nonce) // it never fails
	return base64.StdEncoding.EncodeToString(g.Seal(nonce, nonce, raw, nil)), nil
}

// Unseal reads them; an error: the secret is another one now.
func Unseal(secret string, c desk.ConnectionID, sealed string) (t Tokens, err error) {
	g, err := gcm(secret, c)
	if err != nil {
		return t, err
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < g.NonceSize() {
		return t, fmt.Errorf("%w: sealed tokens are cut", desk.ErrInvalid)
	}
	plain, err := g.Open(nil, raw[:g.NonceSize()], raw[g.NonceSize():], nil)
	if err != nil {
		return t, fmt.Errorf("%w: the tokens were sealed with another secret", desk.ErrInvalid)
	}
	return t, json.Unmarshal(plain, &t)
}

func gcm(secret string, c desk.ConnectionID) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "sufler grant of "+string(c), 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
