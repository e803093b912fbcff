package desk

import "time"

// Session is one sign-in of an operator in a browser. Of the secret behind it only
// a hash is kept.
type Session struct {
	ID        SessionID
	Operator  OperatorID
	Hash      string // hex SHA-256 of the secret (over 128 random bits, so no salt)
	Epoch     int64  // the operator's, when it began
	CreatedAt time.Time
	SeenAt    time.Time // the last time that was noted: see Stale
	Agent     string    // as the browser calls itself
}

// How long a session lives, how long without being used, and how often use is
// noted: a request costs no write.
const (
	SessionLife  = 30 * 24 * time.Hour
	SessionIdle  = 7 * 24 * time.Hour
	SessionTouch = time.Hour
)

// MaxAgent is how much is kept of what a browser calls itself, in bytes.
const MaxAgent = 256

// EndsAt is when the session ends by itself, if it is not used any more.
func (s Session) EndsAt() time.Time {
	end, idle := s.CreatedAt.Add(SessionLife), s.SeenAt.Add(SessionIdle)
	if idle.Before(end) {
		return idle
	}
	return end
}

// Live says whether the session still is one of its operator's.
func (s Session) Live(o Operator, now time.Time) bool {
	return !o.Off() && s.Operator == o.ID && s.Epoch == o.Epoch && now.Before(s.EndsAt())
}

// Stale says whether that it is used is to be noted anew.
func (s Session) Stale(now time.Time) bool { return now.Sub(s.SeenAt) >= SessionTouch }

// Attempts is how often signing in was tried lately, with an account or from an
// address.
type Attempts struct {
	N       int
	At      time.Time // the last one
	Until   time.Time // the next is not before
	Version int64     // of the stored record; 0: new
}

// Patience is how many attempts are free, and the longest wait after more: it
// doubles from a second on.
type Patience struct {
	Free int
	Most time.Duration
}

// Accounts wait a minute at most, so that nobody can lock another out; an address
// behind which an office sits is given more, and then waits longer.
var (
	AccountPatience = Patience{Free: 5, Most: time.Minute}
	AddressPatience = Patience{Free: 30, Most: 15 * time.Minute}
)

// AttemptsLife is after how long without another one attempts are forgotten.
const AttemptsLife = 24 * time.Hour

// Next is with one attempt more, which is refused if it is too soon.
func (a Attempts) Next(now time.Time, p Patience) (Attempts, error) {
	if now.Before(a.Until) {
		return a, &Refusal{Code: CodeTooManyAttempts, Kind: ErrBusy, Until: a.Until, Text: "Signing in was tried too often. Wait a moment."}
	}
	if now.Sub(a.At) >= AttemptsLife {
		a.N = 0
	}
	a.N, a.At = a.N+1, now
	if over := a.N - p.Free; over >= 0 {
		a.Until = now.Add(min(time.Second<<min(over, 20), p.Most))
	}
	return a, nil
}

// Forgiven is with one attempt less, which went well.
func (a Attempts) Forgiven() Attempts {
	a.N, a.Until = max(a.N-1, 0), time.Time{}
	return a
}

// RefuseSignIn refuses to sign somebody in. Which part was wrong is told to nobody.
func RefuseSignIn() *Refusal {
	return Refuse(CodeSignInFailed, "The e-mail address or the password is wrong, or the account is switched off.")
}

// RefusePassword refuses another password to who does not know the old one.
func RefusePassword() *Refusal {
	return Refuse(CodeWrongPassword, "The old password is wrong.")
}
