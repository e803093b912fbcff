package whatsapp

import (
	"context"
	"net/http"
	"net/url"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/channel/meta/graph"
	"github.com/sufler/sufler/shared/desk"
)

// Fetch opens a file by its id. The address that WhatsApp gives for it works for
// five minutes, with the line's token.
func (p Plug) Fetch(ctx context.Context, line desk.Line, a desk.Attachment) (desk.File, error) {
	if a.Ref == "" {
		return desk.File{}, kit.Refused("no_file", "The attachment has no file.")
	}
	c, err := p.caller(line)
	if err != nil {
		return desk.File{}, err
	}
	var media struct {
		URL string `json:"url"`
	}
	path := "/" + url.PathEscape(a.Ref) + "?phone_number_id=" + url.QueryEscape(line.Options["phone_number_id"])
	if err := graph.Call(ctx, c, line, kit.Call{Method: http.MethodGet, Path: path}, &media); err != nil {
		return desk.File{}, err
	}
	return kit.Source{Client: p.HTTP, Domains: graph.Domains, Hosts: p.Hosts}.Open(ctx, media.URL, line.Secrets["token"])
}
