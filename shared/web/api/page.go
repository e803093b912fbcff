package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// Page is a part of a list.
type Page[T any] struct {
	Items []T    `json:"items" nullable:"false" doc:"The items of this page."`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; absent on the last one."`
}

// PageParams ask for a page.
type PageParams struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many items at most."`
	Cursor string `query:"cursor" maxLength:"4096" doc:"The next of the page before."`
}

type body[T any] struct{ Body T }

// made is an answer with its version, and where it lies if it was just made.
type made[T any] struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     T
}

// Time is a moment in an answer: RFC 3339, UTC, milliseconds.
type Time struct{ time.Time }

// MarshalJSON writes the moment.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + web.Stamp(t.Time) + `"`), nil }

// Schema describes it.
func (Time) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Examples: []any{"2025-03-14T09:10:00.000Z"}}
}

// roundsOfPage is how often a list is asked for more while it gives less than
// was asked for.
const roundsOfPage = 10

// gather fills a page with what passes: view says what an item looks like, or
// that it is not shown.
func gather[T, V any](ctx context.Context, ask PageParams, list func(context.Context, desk.PageAsk) (desk.Page[T], error), view func(T) (V, bool)) (*body[Page[V]], error) {
	out := &body[Page[V]]{Page[V]{Items: []V{}, Next: ask.Cursor}}
	for round := 0; round < roundsOfPage && len(out.Body.Items) < ask.Limit; round++ {
		page, err := list(ctx, desk.PageAsk{Limit: ask.Limit - len(out.Body.Items), Cursor: out.Body.Next})
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			if v, shown := view(item); shown {
				out.Body.Items = append(out.Body.Items, v)
			}
		}
		if out.Body.Next = page.Next; page.Next == "" {
			break
		}
	}
	return out, nil
}

// shown are all of a small list.
func shown[T, V any](items []T, view func(T) V) *body[Page[V]] {
	out := &body[Page[V]]{Page[V]{Items: []V{}}}
	for _, item := range items {
		out.Body.Items = append(out.Body.Items, view(item))
	}
	return out
}

// quoted is a version as an ETag.
func quoted(version string) string { return `"` + version + `"` }

// match compares If-Match with the version that is stored: 428 if it is missing,
// 412 if it names another.
func match(ifMatch, version string) error {
	if strings.TrimSpace(ifMatch) == "" {
		return web.NewProblem(http.StatusPreconditionRequired, web.CodeNeedPrecondition, "Send If-Match with the ETag that you read, so that nobody's change is lost.")
	}
	for tag := range strings.SplitSeq(ifMatch, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || tag == quoted(version) {
			return nil
		}
	}
	return stale()
}

func stale() error {
	return web.NewProblem(http.StatusPreconditionFailed, web.CodePrecondition, "It was changed since you read it. Read it again, and decide again.")
}
