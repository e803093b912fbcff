package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// Codes of what can be wrong with an Idempotency-Key.
const (
	CodeKeyReused  desk.Code = "idempotency_key_reused" // 422: used with another request
	CodeInProgress desk.Code = "request_in_progress"    // 409: the first one is not finished
)

// onceLease is how long a request may take before another with its key is let
// through: longer than any request takes, so only after a crash. API Gateway
// gives up on one after 30 s.
const onceLease = 35 * time.Second

// once lets a POST with an Idempotency-Key happen once per asker, method and
// path. What succeeded is answered again as it was; what failed may be asked
// again. If we die between the effect and its note, the repeat does it again
// under the same names (call.id), which is harmless.
func (s *server) once(next http.Handler, w http.ResponseWriter, r *http.Request) {
	c := callOf(r.Context())
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.problem(w, r, readError(err))
		return
	}
	given := r.Header.Get("Idempotency-Key")
	if len(given) > 255 || strings.TrimSpace(given) != given {
		s.problem(w, r, fmt.Errorf("%w: the Idempotency-Key must have 1 to 255 bytes", desk.ErrInvalid))
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	key := desk.Digest("", c.asker(), r.Method, r.URL.Path, given)
	if what := about(r.URL.Path, body); what != "" {
		key = what + "/" + key
	}
	// The content is part of the name: another content is another effect.
	c.effect = key + hash

	done, err := s.IdempotencyStore.Begin(r.Context(), key, hash, s.Now(), s.Now().Add(onceLease))
	if err != nil {
		s.problem(w, r, s.notOnce(err))
		return
	}
	if done != nil {
		w.Header().Set("Idempotency-Replayed", "true")
		w.Header().Set("Content-Type", done.Type)
		w.WriteHeader(done.Status)
		_, _ = w.Write(done.Body)
		return
	}
	rec := newRecorder()
	next.ServeHTTP(rec, r)
	if err := s.finish(r, c, key, hash, rec); err != nil {
		// The effect stands, and repeating it is harmless: the answer goes out.
		s.note(r.Context(), r.Method, r.URL.Path, fmt.Errorf("note the answer: %w", err))
	}
	rec.copyTo(w)
}

// asker names whose Idempotency-Keys are told apart: a key's, or an operator's.
func (c *call) asker() string {
	if c.Key == "" {
		return "operator " + string(c.Operator)
	}
	return string(c.Key)
}

// about is what a request is about: the dialog, run, card or customer that its
// path names, else its body's customer or contact; "": none. Its stored answer
// goes with that.
func about(path string, body []byte) string {
	parts := strings.Split(strings.TrimPrefix(path, "/v1/"), "/")
	if what := parts[0]; len(parts) > 1 && len(parts[1]) <= 140 && (what == "dialogs" || what == "runs" || what == "cards") {
		return parts[1]
	}
	var of struct{ Customer, Contact string }
	if json.Unmarshal(body, &of) != nil || len(of.Customer)+len(of.Contact) > 140 || strings.Contains(of.Customer+of.Contact, "/") {
		return ""
	}
	return cmp.Or(of.Customer, of.Contact)
}

// finish stores a success for repeats, and frees the key of everything else.
func (s *server) finish(r *http.Request, c *call, key, hash string, rec *recorder) error {
	// The asker may have gone; what happened is noted all the same.
	ctx := context.WithoutCancel(r.Context())
	if rec.status < 200 || rec.status > 299 {
		return s.IdempotencyStore.Abandon(ctx, key, hash)
	}
	a := desk.Answer{Status: rec.status, Type: rec.header.Get("Content-Type"), Body: rec.body.Bytes()}
	if c.kept != nil {
		b, err := json.Marshal(c.kept)
		if err != nil {
			return fmt.Errorf("answer to keep: %w", err)
		}
		a.Body = b
	}
	return s.IdempotencyStore.Finish(ctx, key, hash, a, s.Now())
}

func (s *server) notOnce(err error) error {
	switch {
	case errors.Is(err, desk.ErrConflict):
		return web.NewProblem(http.StatusConflict, CodeInProgress, "A request with this Idempotency-Key is under way. Ask again in a moment.").After(2 * time.Second)
	case errors.Is(err, desk.ErrInvalid):
		return web.NewProblem(http.StatusUnprocessableEntity, CodeKeyReused, "This Idempotency-Key was used with another request. Take a new one.")
	}
	return fmt.Errorf("idempotency key: %w", err)
}

// readError is the answer to a body that can't be read to its end.
func readError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return web.NewProblem(http.StatusBadRequest, web.CodeMalformed, "The body could not be read to its end.")
}

// recorder holds an answer back.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{header: http.Header{}, status: http.StatusOK} }

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func (r *recorder) copyTo(w http.ResponseWriter) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body.Bytes())
}
