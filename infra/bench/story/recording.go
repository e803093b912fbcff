package story

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Recording is what the scripts used on servers, as it went over the wire.
type Recording struct {
	Day     string            `json:"day"`     // 2026-11-22
	Machine string            `json:"machine"` // whose milliseconds these are
	Servers map[string]string `json:"servers"` // with their versions
	Parts   []Part            `json:"parts"`
}

// Part is a stretch of a story and what it used.
type Part struct {
	Story string `json:"story"`
	Name  string `json:"name"`
	Of    int    `json:"of"` // how many it holds: messages, dialogs, runs or minutes

	Requests  int            `json:"requests"` // of the HTTP API
	Calls     []Call         `json:"calls"`
	Functions []Function     `json:"functions"`
	States    map[string]int `json:"states,omitempty"` // that executions entered: each is a paid transition
}

// Call is how often one function, or something of AWS's own, made one call.
type Call struct {
	By        string `json:"by"`      // a function; "closing steps"; "event source"
	Service   string `json:"service"` // DynamoDB, SQS, Step Functions, Bedrock, SSM, S3
	Operation string `json:"operation"`
	// Setup: it reads what the company set up, as a function does when it starts
	// and then once a minute, however much or little there is to do.
	Setup bool `json:"setup,omitempty"`
	// Empty: a receive that brought nothing.
	Empty  bool    `json:"empty,omitempty"`
	Count  int     `json:"count"`
	Writes float64 `json:"writes,omitempty"` // units, as DynamoDB says
	Reads  float64 `json:"reads,omitempty"`
}

// Function is what a function was billed for.
type Function struct {
	Name         string `json:"name"`
	Invocations  int    `json:"invocations"`
	Milliseconds int    `json:"milliseconds"` // each begun one, of all invocations
	MemoryMB     int    `json:"memoryMB"`     // as the template gives it
	Starts       int    `json:"starts,omitempty"`
	StartMS      int    `json:"startMS,omitempty"` // of all starts
}

// The services' names in a recording.
const (
	DynamoDB      = "DynamoDB"
	SQS           = "SQS"
	StepFunctions = "Step Functions"
	Bedrock       = "Bedrock"
)

// Who else calls.
const (
	Steps       = "closing steps"
	EventSource = "event source" // Lambda's own poller of a queue
)

// Read reads a recording.
func Read(raw []byte) (Recording, error) {
	var r Recording
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return Recording{}, fmt.Errorf("recording: %w", err)
	}
	return r, nil
}

// flat is what json.MarshalIndent makes of an object that holds no other.
var flat = regexp.MustCompile(`\{\n[^{}\[\]]*\}`)

// Write writes a recording, each call on a line of its own, so that a difference
// can be read.
func (r Recording) Write() ([]byte, error) {
	raw, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	raw = flat.ReplaceAllFunc(raw, func(object []byte) []byte {
		return []byte(strings.Join(strings.Fields(string(object)), " "))
	})
	return append(raw, '\n'), nil
}

// Part is the part of that name; false: nobody recorded it.
func (r Recording) Part(story, name string) (Part, bool) {
	for _, p := range r.Parts {
		if p.Story == story && p.Name == name {
			return p, true
		}
	}
	return Part{}, false
}

// Transitions are the states that were entered.
func (p Part) Transitions() int {
	n := 0
	for _, entered := range p.States {
		n += entered
	}
	return n
}

// Add adds a call.
func (p *Part) Add(c Call) {
	for i, have := range p.Calls {
		if have.By == c.By && have.Service == c.Service && have.Operation == c.Operation && have.Setup == c.Setup && have.Empty == c.Empty {
			p.Calls[i].Count += c.Count
			p.Calls[i].Writes += c.Writes
			p.Calls[i].Reads += c.Reads
			return
		}
	}
	p.Calls = append(p.Calls, c)
	slices.SortFunc(p.Calls, func(a, b Call) int {
		return cmp.Or(strings.Compare(a.By, b.By), strings.Compare(a.Service, b.Service), strings.Compare(a.Operation, b.Operation),
			cmp.Compare(btoi(a.Setup), btoi(b.Setup)), cmp.Compare(btoi(a.Empty), btoi(b.Empty)))
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// IsSetup says whether reading an item of this partition is reading anew what
// the company set up: the functions of messages keep all of it for a minute, the
// API only its keys. Every start reads WARM, to open the connection.
func IsSetup(by, pk string) bool {
	switch kind, _, _ := strings.Cut(pk, "#"); kind {
	case "WARM", "SEED", "KEYS":
		return true
	case "SETTINGS", "LINES", "SECRETS", "FIELDS", "PIPELINES":
		return by == "webhook" || by == "analyze" || by == "jobs"
	}
	return false
}

// Counts is the part without what differs each time: what functions read when
// they start and once a minute, how the event source polls and puts messages
// into batches, and all times.
func (p Part) Counts() Part {
	p.Functions = nil
	p.Calls = slices.DeleteFunc(slices.Clone(p.Calls), func(c Call) bool { return c.Setup || c.Service == "SSM" || c.Operation == "ReceiveMessage" })
	return p
}
