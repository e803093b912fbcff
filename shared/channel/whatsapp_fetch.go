package channel

import (
	"context"
	"net/http"
	"net/url"

	"github.com/sufler/sufler/shared/desk"
)

// Fetch opens a file by its id. The address that WhatsApp gives for it works for
// five minutes, with the line's token.
func (p WhatsApp) Fetch(ctx context.Context, line desk.Line, a desk.Attachment) (desk.File, error) {
	if a.Ref == "" {
		return desk.File{}, refused("no_file", "The attachment has no file.")
	}
	c, err := p.caller(line)
	if err != nil {
		return desk.File{}, err
	}
	var media struct {
		URL string `json:"url"`
	}
	path := "/" + url.PathEscape(a.Ref) + "?phone_number_id=" + url.QueryEscape(line.Options["phone_number_id"])
	if err := graph(ctx, c, line, call{method: http.MethodGet, path: path}, &media); err != nil {
		return desk.File{}, err
	}
	return source{client: p.HTTP, domains: metaDomains, hosts: p.Hosts}.open(ctx, media.URL, line.Secrets["token"])
}
