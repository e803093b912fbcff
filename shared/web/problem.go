package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// The codes of problems that are no refusals (those are desk.Code…). They are
// part of the API: never renamed.
const (
	CodeMalformed        desk.Code = "malformed"              // 400: the body can't be read at all
	CodeUnauthorized     desk.Code = "unauthorized"           // 401
	CodeNoTable          desk.Code = "no_table"               // 422: an imported file, or one without questions
	CodeExtraCells       desk.Code = "extra_cells"            // of a row of an imported table
	CodeOrigin           desk.Code = "origin_not_allowed"     // 403: of a website
	CodeNotFound         desk.Code = "not_found"              // 404
	CodeMethod           desk.Code = "method_not_allowed"     // 405
	CodeConflict         desk.Code = "conflict"               // 409: it changed meanwhile
	CodePrecondition     desk.Code = "precondition_failed"    // 412: If-Match names an older version
	CodeTooLarge         desk.Code = "too_large"              // 413
	CodeMediaType        desk.Code = "unsupported_media_type" // 415
	CodeInvalid          desk.Code = "invalid"                // 422: it can be read, and can never work
	CodeNeedPrecondition desk.Code = "precondition_required"  // 428: If-Match is missing
	CodeTooFast          desk.Code = "too_many_requests"      // 429
	CodeInternal         desk.Code = "internal"               // 500: a fault of ours
	CodeBusy             desk.Code = "busy"                   // 503: the same call may work later
)

// Problem is what goes wrong over HTTP, as RFC 9457 has it, with a stable code.
// https://www.rfc-editor.org/rfc/rfc9457
type Problem struct {
	Type   string    `json:"type" format:"uri-reference" example:"urn:sufler:problem:not_quiet_yet" doc:"Names the kind of problem."`
	Title  string    `json:"title" example:"Conflict" doc:"The status in words."`
	Status int       `json:"status" example:"409" doc:"The HTTP status."`
	Detail string    `json:"detail,omitempty" doc:"What happened and what to do, for a person."`
	Code   desk.Code `json:"code" example:"not_quiet_yet" doc:"A stable name of the problem, for programs."`
	Until  string    `json:"until,omitempty" format:"date-time" example:"2025-03-14T09:10:30.001Z" doc:"When the same request will be allowed, if that is known."`
	Errors []Fault   `json:"errors,omitempty" nullable:"false" doc:"What is wrong with which part of the request."`

	header http.Header
	cause  error
}

// Fault is one part of a request that is wrong.
type Fault struct {
	Where  string `json:"where" example:"body.values.budget" doc:"The part."`
	Detail string `json:"detail" doc:"What is wrong with it."`
	Code   string `json:"code,omitempty" example:"missing" doc:"What is wrong, for programs: missing: it is not there, and must be; phone: it is no phone, neither as one is dialled in the settings' country nor with + and a country's code; type_integer and its like: what the field takes; too_long, too_many and their like: past a bound, which values has. Others name a rule. Absent: the detail alone says what is wrong."`
	// Values are what a sentence about the code fills in.
	Values map[string]string `json:"values,omitempty" doc:"What a sentence about the code fills in: n is a bound."`
}

// FaultMissing is the code of a part that is not there, and must be.
const FaultMissing = "missing"

// FaultPhone is the code of a value that is no phone.
const FaultPhone = "phone"

// NewProblem makes a problem.
func NewProblem(status int, code desk.Code, detail string) *Problem {
	return &Problem{
		Type: "urn:sufler:problem:" + string(code), Title: http.StatusText(status), Status: status,
		Code: code, Detail: detail, header: http.Header{},
	}
}

// With adds a header to the answer.
func (p *Problem) With(header, value string) *Problem {
	p.header.Set(header, value)
	return p
}

// After says when to try again.
func (p *Problem) After(wait time.Duration) *Problem {
	return p.With("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
}

// Of keeps what caused it, for the log.
func (p *Problem) Of(cause error) *Problem {
	p.cause = cause
	return p
}

// Error makes it an error that says what went wrong to whoever asked.
func (p *Problem) Error() string { return string(p.Code) + ": " + p.Detail }

// Unwrap gives what caused it; never shown.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus, GetHeaders and ContentType are what an HTTP framework asks of an
// error (huma does).
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are the headers that go with the problem.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType is always a problem's.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// retryAfter is when to try again what is busy now.
const retryAfter = 2 * time.Second

// ProblemOf makes a problem of any error: the one place where desk's kinds
// become statuses. What is not told in words for the asker is left out.
func ProblemOf(err error) *Problem {
	var p *Problem
	var no *desk.Refusal
	var large *http.MaxBytesError
	var later *desk.Later
	var away *desk.Away
	var wrong *desk.WrongSettings
	var part *desk.WrongPart
	var input *desk.WrongInput
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &no):
		p = refused(no)
	case errors.As(err, &large):
		p = NewProblem(http.StatusRequestEntityTooLarge, CodeTooLarge, "The body is larger than "+strconv.FormatInt(large.Limit, 10)+" bytes.")
	case errors.As(err, &wrong):
		p = NewProblem(http.StatusUnprocessableEntity, CodeInvalid, plain(err, desk.ErrInvalid))
		for _, f := range wrong.Faults {
			p.Errors = append(p.Errors, faultOf(f))
		}
	case errors.As(err, &part):
		p = NewProblem(http.StatusUnprocessableEntity, CodeInvalid, plain(err, desk.ErrInvalid))
		p.Errors = append(p.Errors, Fault{Where: "body." + part.Name, Detail: part.Text, Code: part.Code, Values: part.Values})
	case errors.As(err, &input):
		p = NewProblem(http.StatusUnprocessableEntity, CodeInvalid, plain(err, desk.ErrInvalid))
		p.Errors = append(p.Errors, Fault{Where: "body", Detail: input.Text, Code: input.Code, Values: input.Values})
	case errors.Is(err, desk.ErrInvalid):
		p = NewProblem(http.StatusUnprocessableEntity, CodeInvalid, plain(err, desk.ErrInvalid))
	case errors.Is(err, desk.ErrNotFound):
		p = NewProblem(http.StatusNotFound, CodeNotFound, "There is nothing here, or nothing for you: "+plain(err, desk.ErrNotFound))
	case errors.Is(err, desk.ErrConflict):
		p = NewProblem(http.StatusConflict, CodeConflict, "It changed meanwhile. Read it again and repeat.")
	case errors.As(err, &later):
		p = NewProblem(http.StatusServiceUnavailable, CodeBusy, "Not now: "+later.Why+". The same request may work then.").After(retryAfter)
		p.Until = Stamp(later.Until)
	case errors.As(err, &away):
		p = NewProblem(http.StatusServiceUnavailable, CodeBusy, "Not now. The connection "+string(away.Connection)+" failed: "+plain(away.Cause, desk.ErrBusy)+" The same request may work in a moment.").After(retryAfter)
	case errors.Is(err, desk.ErrBusy):
		p = NewProblem(http.StatusServiceUnavailable, CodeBusy, "Not now; the same request may work in a moment.").After(retryAfter)
	default:
		p = NewProblem(http.StatusInternalServerError, CodeInternal, "Something went wrong on our side. It was logged.")
	}
	p.cause = err
	return p
}

// faultOf is a setting of a connection that is missing or wrong.
func faultOf(s desk.SettingFault) Fault {
	f := Fault{Where: "body.options." + s.Name, Detail: s.Text, Code: s.Code, Values: s.Values}
	if s.Secret {
		f.Where = "body.secrets." + s.Name
	}
	if s.Missing {
		f.Code = FaultMissing
	}
	return f
}

func refused(no *desk.Refusal) *Problem {
	status := http.StatusConflict
	switch {
	case no.Code == desk.CodeForbidden:
		status = http.StatusForbidden
	case no.Code == desk.CodeSignInFailed, no.Code == desk.CodeNoAccount, no.Code == desk.CodeSignInUnfinished:
		status = http.StatusUnauthorized
	case no.Code == desk.CodeTooManyAttempts:
		status = http.StatusTooManyRequests
	case errors.Is(no, desk.ErrInvalid):
		status = http.StatusUnprocessableEntity
	case errors.Is(no, desk.ErrNotFound):
		status = http.StatusNotFound
	case errors.Is(no, desk.ErrBusy):
		status = http.StatusServiceUnavailable
	}
	p := NewProblem(status, no.Code, no.Text)
	if !no.Until.IsZero() {
		p.Until = Stamp(no.Until)
		if status == http.StatusTooManyRequests {
			p.With("Retry-After", no.Until.Add(time.Second).UTC().Format(http.TimeFormat))
		}
	}
	return p
}

// plain is an error's text as a sentence, without the name of its kind and
// without what was said twice on its way up.
func plain(err, kind error) string {
	var said []string
	for part := range strings.SplitSeq(strings.ReplaceAll(err.Error(), "\n", "; "), ": ") {
		part = strings.TrimSpace(part)
		if part != "" && part != kind.Error() && (len(said) == 0 || said[len(said)-1] != part) {
			said = append(said, part)
		}
	}
	if len(said) == 0 {
		return "This is " + kind.Error() + "."
	}
	s := strings.TrimRight(strings.Join(said, ": "), ".")
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// Stamp writes a moment as all our answers do: RFC 3339, UTC, milliseconds.
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// WriteProblem answers with the error's problem.
func WriteProblem(w http.ResponseWriter, err error) {
	p := ProblemOf(err)
	h := w.Header()
	for name, values := range p.header {
		h[name] = values
	}
	h.Set("Content-Type", p.ContentType(""))
	h.Set("Cache-Control", "no-store")
	writeJSON(w, p.Status, p)
}

// writeJSON answers with v. An error in writing is the caller's connection's.
func writeJSON(w http.ResponseWriter, status int, v any) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}

// NoSuchPage is the answer to an address that we don't serve.
func NoSuchPage(w http.ResponseWriter, _ *http.Request) {
	WriteProblem(w, NewProblem(http.StatusNotFound, CodeNotFound, "There is nothing at this address."))
}

// NoSuchMethod is the answer to a method that an address does not take.
func NoSuchMethod(allow string) *Problem {
	return NewProblem(http.StatusMethodNotAllowed, CodeMethod, "This address takes "+allow+".").With("Allow", allow)
}
