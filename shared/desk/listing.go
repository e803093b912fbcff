package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// ListMark is one of the things that dialogs are listed by, with its value: "line:shop".
// Each is a list of its own.
type ListMark string

// InAll is on every dialog, and InFree on open ones that nobody has.
const (
	InAll  ListMark = "*"
	InFree ListMark = "operator:"
)

// FreeIn is the list of the open dialogs of a team that nobody has; "": of those that
// wait for no team. Whoever sees these of their own teams alone looks through no other's.
func FreeIn(team TeamID) ListMark { return ListMark("free:" + string(team)) }

// Free says that all in a list are open, and nobody's.
func (m ListMark) Free() bool { return m == InFree || strings.HasPrefix(string(m), "free:") }

func mark[T ~string](kind string, values ...T) []ListMark {
	var out []ListMark
	for _, v := range values {
		if v != "" {
			out = append(out, ListMark(kind+":"+string(v)))
		}
	}
	return out
}

// State is the state that all in a list are in; "": it does not say.
func (m ListMark) State() DialogState {
	kind, value, _ := strings.Cut(string(m), ":")
	switch kind {
	case "state":
		return DialogState(value)
	case "closed":
		return StateClosed
	}
	return ""
}

// Until is before when all in the list closed, and so were opened before; zero: it does
// not say.
func (m ListMark) Until() time.Time {
	kind, value, _ := strings.Cut(string(m), ":")
	span, err := strconv.ParseInt(value, 10, 64)
	if kind != "closed" || err != nil {
		return time.Time{}
	}
	return time.Unix((span+1)*int64(closedSpan/time.Second), 0).UTC()
}

// InState is the list of the dialogs in a state.
func InState(s DialogState) ListMark { return ListMark("state:" + string(s)) }

// closedSpan is how long a time's dialogs, by their end, are one list; closedSpans how
// many such lists are looked through for a period.
const (
	closedSpan  = 14 * 24 * time.Hour
	closedSpans = 4
)

func closedIn(span int64) ListMark { return ListMark("closed:" + strconv.FormatInt(span, 10)) }

func spanOf(at time.Time) int64 { return at.Unix() / int64(closedSpan/time.Second) }

// ListMarks are the lists that the dialog stands in. A message changes none of them, and
// its end those of its state only.
func (d Dialog) ListMarks() []ListMark {
	out := slices.Concat([]ListMark{InAll}, mark("state", d.State), mark("line", d.Line), mark("channel", d.Channel), mark("team", d.Team),
		mark("operator", d.Operator), mark("priority", d.Priority), mark("label", d.Labels...), mark("contact", d.Contact.String()))
	if d.Open() && d.Operator == "" {
		out = append(out, InFree, FreeIn(d.Team))
	}
	if !d.Open() && !d.ClosedAt.IsZero() {
		out = append(out, closedIn(spanOf(d.ClosedAt)))
	}
	for _, b := range d.Cards {
		out = append(out, mark("card", b.Ref.String())...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ListMarks are what must hold of a dialog that passes: of each part one of its marks.
func (f DialogFilter) ListMarks() [][]ListMark {
	var out [][]ListMark
	part := func(marks []ListMark) {
		if len(marks) > 0 {
			out = append(out, marks)
		}
	}
	if ended := f.ClosedMarks(); len(ended) > 0 {
		part(ended)
	} else if states := f.Listed().States; len(states) < len(States()) {
		part(mark("state", states...))
	}
	part(mark("line", f.Lines...))
	part(mark("channel", f.Channels...))
	part(mark("team", f.Teams...))
	operators := mark("operator", f.Operators...)
	if slices.Contains(f.Operators, "") {
		operators = append(operators, InFree)
	}
	part(operators)
	part(mark("label", f.Labels...))
	if !slices.Contains(f.Priorities, PriorityNormal) {
		part(mark("priority", f.Priorities...))
	}
	part(mark("contact", refs(f.Contacts)...))
	part(mark("card", refs(f.Cards)...))
	if a := f.Actor; a != nil && !a.SeesEveryDialog() {
		part(a.listMarks())
	}
	return out
}

// listMarks are the lists in which all that the actor sees stands: their own, what waits
// for nobody in particular, and of their teams what nobody has, or all (see Sight).
func (a Actor) listMarks() []ListMark {
	out := append(mark("operator", a.Operator), FreeIn(""))
	for _, team := range a.Teams {
		if a.Dialogs == ScopeTeam || a.Reads[team] == ReadsAll {
			out = append(out, mark("team", team)...)
		} else {
			out = append(out, FreeIn(team))
		}
	}
	return out
}

// ClosedMarks are the lists of the dialogs that closed in the filter's period; none, if
// it has no such period, or a long one: then all that are closed are looked through. The
// latest come first.
func (f DialogFilter) ClosedMarks() []ListMark {
	if f.Closed == (Period{}) {
		return nil
	}
	if f.Closed.From.IsZero() || f.Closed.To.IsZero() || spanOf(f.Closed.To)-spanOf(f.Closed.From) >= closedSpans {
		return []ListMark{InState(StateClosed)}
	}
	var out []ListMark
	for n := spanOf(f.Closed.To); n > spanOf(f.Closed.From); n-- {
		out = append(out, closedIn(n))
	}
	return append(out, closedIn(spanOf(f.Closed.From)))
}

func refs(cards []CardRef) []string {
	var out []string
	for _, c := range cards {
		out = append(out, c.String())
	}
	return out
}

// States are all of a dialog's.
func States() []DialogState {
	return []DialogState{StateWaiting, StateInProgress, StateBot, StateClosed}
}

// OpenStates are those of a dialog that is not closed.
func OpenStates() []DialogState { return []DialogState{StateWaiting, StateInProgress, StateBot} }

// states are those that dialogs that pass can be in.
func (f DialogFilter) states() []DialogState {
	return slices.DeleteFunc(States(), func(s DialogState) bool {
		turn := len(f.Turns) == 0 || slices.ContainsFunc(f.Turns, func(t Turn) bool { return (t == TurnNobody) == (s == StateClosed) })
		detailed := len(f.Detailed) == 0 || slices.ContainsFunc(f.Detailed, func(d Detailed) bool { return strings.HasPrefix(string(d), string(s)) })
		return !anyOf(f.States, s) || !turn || !detailed
	})
}

// ByState says that whether a dialog passes depends on its state, which few lists say.
func (f DialogFilter) ByState() bool {
	return len(f.states()) < len(States()) || f.OfTeams()
}

// OfTeams says that who asks sees of their teams' dialogs some, by their state.
func (f DialogFilter) OfTeams() bool {
	return f.Actor != nil && !f.Actor.SeesEveryDialog() && slices.ContainsFunc(f.Actor.listMarks(), func(m ListMark) bool { return strings.HasPrefix(string(m), "team:") })
}

// Listed is the filter for what lists remember of dialogs, which is all but whose turn
// it is.
func (f DialogFilter) Listed() DialogFilter {
	f.States = f.states()
	free := len(f.Operators) == 1 && f.Operators[0] == "" && slices.Equal(f.States, []DialogState{StateClosed})
	if len(f.States) == 0 || free { // no dialog is so: nobody's are open
		f.States = []DialogState{"none"}
	}
	f.Turns, f.Detailed = nil, nil
	return f
}

// ActivityStep is how finely lists remember when something was said in a dialog: so
// often at most does talking move it.
const ActivityStep = 15 * time.Minute

// ListedAt is where the dialog stands among others by its last activity: at the end of
// the step in which something was said last. Its end does not move it.
func (d Dialog) ListedAt() time.Time {
	return d.LastAt().Truncate(ActivityStep).Add(ActivityStep - time.Microsecond)
}

// ListedAlike says that two states of one dialog stand alike in all lists.
func (d Dialog) ListedAlike(o Dialog) bool {
	return slices.Equal(d.ListMarks(), o.ListMarks()) && d.ListedAt().Equal(o.ListedAt()) && d.OpenedAt.Equal(o.OpenedAt) && d.ClosedAt.Equal(o.ClosedAt)
}

// maxWords is how many words of a customer a dialog is found by.
const maxWords = 12

// FoundBy are the words by which dialogs with the customer are found, of their
// profile and their contact's card; words are those of a text, folded.
func FoundBy(c Customer, contact Card, words func(string) []string) []string {
	var out []string
	p := c.Profile
	for _, text := range []string{p.Name, string(contact.Values[ContactName]), p.Username, p.Email, string(contact.Values[IdentityEmail])} {
		out = append(out, words(text)...)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	out = out[:min(len(out), maxWords)]
	for _, phone := range []string{p.Phone, string(contact.Values[IdentityPhone])} {
		out = append(out, phoneWords(phone)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// phoneWords are a phone's digits with and without its country's code, which is one
// to three of them: however it is written, it begins like one. And its last four, by
// which people tell phones apart.
func phoneWords(phone string) []string {
	digits := digitsOf(phone)
	if len(digits) < minPhone {
		return nil
	}
	out := []string{digits}
	for cut := 1; cut <= 3 && len(digits)-cut >= minPhone; cut++ {
		out = append(out, digits[cut:])
	}
	return append(out, digits[len(digits)-lastDigits:])
}

// lastDigits is how many of a phone's last digits find it.
const lastDigits = 4

// minPhone is the fewest digits that are taken for a phone.
const minPhone = 7

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// Sought are the beginnings of words that somebody looks for; a phone, or the
// beginning of one, is one word, without what is dialled before it.
func Sought(q string, words func(string) []string) []string {
	digits := digitsOf(q)
	if len(digits) > 4 && strings.Trim(q, phoneForms) == "" {
		switch {
		case strings.HasPrefix(digits, "00"):
			digits = digits[2:]
		case digits[0] == '0':
			digits = digits[1:]
		case digits[0] == '8' && len(digits) == 11: // from within Russia and Kazakhstan
			digits = digits[1:]
		}
		return []string{withoutMobile(digits)}
	}
	out := words(q)
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), maxSought)]
}

// withoutMobile is a whole phone of Mexico without its country's code and without the 1
// that WhatsApp writes after that, which has not been dialled since 2019: however it was
// stored, it is found.
func withoutMobile(digits string) string {
	const national = 10
	if cut := len(digits) - national; cut > 0 && (digits[:cut] == "52" || digits[:cut] == "521") {
		return digits[cut:]
	}
	return digits
}

// maxSought is how many words are looked for at once.
const maxSought = 8

// SoughtIdentity is the identity that somebody looks for who writes a whole e-mail, or
// a phone with its country's code.
func SoughtIdentity(q string) (Identity, bool) {
	q = strings.TrimSpace(q)
	if isEmail(q) {
		return Identity{IdentityEmail, ScopeTold, strings.ToLower(q)}, true
	}
	if number := "+" + strings.TrimPrefix(digitsOf(q), "00"); strings.Trim(q, phoneForms) == "" && (q[:min(len(q), 1)] == "+" || strings.HasPrefix(q, "00")) && isPhone(number) {
		if national := withoutMobile(number[1:]); national != number[1:] {
			number = "+52" + national
		}
		return Identity{IdentityPhone, ScopeTold, number}, true
	}
	return Identity{}, false
}

// phoneForms are what phones are written with.
const phoneForms = "+-–.()/0123456789 \u00a0\u202f"
