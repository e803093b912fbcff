package main

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// file is one that the customer sends: small, but truly of its type.
type file struct {
	mime, ext string
	body      []byte
}

// A picture of one dot, an empty page, the head of a voice note.
var files = map[kind]file{
	photo:    {"image/png", "png", decoded("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAmKVp0QAAAABJRU5ErkJggg==")},
	sticker:  {"image/webp", "webp", decoded("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")},
	voice:    {"audio/ogg", "ogg", []byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00")},
	document: {"application/pdf", "pdf", []byte("%PDF-1.4\n%%EOF\n")},
}

func decoded(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err) // ours, and wrong
	}
	return b
}

// fileID names the file of a saying: what it is of can be read off again.
func (s saying) fileID() string { return fmt.Sprintf("sim-%s-%d", s.kind, s.number) }

// fileOf is the file of that name, in a path or alone.
func fileOf(name string) (file, bool) {
	for k, f := range files {
		if strings.HasPrefix(path.Base(name), "sim-"+string(k)+"-") {
			return f, true
		}
	}
	return file{}, false
}

// fileURL is where the file of a saying can be fetched: with -listen, here.
func (c *customer) fileURL(s saying) string {
	return c.filesAt() + "/files/" + s.fileID() + "." + files[s.kind].ext
}

func (c *customer) filesAt() string {
	if at := strings.TrimRight(c.line.Options["api_url"], "/"); at != "" {
		return at
	}
	return "https://files.example"
}

// serveFile answers a call for a file, or for where one lies; false: it is none.
func (c *customer) serveFile(w http.ResponseWriter, r *http.Request) bool {
	f, ok := fileOf(r.URL.Path)
	switch {
	case !ok || r.Method != http.MethodGet:
		return false
	case path.Ext(r.URL.Path) != "":
		w.Header().Set("Content-Type", f.mime)
		if _, err := w.Write(f.body); err != nil {
			c.print("! a file was not taken: %v", err)
		}
	default: // WhatsApp says first where it lies
		writeObj(w, obj{"url": c.filesAt() + "/files/" + path.Base(r.URL.Path) + "." + f.ext, "mime_type": f.mime, "file_size": len(f.body), "id": path.Base(r.URL.Path)})
	}
	return true
}

func (c *customer) telegramMedia(m obj, s saying) {
	f := files[s.kind]
	media := obj{"file_id": s.fileID(), "file_unique_id": s.fileID(), "file_size": len(f.body)}
	switch s.kind {
	case photo:
		media["width"], media["height"] = 1, 1
		m["photo"] = []any{media}
	case voice:
		media["duration"], media["mime_type"] = 1, f.mime
		m["voice"] = media
	case sticker:
		media["emoji"], media["type"], media["width"], media["height"] = s.text, "regular", 512, 512
		m["sticker"] = media
		return
	case document:
		media["file_name"], media["mime_type"] = s.name, f.mime
		m["document"] = media
	}
	if s.text != "" {
		m["caption"] = s.text
	}
}

func whatsappMedia(m obj, s saying) {
	f := files[s.kind]
	media := obj{"id": s.fileID(), "mime_type": f.mime, "sha256": "c2ltdWxhdGVk"}
	if s.text != "" && s.kind != sticker && s.kind != voice {
		media["caption"] = s.text
	}
	switch s.kind {
	case photo:
		m["type"], m["image"] = "image", media
	case voice:
		media["voice"] = true
		m["type"], m["audio"] = "audio", media
	case sticker:
		media["animated"] = false
		m["type"], m["sticker"] = "sticker", media
	case document:
		media["filename"] = s.name
		m["type"], m["document"] = "document", media
	}
}

func (c *customer) pageMedia(m obj, s saying) error {
	types := map[kind]string{photo: "image", voice: "audio", document: "file", sticker: "image"}
	if c.line.Channel == desk.ChannelInstagram && (s.kind == document || s.kind == sticker) {
		return errNotThere
	}
	payload := obj{"url": c.fileURL(s)}
	if s.kind == sticker {
		payload["sticker_id"] = 126361874215276
	}
	m["attachments"] = []any{obj{"type": types[s.kind], "payload": payload}}
	if s.text != "" && s.kind != sticker {
		m["text"] = s.text
	}
	return nil
}

func (c *customer) viberMedia(m obj, s saying) error {
	switch s.kind {
	case photo:
		m["type"], m["media"], m["thumbnail"], m["file_name"] = "picture", c.fileURL(s), c.fileURL(s), "p.png"
		if s.text != "" {
			m["text"] = s.text
		}
	case sticker:
		m["type"], m["sticker_id"], m["media"] = "sticker", 46105, c.fileURL(s)
	case document:
		m["type"], m["media"], m["file_name"], m["size"] = "file", c.fileURL(s), s.name, len(files[document].body)
	default: // bots are not sent voice notes
		return errNotThere
	}
	return nil
}
