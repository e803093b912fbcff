package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// AnnounceView says which file will be uploaded.
type AnnounceView struct {
	Name string `json:"name" minLength:"1" maxLength:"200" example:"prices.pdf"`
	MIME string `json:"type" minLength:"1" maxLength:"200" example:"application/pdf" doc:"Its media type."`
	Size int64  `json:"size" minimum:"1" example:"48213" doc:"Bytes, exactly."`
}

// FileView is a file that was announced.
type FileView struct {
	ID        desk.UploadID `json:"id" doc:"Name it in the attachments of a reply."`
	Name      string        `json:"name"`
	MIME      string        `json:"type"`
	Size      int64         `json:"size" doc:"Bytes."`
	Upload    SlotView      `json:"upload" doc:"Where its bytes go."`
	ExpiresAt Time          `json:"expiresAt" doc:"When it goes by itself, unless a message has taken it."`
}

// SlotView is a request to make: the file's bytes are its body. It needs no key.
type SlotView struct {
	Method    string            `json:"method" example:"PUT"`
	URL       string            `json:"url" format:"uri"`
	Headers   map[string]string `json:"headers" doc:"To send with it, as they are. The length of the body must be the announced size."`
	ExpiresAt Time              `json:"expiresAt" doc:"Until when it works."`
}

func (r router) files() {
	add(r, op{
		method: http.MethodPost, path: "/v1/files", id: "announce-file", may: answer, tag: "Files", status: http.StatusCreated,
		summary: "Announce a file to send",
		description: "Then send its bytes to upload.url, with upload.method and upload.headers, and name the id in the attachments of a reply, a note or a first message: as often as needed until expiresAt. It is yours: nobody else can name it. " +
			"At most 100 MB (file_too_big); images, audio, video, PDF, text, CSV, ZIP and office documents (file_type_not_allowed). What each channel takes is looked at when it is sent.",
	}, func(ctx context.Context, c *call, in *struct{ Body AnnounceView }) (*body[FileView], error) {
		u, slot, err := r.s.Uploader.Announce(ctx, c.Actor, desk.UploadID(c.secretID("u")), in.Body.Name, in.Body.MIME, in.Body.Size)
		return &body[FileView]{fileView(u, slot, r.s.Now())}, err
	})
}

func fileView(u desk.Upload, s desk.UploadURL, now time.Time) FileView {
	return FileView{
		ID: u.ID, Name: u.Name, MIME: u.MIME, Size: u.Size, ExpiresAt: Time{u.ExpiresAt},
		Upload: SlotView{Method: s.Method, URL: s.URL, Headers: s.Header, ExpiresAt: Time{now.Add(desk.UploadTime)}},
	}
}
