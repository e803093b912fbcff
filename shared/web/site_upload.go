package web

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// announced is what a page says of a file that its visitor will upload.
type announced struct {
	ID   string `json:"id" minLength:"1" maxLength:"128" doc:"The page's own, new for every file."`
	Name string `json:"name"`
	MIME string `json:"type" example:"image/png" doc:"Images, audio, video, PDF, text, CSV, ZIP and office documents."`
	Size int64  `json:"size" minimum:"1" maximum:"20000000" doc:"In bytes."`
}

// slotView is where the file's bytes go: a request to make. File is what a
// message's attachments name.
type slotView struct {
	File   string `json:"file" doc:"What a message's attachments name."`
	Upload struct {
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Headers map[string]string `json:"headers"`
	} `json:"upload"`
}

// maxPageID is the longest id of a page's own.
const maxPageID = 128

// upload announces a file of a visitor's, within their quota (CH-19).
func (s Site) upload(w http.ResponseWriter, r *http.Request, line desk.Line) (any, error) {
	visitor, err := s.visitor(r, line)
	if err != nil {
		return nil, err
	}
	if err := s.pace(r, line, visitor); err != nil {
		return nil, err
	}
	body, free, err := s.Bodies.read(w, r, MaxBody)
	if err != nil {
		return nil, err
	}
	defer free()
	var said announced
	if err := json.Unmarshal(body, &said); err != nil {
		return nil, malformed(err)
	}
	if said.ID == "" || len(said.ID) > maxPageID {
		return nil, fmt.Errorf("%w: id must have 1 to %d bytes: your own id of the file, new for every file", desk.ErrInvalid, maxPageID)
	}
	c := line.Customer(visitor)
	u, err := desk.NewVisitorUpload(c, desk.UploadID(desk.Digest("v", string(c), said.ID)), said.Name, said.MIME, said.Size, s.Now())
	if err != nil {
		return nil, err
	}
	u, slot, err := s.Uploads.Announce(r.Context(), u, Network(r.RemoteAddr).String())
	if err != nil {
		return nil, err
	}
	v := slotView{File: string(u.ID)}
	v.Upload.Method, v.Upload.URL, v.Upload.Headers = slot.Method, slot.URL, slot.Header
	return v, nil
}
