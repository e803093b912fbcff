package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Team is operators who share waiting dialogs.
type Team struct {
	ID      TeamID
	Title   string
	Members []OperatorID // in the company's order, which decides where all else is equal
	Rule    Rule         // "": RuleOrder

	// Of RuleTopic: to which team a dialog goes for what it is about; Fallback takes
	// what is about nothing of it, "": the team itself.
	Topics   []Topic
	Fallback TeamID

	Reads        TeamReads     // D18; "": ReadsWaiting
	TimeToTake   time.Duration // DG-13; 0: any; at most MaxTimeToTake
	Idle         time.Duration // DG-14; 0: the line's
	WaitingAlert time.Duration // DG-26: who waits longer is to be seen; 0: never
	Hours        Hours
	Replies      map[ReplyKind]map[string]string // the words, by language (AT-04)
	WaitingReply time.Duration                   // after how long ReplyWaiting goes out; 0: never
	Version      int64                           // of the stored record; 0: new
}

// TeamReads is what a team's members read of its dialogs that are not closed and
// not their own (D18).
type TeamReads string

// What they read. ReadsNone and ReadsAll are about what is said; that a dialog
// waits for them, members see always.
const (
	ReadsWaiting TeamReads = "waiting" // as "": until somebody has it
	ReadsNone    TeamReads = "none"
	ReadsAll     TeamReads = "all" // once a colleague has it, too
)

// MaxTimeToTake is what the outbox can hold a job back.
const MaxTimeToTake = 15 * time.Minute

// Rule is how a team's waiting dialogs are spread (DG-02).
type Rule string

// The rules. Topic chooses a team for each dialog; who chooses no other spreads by
// load.
const (
	RuleOrder Rule = "order" // DG-03: to whom nothing was assigned for the longest
	RuleLoad  Rule = "load"  // DG-04: to who has the fewest
	RuleTopic Rule = "topic" // DG-05
)

// Topic sends dialogs to a team: by words of the customer's, or a bot's label.
type Topic struct {
	Team  TeamID
	Label string
	Words []string // each is met by any word, or words, that begin with it
}

// ReplyKind is when a team answers by itself (AT-04).
type ReplyKind string

// The kinds.
const (
	ReplyGreeting ReplyKind = "greeting" // a dialog came in
	ReplyNobody   ReplyKind = "nobody"   // … and no member is active
	ReplyClosed   ReplyKind = "closed"   // … outside of the working hours
	ReplyWaiting  ReplyKind = "waiting"  // nobody accepted it for so long
)

// Reply are the words of a kind in the first of the languages that has some, else
// in English, else in any; "": there are none.
func (t Team) Reply(kind ReplyKind, languages ...string) string {
	words := t.Replies[kind]
	for _, l := range append(languages, "en") {
		l, _, _ = strings.Cut(l, "-")
		if text := words[l]; text != "" {
			return text
		}
	}
	any := ""
	for _, text := range words {
		if any == "" || text < any {
			any = text
		}
	}
	return any
}

// FirstReply is what the team says first to whoever writes: that it is closed, or
// that nobody is there, else its greeting, with which a conversation begins: who was
// handed over is in the midst of one; "": nothing.
func (t Team) FirstReply(d Dialog, ws []Workload, now time.Time, zone *time.Location) ReplyKind {
	there := slices.ContainsFunc(ws, func(w Workload) bool { return !w.Off && w.Status == OperatorActive })
	for _, r := range []struct {
		kind ReplyKind
		is   bool
	}{{ReplyClosed, !t.Hours.Open(now, zone)}, {ReplyNobody, !there}, {ReplyGreeting, d.Parent == ""}} {
		if r.is && len(t.Replies[r.kind]) > 0 {
			return r.kind
		}
	}
	return ""
}

// Wait is how a dialog's waiting stands (DG-26).
type Wait struct {
	Since                 time.Time
	Members, Active, Full int  // of the team: all, those who are active, and of these at their limit
	Alert                 bool // longer than the team lets pass
	Why                   WaitReason
	Text                  string // the same in words
}

// WaitReason is why a dialog waits.
type WaitReason string

// The reasons.
const (
	WaitAssigned WaitReason = "assigned"  // to somebody who has not accepted it yet
	WaitAnybody  WaitReason = "anybody"   // it is no team's
	WaitNobody   WaitReason = "nobody"    // the team has no members
	WaitInactive WaitReason = "inactive"  // … of whom none is active
	WaitFull     WaitReason = "full"      // … whose active ones are all at their limit
	WaitNotTaken WaitReason = "not_taken" // the last one let it pass, and no other is free
	WaitSoon     WaitReason = "soon"      // somebody is free
)

// Wait says why a dialog waits for the team, the zero one being none; ws are its
// members'.
func (t Team) Wait(d Dialog, ws []Workload, now time.Time) Wait {
	w := Wait{Since: d.WaitingSince, Members: len(t.Members)}
	if w.Since.IsZero() {
		w.Since = d.OpenedAt
	}
	w.Alert = t.WaitingAlert > 0 && now.Sub(w.Since) >= t.WaitingAlert
	others, free := 0, 0 // of the active ones, without who let it pass
	for _, have := range ws {
		if have.Off || have.Status != OperatorActive {
			continue
		}
		w.Active++
		if have.Full() {
			w.Full++
		}
		if have.Operator == d.Skip {
			continue
		}
		if others++; !have.Full() {
			free++
		}
	}
	count := strconv.Itoa(w.Active) + " active, "
	switch {
	case d.Assigned():
		w.Why, w.Text = WaitAssigned, "assigned to "+string(d.Operator)+", who has not accepted it yet"
	case t.ID == "":
		w.Why, w.Text = WaitAnybody, "anybody may accept it"
	case w.Members == 0:
		w.Why, w.Text = WaitNobody, "the team has no members"
	case free > 0:
		w.Why, w.Text = WaitSoon, count+strconv.Itoa(w.Full)+" at their limit: it is about to be assigned"
	case d.Skip != "" && others > 0:
		w.Why, w.Text = WaitNotTaken, string(d.Skip)+" did not take it; "+strconv.Itoa(others)+" more active, all at their limit"
	case d.Skip != "":
		w.Why, w.Text = WaitNotTaken, string(d.Skip)+" did not take it; nobody else is active"
	case w.Active == 0:
		w.Why, w.Text = WaitInactive, "nobody is active"
	default:
		w.Why, w.Text = WaitFull, count+"all at their limit"
	}
	return w
}

// IdleOr is the idle time-out of the team's dialogs (DG-14): its own, else the
// line's.
func (t Team) IdleOr(line time.Duration) time.Duration {
	if t.Idle > 0 {
		return t.Idle
	}
	return line
}

// Has says whether an operator is a member.
func (t Team) Has(o OperatorID) bool { return slices.Contains(t.Members, o) }

// SendsTo says whether the team's topics send dialogs to another one.
func (t Team) SendsTo(other TeamID) bool {
	return t.Rule == RuleTopic && (t.Fallback == other || slices.ContainsFunc(t.Topics, func(p Topic) bool { return p.Team == other }))
}

// Next is the free operator to whom the team's next dialog goes: the first of
// them who is first to be asked, else by the rule. ok is false if nobody may be
// given it. skip is who may not.
func (t Team) Next(ws []Workload, first, skip OperatorID) (to OperatorID, ok bool) {
	var free []Workload
	for _, w := range ws {
		switch {
		case !w.Free() || w.Operator == skip:
		case w.Operator == first:
			return first, true
		case t.Has(w.Operator):
			free = append(free, w)
		}
	}
	if len(free) == 0 {
		return "", false
	}
	least := slices.MinFunc(free, func(a, b Workload) int {
		byLoad := 0
		if t.Rule == RuleLoad || t.Rule == RuleTopic {
			byLoad = cmp.Compare(len(a.Dialogs), len(b.Dialogs))
		}
		return cmp.Or(byLoad, a.AssignedAt.Compare(b.AssignedAt), cmp.Compare(slices.Index(t.Members, a.Operator), slices.Index(t.Members, b.Operator)))
	})
	return least.Operator, true
}

// TeamFor is the team to which a dialog of this one goes: by the bot's label, else
// by the topic of whose words most are met, of equals the first.
func (t Team) TeamFor(label string, said []string) TeamID {
	if t.Rule != RuleTopic {
		return t.ID
	}
	text := " " + plain(strings.Join(said, " ")) + " "
	best, most := t.Fallback, 0
	for _, topic := range t.Topics {
		if label != "" && topic.Label == label {
			return topic.Team
		}
		met := 0
		for _, w := range topic.Words {
			if w = plain(w); w != "" && strings.Contains(text, " "+w) {
				met++
			}
		}
		if met > most {
			best, most = topic.Team, met
		}
	}
	if best == "" {
		return t.ID
	}
	return best
}

// plain is a text's words in small letters, a space between.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// Check says what is wrong with a team as it was set.
func (t Team) Check() error {
	bad := func(what string) error { return fmt.Errorf("%w: %s", ErrInvalid, what) }
	switch {
	case t.Rule != "" && t.Rule != RuleOrder && t.Rule != RuleLoad && t.Rule != RuleTopic:
		return bad("a team's rule is order, load or topic")
	case t.Reads != "" && t.Reads != ReadsWaiting && t.Reads != ReadsNone && t.Reads != ReadsAll:
		return bad("a team reads waiting, none or all")
	case t.TimeToTake < 0 || t.TimeToTake > MaxTimeToTake:
		return Wrong("time_to_take", "the time to take a dialog is at most 15 minutes", "n", "15")
	case t.Idle < 0 || t.WaitingAlert < 0 || t.WaitingReply < 0:
		return bad("a time is negative")
	}
	for i, m := range t.Members {
		if m == "" || slices.Contains(t.Members[:i], m) {
			return bad("a member is named twice, or by no id")
		}
	}
	for _, topic := range t.Topics {
		if topic.Team == "" || topic.Label == "" && len(topic.Words) == 0 {
			return Wrong("topic", "a topic names a team, and words or a label")
		}
	}
	for kind, words := range t.Replies {
		if !slices.Contains([]ReplyKind{ReplyGreeting, ReplyNobody, ReplyClosed, ReplyWaiting}, kind) {
			return bad("a reply is greeting, nobody, closed or waiting")
		}
		for _, text := range words {
			if len(text) > MaxText {
				return Wrong("text", "a reply is too long", "n", strconv.Itoa(MaxText))
			}
		}
	}
	return t.Hours.Check()
}

// RefuseTeam refuses to hand a dialog to a team that nobody set up: nobody would
// ever take it.
func RefuseTeam(id TeamID) *Refusal {
	return &Refusal{Code: CodeTeamUnknown, Kind: ErrInvalid, Text: "There is no team " + string(id) + ". An administrator can set it up (PUT /v1/teams/" + string(id) + ")."}
}
