package web

import (
	"context"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Typist notes that a customer types, for a moment, and says whether somebody types
// to them.
type Typist interface {
	Customer(ctx context.Context, c desk.CustomerID) error
	// ToCustomer says until when somebody counts as typing; zero: nobody does.
	ToCustomer(ctx context.Context, c desk.CustomerID) (until time.Time, err error)
}

// typing says that the visitor types. It has no body, and its answer has none.
func (s Site) typing(_ http.ResponseWriter, r *http.Request, line desk.Line) (any, error) {
	visitor, err := s.visitor(r, line)
	if err != nil {
		return nil, err
	}
	if err := s.pace(r, line, visitor); err != nil {
		return nil, err
	}
	return nil, s.Typist.Customer(r.Context(), line.Customer(visitor))
}
