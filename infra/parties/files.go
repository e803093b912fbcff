package parties

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"
)

// sampleFile is one that a person sends: small, but truly of its type.
type sampleFile struct {
	File
	ext string
}

// samples is the file of a kind: a picture of one dot, an empty page, the head of a
// voice note.
func samples(k Kind) sampleFile {
	switch k {
	case Photo:
		return sampleFile{File{MIME: "image/png", Bytes: decoded("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAmKVp0QAAAABJRU5ErkJggg==")}, "png"}
	case Sticker:
		return sampleFile{File{MIME: "image/webp", Bytes: decoded("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")}, "webp"}
	case Voice:
		return sampleFile{File{MIME: "audio/ogg", Bytes: "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00"}, "ogg"}
	case Document:
		return sampleFile{File{MIME: "application/pdf", Bytes: "%PDF-1.4\n%%EOF\n"}, "pdf"}
	}
	return sampleFile{}
}

func decoded(s string) string {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err) // ours, and wrong
	}
	return string(b)
}

// fileID names the file of a saying: what it is of can be read off again.
func (s Saying) fileID() string { return fmt.Sprintf("sim-%s-%d", s.Kind, s.Number) }

// fileOf is the file of that name, in a path or alone.
func fileOf(name string) (sampleFile, bool) {
	for _, k := range []Kind{Photo, Sticker, Voice, Document} {
		if strings.HasPrefix(path.Base(name), "sim-"+string(k)+"-") {
			return samples(k), true
		}
	}
	return sampleFile{}, false
}

// fileURL is where the file of a saying can be fetched.
func (p Person) fileURL(s Saying) string {
	return p.Files + "/files/" + s.fileID() + "." + samples(s.Kind).ext
}

// ServeFile answers a call for a file of the person's, or for where one lies; false:
// it is none.
func (p Person) ServeFile(w http.ResponseWriter, r *http.Request) (is bool, err error) {
	f, ok := fileOf(r.URL.Path)
	switch name := path.Base(r.URL.Path); {
	case !ok || r.Method != http.MethodGet:
		return false, nil
	case path.Ext(name) != "":
		w.Header().Set("Content-Type", f.MIME)
		_, err = fmt.Fprint(w, f.Bytes)
	default: // some say first where it lies
		err = WriteObj(w, Obj{"url": p.Files + "/files/" + name + "." + f.ext, "mime_type": f.MIME, "file_size": len(f.Bytes), "id": name})
	}
	return true, err
}

// WriteObj answers with v as JSON.
func WriteObj(w http.ResponseWriter, v Obj) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}
