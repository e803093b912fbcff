package parties

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// File is a file that was handed to a messenger, or that it fetched.
type File struct {
	Field, Name, MIME, Bytes string
}

// Limit is what a messenger takes in one field of a form.
type Limit struct {
	Max   int
	Types []string // nil: any
}

// refused is why a messenger would not take the file, "" if it would.
func (f File) refused(limits map[string]Limit) string {
	limit, ok := limits[f.Field]
	switch {
	case !ok:
		return "no file goes into " + f.Field
	case len(f.Bytes) == 0 || len(f.Bytes) > limit.Max:
		return fmt.Sprintf("a file of %d bytes", len(f.Bytes))
	case limit.Types != nil && !slices.Contains(limit.Types, f.MIME):
		return "a file of the type " + f.MIME
	case f.Name == "":
		return "a file without a name"
	}
	return ""
}

// Call is a request to a messenger's API.
type Call struct {
	Method, Path string
	Body         Obj    // of a form: its fields
	Raw          string // as it came; of a form: the caption
	File         *File  // of a form; nil: none
}

// maxCall is how much of a call is read, in bytes.
const maxCall = 1 << 20

// ReadCall reads a request: JSON, nothing, or a form with a file.
func ReadCall(r *http.Request) (Call, error) {
	c := Call{Method: r.Method, Path: r.URL.Path}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return c, c.readForm(r)
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxCall))
	if err != nil || len(raw) == 0 {
		return c, err
	}
	c.Raw = string(raw)
	return c, json.Unmarshal(raw, &c.Body)
}

func (c *Call) readForm(r *http.Request) error {
	if err := r.ParseMultipartForm(maxCall); err != nil {
		return err
	}
	c.Body = Obj{}
	for name, values := range r.MultipartForm.Value {
		var v any
		if json.Unmarshal([]byte(values[0]), &v) != nil {
			v = values[0]
		}
		c.Body[name] = v
	}
	c.Raw, _ = c.Body["caption"].(string)
	for field, headers := range r.MultipartForm.File {
		f, err := headers[0].Open()
		if err != nil {
			return err
		}
		b, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		c.File = &File{field, headers[0].Filename, headers[0].Header.Get("Content-Type"), string(b)}
	}
	if c.File == nil {
		return errors.New("no file in a form")
	}
	return nil
}
