package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// EndpointID names an address of the company's that is told what happens.
type EndpointID string

// Include is how much an endpoint is told.
type Include string

// How much.
const (
	IncludeData Include = "data" // what an administrator sees of it, as it is when it is sent
	IncludeIDs  Include = "ids"  // ids and codes: whoever is told asks for the rest
)

// Endpoint is an address of the company's that is told what happens (BX-16), signed
// as Standard Webhooks says.
type Endpoint struct {
	ID      EndpointID
	URL     string
	Title   string
	Kinds   []EventKind
	Include Include
	// Off: it is told nothing, and OffReason says why, in words.
	Off       bool
	OffReason string
	OffCode   EndpointOff // the same, for programs
	// Secret signs. Old signs beside it until OldUntil, so that whoever verifies has
	// time to change.
	Secret, Old string
	OldUntil    time.Time
	CreatedAt   time.Time
	Version     int64
}

// EndpointOff is why an endpoint is off.
type EndpointOff string

// Why an endpoint is off.
const (
	OffByHand  EndpointOff = "by_hand"
	OffGone    EndpointOff = "gone"    // it answered 410
	OffFailing EndpointOff = "failing" // each time, for days
)

// Endpoints: how many, and for how long.
const (
	MaxEndpoints  = 20
	OldSecretLife = 24 * time.Hour
	// EndpointTime is how long an address has to answer.
	EndpointTime = 15 * time.Second
	// DeliveryLife is how long what was told is kept in the log.
	DeliveryLife = 30 * 24 * time.Hour
	// brokenFor is how long an address may fail each time before it is switched off.
	brokenFor = 5 * 24 * time.Hour
)

// Check says what is wrong with the endpoint but for its address. *WrongPart.
func (w Endpoint) Check() error {
	switch {
	case len(w.Kinds) == 0:
		return &WrongPart{Name: "kinds", Text: "name at least one kind of event", Code: "event_kinds"}
	case w.Include != IncludeData && w.Include != IncludeIDs:
		return &WrongPart{Name: "include", Text: "write data or ids", Code: "one_of", Values: map[string]string{"n": "data, ids"}}
	case len(w.URL) > 2048:
		return &WrongPart{Name: "url", Text: "an address has at most 2048 characters", Code: "too_long", Values: map[string]string{"n": "2048"}}
	}
	all := EventKinds()
	for _, k := range w.Kinds {
		if !slices.Contains(all, k) {
			names := make([]string, len(all))
			for i, known := range all {
				names[i] = string(known)
			}
			return &WrongPart{Name: "kinds", Text: fmt.Sprintf("there is no event %q: write %s", k, strings.Join(names, ", ")), Code: "one_of", Values: map[string]string{"n": strings.Join(names, ", ")}}
		}
	}
	return nil
}

// Wants says whether the endpoint is told of events of a kind.
func (w Endpoint) Wants(k EventKind) bool { return !w.Off && slices.Contains(w.Kinds, k) }

// After is the endpoint as it follows on another: whom it is switched on for is given
// no reason any more.
func (w Endpoint) After(had Endpoint) Endpoint {
	switch {
	case !w.Off:
		w.OffCode, w.OffReason = "", ""
	case !had.Off:
		w.OffCode, w.OffReason = OffByHand, "An administrator switched it off."
	}
	return w
}

// Rotated is the endpoint with a new secret; the one it had signs along for a day. An
// older one does not any more.
func (w Endpoint) Rotated(secret string, now time.Time) Endpoint {
	w.Old, w.OldUntil, w.Secret = w.Secret, now.Add(OldSecretLife), secret
	return w
}

// Secrets are those that sign now, the newest first.
func (w Endpoint) Secrets(now time.Time) []string {
	if w.Old == "" || !now.Before(w.OldUntil) {
		return []string{w.Secret}
	}
	return []string{w.Secret, w.Old}
}

// EndpointHealth is how an address has answered lately: the zero value is well.
type EndpointHealth struct {
	Failures int       // in a row
	Since    time.Time // the first of them
	Rest     time.Time // it is not called before
}

// Failed is the health after one more failure: the address rests, so that one that
// hangs holds up nothing else.
func (h EndpointHealth) Failed(now time.Time) EndpointHealth {
	if h.Failures == 0 {
		h.Since = now
	}
	h.Failures++
	rests := []time.Duration{0, 5 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute}
	h.Rest = now.Add(rests[min(h.Failures, len(rests))-1])
	return h
}

// Rests says whether the address is not called now.
func (h EndpointHealth) Rests(now time.Time) bool { return now.Before(h.Rest) }

// Broken says whether it has failed for days.
func (h EndpointHealth) Broken(now time.Time) bool {
	return h.Failures > 0 && now.Sub(h.Since) >= brokenFor
}

// DeliveryID names one event on its way to one endpoint.
type DeliveryID string

// DeliveryState is how far a delivery is.
type DeliveryState string

// The states. Failed ones are the dead letters: they can be sent again.
const (
	DeliveryWaiting   DeliveryState = "waiting"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryFailed    DeliveryState = "failed"
)

// Delivery is one event on its way to one endpoint, and what came of it. What is sent
// is made of what is stored at that time; a repeat of it carries the same event id.
type Delivery struct {
	ID       DeliveryID
	Endpoint EndpointID
	Event    Event
	State    DeliveryState
	Attempts int
	Status   int           // of the last answer; 0: there was none
	Code     string        // why the last attempt failed
	Took     time.Duration // the last attempt
	TriedAt  time.Time
	Next     time.Time // of a waiting one: when it is tried again
	Version  int64
}

// NewDelivery is an event's delivery to a webhook. Deliveries lie in the order of
// their events.
func NewDelivery(w EndpointID, e Event) Delivery {
	return Delivery{
		ID: DeliveryID(fmt.Sprintf("%016d-%s", max(e.At.UnixMicro(), 0), strings.TrimPrefix(string(e.ID), "evt_"))), Endpoint: w, Event: e, State: DeliveryWaiting, Next: e.At,
	}
}

// Job brings the delivery. It waits in the turn of its endpoint, as a line's jobs do
// in their line's, and holds up no other.
func (d Delivery) Job(due time.Time) Job {
	return Job{
		ID: JobID(Digest("w", string(d.Endpoint), string(d.Event.ID))), Kind: JobWebhook, Line: LineID("_webhook_" + string(d.Endpoint)),
		Endpoint: d.Endpoint, Delivery: d.ID, State: JobQueued, Due: due,
	}
}

// Posted is what came of an attempt.
type Posted struct {
	Status int // 0: no answer
	Code   string
	Took   time.Duration
	After  time.Duration // the address asks not to be called before
}

// Codes of attempts that failed.
const (
	PostedTimeout = "timeout"      // it did not answer in time
	PostedRefused = "no_answer"    // it can't be connected to, or broke off
	PostedAddress = "bad_address"  // it is none that may be called
	PostedStatus  = "bad_status"   // it answered something else than 2xx
	PostedGone    = "gone"         // it answered 410: it wants no more
	PostedRests   = "resting"      // it has failed just now, and was not called
	PostedOff     = "switched_off" // the endpoint was switched off meanwhile
	PostedFault   = "internal"     // a fault of ours
)

// OK says whether the address has taken it.
func (p Posted) OK() bool { return p.Code == "" }

// deliveryWaits is how long to wait after the n-th attempt: three days in all, as
// Standard Webhooks has it.
var deliveryWaits = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// maxRetryAfter is the longest that an address may ask us to wait.
const maxRetryAfter = 24 * time.Hour

// After is the delivery after an attempt.
func (d Delivery) After(p Posted, now time.Time) Delivery {
	d.Attempts, d.Status, d.Code, d.Took, d.TriedAt, d.Next = d.Attempts+1, p.Status, p.Code, p.Took, now, time.Time{}
	switch {
	case p.OK():
		d.State = DeliveryDelivered
	case p.Code == PostedOff, p.Code == PostedGone, p.Code == PostedFault, d.Attempts > len(deliveryWaits):
		d.State = DeliveryFailed
	default:
		d.State, d.Next = DeliveryWaiting, now.Add(max(deliveryWaits[d.Attempts-1], min(p.After, maxRetryAfter)))
	}
	return d
}

// Anew is the delivery as it is when it is to be sent once more.
func (d Delivery) Anew(now time.Time) Delivery {
	d.State, d.Attempts, d.Next = DeliveryWaiting, 0, now
	return d
}

// EventData is what an administrator sees of what an event is about, as far as it is
// there still.
type EventData struct {
	Dialog   *Dialog
	Customer *Customer
	Message  *Message
	Run      *Run
	Card     *Card
}

// Dated is the event with a time, now if the change said none.
func (e Event) Dated(now time.Time) Event {
	e.At = cmp.Or(e.At, now)
	return e
}
