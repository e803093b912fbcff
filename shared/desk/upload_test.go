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

func TestWhatEachChannelTakes_CH20(t *testing.T) {
	const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	for _, c := range []struct {
		rule    string
		channel desk.Channel
		behind  string
		mime    string
		mb      float64
		kind    desk.AttachmentKind
		code    desk.Code
		limit   string // stands in the refusal
	}{
		{"a photo", desk.ChannelTelegram, "", "image/jpeg", 10, desk.AttachedPhoto, "", ""},
		{"too big for a photo is a document", desk.ChannelTelegram, "", "image/jpeg", 10.1, desk.AttachedDocument, "", ""},
		{"too big for a document", desk.ChannelTelegram, "", "image/jpeg", 50.1, "", desk.CodeFileTooBig, "50 MB"},
		{"no photo's type is a document", desk.ChannelTelegram, "", "image/gif", 1, desk.AttachedDocument, "", ""},
		{"a voice note", desk.ChannelTelegram, "", "audio/ogg", 1, desk.AttachedVoice, "", ""},
		{"audio that Telegram can't play", desk.ChannelTelegram, "", "audio/wav", 1, desk.AttachedDocument, "", ""},
		{"a video", desk.ChannelWhatsApp, "", "video/mp4", 16, desk.AttachedVideo, "", ""},
		{"a large video is a document", desk.ChannelWhatsApp, "", "video/mp4", 17, desk.AttachedDocument, "", ""},
		{"a table", desk.ChannelWhatsApp, "", xlsx, 100, desk.AttachedDocument, "", ""},
		{"a photo", desk.ChannelWhatsApp, "", "image/png", 5, desk.AttachedPhoto, "", ""},
		{"a large photo is a document", desk.ChannelWhatsApp, "", "image/png", 6, desk.AttachedDocument, "", ""},
		{"a table of text", desk.ChannelWhatsApp, "", "text/csv", 1, desk.AttachedDocument, "", ""},
		{"no webp, since its upload takes that for stickers", desk.ChannelWhatsApp, "", "image/webp", 1, "", desk.CodeFileType, "application/pdf"},
		{"no archive", desk.ChannelWhatsApp, "", "application/zip", 1, "", desk.CodeFileType, "application/pdf"},
		{"everything up to 25 MB", desk.ChannelMessenger, "", "audio/ogg", 25, desk.AttachedAudio, "", ""},
		{"no more", desk.ChannelMessenger, "", xlsx, 25.1, "", desk.CodeFileTooBig, "25 MB"},
		{"of documents only PDF", desk.ChannelInstagram, "", xlsx, 1, "", desk.CodeFileType, "application/pdf"},
		{"PDF", desk.ChannelInstagram, "", "application/pdf", 1, desk.AttachedDocument, "", ""},
		{"a photo is no document there", desk.ChannelInstagram, "", "image/jpeg", 9, "", desk.CodeFileTooBig, "8 MB"},
		{"a picture of a megabyte", desk.ChannelViber, "", "image/jpeg", 1, desk.AttachedPhoto, "", ""},
		{"a larger one is a file", desk.ChannelViber, "", "image/jpeg", 2, desk.AttachedDocument, "", ""},
		{"audio is a file", desk.ChannelViber, "", "audio/mpeg", 2, desk.AttachedDocument, "", ""},
		{"a file", desk.ChannelViber, "", "application/zip", 51, "", desk.CodeFileTooBig, "50 MB"},
		{"behind ManyChat nothing said: as Messenger", desk.ChannelManyChat, "", "application/pdf", 25, desk.AttachedDocument, "", ""},
		{"behind ManyChat WhatsApp: images only", desk.ChannelManyChat, "whatsapp", "application/pdf", 1, "", desk.CodeFileType, "photo (image/jpeg, image/png, 5 MB)"},
		{"behind ManyChat WhatsApp: images as its own", desk.ChannelManyChat, "whatsapp", "image/jpeg", 5.5, "", desk.CodeFileTooBig, "5 MB"},
		{"behind ManyChat Telegram", desk.ChannelManyChat, "telegram", "video/mp4", 25, desk.AttachedVideo, "", ""},
		{"behind Smart Sender Viber", desk.ChannelSmartSender, "viber", "image/png", 2, desk.AttachedDocument, "", ""},
		{"the website shows everything", desk.ChannelWeb, "", "video/webm", 100, desk.AttachedVideo, "", ""},
	} {
		line := desk.Line{Channel: c.channel, Options: map[string]string{"messenger": c.behind}}
		kind, err := line.FileKind(desk.Upload{Name: "x", MIME: c.mime, Size: int64(c.mb * desk.MB)})
		var no *desk.Refusal
		switch {
		case c.code == "" && (err != nil || kind != c.kind):
			t.Errorf("%s: %s: got %q, %v, want %q", c.channel, c.rule, kind, err, c.kind)
		case c.code != "" && (!errors.As(err, &no) || no.Code != c.code || !strings.Contains(no.Text, c.limit)):
			t.Errorf("%s: %s: got %q, %v, want %s with %q", c.channel, c.rule, kind, err, c.code, c.limit)
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
