package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
)

// CannedID names a canned response. It begins with whose it is.
type CannedID string

// CannedScope is whose a canned response is.
type CannedScope string

// The scopes.
const (
	CannedPersonal CannedScope = "personal"
	CannedTeam     CannedScope = "team"
	CannedAll      CannedScope = "all"
)

// Canned is a canned response: a ready answer that an operator finds by its title or
// text, and sends with its variables filled in (OP-11, OP-12, OP-40). Operators call
// it a template, and so does the API; Template is another thing, WhatsApp's.
type Canned struct {
	ID CannedID
	CannedOwner
	Title     string
	Text      string // with variables, see ParseCanned
	Language  string // "": any; else "en", "pt-BR"
	ChangedAt time.Time
	ChangedBy string
	Version   int64 // of the stored record; 0: new
}

// CannedOwner is whose canned responses are. It stays.
type CannedOwner struct {
	Scope    CannedScope
	Team     TeamID     // of CannedTeam
	Operator OperatorID // of CannedPersonal
}

// Bounds of canned responses: of one, in characters, and of an owner's.
const (
	MaxCannedTitle = 120
	MaxCannedText  = 4096
	MaxCanned      = 500
)

// Key names the owner, without saying who it is.
func (o CannedOwner) Key() string {
	return Digest("", string(o.Scope), string(o.Team), string(o.Operator))[:13]
}

// NewID names a canned response of the owner: the same seed gives the same.
func (o CannedOwner) NewID(seed string) CannedID {
	return CannedID(o.Key() + "-" + Digest("", seed))
}

// Has says whether the id can be of one of the owner's.
func (o CannedOwner) Has(id CannedID) bool {
	key, ok := id.Owner()
	return ok && key == o.Key()
}

// Owner is the Key of whose canned response it is; ok is false if no id is so.
func (id CannedID) Owner() (key string, ok bool) {
	key, rest, ok := strings.Cut(string(id), "-")
	plain := strings.Trim(key+rest, "abcdefghijklmnopqrstuvwxyz234567") == ""
	return key, ok && plain && len(key) == 13 && len(rest) == 26
}

// Normalized is the canned response as it is kept: line breaks are one thing.
func (c Canned) Normalized() Canned {
	c.Title = strings.Join(strings.Fields(c.Title), " ")
	c.Text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(c.Text)
	return c
}

// Same says whether both say the same.
func (c Canned) Same(o Canned) bool {
	return c.Title == o.Title && c.Text == o.Text && c.Language == o.Language
}

var cannedLanguage = lazy.Pattern(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// Check says what is wrong with it. ErrInvalid, in words for a person.
func (c Canned) Check() error {
	wrong, code, most := "", "", 0
	switch n := utf8.RuneCountInString(c.Title); {
	case c.Scope == CannedTeam && (c.Team == "" || c.Operator != ""), c.Scope == CannedPersonal && (c.Operator == "" || c.Team != ""),
		c.Scope == CannedAll && c.Team+TeamID(c.Operator) != "", c.Scope != CannedTeam && c.Scope != CannedPersonal && c.Scope != CannedAll:
		wrong = "a template is personal, a team's (with team), or everybody's (all)"
	case n == 0 || n > MaxCannedTitle || strings.ContainsFunc(c.Title, unicode.IsControl):
		wrong, code, most = fmt.Sprintf("a template's title has one line of 1 to %d characters", MaxCannedTitle), "title", MaxCannedTitle
	case strings.TrimSpace(c.Text) == "" || utf8.RuneCountInString(c.Text) > MaxCannedText:
		wrong, code, most = fmt.Sprintf("a template's text has 1 to %d characters", MaxCannedText), "text", MaxCannedText
	case !utf8.ValidString(c.Title + c.Text):
		wrong = "a template is UTF-8"
	case c.Language != "" && (len(c.Language) > 16 || !cannedLanguage.MatchString(c.Language)):
		wrong = `a template's language is like "en" or "pt-BR"`
	}
	if code != "" {
		return Wrong(code, wrong, "n", strconv.Itoa(most))
	}
	if wrong != "" {
		return fmt.Errorf("%w: %s", ErrInvalid, wrong)
	}
	_, err := ParseCanned(c.Text)
	return err
}

// MustSeeCanned refuses who may not use an owner's canned responses: a person's are
// theirs, a team's its members' and every supervisor's. Nothing in them is a
// customer's.
func (a Actor) MustSeeCanned(o CannedOwner) error {
	if err := a.MustReadDialogs(); err != nil {
		return err
	}
	switch {
	case o.Scope == CannedPersonal && (a.Operator == "" || a.Operator != o.Operator):
		return Refuse(CodeForbidden, "This template is another operator's.")
	case o.Scope == CannedTeam && !slices.Contains(a.Teams, o.Team) && a.MustBe(RoleSupervisor) != nil:
		return Refuse(CodeForbidden, "This template is another team's.")
	}
	return nil
}

// MustChangeCanned refuses who may not change an owner's canned responses: a person's
// are theirs, a team's its supervisors', everybody's any supervisor's, and both an
// admin's.
func (a Actor) MustChangeCanned(o CannedOwner) error {
	if err := a.MustSeeCanned(o); err != nil {
		return err
	}
	switch {
	case o.Scope == CannedPersonal || a.Role == RoleAdmin:
		return nil
	case a.Role != RoleSupervisor:
		return Refuse(CodeForbidden, "A team's and everybody's templates are changed by supervisors and administrators. You may have your own.")
	case o.Scope == CannedTeam && !slices.Contains(a.Teams, o.Team):
		return Refuse(CodeForbidden, "A team's templates are changed by the supervisors who are in it, and by administrators.")
	}
	return nil
}
