package channel_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// shelf keeps files by their keys; nobody outside reaches it without a base.
type shelf struct {
	base   string
	files  map[string]string
	fails  error // told instead of a file
	breaks bool  // a file ends in the middle
}

func (s *shelf) Open(_ context.Context, key string) (desk.File, error) {
	body, ok := s.files[key]
	switch {
	case s.fails != nil:
		return desk.File{}, s.fails
	case !ok:
		return desk.File{}, desk.ErrNotFound
	case s.breaks:
		return desk.File{Body: io.NopCloser(io.MultiReader(strings.NewReader(body[:len(body)/2]), broken{})), Size: int64(len(body))}, nil
	}
	return desk.File{Body: io.NopCloser(strings.NewReader(body)), Size: int64(len(body))}, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func (s *shelf) Lend(_ context.Context, key, mime string) (string, error) {
	if s.base == "" {
		return "", nil
	}
	return s.base + "/" + key + "?type=" + mime, nil
}

// kept puts a file on the shelf and gives the attachment that names it.
func (s *shelf) kept(kind desk.AttachmentKind, name, mime, body string) desk.Attachment {
	if s.files == nil {
		s.files = map[string]string{}
	}
	key := "sent/" + name
	s.files[key] = body
	return desk.Attachment{Kind: kind, Name: name, MIME: mime, Size: int64(len(body)), Stored: key}
}

// uploads answers uploads of files, and everything else as success says.
func uploads(success string) func(int, fakeCall) (int, map[string]string, string) {
	return func(n int, c fakeCall) (int, map[string]string, string) {
		switch {
		case strings.HasSuffix(c.Path, "/media"):
			return 200, nil, fmt.Sprintf(`{"id":"media-%d"}`, n)
		case strings.HasSuffix(c.Path, "/message_attachments"):
			return 200, nil, fmt.Sprintf(`{"attachment_id":"att-%d"}`, n)
		}
		return 200, nil, success
	}
}

// How a file of ours goes out, messenger by messenger: as such where the
// messenger takes files, which needs no address of ours, else by a lent address.
func TestOurFilesOnTheWire_CH20(t *testing.T) {
	s := &shelf{base: "https://s.example/files"}
	photo, pdf, voice := s.kept(desk.AttachedPhoto, "фото 1.jpg", "image/jpeg", "a photo"), s.kept(desk.AttachedDocument, "1.pdf", "application/pdf", "the prices"), s.kept(desk.AttachedVoice, "v.ogg", "audio/ogg", "hm")
	for _, c := range []struct {
		channel desk.Channel
		name    string
		out     desk.Outbound
		want    []string // path, fields, and the file
	}{
		{desk.ChannelTelegram, "a lone photo has the words as its caption", desk.Outbound{Text: "Вот", Attachments: []desk.Attachment{photo}, ReplyTo: "5550001/9", Buttons: []desk.Button{{Text: "Ok"}}}, []string{
			`/sendPhoto {"caption":"Вот","chat_id":5550001,"reply_markup":{"inline_keyboard":[[{"callback_data":"Ok","text":"Ok"}]]},"reply_parameters":{"allow_sending_without_reply":true,"message_id":9}} photo "фото 1.jpg" image/jpeg a photo`}},
		{desk.ChannelTelegram, "words, then files in their order", desk.Outbound{Text: "Here", Attachments: []desk.Attachment{pdf, voice, photo}}, []string{
			`/sendMessage {"chat_id":5550001,"text":"Here"}`,
			`/sendDocument {"chat_id":5550001} document "1.pdf" application/pdf the prices`,
			`/sendVoice {"chat_id":5550001} voice "v.ogg" audio/ogg hm`,
			`/sendPhoto {"chat_id":5550001} photo "фото 1.jpg" image/jpeg a photo`}},
		{desk.ChannelWhatsApp, "a document is handed over, then named", desk.Outbound{Text: "La lista", Attachments: []desk.Attachment{pdf}}, []string{
			`/media {"messaging_product":"whatsapp","type":"application/pdf"} file "1.pdf" application/pdf the prices`,
			`/messages {"document":{"caption":"La lista","filename":"1.pdf","id":"media-0"},"messaging_product":"whatsapp","recipient_type":"individual","to":"34600111222","type":"document"}`}},
		{desk.ChannelWhatsApp, "a voice note has no caption", desk.Outbound{Text: "Oye", Attachments: []desk.Attachment{voice}}, []string{
			`/messages {"messaging_product":"whatsapp","recipient_type":"individual","text":{"body":"Oye","preview_url":true},"to":"34600111222","type":"text"}`,
			`/media {"messaging_product":"whatsapp","type":"audio/ogg"} file "v.ogg" audio/ogg hm`,
			`/messages {"audio":{"id":"media-1"},"messaging_product":"whatsapp","recipient_type":"individual","to":"34600111222","type":"audio"}`}},
		{desk.ChannelMessenger, "words, then the file, with our marker", desk.Outbound{Text: "Here", Marker: "own:1", Attachments: []desk.Attachment{photo}}, []string{
			`/messages {"message":{"metadata":"own:1","text":"Here"},"messaging_type":"RESPONSE","recipient":{"id":"4400000000000001"}}`,
			`/message_attachments {"message":{"attachment":{"payload":{"is_reusable":true},"type":"image"}}} filedata "фото 1.jpg" image/jpeg a photo`,
			`/messages {"message":{"attachment":{"payload":{"attachment_id":"att-1"},"type":"image"},"metadata":"own:1"},"messaging_type":"RESPONSE","recipient":{"id":"4400000000000001"}}`}},
		{desk.ChannelInstagram, "fetches it", desk.Outbound{Attachments: []desk.Attachment{pdf}}, []string{
			`/messages {"message":{"attachment":{"payload":{"is_reusable":false,"url":"https://s.example/files/sent/1.pdf?type=application/pdf"},"type":"file"}},"messaging_type":"RESPONSE","recipient":{"id":"990000000000001"}}`}},
		{desk.ChannelViber, "fetches it, and wants size and name", desk.Outbound{Attachments: []desk.Attachment{pdf}}, []string{
			`/send_message {"file_name":"1.pdf","media":"https://s.example/files/sent/1.pdf?type=application/pdf","receiver":"Zm9v+/==","sender":{"name":"Пекарня"},"size":10,"type":"file"}`}},
		{desk.ChannelManyChat, "fetches it", desk.Outbound{Text: "Here", Attachments: []desk.Attachment{pdf}}, []string{
			`/sendContent {"data":{"content":{"messages":[{"text":"Here","type":"text"},{"type":"file","url":"https://s.example/files/sent/1.pdf?type=application/pdf"}]},"version":"v2"},"subscriber_id":1234567890123456800}`}},
		{desk.ChannelSmartSender, "fetches it", desk.Outbound{Attachments: []desk.Attachment{pdf}}, []string{
			`/send {"media":"https://s.example/files/sent/1.pdf?type=application/pdf","type":"file","watermark":1}`}},
	} {
		t.Run(string(c.channel)+"/"+c.name, func(t *testing.T) {
			f := newFake(t, uploads(senders()[c.channel].success))
			p, line := plugAt(t, c.channel, f.URL, 5*time.Second)
			c.out.To.User, c.out.Files = senders()[c.channel].to, s
			id, err := p.Send(context.Background(), line, c.out)
			if want := senders()[c.channel].id; err != nil || want != "own:1" && id != want {
				t.Fatalf("got %q, %v, want %q", id, err, want)
			}
			var got []string
			for _, k := range f.seen() {
				b, err := json.Marshal(k.Body)
				if err != nil {
					t.Fatal(err)
				}
				told := k.Path[strings.LastIndexByte(k.Path, '/'):] + " " + string(b)
				if k.File != nil {
					told += fmt.Sprintf(" %s %q %s %s", k.File.Field, k.File.Name, k.File.MIME, k.File.Content)
				}
				got = append(got, told)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// takesFiles are the messengers that take files as such.
var takesFiles = []desk.Channel{desk.ChannelTelegram, desk.ChannelWhatsApp, desk.ChannelMessenger}

func TestWithoutAPublicAddress_CH20(t *testing.T) {
	for ch, sender := range senders() {
		s := &shelf{}
		f := newFake(t, uploads(sender.success))
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		out := desk.Outbound{To: desk.Profile{User: sender.to}, Text: "look", Files: s, Attachments: []desk.Attachment{s.kept(desk.AttachedPhoto, "a.jpg", "image/jpeg", "x")}}
		_, err := p.Send(context.Background(), line, out)
		if slices.Contains(takesFiles, ch) {
			if err != nil {
				t.Errorf("%s: %v, want it sent", ch, err)
			}
			continue
		}
		if e := sendErr(t, err); verdictOf(e) != never || e.Code != "no_public_address" || !strings.Contains(e.Reason, "-public-url") || len(f.seen()) != 0 {
			t.Errorf("%s: got %+v after %d calls, want to be told what is missing", ch, e, len(f.seen()))
		}
	}
}

func TestFilesThatCanNotBeHandedOver_CH20(t *testing.T) {
	for _, ch := range takesFiles {
		sender := senders()[ch]
		whole := &shelf{}
		a := whole.kept(desk.AttachedPhoto, "a.jpg", "image/jpeg", strings.Repeat("x", 100_000))
		for name, c := range map[string]struct {
			shelf *shelf
			want  verdict
			code  string
		}{
			"it is not there any more":     {&shelf{}, never, "file_gone"},
			"where it is kept is down":     {&shelf{fails: desk.ErrBusy}, again, "file_busy"},
			"where it is kept breaks off":  {&shelf{files: whole.files, breaks: true}, again, "unreachable"},
			"nothing here gives out files": {nil, never, "no_files"},
		} {
			f := newFake(t, uploads(sender.success))
			p, line := plugAt(t, ch, f.URL, 5*time.Second)
			out := desk.Outbound{To: desk.Profile{User: sender.to}, Attachments: []desk.Attachment{a}}
			if c.shelf != nil {
				out.Files = c.shelf
			}
			_, err := p.Send(context.Background(), line, out)
			if e := sendErr(t, err); verdictOf(e) != c.want || e.Code != c.code {
				t.Errorf("%s: %s: got %+v, want %+v and %s", ch, name, e, c.want, c.code)
			}
		}
	}
}

// WhatsApp and Messenger are handed a file before it is sent: losing that answer
// says nothing to the customer, so it is done again. Telegram is handed it with
// the very message.
func TestALostAnswerToAnUpload_CH20(t *testing.T) {
	for ch, want := range map[desk.Channel]verdict{desk.ChannelTelegram: unsure, desk.ChannelWhatsApp: again, desk.ChannelMessenger: again} {
		sender, s := senders()[ch], &shelf{}
		f := newFake(t, func(n int, c fakeCall) (int, map[string]string, string) {
			if c.File != nil {
				return -1, nil, ""
			}
			return 200, nil, sender.success
		})
		p, line := plugAt(t, ch, f.URL, 5*time.Second)
		_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: sender.to}, Files: s, Attachments: []desk.Attachment{s.kept(desk.AttachedPhoto, "a.jpg", "image/jpeg", "x")}})
		if got := verdictOf(sendErr(t, err)); got != want || len(f.seen()) != 1 {
			t.Errorf("%s: got %+v after %d calls, want %+v", ch, got, len(f.seen()), want)
		}
	}
}

// filesDay is a messenger's API on a bad day, for files: it enforces its own
// limits, throttles, fails, and loses answers after the work.
type filesDay struct {
	ch      desk.Channel
	mu      sync.Mutex
	dice    *rand.Rand
	held    map[string]string // files handed over, by the id they got
	said    []string          // the files that went out, in their order
	refuses []string          // what the messenger would not have taken
}

// waTypes are what WhatsApp's upload takes, by its own error (#100).
const waTypes = "audio/aac audio/mp4 audio/mpeg audio/amr audio/ogg audio/opus application/vnd.ms-powerpoint application/msword application/vnd.openxmlformats-officedocument.wordprocessingml.document application/vnd.openxmlformats-officedocument.presentationml.presentation application/vnd.openxmlformats-officedocument.spreadsheetml.sheet application/pdf text/plain application/vnd.ms-excel image/jpeg image/png image/webp video/mp4 video/3gpp"

// limits are the messengers' own, written anew: by the kind in the request, how
// many bytes and which types.
var limits = map[desk.Channel]map[string]struct {
	max   int
	types string
}{
	desk.ChannelTelegram:  {"photo": {10e6, "image/jpeg image/png image/webp"}, "document": {50e6, ""}, "video": {50e6, "video/mp4"}},
	desk.ChannelWhatsApp:  {"image": {5e6, "image/jpeg image/png"}, "document": {100e6, waTypes}, "video": {16e6, "video/mp4 video/3gpp"}},
	desk.ChannelMessenger: {"image": {8e6, "image/jpeg image/png image/gif"}, "file": {25e6, ""}, "video": {25e6, ""}},
	// These fetch; the file's type is known by how its address ends.
	desk.ChannelInstagram:   {"image": {8e6, ".jpg .png .gif"}, "video": {25e6, ".mp4 .mov .webm"}, "file": {25e6, ".pdf"}},
	desk.ChannelViber:       {"picture": {1e6, ".jpg .png .gif"}, "video": {26e6, ".mp4"}, "file": {50e6, ""}},
	desk.ChannelManyChat:    {"image": {25e6, ""}, "video": {25e6, ""}, "file": {25e6, ""}},
	desk.ChannelSmartSender: {"picture": {25e6, ""}, "video": {25e6, ""}, "file": {25e6, ""}},
}

func (d *filesDay) answer(n int, c fakeCall) (int, map[string]string, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	done, out, answer := d.work(n, c)
	roll := d.dice.IntN(10)
	switch {
	case roll < 2:
		return throttled[d.ch].status, nil, throttled[d.ch].body
	case roll < 3:
		return 502, nil, "<html>bad gateway</html>"
	}
	done()
	d.said = append(d.said, out...)
	if roll < 4 {
		return -1, nil, ""
	}
	return 200, nil, answer
}

// work is what a call would do, and which files it says.
func (d *filesDay) work(n int, c fakeCall) (done func(), out []string, answer string) {
	nothing := func() {}
	if c.File != nil {
		d.check(c)
	}
	id, content := fmt.Sprint("f", n), ""
	if c.File != nil {
		content = c.File.Content
	}
	switch {
	case strings.HasSuffix(c.Path, "/media"):
		return func() { d.held[id] = content }, nil, `{"id":"` + id + `"}`
	case strings.HasSuffix(c.Path, "/message_attachments"):
		return func() { d.held[id] = content }, nil, `{"attachment_id":"` + id + `"}`
	case c.File != nil:
		return nothing, []string{content}, senders()[d.ch].success
	}
	raw, err := json.Marshal(c.Body)
	for held, body := range d.held {
		if err == nil && strings.Contains(string(raw), `id":"`+held+`"`) {
			out = append(out, body)
		}
	}
	if len(out) == 0 {
		out = d.saidIn(c.Body)
	}
	return nothing, out, senders()[d.ch].success
}

// saidIn finds the texts of a request and the files that it only links to, in
// their order.
func (d *filesDay) saidIn(v any) (out []string) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			out = append(out, d.saidIn(x)...)
		}
	case map[string]any:
		payload, _ := v["payload"].(map[string]any)
		for _, x := range []any{v["url"], v["media"], payload["url"]} {
			if link, ok := x.(string); ok {
				d.linked(fmt.Sprint(v["type"]), link, v)
				return []string{link}
			}
		}
		for _, x := range []any{v["text"], v["body"], v["content"]} {
			if text, ok := x.(string); ok {
				return []string{text}
			}
		}
		for _, x := range v {
			out = append(out, d.saidIn(x)...)
		}
	}
	return out
}

// linked is what a messenger that fetches checks of a file.
func (d *filesDay) linked(kind, link string, v map[string]any) {
	rule, ok := limits[d.ch][kind]
	address, _, _ := strings.Cut(link, "?")
	switch ending := path.Ext(address); {
	case !ok || ending == "" || !strings.HasPrefix(link, "https://"):
		d.refuses = append(d.refuses, "a "+kind+" at "+link)
	case rule.types != "" && !strings.Contains(rule.types, ending):
		d.refuses = append(d.refuses, kind+" of "+ending)
	case d.ch == desk.ChannelViber && kind != "picture" && v["size"] == nil, d.ch == desk.ChannelViber && kind == "file" && v["file_name"] == nil:
		d.refuses = append(d.refuses, kind+" without its size or name")
	}
}

// check is what the messenger itself checks of a file: the kind as which it
// comes, its type, its size.
func (d *filesDay) check(c fakeCall) {
	kind := c.File.Field
	switch d.ch {
	case desk.ChannelWhatsApp:
		kind = "document" // the kind is told when it is sent
	case desk.ChannelMessenger:
		m, _ := c.Body["message"].(map[string]any)
		a, _ := m["attachment"].(map[string]any)
		kind = fmt.Sprint(a["type"])
	}
	rule, ok := limits[d.ch][kind]
	switch {
	case !ok:
		d.refuses = append(d.refuses, "a "+kind)
	case len(c.File.Content) > rule.max:
		d.refuses = append(d.refuses, fmt.Sprintf("%s of %d bytes", kind, len(c.File.Content)))
	case rule.types != "" && !strings.Contains(rule.types, c.File.MIME):
		d.refuses = append(d.refuses, kind+" of "+c.File.MIME)
	case c.File.Name == "":
		d.refuses = append(d.refuses, "a file without a name")
	}
}

// Messages of words and files, sent by the outbox's rule over a messenger on a
// bad day: nothing goes out twice, what was told to be sent is out whole and in
// its order, and no file is one that the messenger would not take.
func TestFilesGoOutOnceOnABadDay_CH20(t *testing.T) {
	for ch := range senders() {
		t.Run(string(ch), func(t *testing.T) {
			day := &filesDay{ch: ch, dice: rand.New(rand.NewPCG(3, uint64(len(ch)))), held: map[string]string{}}
			f := newFake(t, day.answer)
			p, line := plugAt(t, ch, f.URL, 5*time.Second)
			s := &shelf{base: "https://s.example/files"}
			sent := map[int][]string{}
			types := map[string]string{"image/png": ".png", "application/pdf": ".pdf", "video/mp4": ".mp4"}
			if ch == desk.ChannelWhatsApp {
				types["text/csv"] = ".csv" // which goes as plain text
			}
			for n := range 60 {
				out := desk.Outbound{To: desk.Profile{User: senders()[ch].to}, Marker: desk.ExternalID(fmt.Sprint("own:", n)), Text: fmt.Sprintf("words-%d", n), Files: s}
				parts := []string{out.Text}
				for i, mime := range slices.Sorted(maps.Keys(types)) {
					u := desk.Upload{MIME: mime, Name: fmt.Sprint("f", i), Size: 9}
					kind, err := line.FileKind(u)
					if err != nil {
						t.Fatal(err)
					}
					a := s.kept(kind, fmt.Sprintf("%d-%d%s", n, i, types[mime]), mime, fmt.Sprintf("file-%d.%d", n, i))
					part := s.files[a.Stored]
					if !slices.Contains(takesFiles, ch) {
						part = s.base + "/" + a.Stored + "?type=" + mime
					}
					parts, out.Attachments = append(parts, part), append(out.Attachments, a)
				}
				for try := 0; try < 8; try++ {
					_, err := p.Send(context.Background(), line, out)
					if err == nil {
						sent[n] = parts
						break
					}
					var e *desk.SendError
					if !errors.As(err, &e) || e.Broken || e.Blocked || e.Again == e.Unsure {
						t.Fatalf("message %d: %v", n, err)
					}
					if e.Unsure {
						break
					}
					out.Done = max(out.Done, e.Done)
				}
			}
			f.Close() // a lost answer may come before its handler ends
			if len(day.refuses) > 0 {
				t.Errorf("the messenger would refuse: %v", day.refuses[:min(3, len(day.refuses))])
			}
			place := map[string]int{}
			for i, part := range day.said {
				if _, twice := place[part]; twice {
					t.Fatalf("%s went out twice", part)
				}
				place[part] = i
			}
			for n, parts := range sent {
				for i, part := range parts {
					at, ok := place[part]
					if !ok || i > 0 && at < place[parts[i-1]] {
						t.Fatalf("message %d is told to be sent, and %s is not out, or not in its order", n, part)
					}
				}
			}
			if len(sent) < 10 || len(sent) == 60 {
				t.Errorf("%d of 60 were sent: the day was no bad day, or too bad a one", len(sent))
			}
		})
	}
}

// A file streams: however large it is, little of it is in memory at a time.
func TestALargeFileStreams_CH20(t *testing.T) {
	const size = 40 << 20
	var most int
	source := &watched{left: size, most: &most}
	f := newFake(t, func(int, fakeCall) (int, map[string]string, string) {
		return 200, nil, senders()[desk.ChannelTelegram].success
	})
	p, line := plugAt(t, desk.ChannelTelegram, f.URL, 20*time.Second)
	out := desk.Outbound{To: desk.Profile{User: "5550001"}, Files: streamed{source}, Attachments: []desk.Attachment{{Kind: desk.AttachedDocument, Name: "a.zip", MIME: "application/zip", Size: size, Stored: "sent/a.zip"}}}
	if _, err := p.Send(context.Background(), line, out); err != nil {
		t.Fatal(err)
	}
	if got := f.seen(); len(got) != 1 || len(got[0].File.Content) != size || most > 1<<20 {
		t.Errorf("%d calls; up to %d bytes were asked for at once, want at most 1 MB", len(got), most)
	}
}

type streamed struct{ io.Reader }

func (s streamed) Open(context.Context, string) (desk.File, error) {
	return desk.File{Body: io.NopCloser(s.Reader), Size: 40 << 20}, nil
}

func (streamed) Lend(context.Context, string, string) (string, error) { return "", nil }

// watched notes the largest piece that was asked for.
type watched struct {
	left int
	most *int
}

func (w *watched) Read(p []byte) (int, error) {
	if w.left == 0 {
		return 0, io.EOF
	}
	*w.most = max(*w.most, len(p))
	n := min(len(p), w.left)
	clear(p[:n])
	w.left -= n
	return n, nil
}

// What Telegram can't show as a photo it takes as a document.
func TestAPhotoThatIsNoneIsADocument_CH20(t *testing.T) {
	s := &shelf{}
	f := newFake(t, func(_ int, c fakeCall) (int, map[string]string, string) {
		if strings.HasSuffix(c.Path, "/sendPhoto") {
			return 400, nil, `{"ok":false,"error_code":400,"description":"Bad Request: PHOTO_INVALID_DIMENSIONS"}`
		}
		return 200, nil, senders()[desk.ChannelTelegram].success
	})
	p, line := plugAt(t, desk.ChannelTelegram, f.URL, 5*time.Second)
	_, err := p.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: "5550001"}, Text: "long", Files: s, Attachments: []desk.Attachment{s.kept(desk.AttachedPhoto, "a.png", "image/png", "a strip")}})
	got := f.seen()
	if err != nil || len(got) != 2 || got[1].File.Field != "document" || got[1].File.Content != "a strip" || got[1].Body["caption"] != "long" {
		t.Errorf("got %+v, %v", got, err)
	}
}
