package channel_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

func TestMayWrite_OP29_OP30_OP31_D7_D8(t *testing.T) {
	switchboard := channel.Switchboard(plugs())
	agent := map[string]string{"human_agent": "true"}
	behind := func(bridge desk.Channel, messenger string) desk.Line {
		return desk.Line{Channel: bridge, Active: true, Options: map[string]string{"messenger": messenger}}
	}
	for _, c := range []struct {
		name string
		l    desk.Line
		ago  time.Duration // since the customer's last message; 0: never
		want desk.Code
	}{
		{"a human agent has 7 days on Messenger", desk.Line{Channel: desk.ChannelMessenger, Active: true, Options: agent}, 7 * 24 * time.Hour, ""},
		{"and no more", desk.Line{Channel: desk.ChannelMessenger, Active: true, Options: agent}, 7*24*time.Hour + time.Millisecond, desk.CodeWindowClosed},
		{"there are none on WhatsApp", desk.Line{Channel: desk.ChannelWhatsApp, Active: true, Options: agent}, 25 * time.Hour, desk.CodeWindowClosed},
		{"Telegram knows no limit", desk.Line{Channel: desk.ChannelTelegram, Active: true}, 1000 * time.Hour, ""},
		{"exactly 24 hours is allowed", desk.Line{Channel: desk.ChannelWhatsApp, Active: true}, 24 * time.Hour, ""},
		{"later is not", desk.Line{Channel: desk.ChannelWhatsApp, Active: true}, 24*time.Hour + time.Millisecond, desk.CodeWindowClosed},
		{"nor on Messenger", desk.Line{Channel: desk.ChannelMessenger, Active: true}, 25 * time.Hour, desk.CodeWindowClosed},
		{"Instagram as the source has it", desk.Line{Channel: desk.ChannelInstagram, Active: true}, 25 * time.Hour, ""},
		{"Instagram switched on", desk.Line{Channel: desk.ChannelInstagram, Active: true, Options: map[string]string{"window": "24h"}}, 25 * time.Hour, desk.CodeWindowClosed},
		{"WhatsApp behind ManyChat", behind(desk.ChannelManyChat, "whatsapp"), 24*time.Hour + time.Millisecond, desk.CodeWindowClosed},
		{"and within it", behind(desk.ChannelManyChat, "whatsapp"), 24 * time.Hour, ""},
		{"Messenger behind ManyChat", behind(desk.ChannelManyChat, "messenger"), 25 * time.Hour, desk.CodeWindowClosed},
		{"WhatsApp behind Smart Sender", behind(desk.ChannelSmartSender, "whatsapp"), 25 * time.Hour, desk.CodeWindowClosed},
		{"Messenger behind Smart Sender", behind(desk.ChannelSmartSender, "messenger"), 25 * time.Hour, desk.CodeWindowClosed},
		{"its app's human agent is not ours", desk.Line{Channel: desk.ChannelManyChat, Active: true, Options: map[string]string{"messenger": "messenger", "human_agent": "true"}}, 25 * time.Hour, desk.CodeWindowClosed},
		{"Telegram behind ManyChat", behind(desk.ChannelManyChat, "telegram"), 1000 * time.Hour, ""},
		{"Viber behind Smart Sender", behind(desk.ChannelSmartSender, "viber"), 1000 * time.Hour, ""},
		{"Instagram behind ManyChat as the source has it", behind(desk.ChannelManyChat, "instagram"), 25 * time.Hour, ""},
		{"nobody knows what behind Smart Sender", behind(desk.ChannelSmartSender, ""), 1000 * time.Hour, ""},
		{"the option on a line that is no bridge", desk.Line{Channel: desk.ChannelTelegram, Active: true, Options: map[string]string{"messenger": "whatsapp"}}, 25 * time.Hour, ""},
		{"never wrote", desk.Line{Channel: desk.ChannelTelegram, Active: true}, 0, desk.CodeNoEarlierContact},
		{"inactive", desk.Line{Channel: desk.ChannelTelegram}, time.Hour, desk.CodeLineInactive},
	} {
		var last time.Time
		if c.ago > 0 {
			last = now.Add(-c.ago)
		}
		c.l.Traits = switchboard.Traits(c.l)
		err := c.l.MayWrite(last, now, desk.Template{})
		var no *desk.Refusal
		if (err == nil) != (c.want == "") || err != nil && (!errors.As(err, &no) || no.Code != c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func TestWhatEachChannelTakes_CH20(t *testing.T) {
	switchboard := channel.Switchboard(plugs())
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
		line.Traits = switchboard.Traits(line)
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
