package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AutomationID names a rule.
type AutomationID string

// TriggerKind is upon what a rule acts.
type TriggerKind string

// The kinds.
const (
	WhenOpened     TriggerKind = "dialog_opened"
	WhenMessage    TriggerKind = "message" // the customer's; with any of the words, if there are any
	WhenUnanswered TriggerKind = "unanswered"
	WhenAssigned   TriggerKind = "assigned"
	WhenHandedOver TriggerKind = "handed_over" // from a bot or an operator to people: about the dialog that goes on
	WhenClosed     TriggerKind = "closed"      // by hand or by itself, not by a transfer
	WhenRunDone    TriggerKind = "run_done"
	WhenProposed   TriggerKind = "proposal_open"
	WhenFilled     TriggerKind = "field_filled"
	WhenMoved      TriggerKind = "stage_changed" // a deal's; of a connected CRM, one whose chat is open or was read
	// WhenPressed: an operator presses its button; it is a chat action (OP-14, OP-15).
	WhenPressed TriggerKind = "button"
)

// TriggerKinds are all of them.
func TriggerKinds() []TriggerKind {
	return []TriggerKind{WhenOpened, WhenMessage, WhenUnanswered, WhenAssigned, WhenHandedOver, WhenClosed, WhenRunDone, WhenProposed, WhenFilled, WhenMoved, WhenPressed}
}

// Trigger is when a rule acts.
type Trigger struct {
	Kind  TriggerKind
	Words []string      // of a message: any of these, words of which follow one another
	For   time.Duration // how long nobody answered, or a proposal has been open
	Field FieldName     // that was filled, or is proposed; "": any
	Stage StageID       // to which a deal moved; "": any
}

// Condition is what must hold, too, when a rule acts. An empty part holds always; of a
// part with several values any will do.
type Condition struct {
	Lines    []LineID
	Channels []Channel
	Teams    []TeamID
	Labels   []LabelID
	Hours    HoursState // of the dialog's team
	Field    FieldName  // of the dialog's card …
	Value    Value      // … is this; "": it has any value
}

// Labels are those that the rule gives or looks at.
func (a Automation) Labels() []LabelID {
	out := slices.Clone(a.If.Labels)
	for _, do := range a.Then {
		if do.Kind == DoLabel {
			out = append(out, do.Label)
		}
	}
	return out
}

// HoursState is whether somebody works.
type HoursState string

// The states.
const (
	HoursAny    HoursState = ""
	HoursOpen   HoursState = "open"
	HoursClosed HoursState = "closed"
)

// Fits says whether the dialog itself is as the condition wants; hours and field are
// looked up.
func (c Condition) Fits(d Dialog) bool {
	return anyOf(c.Lines, d.Line) && anyOf(c.Channels, d.Channel) && anyOf(c.Teams, d.Team) &&
		(len(c.Labels) == 0 || slices.ContainsFunc(d.Labels, func(l LabelID) bool { return anyOf(c.Labels, l) }))
}

// ActionKind is what a rule does.
type ActionKind string

// The kinds.
const (
	DoReply    ActionKind = "reply"    // to the customer, as by a bot: whose turn it is stays
	DoNote     ActionKind = "note"     // which the customer never sees
	DoLabel    ActionKind = "label"    // one more
	DoPriority ActionKind = "priority" // of the dialog
	DoAssign   ActionKind = "assign"   // to an operator, unless a colleague has accepted it; or to a team
	DoRun      ActionKind = "run"      // by CoPilot, once the dialog is quiet
	DoMove     ActionKind = "stage"    // of the dialog's last deal
	DoTask     ActionKind = "task"     // for people, on the card in their own CRM (AT-05)
	DoProcess  ActionKind = "process"  // of the CRM's own, on the card (AT-02, OP-16)
	DoWebhook  ActionKind = "webhook"  // automation.fired, to one of the company's
)

// Action is one thing that a rule does.
type Action struct {
	Kind     ActionKind
	Text     string // of a reply, a note or a task
	Label    LabelID
	Priority Priority
	Operator OperatorID
	Team     TeamID
	Stage    StageID
	Endpoint EndpointID
	Within   time.Duration // a task is due; 0: a day
	Process  string        // as the CRM names it
}

// Automation is a rule of the company's: when something happens, and if all is so, then
// it does something (AT-01 … AT-07).
type Automation struct {
	ID    AutomationID
	Title string
	Off   bool
	When  Trigger
	If    Condition
	Then  []Action
	// Once: in one dialog it acts once.
	Once      bool
	CreatedAt time.Time
	// Holds is the version from which it holds: with which it was made, switched on, or told
	// to act upon something else.
	Holds   int64
	Version int64
}

// Kept is the rule as it is to be stored over had, which is off where there was none.
func (a Automation) Kept(had Automation) Automation {
	if a.Holds = had.Holds; a.begins(had) {
		a.Holds = a.Version + 1
	}
	return a
}

// begins says whether the rule comes to hold, or upon something else.
func (a Automation) begins(had Automation) bool {
	return !a.Off && (had.Off || had.When.Kind != a.When.Kind)
}

// Catches says whether there may be those upon whom the rule, as it comes to hold, is to act,
// and of whom no change will tell.
func (a Automation) Catches(had Automation) bool {
	return a.When.Kind == WhenUnanswered && a.begins(had)
}

// Automations: how many, how much each does, and how long something may be waited for.
const (
	MaxAutomations = 100
	maxActions     = 10
	maxTriggerFor  = 7 * 24 * time.Hour
	maxTaskTime    = 365 * 24 * time.Hour
	taskTime       = 24 * time.Hour
	maxTriggers    = 50 // words, or values of a condition
)

// Check says what is wrong with the rule. ErrInvalid.
func (a Automation) Check() error {
	bad := func(what string) error { return fmt.Errorf("%w: %s", ErrInvalid, what) }
	timed := a.When.Kind == WhenUnanswered || a.When.Kind == WhenProposed
	switch {
	case strings.TrimSpace(a.Title) == "" || len(a.Title) > 256:
		return Wrong("title", "title: write one of at most 256 bytes", "n", "256")
	case !slices.Contains(TriggerKinds(), a.When.Kind):
		return bad("when: there is no such trigger")
	case len(a.When.Words) > 0 && a.When.Kind != WhenMessage:
		return bad("when: words are of messages")
	case timed != (a.When.For > 0), a.When.For > maxTriggerFor, timed && a.When.For < time.Second:
		return Wrong("rule_wait", "when: unanswered and proposal_open wait for a second to seven days, and nothing else does")
	case a.When.Field != "" && a.When.Kind != WhenFilled && a.When.Kind != WhenProposed:
		return bad("when: a field is filled or proposed")
	case a.When.Stage != "" && a.When.Kind != WhenMoved:
		return bad("when: a stage is moved to")
	case len(a.Then) == 0 || len(a.Then) > maxActions:
		return Wrong("rule_actions", fmt.Sprintf("then: name one to %d actions", maxActions), "n", strconv.Itoa(maxActions))
	case a.If.Hours != HoursAny && a.If.Hours != HoursOpen && a.If.Hours != HoursClosed:
		return bad("if: hours are open or closed")
	case a.If.Value != "" && a.If.Field == "":
		return bad("if: name the field whose value that is")
	case max(len(a.When.Words), len(a.If.Lines), len(a.If.Channels), len(a.If.Teams), len(a.If.Labels)) > maxTriggers:
		return bad(fmt.Sprintf("at most %d words or values", maxTriggers))
	case slices.ContainsFunc(a.When.Words, func(w string) bool { return len(w) > 200 || strings.TrimSpace(w) == "" }):
		return Wrong("rule_words", "when: words are texts of at most 200 bytes", "n", "200")
	}
	for i, do := range a.Then {
		if what := do.lacks(); what != "" {
			return Wrong("rule_action", "then: "+string(do.Kind)+": "+what, "n", strconv.Itoa(i+1))
		}
	}
	return nil
}

// lacks says what an action lacks, or has too much of; "": nothing.
func (a Action) lacks() string {
	only := Action{Kind: a.Kind}
	what := ""
	switch a.Kind {
	case DoReply, DoNote:
		only.Text, what = a.Text, "write a text of at most 4000 bytes"
		if strings.TrimSpace(a.Text) != "" && len(a.Text) <= 4000 {
			what = ""
		}
	case DoLabel:
		if only.Label = a.Label; a.Label == "" {
			what = "name a label"
		}
	case DoPriority:
		only.Priority = a.Priority
		if a.Priority != PriorityNormal && a.Priority != PriorityHigh && a.Priority != PriorityUrgent {
			what = "it is normal, high or urgent"
		}
	case DoAssign:
		if only.Operator, only.Team = a.Operator, a.Team; (a.Operator == "") == (a.Team == "") {
			what = "name an operator or a team"
		}
	case DoRun:
	case DoTask:
		only.Text, only.Within, what = a.Text, a.Within, "write what is to be done, in at most 255 bytes, within a year"
		if strings.TrimSpace(a.Text) != "" && len(a.Text) <= 255 && a.Within >= 0 && a.Within <= maxTaskTime {
			what = ""
		}
	case DoProcess:
		only.Process, what = a.Process, "name a process as the CRM does, in at most 128 letters, digits and _ . -"
		if processName(a.Process) {
			what = ""
		}
	case DoMove:
		if only.Stage = a.Stage; a.Stage == "" {
			what = "name a stage"
		}
	case DoWebhook:
		if only.Endpoint = a.Endpoint; a.Endpoint == "" {
			what = "name a webhook"
		}
	default:
		return "there is no such action"
	}
	if what == "" && only != a {
		what = "it takes nothing else"
	}
	return what
}

func processName(s string) bool {
	return s != "" && len(s) <= 128 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '.' && r != '-'
	})
}

// Task is the thing to do that the action makes, of something that happened then.
func (a Action) Task(card CardRef, mark string, at time.Time) CardTask {
	within := a.Within
	if within == 0 {
		within = taskTime
	}
	return CardTask{Card: card, Mark: mark, Title: a.Text, Due: at.Add(within)}
}

// Actor is who does what the rule does.
func (a Automation) Actor() Actor {
	return Actor{Name: a.Title, Role: RoleAdmin, Rights: Automatic.Rights}
}

// Button says whether the rule is a button in the dialog.
func (a Automation) Button(d Dialog) bool {
	return a.When.Kind == WhenPressed && !a.Off && d.Open() && a.If.Fits(d)
}

// Occurrence is something that happened upon which a rule acts, not before a moment.
type Occurrence struct {
	Event Event
	Due   time.Time
}

// Occurs are what a change says has happened upon which the rule acts. words are those
// of a text. Pure: the same change, told again, gives the same.
func (a Automation) Occurs(r FeedRecord, words func(string) []string) []Occurrence {
	if a.Off {
		return nil
	}
	var out []Occurrence
	switch a.When.Kind {
	case WhenUnanswered:
		return a.waits(r)
	case WhenMoved:
		return a.moved(r)
	}
	for _, e := range r.Events() {
		if a.upon(e, r, words) {
			if e.Kind == EventHandover { // which is told of by the dialog that ends
				e.Dialog = NewDialogID(e.Customer, r.Dialog.New.Number+1)
			}
			out = append(out, Occurrence{e, e.At.Add(a.When.For)})
		}
	}
	return out
}

// upon says whether the rule acts upon an event.
func (a Automation) upon(e Event, r FeedRecord, words func(string) []string) bool {
	switch a.When.Kind {
	case WhenOpened:
		return e.Kind == EventDialogOpened && a.If.might(r)
	case WhenAssigned:
		return e.Kind == EventDialogAssigned && a.If.might(r)
	case WhenHandedOver:
		return e.Kind == EventHandover && a.If.might(r)
	case WhenClosed:
		return e.Kind == EventDialogClosed && a.If.might(r) && (e.Code == string(ClosedByHand) || e.Code == string(ClosedIdle))
	case WhenRunDone:
		return e.Kind == EventRunDone
	case WhenFilled:
		return e.Kind == EventFieldFilled && (a.When.Field == "" || e.Field == a.When.Field)
	case WhenProposed:
		return e.Kind == EventProposalCreated && (a.When.Field == "" || e.Field == a.When.Field)
	case WhenMessage:
		return e.Kind == EventMessageCreated && e.Code == string(ByCustomer) && a.When.says(r.Message.New.Text, words)
	}
	return false
}

// might says whether a dialog that changed may fit; labels and the card may come until
// the rule acts.
func (c Condition) might(r FeedRecord) bool {
	return r.Dialog == nil || r.Dialog.New == nil || anyOf(c.Lines, r.Dialog.New.Line) && anyOf(c.Channels, r.Dialog.New.Channel)
}

// says says whether a text has any of the words.
func (t Trigger) says(text string, words func(string) []string) bool {
	if len(t.Words) == 0 {
		return true
	}
	said := words(text)
	return slices.ContainsFunc(t.Words, func(phrase string) bool {
		sought := words(phrase)
		for i := 0; len(sought) > 0 && i+len(sought) <= len(said); i++ {
			if slices.Equal(said[i:i+len(sought)], sought) {
				return true
			}
		}
		return false
	})
}

// waits: a dialog in which it begins to be the operator's turn.
func (a Automation) waits(r FeedRecord) []Occurrence {
	if r.Dialog == nil || r.Dialog.New == nil || !a.If.might(r) {
		return nil
	}
	d := *r.Dialog.New
	if !d.Open() || d.Turn != TurnOperator || r.Dialog.Old != nil && r.Dialog.Old.Turn == TurnOperator {
		return nil
	}
	return []Occurrence{a.unanswered(d, fmt.Sprint(r.Dialog.Version))}
}

// Waited is that the dialog, in which it is the operator's turn as the rule comes to hold,
// is not answered. Its event is the same until the rule comes to hold anew.
func (a Automation) Waited(d Dialog) Occurrence {
	return a.unanswered(d, "waited", fmt.Sprint(a.Holds))
}

// unanswered: since the last message, or since the dialog was opened.
func (a Automation) unanswered(d Dialog, mark ...string) Occurrence {
	since := d.OpenedAt
	if d.LastAt().After(since) {
		since = d.LastAt()
	}
	e := Event{Kind: EventUnanswered, At: since, Line: d.Line, Customer: d.Customer, Dialog: d.ID, Message: d.LastSpoken, Team: d.Team}
	return Occurrence{e.with(append([]string{string(d.ID)}, mark...)...), since.Add(a.When.For)}
}

// moved: a deal that is in another stage now.
func (a Automation) moved(r FeedRecord) []Occurrence {
	if r.Annotations != nil && r.Annotations.New != nil {
		return a.seenMoved(*r.Annotations.New, r.Annotations)
	}
	if r.Card == nil || r.Card.Old == nil || r.Card.New == nil {
		return nil
	}
	had, now := *r.Card.Old, *r.Card.New
	if now.Ref.Kind != KindDeal || had.Stage == now.Stage && had.Pipeline == now.Pipeline || a.When.Stage != "" && a.When.Stage != now.Stage {
		return nil
	}
	e := Event{Kind: EventCardMoved, Card: now.Ref, Code: string(now.Stage)}
	return []Occurrence{{Event: e.with(now.Ref.String(), fmt.Sprint(r.Card.Version))}}
}

// seenMoved: a deal of a connected CRM that is found to be in another stage.
func (a Automation) seenMoved(m CardAnnotations, c *Change[CardAnnotations]) []Occurrence {
	had := SeenCard{}
	if c.Old != nil {
		had = c.Old.Seen
	}
	if m.Card.Kind != KindDeal || m.Seen.From == "" || m.Seen == had || a.When.Stage != "" && a.When.Stage != m.Seen.Stage {
		return nil
	}
	e := Event{Kind: EventCardMoved, Card: m.Card, Code: string(m.Seen.Stage)}
	return []Occurrence{{Event: e.with(m.Card.String(), fmt.Sprint(c.Version))}}
}
