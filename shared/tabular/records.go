package tabular

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// The file of one person is one JSON object: "format", and "records", a line each. What
// stands in it is in shared/web/api/README.md, under "Handing out a person's data".
const (
	recordsHead = "{\"format\":\"sufler-person-1\",\"records\":[\n"
	recordsTail = "\n]}\n"
	between     = ",\n"
)

// Records are pieces of the file: each begins with what parts it from the one before.
func (Writer) Records(rs []desk.Record) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, r := range rs {
		b.WriteString(between)
		if err := enc.Encode(recordOf(r)); err != nil {
			return nil, err
		}
		b.Truncate(b.Len() - 1) // the encoder's own line break
	}
	return b.Bytes(), nil
}

// recordsFile puts the pieces together, the first without what would part it.
func recordsFile(w io.Writer, next func() ([]byte, error)) error {
	piece := []byte(recordsHead)
	for first := true; ; {
		if _, err := w.Write(piece); err != nil {
			return err
		}
		var err error
		if piece, err = next(); errors.Is(err, io.EOF) {
			_, err = io.WriteString(w, recordsTail)
			return err
		} else if err != nil {
			return err
		}
		if first {
			piece, first = bytes.TrimPrefix(piece, []byte(between)), false
		}
	}
}

type cardLine struct {
	Record    string      `json:"record"`
	Ref       string      `json:"ref"`
	Kind      string      `json:"kind"`
	Title     string      `json:"title,omitempty"`
	Pipeline  string      `json:"pipeline,omitempty"`
	Stage     string      `json:"stage,omitempty"`
	CreatedAt time.Time   `json:"createdAt,omitzero"`
	UpdatedAt time.Time   `json:"updatedAt,omitzero"`
	Values    []valueLine `json:"values"`
	Unread    bool        `json:"unread,omitempty"`
}

type valueLine struct {
	Field      string    `json:"field"`
	Title      string    `json:"title,omitempty"`
	Value      string    `json:"value"`
	Offered    bool      `json:"offered,omitempty"`
	Run        string    `json:"run,omitempty"`
	Quote      string    `json:"quote,omitempty"`
	QuotedFrom desk.Seq  `json:"quotedFrom,omitempty"`
	QuotedAt   time.Time `json:"quotedAt,omitzero"`
	Second     string    `json:"secondQuote,omitempty"`
	SecondFrom desk.Seq  `json:"secondQuotedFrom,omitempty"`
}

type entryLine struct {
	Record string    `json:"record"`
	Card   string    `json:"card"`
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"`
	Kind   string    `json:"kind"`
	Field  string    `json:"field,omitempty"`
	Old    string    `json:"old,omitempty"`
	New    string    `json:"new,omitempty"`
	Quote  string    `json:"quote,omitempty"`
	Dialog string    `json:"dialog,omitempty"`
	Run    string    `json:"run,omitempty"`
	Text   string    `json:"text,omitempty"`
}

type customerLine struct {
	Record    string    `json:"record"`
	ID        string    `json:"id"`
	Line      string    `json:"line"`
	Contact   string    `json:"contact,omitempty"`
	User      string    `json:"messengerId,omitempty"`
	Also      string    `json:"otherMessengerId,omitempty"`
	Name      string    `json:"name,omitempty"`
	Username  string    `json:"username,omitempty"`
	Phone     string    `json:"phone,omitempty"`
	Email     string    `json:"email,omitempty"`
	Language  string    `json:"language,omitempty"`
	Photo     bool      `json:"photo,omitempty"`
	FirstAt   time.Time `json:"firstAt,omitzero"`
	BlockedAt time.Time `json:"blockedAt,omitzero"`
}

type dialogLine struct {
	Record   string    `json:"record"`
	ID       string    `json:"id"`
	Customer string    `json:"customer"`
	Line     string    `json:"line"`
	Channel  string    `json:"channel"`
	State    string    `json:"state"`
	After    desk.Seq  `json:"after"`
	Last     desk.Seq  `json:"last"`
	OpenedAt time.Time `json:"openedAt"`
	ClosedAt time.Time `json:"closedAt,omitzero"`
	Operator string    `json:"operator,omitempty"`
	Team     string    `json:"team,omitempty"`
	Topic    string    `json:"topic,omitempty"`
	Labels   []string  `json:"labels,omitempty"`
	Cards    []string  `json:"cards,omitempty"`
	Readings []runLine `json:"readings,omitempty"`
}

type runLine struct {
	ID        string      `json:"id"`
	State     string      `json:"state"`
	AskedAt   time.Time   `json:"askedAt"`
	By        string      `json:"by,omitempty"`
	Card      string      `json:"card,omitempty"`
	Reader    string      `json:"reader,omitempty"`
	Model     string      `json:"model,omitempty"`
	Summary   string      `json:"summary,omitempty"`
	Summaries []string    `json:"summariesByPeople,omitempty"`
	Found     []foundLine `json:"found,omitempty"`
}

type foundLine struct {
	valueLine
	Outcome  string `json:"outcome"`
	Old      string `json:"old,omitempty"`
	Decision string `json:"decision,omitempty"`
	By       string `json:"decidedBy,omitempty"`
}

type messageLine struct {
	Record      string     `json:"record"`
	Customer    string     `json:"customer"`
	Seq         desk.Seq   `json:"seq"`
	At          time.Time  `json:"at"`
	From        string     `json:"from"`
	Operator    string     `json:"operator,omitempty"`
	Text        string     `json:"text,omitempty"`
	Pressed     string     `json:"pressed,omitempty"`
	Files       []fileLine `json:"files,omitempty"`
	Earlier     []saidLine `json:"versions,omitempty"`
	Reactions   []saidLine `json:"reactions,omitempty"`
	Good        []bool     `json:"ratedGood,omitempty"`
	Deleted     bool       `json:"deleted,omitempty"`
	Forwarded   bool       `json:"forwarded,omitempty"`
	Status      string     `json:"status,omitempty"`
	Undelivered string     `json:"undelivered,omitempty"`
	Unread      string     `json:"unread,omitempty"`
}

type saidLine struct {
	At   time.Time `json:"at,omitzero"`
	By   string    `json:"by,omitempty"`
	Text string    `json:"text"`
}

type fileLine struct {
	Kind       string  `json:"kind"`
	Name       string  `json:"name,omitempty"`
	Type       string  `json:"type,omitempty"`
	Size       int64   `json:"size,omitempty"`
	Stored     bool    `json:"stored"`
	Seconds    float64 `json:"seconds,omitempty"`
	Transcript string  `json:"transcript,omitempty"`
	Phone      string  `json:"phone,omitempty"`
	Address    string  `json:"address,omitempty"`
	Lat        float64 `json:"lat,omitempty"`
	Long       float64 `json:"long,omitempty"`
}
