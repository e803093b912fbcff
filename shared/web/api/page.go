package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
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
	Cursor string `query:"cursor" maxLength:"4096" doc:"The next of the page before: of the same list, with the same filters (bad_cursor)."`

	list string // names the list that is asked for, with its filters
}

// Resolve names the list, so that a cursor of another one is told. How much of it is
// shown at once, and whether it is counted, changes no list.
func (p *PageParams) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	asked := u.Query()
	asked.Del("cursor")
	asked.Del("limit")
	asked.Del("group")
	for _, values := range asked {
		slices.Sort(values)
	}
	p.list = desk.Digest("", u.Path, asked.Encode())[:10]
	return nil
}

// codeBadCursor: the cursor is none, or of another list.
const codeBadCursor desk.Code = "bad_cursor"

func badCursor() error {
	return web.NewProblem(http.StatusUnprocessableEntity, codeBadCursor, "The cursor is not of this list with these filters. Begin without one, and give each next to the same list.")
}

// place is where the cursor points, as the store knows it.
func (p PageParams) place() (string, error) {
	if p.Cursor == "" {
		return "", nil
	}
	list, at, ok := strings.Cut(p.Cursor, ".")
	if !ok || at == "" || list != p.list {
		return "", badCursor()
	}
	return at, nil
}

// cursor is a place as we give it out.
func (p PageParams) cursor(at string) string {
	if at == "" {
		return ""
	}
	return p.list + "." + at
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
	out := &body[Page[V]]{Page[V]{Items: []V{}}}
	at, err := ask.place()
	if err != nil {
		return nil, err
	}
	for round := 0; round < roundsOfPage && len(out.Body.Items) < ask.Limit; round++ {
		page, err := list(ctx, desk.PageAsk{Limit: ask.Limit - len(out.Body.Items), Cursor: at})
		if ask.Cursor != "" && errors.Is(err, desk.ErrInvalid) {
			err = badCursor()
		}
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			if v, shown := view(item); shown {
				out.Body.Items = append(out.Body.Items, v)
			}
		}
		if at = page.Next; at == "" {
			break
		}
	}
	out.Body.Next = ask.cursor(at)
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

// OnlyNew is a PUT's word that it makes something, and replaces nothing.
type OnlyNew struct {
	IfNoneMatch string `header:"If-None-Match" enum:"*" doc:"May be left out. *: it is made only where there is none of this name; else 412."`
}

func (o OnlyNew) check(exists bool) error {
	if o.IfNoneMatch == "" || !exists {
		return nil
	}
	return web.NewProblem(http.StatusPreconditionFailed, web.CodePrecondition, "There is one of this name already. Read it, and decide again.")
}

func stale() error {
	return web.NewProblem(http.StatusPreconditionFailed, web.CodePrecondition, "It was changed since you read it. Read it again, and decide again.")
}
