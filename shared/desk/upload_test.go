package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

func TestWhatMayBeUploaded_CH20(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for rule, c := range map[string]struct {
		name, mime string
		size       int64
		code       desk.Code // "": it may
		bad        bool      // ErrInvalid without a code
	}{
		"a photo":                          {"a.jpg", "image/jpeg", 1, "", false},
		"parameters of a type don't count": {"a.txt", "Text/Plain; charset=utf-8", 5, "", false},
		"the largest":                      {"a.pdf", "application/pdf", desk.MaxUpload, "", false},
		"a byte more":                      {"a.pdf", "application/pdf", desk.MaxUpload + 1, desk.CodeFileTooBig, false},
		"a program":                        {"a.exe", "application/x-msdownload", 5, desk.CodeFileType, false},
		"a page":                           {"a.html", "text/html", 5, desk.CodeFileType, false},
		"a picture that runs":              {"a.svg", "image/svg+xml", 5, desk.CodeFileType, false},
		"no type":                          {"a", "", 5, desk.CodeFileType, false},
		"nothing":                          {"a.txt", "text/plain", 0, "", true},
		"no name":                          {" ", "text/plain", 1, "", true},
		"a name that climbs":               {"../a.txt", "text/plain", 1, "", true},
		"a name that breaks a header":      {"a\r\n.txt", "text/plain", 1, "", true},
	} {
		u, err := desk.NewUpload("u1", c.name, c.mime, c.size, now)
		var no *desk.Refusal
		switch {
		case c.code != "":
			if !errors.As(err, &no) || no.Code != c.code || !errors.Is(err, desk.ErrInvalid) {
				t.Errorf("%s: got %v, want %s", rule, err, c.code)
			}
		case c.bad:
			if !errors.Is(err, desk.ErrInvalid) || errors.As(err, &no) {
				t.Errorf("%s: got %v, want it invalid", rule, err)
			}
		case err != nil || u.ExpiresAt != now.Add(desk.UploadLife) || strings.ContainsAny(u.MIME, "; P"):
			t.Errorf("%s: got %+v, %v", rule, u, err)
		}
	}
}

func TestAnUploadsKeysTellApartAndEndAsFilesDo_CH20(t *testing.T) {
	u := desk.Upload{ID: "u1", MIME: "image/jpeg"}
	a, b := u.SentKey("own:1", "c1", 0), u.SentKey("own:1", "c1", 1)
	if a == b || a != u.SentKey("own:1", "c1", 0) || !strings.HasPrefix(a, "sent/") || !strings.HasSuffix(a, ".jpg") || u.Key() != "uploads/u1" {
		t.Errorf("got %s, %s, %s", a, b, u.Key())
	}
}
