package web

// Call is one call that is served beside the API's, as the documentation shows it.
// Who serves it makes its description, so that they can't part.
type Call struct {
	Method, Path, ID, Tag string
	Summary, Description  string
	Params                []Param
	// Session says whose calls it takes: those with a visitor's token.
	Session Session
	// Body and Answer are of the types that are decoded and encoded; nil: nothing.
	Body, Answer any
}

// Param is a part of a call's path or query.
type Param struct {
	In, Name, Doc string
	Type          string // of JSON Schema; "": a word in a path, a whole number in a query
}

// Session says whether a call needs a visitor's token.
type Session int

// NoSession asks for none, WithSession refuses without one, and AnySession takes
// one and does without.
const (
	NoSession Session = iota
	WithSession
	AnySession
)
