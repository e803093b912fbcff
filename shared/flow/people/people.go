// Package people holds the verbs of operators' accounts: inviting, signing in and
// out, and what is the operator's own to set.
package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Accounts keeps operators and their sessions.
type Accounts interface {
	// Operator finds one, also one that is switched off. ErrNotFound.
	Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error)
	// OperatorByEmail finds who signs in with an address, normal. ErrNotFound, after
	// as much work as for one that is there.
	OperatorByEmail(ctx context.Context, email string) (desk.Operator, error)
	// Operators are all of them, on one page.
	Operators(ctx context.Context) ([]desk.Operator, error)
	// SaveOperator stores an account whose Version is the stored one's (0: there is
	// none yet), and with it a session, if one is given: both or neither. ErrConflict:
	// somebody else was faster. An address that another account has is refused
	// (desk.RefuseEmailTaken).
	SaveOperator(ctx context.Context, o desk.Operator, with *desk.Session) (desk.Operator, error)
	// AddSession stores a session, if its operator is still of the version that was
	// read. ErrConflict.
	AddSession(ctx context.Context, s desk.Session, of desk.Operator) error
	// Session finds a session and its operator. ErrNotFound, also of one whose time
	// has passed.
	Session(ctx context.Context, of desk.OperatorID, id desk.SessionID) (desk.Session, desk.Operator, error)
	// Sessions are all that are kept of an operator's, also some that are over.
	Sessions(ctx context.Context, of desk.OperatorID) ([]desk.Session, error)
	// TouchSession notes that a session is used. One that is gone stays so.
	TouchSession(ctx context.Context, s desk.Session) error
	// DropSession takes a session away; what is gone is no error.
	DropSession(ctx context.Context, of desk.OperatorID, id desk.SessionID) error
	// ChangeAttempts changes how often signing in was tried by change, which may be
	// called again if somebody else was faster; its error is the answer. The zero
	// Attempts: never.
	ChangeAttempts(ctx context.Context, who string, change func(desk.Attempts) (desk.Attempts, error)) error
	// DropAttempts forgets them.
	DropAttempts(ctx context.Context, who string) error
}

// Hasher keeps passwords as hashes.
type Hasher interface {
	Hash(password string) (string, error)
	// Matches compares a password with a hash. The hash "" is nobody's: it takes as
	// long as any, and matches nothing.
	Matches(password, hash string) (bool, error)
	// Common says whether a password, in small letters, is among the commonest.
	Common(password string) bool
}

// Begun is a session that was begun: its token is shown this once.
type Begun struct {
	Operator desk.Operator
	Session  desk.Session
	Token    string
}

// secret is a new secret of 128 bits, and its hash.
func secret() (word, hash string) {
	word = strings.ToLower(rand.Text())
	return word, hashOf(word)
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// begin makes a session of an operator's, and its token.
func begin(o desk.Operator, agent string, now time.Time) Begun {
	word, hash := secret()
	if len(agent) > desk.MaxAgent {
		agent = strings.ToValidUTF8(agent[:desk.MaxAgent], "")
	}
	s := desk.Session{
		ID: desk.SessionID(desk.Digest("s", rand.Text())), Operator: o.ID, Hash: hash, Epoch: o.Epoch, CreatedAt: now, SeenAt: now, Agent: agent,
	}
	return Begun{o, s, string(o.ID) + "." + string(s.ID) + "." + word}
}

// maxToken is how long a token or a code may be.
const maxToken = 256

// parts are the n parts of a token or a code; ok is false if it is none.
func parts(token string, n int) (p []string, ok bool) {
	if len(token) > maxToken {
		return nil, false
	}
	p = strings.Split(token, ".")
	for _, part := range p {
		if part == "" {
			return nil, false
		}
	}
	return p, len(p) == n
}
