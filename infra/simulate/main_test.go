package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
)

const lineFile = `{"id":"l","publicKey":"l.pk","origins":["https://shop.example"],
"secrets":{"token":"7000001:AAF-test","secret":"our-secret","app_secret":"app-secret","verify_token":"verify-us","session":"session-secret"},
"options":{"phone_number_id":"100","page_id":"200","account_id":"300","messenger":"telegram"}}`

var channels = []desk.Channel{
	desk.ChannelTelegram, desk.ChannelWeb, desk.ChannelWhatsApp, desk.ChannelMessenger, desk.ChannelInstagram, desk.ChannelViber, desk.ChannelManyChat, desk.ChannelSmartSender,
}

// sufler stands in for a running Sufler: it verifies and reads what it is sent
// as the real one does, and says what its visitors are told.
type sufler struct {
	*httptest.Server
	mu   sync.Mutex
	got  []desk.Inbound
	say  string
	line desk.Line
	news chan struct{} // one for each call that was taken
}

func newSufler(t *testing.T, line desk.Line) *sufler {
	t.Helper()
	s := &sufler{line: line, news: make(chan struct{}, 100)}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *sufler) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	web := website.Plug{Now: time.Now}
	switch {
	case r.URL.Path == "/web/l.pk/session":
		_ = json.NewEncoder(w).Encode(map[string]string{"token": web.NewSession(s.line, "v-1", time.Now()), "visitor": "v-1"})
		return
	case r.URL.Path == "/web/l.pk/messages" && r.Method == http.MethodGet:
		items, changes := []parties.Obj{}, []parties.Obj{}
		if s.say != "" && r.URL.Query().Get("after") == "0" {
			items = append(items, parties.Obj{"seq": 1, "author": "customer", "text": "mine"}, parties.Obj{"seq": 2, "author": "operator", "text": s.say})
		}
		if s.say != "" && r.URL.Query().Get("changed") == "9" {
			changes = append(changes, parties.Obj{"seq": 2, "author": "operator", "text": s.say, "reactions": parties.Obj{"customer": "👍"}})
		}
		_ = json.NewEncoder(w).Encode(parties.Obj{"items": items, "next": 7, "changes": changes, "changed": 9})
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	call := desk.Webhook{Method: r.Method, Body: body, Header: map[string]string{}}
	for k := range r.Header {
		call.Header[strings.ToLower(k)] = r.Header.Get(k)
	}
	p := channel.Plugs(nil)[s.line.Channel]
	if err := p.Verify(s.line, call); err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	parsed, err := p.Parse(s.line, call)
	if err != nil || len(parsed.Ignored) > 0 {
		http.Error(w, strings.Join(parsed.Ignored, "; "), http.StatusBadRequest)
		return
	}
	s.got = append(s.got, parsed.Inbound...)
	s.news <- struct{}{}
}

func (s *sufler) heard() []desk.Inbound {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]desk.Inbound(nil), s.got...)
}

// output is a writer for many goroutines.
type output struct {
	mu    sync.Mutex
	b     bytes.Buffer
	wrote chan struct{} // nil: nobody waits
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.wrote != nil {
		o.wrote <- struct{}{}
	}
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func lineOf(t *testing.T, ch desk.Channel) desk.Line {
	t.Helper()
	line, err := channel.ReadLine(ch, []byte(lineFile))
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// A script on each channel arrives verified, and reads as what was said.
func TestAScriptIsHeardOnEveryChannel(t *testing.T) {
	scripts := map[desk.Channel]string{
		desk.ChannelWeb: "Hello\n/button hours Opening hours\n/contact +442079460991\n", desk.ChannelViber: "Hello\n/contact +380671234567\n/location 50.5 30.25\n/button kg:3 3 kg\n/photo Like this\n/file p.pdf\n/sticker 👍\n",
		desk.ChannelManyChat: "Hello\n/button kg:3 3 kg\n/photo\n/voice\n", desk.ChannelSmartSender: "Hello\n/button kg:3 3 kg\n/photo\n/file p.pdf Here\n",
		desk.ChannelWhatsApp:  "Hello\n/photo Like this\n/voice\n/file p.pdf Here it is\n/sticker 👍\n/react 👍\n/edit Hello again\n/delete\n",
		desk.ChannelMessenger: "Hello\n/photo Like this\n/voice\n/file p.pdf\n/sticker 👍\n/react 👍\n/edit Hello again\n",
		desk.ChannelInstagram: "Hello\n/photo\n/voice\n/react ❤\n/edit Hello again\n/delete\n",
		desk.ChannelTelegram:  "Hello\n/contact +34600111222\n/location 50.5 30.25\n/button kg:3 3 kg\n/photo Like this\n/voice\n/file p.pdf\n/sticker 👍\n/react 👍\n/edit Hello again\n",
	}
	for _, ch := range channels {
		t.Run(string(ch), func(t *testing.T) {
			script := scripts[ch]
			if script == "" {
				script = "# a customer\nHello\n\n/contact +34600111222\n/location 50.5 30.25\n/button kg:3 3 kg\n/edit Hello again\n"
			}
			s := newSufler(t, lineOf(t, ch))
			dir := t.TempDir()
			for name, content := range map[string]string{"line.json": lineFile, "chat.txt": script} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out output
			err := run(context.Background(), []string{
				"-base", s.URL, "-channel", string(ch), "-config", filepath.Join(dir, "line.json"), "-script", filepath.Join(dir, "chat.txt"), "-stay", "0s",
			}, strings.NewReader(""), &out, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			got := s.heard()
			if want := strings.Count(script, "\n") - 2*strings.Count(script, "#"); len(got) != want {
				t.Fatalf("heard %d, want %d: %+v", len(got), want, got)
			}
			if got[0].Text != "Hello" || got[0].Author != desk.ByCustomer || got[0].Kind != desk.InMessage {
				t.Errorf("the first: %+v", got[0])
			}
			seen := map[desk.ExternalID]bool{}
			for _, in := range got {
				if in.Kind == desk.InMessage && seen[in.External] {
					t.Errorf("the id %s came twice", in.External)
				}
				seen[in.External] = true
				if in.From.User != got[0].From.User {
					t.Errorf("another customer: %q and %q", in.From.User, got[0].From.User)
				}
			}
			if last := got[len(got)-1]; last.Kind == desk.InEdit && !seen[last.External] {
				t.Error("the edit is of no message")
			}
			if !strings.Contains(out.String(), "> Hello\n") {
				t.Errorf("printed %q", out.String())
			}
		})
	}
}

// What the customer sends can be fetched by the channel's plug, where the
// simulator is its API, and is what it says it is.
func TestFilesAreFetched(t *testing.T) {
	for _, ch := range channels {
		if ch == desk.ChannelWeb {
			continue
		}
		t.Run(string(ch), func(t *testing.T) {
			line := lineOf(t, ch)
			s := newSufler(t, line)
			c := newCustomer(options{base: s.URL, name: "Anna"}, line, io.Discard)
			api := httptest.NewServer(c.api(context.Background()))
			defer api.Close()
			line.Options["api_url"] = api.URL
			u, err := url.Parse(api.URL)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.say(context.Background(), parties.Saying{Kind: parties.Photo, Text: "Like this"}); err != nil {
				t.Fatal(err)
			}
			got := s.heard()
			if len(got) != 1 || len(got[0].Attachments) != 1 || got[0].Attachments[0].Kind != desk.AttachedPhoto || got[0].Text != "Like this" {
				t.Fatalf("heard %+v", got)
			}
			plug, ok := channel.Plugs(http.DefaultClient, u.Host)[ch].(channel.Fetcher)
			if !ok {
				t.Fatal("the plug fetches nothing")
			}
			f, err := plug.Fetch(context.Background(), line, got[0].Attachments[0])
			if err != nil {
				t.Fatal(err)
			}
			defer f.Body.Close()
			if b, err := io.ReadAll(f.Body); err != nil || http.DetectContentType(b) != "image/png" || f.MIME != "image/png" {
				t.Errorf("%d bytes of %s, said to be %s, %v", len(b), http.DetectContentType(b), f.MIME, err)
			}
		})
	}
}

// What Sufler sends through a plug is shown, and its receipts name it.
func TestTheSendAPIAnswersAsTheMessengerDoes(t *testing.T) {
	receipts := map[desk.Channel][]desk.Status{
		desk.ChannelWhatsApp:  {desk.StatusSent, desk.StatusDelivered, desk.StatusRead},
		desk.ChannelMessenger: {desk.StatusDelivered, desk.StatusRead}, desk.ChannelInstagram: {desk.StatusRead}, desk.ChannelViber: {desk.StatusDelivered, desk.StatusRead},
	}
	for _, ch := range channels {
		if ch == desk.ChannelWeb {
			continue
		}
		t.Run(string(ch), func(t *testing.T) {
			line := lineOf(t, ch)
			s := newSufler(t, line)
			var out output
			c := newCustomer(options{base: s.URL, name: "Anna"}, line, &out)
			c.reads = 0
			api := httptest.NewServer(c.api(context.Background()))
			defer api.Close()
			line.Options["api_url"] = api.URL
			u, err := url.Parse(api.URL)
			if err != nil {
				t.Fatal(err)
			}
			plug := channel.Plugs(http.DefaultClient, u.Host)[ch]
			if err := plug.Setup(context.Background(), line, "https://s.example/webhooks/x/l"); err != nil {
				t.Fatalf("Setup: %v", err)
			}
			id, err := plug.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: c.user}, Marker: "own:1", Text: "Which size?"})
			if err != nil || id == "" {
				t.Fatalf("Send: %q, %v", id, err)
			}
			for range receipts[ch] {
				<-s.news
			}
			var got []desk.Status
			for _, in := range s.heard() {
				got = append(got, in.Status)
				if in.External != id && in.Watermark.IsZero() {
					t.Errorf("a receipt of %q, want %q", in.External, id)
				}
			}
			if d := cmp.Diff(receipts[ch], got); d != "" {
				t.Errorf("receipts (-want +got):\n%s", d)
			}
			if !strings.Contains(out.String(), "< Which size?") {
				t.Errorf("printed %q", out.String())
			}
			if _, err := plug.Send(context.Background(), line, desk.Outbound{To: desk.Profile{User: c.user}, Marker: "own:2", Files: prices{}, Attachments: []desk.Attachment{
				{Kind: desk.AttachedDocument, Name: "prices.pdf", MIME: "application/pdf", Size: 10, Stored: "sent/prices.pdf"},
			}}); err != nil || !strings.Contains(out.String(), "prices.pdf") {
				t.Errorf("a file (CH-20): %v, printed %q", err, out.String())
			}
		})
	}
}

// prices is one file, at an address that nobody asks.
type prices struct{}

func (prices) Open(context.Context, string) (desk.File, error) {
	return desk.File{Body: io.NopCloser(strings.NewReader("the prices")), Size: 10}, nil
}

func (prices) Lend(context.Context, string, string) (string, error) {
	return "https://s.example/files/sent/prices.pdf", nil
}

func TestAVisitorIsShownWhatIsSaid(t *testing.T) {
	s := newSufler(t, lineOf(t, desk.ChannelWeb))
	s.say = "How can I help?"
	out := output{wrote: make(chan struct{}, 10)}
	c := newCustomer(options{base: s.URL, name: "Anna"}, s.line, &out)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := c.arrive(ctx, ""); err != nil {
		t.Fatal(err)
	}
	<-out.wrote
	<-out.wrote // and once, though it is told again and again
	if got := out.String(); got != "< How can I help?\n~ How can I help? [customer 👍]\n" {
		t.Errorf("printed %q", got)
	}
}

func TestWhatDoesNotGetThroughEndsTheScript(t *testing.T) {
	line := lineOf(t, desk.ChannelViber)
	s := newSufler(t, line)
	wrong := line
	wrong.Secrets = map[string]string{"token": "another"}
	for name, c := range map[string]struct {
		line   desk.Line
		script string
		want   string
	}{
		"a wrong secret":        {wrong, "Hi\n", "401"},
		"an edit on Viber":      {line, "Hi\n/edit Ho\n", parties.ErrNotThere.Error()},
		"an edit of nothing":    {line, "/edit Ho\n", "nothing to"},
		"a voice note on Viber": {line, "Hi\n/voice\n", parties.ErrNotThere.Error()},
		"a deletion of nothing": {line, "/delete\n", "nothing to"},
		"half a location":       {line, "/location 5\n", "two numbers"},
		"a pause of no length":  {line, "/wait long\n", "invalid duration"},
		"a contact of nobody":   {line, "/contact\n", "what?"},
		"a button without name": {line, "/button\n", "what?"},
	} {
		cust := newCustomer(options{base: s.URL}, c.line, io.Discard)
		if err := cust.talk(context.Background(), strings.NewReader(c.script), false); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want it to say %q", name, err, c.want)
		}
	}
}

// What is offered stands after the words, on every channel as it is sent there.
func TestButtonsAreShownAfterTheWords(t *testing.T) {
	for name, sent := range map[string]string{
		"Telegram":  `{"chat_id":1,"reply_markup":{"inline_keyboard":[[{"callback_data":"a","text":"1 kg"}],[{"text":"Shop","url":"https://shop.example"}]]},"text":"How much?"}`,
		"WhatsApp":  `{"interactive":{"type":"button","body":{"text":"How much?"},"action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"1 kg"}},{"type":"reply","reply":{"id":"b","title":"Shop"}}]}}}`,
		"a list":    `{"interactive":{"type":"list","body":{"text":"How much?"},"action":{"button":"Choose","sections":[{"title":"Choose","rows":[{"id":"a","title":"1 kg"},{"id":"b","title":"Shop"}]}]}}}`,
		"Messenger": `{"message":{"text":"How much?","quick_replies":[{"content_type":"text","payload":"a","title":"1 kg"},{"content_type":"text","payload":"b","title":"Shop"}]}}`,
		"Viber":     `{"type":"text","text":"How much?","keyboard":{"Type":"keyboard","Buttons":[{"ActionBody":"a","Text":"1 kg"},{"ActionBody":"b","Text":"Shop"}]}}`,
		"ManyChat":  `{"data":{"content":{"messages":[{"type":"text","text":"How much?"}],"quick_replies":[{"caption":"1 kg","payload":{"text":"1 kg"}},{"caption":"Shop","payload":{"text":"Shop"}}]}}}`,
	} {
		var v any
		if err := json.Unmarshal([]byte(sent), &v); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(append(words(v), buttons(v, false)...), " "); got != "How much? [1 kg] [Shop]" {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// Who types goes on after a slip; a script ends there.
func TestASlipEndsAScriptAndNoTalk(t *testing.T) {
	for typed, want := range map[bool]int{true: 2, false: 1} {
		line := lineOf(t, desk.ChannelViber)
		s, out := newSufler(t, line), &output{}
		c := newCustomer(options{base: s.URL}, line, out)
		err := c.talk(t.Context(), strings.NewReader("Hello\n/location here\nAre you there?\n"), typed)
		if (err == nil) != typed || len(s.heard()) != want || strings.Contains(out.String(), "! ") != typed {
			t.Errorf("typed %v: %v, heard %d\n%s", typed, err, len(s.heard()), out)
		}
	}
	if err := run(t.Context(), nil, strings.NewReader(""), io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "-config") {
		t.Errorf("without a line: %v", err)
	}
}
