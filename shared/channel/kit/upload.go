package kit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// uploadTimeout is how long handing one file over may take, where the caller's
// context allows more.
const uploadTimeout = 100 * time.Second

// Form is a body of fields and one file, which streams from where we keep it to
// the vendor: no more of it is in memory than a buffer.
// https://www.rfc-editor.org/rfc/rfc7578
type Form struct {
	Fields map[string]any // texts as they are, everything else as JSON
	Field  string         // of the file
	File   desk.Attachment
	Files  desk.FileSource
}

// Ours says whether the attachment is a file that we keep and the messenger has
// not seen.
func Ours(a desk.Attachment) bool { return a.Stored != "" && a.Ref == "" && a.URL == "" }

// Pending is the place in a request of a file that the messenger must have first:
// what it makes of it comes there instead.
const Pending = "file of ours"

// shelved opens a file of ours. Nothing has been said when it fails.
func shelved(ctx context.Context, files desk.FileSource, a desk.Attachment) (desk.File, error) {
	if files == nil {
		return desk.File{}, Refused("no_files", "Nothing here gives out the files that operators send.")
	}
	f, err := files.Open(ctx, a.Stored)
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return f, Refused("file_gone", "The file is not there any more. Upload it again.")
	case err != nil:
		return f, &desk.SendError{Again: true, Code: "file_busy", Reason: "The file could not be read where it is kept."}
	}
	return f, nil
}

// Lent gives each file of ours an address at which the messenger fetches it, for
// messengers that take nothing else.
func Lent(ctx context.Context, out desk.Outbound) (desk.Outbound, error) {
	out.Attachments = slices.Clone(out.Attachments)
	for i, a := range out.Attachments {
		if !Ours(a) {
			continue
		}
		if out.Files == nil {
			return out, Refused("no_files", "Nothing here gives out the files that operators send.")
		}
		address, err := out.Files.Lend(ctx, a.Stored, a.MIME)
		if err != nil {
			return out, &desk.SendError{Again: true, Code: "file_busy", Reason: "The file's address could not be made."}
		}
		if address == "" {
			return out, Refused("no_public_address", "This messenger fetches files from an address on the internet, and there is none under which it reaches us. Start with -public-url, or deploy on AWS.")
		}
		out.Attachments[i].URL = address
	}
	return out, nil
}

// whole opens the form's file and puts the rest of the body around it.
func (f Form) whole(ctx context.Context) (body io.ReadCloser, size int64, contentType string, err error) {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		text, ok := f.Fields[name].(string)
		if !ok {
			b, err := json.Marshal(f.Fields[name])
			if err != nil {
				return nil, 0, "", Refused("bad_request", "The message can't be written as JSON.")
			}
			text = string(b)
		}
		if err := w.WriteField(name, text); err != nil {
			return nil, 0, "", fmt.Errorf("form: %w", err)
		}
	}
	h := textproto.MIMEHeader{}
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(f.File.Name)
	h.Set("Content-Disposition", `form-data; name="`+f.Field+`"; filename="`+quoted+`"`)
	h.Set("Content-Type", f.File.MIME)
	if _, err := w.CreatePart(h); err != nil {
		return nil, 0, "", fmt.Errorf("form: %w", err)
	}
	tail := "\r\n--" + w.Boundary() + "--\r\n"
	file, err := shelved(ctx, f.Files, f.File)
	if err != nil {
		return nil, 0, "", err
	}
	size = int64(head.Len()) + file.Size + int64(len(tail))
	all := io.MultiReader(&head, io.LimitReader(file.Body, file.Size), strings.NewReader(tail))
	return readCloser{all, file.Body}, size, w.FormDataContentType(), nil
}

type readCloser struct {
	io.Reader
	io.Closer
}

// counted notes when the last byte was taken: until then the vendor has surely
// not had the whole request.
type counted struct {
	io.ReadCloser
	left int64
	out  *atomic.Bool
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if c.left -= int64(n); c.left <= 0 {
		c.out.Store(true)
	}
	return n, err
}

// formRequest is a request with a form. wrote is set when all of it went out.
func (c Caller) formRequest(ctx context.Context, k Call, wrote *atomic.Bool) (*http.Request, error) {
	body, size, contentType, err := k.Form.whole(ctx)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Base+k.Path, &counted{body, size, wrote})
	if err != nil {
		return nil, errors.Join(Broken("bad_address", "The vendor's address can't be built from the line's settings."), body.Close())
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", contentType)
	for name, v := range k.Header {
		req.Header.Set(name, v)
	}
	return req, nil
}

// Unsaid turns the failure of a call that says nothing to the customer: not
// knowing whether it was done does no harm, so it may be done again.
func Unsaid(err error) error {
	var s *desk.SendError
	if errors.As(err, &s) && s.Unsure {
		again := *s
		again.Unsure, again.Again = false, true
		again.Reason = "The file could not be handed over to the messenger."
		return &again
	}
	return err
}
