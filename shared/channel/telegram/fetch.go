package telegram

import (
	"context"
	"errors"
	"slices"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Fetch opens a file by its id; Telegram gives those of at most 20 MB.
func (t Plug) Fetch(ctx context.Context, line desk.Line, a desk.Attachment) (desk.File, error) {
	if a.Ref == "" {
		return desk.File{}, kit.Refused("no_file", "The attachment has no file.")
	}
	var f struct {
		Path string `json:"file_path"`
	}
	if err := t.call(ctx, line, "getFile", map[string]any{"file_id": a.Ref}, &f); err != nil {
		return desk.File{}, err
	}
	c, err := kit.NewCaller(t.HTTP, t.BaseURL, api, t.Hosts, line)
	if err != nil || f.Path == "" {
		return desk.File{}, errors.Join(kit.Refused("no_file", "Telegram gives no path of the file."), err)
	}
	// The address holds the token: it is never kept.
	s := kit.Source{Client: t.HTTP, Domains: []string{"api.telegram.org"}, Hosts: append(slices.Clone(t.Hosts), kit.HostOf(c.Base))}
	return s.Open(ctx, c.Base+"/file/bot"+line.Secrets["token"]+"/"+f.Path, "")
}
