package web

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// fileView is a file as its visitor sees it: one that an operator sent (CH-20),
// or their own (CH-19), which has no address until we have it, and then a reason
// if it never came. The link works for ten minutes; asking from before the message
// gives a new one. What it gives is saved, never shown as a page.
type fileView struct {
	Kind    desk.AttachmentKind `json:"kind"`
	Name    string              `json:"name"`
	MIME    string              `json:"mime"`
	Size    int64               `json:"size"`
	File    string              `json:"file,omitempty" doc:"A link for ten minutes; absent while we do not have the file."`
	Missing string              `json:"missing,omitempty" doc:"Why the file never came."`
}

// withFiles shows the files of a message, unless it was taken back.
func (s Site) withFiles(ctx context.Context, v saidView, m desk.Message) (saidView, error) {
	if m.Deleted {
		return v, nil
	}
	for _, a := range m.Attachments {
		f := fileView{Kind: a.Kind, Name: a.Name, MIME: a.MIME, Size: a.Size, Missing: a.Missing}
		if a.Stored == "" && m.Author != desk.ByCustomer {
			continue
		}
		if a.Stored != "" {
			link, err := s.Files.Link(ctx, a.Stored, a.Name)
			if err != nil {
				return v, err
			}
			f.File = link
		}
		v.Files = append(v.Files, f)
	}
	return v, nil
}
