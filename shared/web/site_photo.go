package web

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// pictureView is a picture as a page draws it: never an address, so that nothing of it
// is ever opened as a page.
type pictureView struct {
	Type  string `json:"type" enum:"image/jpeg,image/png"`
	Image []byte `json:"image" doc:"In base64."`
}

// photo gives a visitor the picture of an operator, as a message of theirs names it. It
// is looked at again: what is none by now is not there.
func (s Site) photo(w http.ResponseWriter, r *http.Request, line desk.Line) (any, error) {
	visitor, err := s.visitor(r, line)
	if err != nil {
		return nil, err
	}
	if err := s.pace(r, line, visitor); err != nil {
		return nil, err
	}
	p, err := s.Company.Photo(r.Context(), desk.PhotoID(r.URL.Query().Get("id")))
	if errors.Is(err, desk.ErrInvalid) || s.Plug.Widget(line).NoNames {
		err = fmt.Errorf("%w: that picture is not shown", desk.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	w.Header().Set("Cache-Control", "private, max-age=86400, immutable")
	return pictureView{p.Type, p.Bytes}, nil
}
