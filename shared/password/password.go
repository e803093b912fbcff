// Package password keeps passwords: it hashes them with argon2id, and knows the
// commonest. Only what signs people in links it.
package password

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/alexedwards/argon2id"

	"github.com/sufler/sufler/shared/lazy"
)

// params are OWASP's for little memory: 19 MiB, two passes, one thread. A function
// has one thread, and half a gigabyte for everything.
//
// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
var params = argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// atOnce is how many passwords are hashed at the same time in one process: what
// strangers ask for must not take all memory.
const atOnce = 4

// Argon hashes passwords. Its zero value is ready for use.
type Argon struct {
	once  sync.Once
	slots chan struct{}
}

func (a *Argon) slot() (free func()) {
	a.once.Do(func() { a.slots = make(chan struct{}, atOnce) })
	a.slots <- struct{}{}
	return func() { <-a.slots }
}

// Hash is a password as it is kept, its salt and parameters with it.
func (a *Argon) Hash(password string) (string, error) {
	defer a.slot()()
	h, err := argon2id.CreateHash(password, &params)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return h, nil
}

// nobodys is the hash of a password that nobody has: comparing with it takes as
// long as comparing with anybody's.
const nobodys = "$argon2id$v=19$m=19456,t=2,p=1$c3VmbGVyLW5vYm9keS1zYQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// Matches says whether a password is the hash's. No hash, "", takes as long as any
// and matches nothing.
func (a *Argon) Matches(password, hash string) (bool, error) {
	defer a.slot()()
	against := hash
	if against == "" {
		against = nobodys
	}
	same, err := argon2id.ComparePasswordAndHash(password, against)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return same && hash != "", nil
}

// commonest are passwords that are tried first: of the 30000 that zxcvbn ranks by
// how often they were found in leaks, the first 4000, and all others that are long
// enough to be taken (https://github.com/dropbox/zxcvbn, MIT).
//
//go:embed commonest.txt
var commonest string

var words = lazy.Table(func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.Lines(commonest) {
		out[strings.TrimSpace(w)] = true
	}
	return out
})

// Common says whether a password, in small letters, is one of the commonest, or one
// with digits or signs before or after it, or twice, or has two signs only.
func (*Argon) Common(password string) bool {
	known := words.Get()
	core := strings.Trim(password, "0123456789!?.,-_*@#$%&+= ")
	half := password[:len(password)/2]
	twice := half+half == password && (known[half] || len(half) < 6)
	signs := map[rune]bool{}
	for _, r := range password {
		signs[r] = true
	}
	return known[password] || known[core] || len(core) <= 1 || twice || len(signs) <= 2
}
