package web

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// fileView is a file that an operator sent, as its visitor sees it (CH-20). The
// link works for ten minutes; asking from before the message gives a new one.
type fileView struct {
	Kind desk.AttachmentKind `json:"kind"`
	Name string              `json:"name"`
	MIME string              `json:"mime"`
	Size int64               `json:"size"`
	File string              `json:"file"`
}

// withFiles shows what an operator sent with a message, unless it was taken back.
func (s Site) withFiles(ctx context.Context, v saidView, m desk.Message) (saidView, error) {
	if m.Author == desk.ByCustomer || m.Deleted {
		return v, nil
	}
	for _, a := range m.Attachments {
		if a.Stored == "" {
			continue
		}
		link, err := s.Files.Link(ctx, a.Stored, a.Name)
		if err != nil {
			return v, err
		}
		v.Files = append(v.Files, fileView{a.Kind, a.Name, a.MIME, a.Size, link})
	}
	return v, nil
}
