package api

import (
	"context"
	"net/http"
)

// PhotoView is an operator's picture.
type PhotoView struct {
	Type  string `json:"type,omitempty" readOnly:"true" enum:"image/jpeg,image/png" doc:"As its bytes say."`
	Image []byte `json:"image" maxLength:"44000" doc:"The file, in base64: a JPEG or PNG of at most 32,000 bytes and 512 pixels."`
}

func (r router) portrait() {
	add(r, op{method: http.MethodGet, path: "/v1/me/photo", id: "get-my-photo", may: signedIn, tag: "Signing in", summary: "See one's own picture"},
		func(ctx context.Context, c *call, _ *struct{}) (*body[PhotoView], error) {
			o, err := r.s.Accounts.Operator(ctx, c.Operator)
			if err != nil {
				return nil, err
			}
			p, err := r.s.Portraitist.Photos.Photo(ctx, o.Photo)
			return &body[PhotoView]{PhotoView{p.Type, p.Bytes}}, err
		})
	add(r, op{method: http.MethodPut, path: "/v1/me/photo", id: "set-my-photo", may: signedIn, tag: "Signing in", summary: "Show another picture of oneself", status: http.StatusNoContent,
		description: "Visitors of websites see it beside one's name, unless the line's option names is off. What it is its bytes say; anything but a small JPEG or PNG is refused (invalid)."},
		func(ctx context.Context, c *call, in *struct{ Body PhotoView }) (*struct{}, error) {
			return &struct{}{}, r.s.Portraitist.Hang(ctx, c.Actor, append([]byte{}, in.Body.Image...))
		})
	add(r, op{method: http.MethodDelete, path: "/v1/me/photo", id: "drop-my-photo", may: signedIn, tag: "Signing in", summary: "Show no picture of oneself", status: http.StatusNoContent,
		description: "Repeating it is harmless."},
		func(ctx context.Context, c *call, _ *struct{}) (*struct{}, error) {
			return &struct{}{}, r.s.Portraitist.Hang(ctx, c.Actor, nil)
		})
}
