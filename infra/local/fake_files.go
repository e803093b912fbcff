package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// fakeFile is a file that was handed to a messenger, or that it fetched.
type fakeFile struct {
	Field, Name, MIME, Bytes string
}

// fakeLimit is what a messenger takes in one field or as one type.
type fakeLimit struct {
	max   int
	types []string // nil: any
}

// The messengers' limits as their own pages state them; desk's are not asked.
// https://core.telegram.org/bots/api#sending-files
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
// https://developers.viber.com/docs/api/rest-bot-api/#picture-message
var (
	telegramFiles = map[string]fakeLimit{"photo": {10e6, []string{"image/jpeg", "image/png", "image/webp"}}, "document": {50e6, nil}}
	whatsappFiles = map[string]fakeLimit{"file": {100e6, []string{"image/jpeg", "image/png", "application/pdf", "text/plain", "video/mp4", "audio/mpeg", "audio/ogg"}}}
	pageFiles     = map[string]fakeLimit{"filedata": {25e6, nil}}
	fetchedFiles  = map[string]fakeLimit{"": {25e6, []string{"image/jpeg", "application/pdf"}}}
)

// refused is why the messenger would not take the file, "" if it would.
func (f fakeFile) refused(limits map[string]fakeLimit) string {
	limit, ok := limits[f.Field]
	switch {
	case !ok:
		return "no file goes into " + f.Field
	case len(f.Bytes) == 0 || len(f.Bytes) > limit.max:
		return fmt.Sprintf("a file of %d bytes", len(f.Bytes))
	case limit.types != nil && !slices.Contains(limit.types, f.MIME):
		return "a file of the type " + f.MIME
	case f.Name == "":
		return "a file without a name"
	}
	return ""
}

func isForm(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// readForm reads a form of fields and one file.
func readForm(r *http.Request) (fields map[string]string, file *fakeFile, err error) {
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return nil, nil, err
	}
	fields = map[string]string{}
	for name, values := range r.MultipartForm.Value {
		fields[name] = values[0]
	}
	for field, headers := range r.MultipartForm.File {
		h := headers[0]
		f, err := h.Open()
		if err != nil {
			return nil, nil, err
		}
		b, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, nil, err
		}
		file = &fakeFile{field, h.Filename, h.Header.Get("Content-Type"), string(b)}
	}
	return fields, file, nil
}

// handed takes a file with a request that is a form, into the call's body and
// file.
func (k *vendorCall) handed(r *http.Request) error {
	fields, file, err := readForm(r)
	if err != nil || file == nil {
		return errors.Join(errors.New("no file in a form"), err)
	}
	k.file, k.body = file, map[string]any{}
	for name, value := range fields {
		var v any
		if json.Unmarshal([]byte(value), &v) != nil {
			v = value
		}
		k.body[name] = v
	}
	k.raw = fields["caption"]
	return nil
}

// got remembers a file that a messenger has, unless it would not take it.
func (f *fakeVendors) got(k vendorCall, file fakeFile, limits map[string]fakeLimit) {
	if why := file.refused(limits); why != "" {
		f.note("%s: %s", k.line.Channel, why)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files[k.line.Channel] = append(f.files[k.line.Channel], file.Bytes)
}

// fetch fetches what a request only links to, as the messenger does.
func (f *fakeVendors) fetch(k vendorCall) {
	for _, link := range links(k.body) {
		res, err := http.Get(link)
		if err != nil {
			f.note("%s could not fetch a file: %v", k.line.Channel, err)
			continue
		}
		b, err := io.ReadAll(res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil || res.StatusCode != http.StatusOK {
			f.note("%s fetched a file: %d, %v", k.line.Channel, res.StatusCode, err)
			continue
		}
		name := path.Base(res.Request.URL.Path)
		if path.Ext(name) == "" {
			f.note("%s: the address of a file must end as its type does: %s", k.line.Channel, name)
		}
		f.got(k, fakeFile{Name: name, MIME: res.Header.Get("Content-Type"), Bytes: string(b)}, fetchedFiles)
	}
}

// links are the addresses of files in a request.
func links(v any) (out []string) {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			s, ok := x.(string)
			if ok && slices.Contains([]string{"url", "link", "media"}, name) && strings.Contains(s, "/files/") {
				out = append(out, s)
			}
			out = append(out, links(x)...)
		}
	case []any:
		for _, x := range v {
			out = append(out, links(x)...)
		}
	}
	return out
}

// Files are what the messenger has of the files that were sent on it.
func (f *fakeVendors) Files(ch desk.Channel) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.files[ch]...)
}
