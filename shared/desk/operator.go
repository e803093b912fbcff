package desk

import "time"

// Operator is the account of a person who answers customers, or looks after those
// who do. How many dialogs they have, and whether they take more, is in their
// Workload, which changes far more often.
type Operator struct {
	ID    OperatorID
	Name  string
	Email string // as they sign in, in lower case
	Role  Role
	Rights
	Teams    []TeamID
	Language string // of the console and of notices: "en", "ru", "es"
	// Password is its argon2id hash with its parameters; "": they have none, and
	// sign in by OpenID Connect or not at all.
	Password  string
	CreatedAt time.Time
	OffAt     time.Time // when the account was switched off; zero: it is on
	Version   int64     // of the stored record; 0: new
}

// Rights are what an operator, or the holder of an API key, may do beside what
// their role says. An admin may everything.
type Rights struct {
	Leads, Deals, Cases Right
	Dialogs             Scope // whose dialogs they see (CL-15, RS-03)
	Customers           bool  // they see customers' names, phones and e-mails (RS-02)
	Statistics          bool
	Export              bool
}

// Scope is whose dialogs somebody sees. Each holds the ones before it.
type Scope string

// The scopes.
const (
	ScopeOwn  Scope = "own"  // theirs, and what waits for them or their teams
	ScopeTeam Scope = "team" // their teams', too
	ScopeAll  Scope = "all"
)

// Off says whether the account is switched off.
func (o Operator) Off() bool { return !o.OffAt.IsZero() }
