// Package model is how language models are asked, whoever asks and whatever for: the
// prompt, the one tool, how an answer ends, what it used and costs. A plug adds one
// thing, a Model: one call to one vendor. What reads dialogs with one is shared/reader,
// what chooses among answers shared/picking.
package model

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Model is one call to a language model. Its errors wrap desk's kinds: ErrBusy
// when the same call may work later, ErrInvalid when somebody must change a
// setting first. A call that ended early is no error: Answer.Stop says how.
// Asking twice costs twice and changes nothing else.
type Model interface {
	Ask(ctx context.Context, p Prompt) (Answer, error)
	About() About
}

// About is what runs and bills say of a model.
type About struct {
	Reader string // the plug's name: "bedrock", "openai"
	Model  string // the model's, as settings and bills call it
	Price  Price  // the list price; zero: it is not known, or there is none
}

// Prompt is what a model is asked.
type Prompt struct {
	System string // the rules: the same for every company and every chat
	User   string // the data in its fence, then the question
	Tool   Tool   // the one tool the answer must use
	// MaxTokens is how long the answer may be, in tokens.
	MaxTokens int
}

// Stop is how a model's answer ended.
type Stop string

// The ways to end.
const (
	StopDone      Stop = "done"
	StopLength    Stop = "length"    // cut at MaxTokens
	StopMalformed Stop = "malformed" // the vendor could not read the model's own answer
	StopWindow    Stop = "window"    // the prompt does not fit into the model
	StopRefused   Stop = "refused"   // the model, a filter or a guardrail would not
)

// Answer is what a model said.
type Answer struct {
	// Input is the tool call's input, JSON as the model wrote it; nil: the tool
	// was not called.
	Input []byte
	// Text is what it said beside or instead of the tool call.
	Text  string
	Stop  Stop
	Usage desk.Usage // MicroUSD is not yet set
}

// Tool is the one function a model may call. Its schema is the same for all
// companies, fields are data in the prompt: a schema per company would be
// compiled anew for each (minutes, on Bedrock), and a field's name would become
// part of the model's language.
type Tool struct {
	Name        string
	Description string
	Schema      Schema
}

// Schema is the part of JSON Schema 2020-12 that we use. A struct, not a map:
// models write an object in the order of its schema, and the quote must come
// before the value that is read out of it. Both tag sets are needed: "document"
// is the AWS SDK's.
type Schema struct {
	Type        string      `json:"type" document:"type"`
	Description string      `json:"description,omitempty" document:"description,omitempty"`
	Properties  *Properties `json:"properties,omitempty" document:"properties,omitempty"`
	Items       *Schema     `json:"items,omitempty" document:"items,omitempty"`
	Required    []string    `json:"required,omitempty" document:"required,omitempty"`
	Closed      *bool       `json:"additionalProperties,omitempty" document:"additionalProperties,omitempty"`
}

// Properties are the properties of all tools' objects in the order in which they are
// to be written: what a value follows from comes before it.
type Properties struct {
	Answers    *Schema `json:"answers,omitempty" document:"answers,omitempty"`
	Open       *Schema `json:"open,omitempty" document:"open,omitempty"`
	Entry      *Schema `json:"entry,omitempty" document:"entry,omitempty"`
	Summary    *Schema `json:"summary,omitempty" document:"summary,omitempty"`
	Values     *Schema `json:"values,omitempty" document:"values,omitempty"`
	Field      *Schema `json:"field,omitempty" document:"field,omitempty"`
	Quote      *Schema `json:"quote,omitempty" document:"quote,omitempty"`
	Message    *Schema `json:"message,omitempty" document:"message,omitempty"`
	Value      *Schema `json:"value,omitempty" document:"value,omitempty"`
	Confidence *Schema `json:"confidence,omitempty" document:"confidence,omitempty"`
	Text       *Schema `json:"text,omitempty" document:"text,omitempty"`
}
