package desk

import (
	"crypto/subtle"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Operator is the account of a person who answers customers, or looks after those
// who do. How many dialogs they have, and whether they take more, is in their
// Workload, which changes far more often; of which teams they are, the teams say.
type Operator struct {
	ID    OperatorID
	Name  string
	Email string // as they sign in, in lower case; "": who was invited says it
	Role  Role
	Rights
	Language      string // of the console and of notices: "en", "ru", "es"; "": the settings'
	Notifications map[Notice]Notification
	Photo         PhotoID // which visitors of websites see; "": there is none
	StepsAway     bool    // the first steps of an administrator are put away
	// Password is its argon2id hash with its parameters; "": they have none, and
	// sign in by OpenID Connect or not at all.
	Password   string
	Invitation Invitation // the newest; the zero one: it was taken, or ended
	// Epoch is what their sessions must carry: another one ends them all.
	Epoch     int64
	CreatedAt time.Time
	OffAt     time.Time // when the account was switched off; zero: it is on
	Version   int64     // of the stored record; 0: new
}

// Invitation lets who has its code set the account's password, once, and signs
// them in.
type Invitation struct {
	Hash  string // hex SHA-256 of the code
	Until time.Time
}

// InvitationLife is how long an invitation may be taken.
const InvitationLife = 3 * 24 * time.Hour

// Notice is what an operator may be told of (DG-27).
type Notice string

// The notices.
const (
	NoticeAssigned Notice = "assigned" // a dialog is theirs to take
	NoticeWaiting  Notice = "waiting"  // one waits for their team, longer than it may
	NoticeMessage  Notice = "message"  // a customer wrote in a dialog of theirs
	NoticeTransfer Notice = "transfer" // one was handed over to them
)

// Notification is how an operator is told.
type Notification struct {
	Sound   bool
	Desktop bool // by a notification of the browser's
}

// Notices are all of them.
func Notices() []Notice {
	return []Notice{NoticeAssigned, NoticeWaiting, NoticeMessage, NoticeTransfer}
}

// Notified is how the operator is told of something: by all means, if they did not
// choose.
func (o Operator) Notified(n Notice) Notification {
	if how, chosen := o.Notifications[n]; chosen {
		return how
	}
	return Notification{Sound: true, Desktop: true}
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

// Actor is the operator in one of their sessions.
func (o Operator) Actor(s SessionID, teams []TeamID) Actor {
	return Actor{Session: s, Name: o.Name, Role: o.Role, Operator: o.ID, Teams: teams, Rights: o.Rights}
}

// Check refuses an account that can't be.
func (o Operator) Check() error {
	switch {
	case strings.TrimSpace(o.Name) == "" || len(o.Name) > 256:
		return Wrong("operator_name", "an operator has a name of at most 256 bytes", "n", "256")
	case o.Email != "" && !goodEmail(o.Email):
		return &Refusal{Code: CodeEmail, Kind: ErrInvalid, Text: "That can be no e-mail address."}
	case o.Role != RoleAdmin && o.Role != RoleSupervisor && o.Role != RoleOperator:
		return invalid("a role is admin, supervisor or operator")
	}
	for n := range o.Notifications {
		if !slices.Contains(Notices(), n) {
			return invalid("there is no notice " + strconv.Quote(string(n)))
		}
	}
	return nil
}

// NormalEmail is an address as accounts have it: signing in asks for no capitals.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// goodEmail says whether an address, normal, may be one. That it is somebody's
// shows only when they take the invitation.
func goodEmail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	odd := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError }
	return ok && name != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.Contains(host, "@") && len(s) <= 254 && !strings.ContainsFunc(s, odd)
}

// Invited is the account with a new invitation in the place of any older one.
func (o Operator) Invited(hash string, now time.Time) (Operator, error) {
	if o.Off() {
		return o, Refuse(CodeOperatorOff, "The account is switched off. Switch it on first.")
	}
	o.Invitation = Invitation{Hash: hash, Until: now.Add(InvitationLife)}
	return o, nil
}

// MayJoin refuses whoever has no invitation that may still be taken. Why, is told
// to nobody: who asks may have guessed.
func (o Operator) MayJoin(hash string, now time.Time) error {
	if o.Off() || o.Invitation.Hash == "" || subtle.ConstantTimeCompare([]byte(o.Invitation.Hash), []byte(hash)) != 1 || !now.Before(o.Invitation.Until) {
		return RefuseInvitation()
	}
	return nil
}

// RefuseInvitation refuses a code that is none, or no more.
func RefuseInvitation() *Refusal {
	return &Refusal{Code: CodeInvitationOver, Kind: ErrNotFound, Text: "This invitation was taken, replaced or is older than three days, or there never was one. If you have set a password, sign in with it; else ask an administrator for another."}
}

// WithPassword is the account with another password. The invitation is taken by
// it, and all sessions end: who sets a password may have lost one to somebody.
func (o Operator) WithPassword(hash string) Operator {
	o.Password, o.Invitation, o.Epoch = hash, Invitation{}, o.Epoch+1
	return o
}

// Switched is the account switched off or on. Switching it off ends its sessions
// and its invitation; what is so already stays as it is.
func (o Operator) Switched(off bool, now time.Time) Operator {
	switch {
	case off && !o.Off():
		o.OffAt, o.Invitation, o.Epoch = now, Invitation{}, o.Epoch+1
	case !off:
		o.OffAt = time.Time{}
	}
	return o
}

// MustNotBeOwn refuses to take one's own role or account away: an administrator
// always remains.
func (o Operator) MustNotBeOwn(by Actor) error {
	if by.Operator == o.ID && by.Session != "" {
		return Refuse(CodeOwnAccount, "You can't change your own role, or switch your own account off. Another administrator can.")
	}
	return nil
}

// MinPassword is how many characters a password has at least.
const MinPassword = 10

// CheckPassword refuses a password that would be guessed: a short one, the
// account's own address, or one of the commonest.
func (o Operator) CheckPassword(password string, common func(string) bool) error {
	name, _, _ := strings.Cut(o.Email, "@")
	lower := strings.ToLower(password)
	why := ""
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		why = "A password has at least 10 characters."
	case lower == o.Email || lower == name || lower == strings.ToLower(o.Name):
		why = "The password must not be your name or e-mail address."
	case common(lower):
		why = "This password is among those that are tried first. Choose another."
	}
	if why != "" {
		return &Refusal{Code: CodeWeakPassword, Kind: ErrInvalid, Text: why}
	}
	return nil
}

// RefuseEmailTaken refuses a second account with the same address.
func RefuseEmailTaken() *Refusal {
	return Refuse(CodeEmailTaken, "Another operator has this e-mail address.")
}

func invalid(why string) error { return fmt.Errorf("%w: %s", ErrInvalid, why) }

// NoOperator is told to a key that stands for no operator what only one has. ErrInvalid.
func NoOperator() error {
	return invalid("this key stands for no operator: use a key made with \"operator\", or sign in")
}

// RefuseOperator refuses an operator whom nobody knows.
func RefuseOperator(id OperatorID) *Refusal {
	return &Refusal{Code: CodeOperatorUnknown, Kind: ErrInvalid, Text: "There is no operator " + string(id) + ". GET /v1/transfer-targets lists them; an administrator can invite one."}
}

// Receivers are the operators whom a dialog can be handed to: those whose accounts are
// on, and, after them, those for whom a key stands, by its name, and who have none.
func Receivers(accounts []Operator, keys []Key) []Operator {
	var out []Operator
	known := map[OperatorID]bool{"": true}
	for _, o := range accounts {
		known[o.ID] = true
		if !o.Off() {
			out = append(out, o)
		}
	}
	for _, k := range keys {
		if k.RevokedAt.IsZero() && !known[k.Operator] {
			known[k.Operator] = true
			out = append(out, Operator{ID: k.Operator, Name: k.Name})
		}
	}
	return out
}
