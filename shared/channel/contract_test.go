package channel_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// The promises of channel.Plug, over every plug and every sample.

func eachSample(t *testing.T, f func(t *testing.T, p channel.Plug, s sample)) {
	for ch, p := range plugs() {
		for file, s := range samples(t, ch) {
			t.Run(file[len("../../events/"):], func(t *testing.T) { f(t, p, s) })
		}
	}
}

func TestReadingTwiceIsTheSameAndChangesNothing(t *testing.T) {
	eachSample(t, func(t *testing.T, p channel.Plug, s sample) {
		line, w := s.Line.line(), s.webhook(t)
		before := bytes.Clone(w.Body)
		one, two := read(p, line, w), read(p, line, w)
		if d := cmp.Diff(one, two); d != "" {
			t.Errorf("the second reading differs:\n%s", d)
		}
		if !bytes.Equal(before, w.Body) {
			t.Error("the body was changed")
		}
	})
}

func TestEveryInboundNamesItsCustomerAndItself(t *testing.T) {
	eachSample(t, func(t *testing.T, p channel.Plug, s sample) {
		for i, in := range read(p, s.Line.line(), s.webhook(t)).Parsed.Inbound {
			needsID := in.Kind == desk.InMessage || in.Kind == desk.InEdit || in.Kind == desk.InDeletion || in.Kind == desk.InReaction
			switch {
			case in.Kind == "":
				t.Errorf("inbound %d has no kind", i)
			case in.From.User == "":
				t.Errorf("inbound %d has no customer", i)
			case needsID && in.External == "":
				t.Errorf("inbound %d has no external id", i)
			case in.Kind == desk.InMessage && in.Author == "":
				t.Errorf("inbound %d has no author", i)
			case in.Kind == desk.InStatus && in.External == "" && in.Watermark.IsZero():
				t.Errorf("status %d names no message", i)
			}
		}
	})
}

// accepted is one sample of the channel that Verify lets in.
func accepted(t *testing.T, ch desk.Channel, p channel.Plug) (desk.Line, desk.Webhook) {
	t.Helper()
	all := samples(t, ch)
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range all {
			if !yield(n) {
				return
			}
		}
	}) {
		s := all[name]
		w := s.webhook(t)
		if r := read(p, s.Line.line(), w); r.Handshake == nil && r.Refused == "" && r.Error == "" && len(r.Parsed.Inbound) > 0 {
			return s.Line.line(), w
		}
	}
	t.Fatalf("no sample of %s is let in", ch)
	return desk.Line{}, desk.Webhook{}
}

func TestALineWithoutItsSecretRefusesEverything(t *testing.T) {
	for ch, p := range plugs() {
		t.Run(string(ch), func(t *testing.T) {
			line, w := accepted(t, ch, p)
			for _, secrets := range []map[string]string{nil, {}, {"token": "", "secret": "", "app_secret": "", "session": ""}} {
				line.Secrets = secrets
				if err := p.Verify(line, w); !errors.Is(err, desk.ErrInvalid) {
					t.Errorf("Verify without secrets: got %v, want ErrInvalid", err)
				}
				empty := desk.Webhook{Method: "POST", Header: map[string]string{}, Body: w.Body}
				if err := p.Verify(line, empty); !errors.Is(err, desk.ErrInvalid) {
					t.Errorf("Verify without secrets and signature: got %v, want ErrInvalid", err)
				}
			}
		})
	}
}

func TestAWrongSecretOrSignatureIsRefused(t *testing.T) {
	for ch, p := range plugs() {
		t.Run(string(ch), func(t *testing.T) {
			line, w := accepted(t, ch, p)
			other := line
			other.Secrets = map[string]string{}
			for k, v := range line.Secrets {
				other.Secrets[k] = v + "x"
			}
			if err := p.Verify(other, w); !errors.Is(err, desk.ErrInvalid) {
				t.Errorf("with another secret: got %v, want ErrInvalid", err)
			}
			bare := w
			bare.Header = map[string]string{"content-type": "application/json"}
			if err := p.Verify(line, bare); !errors.Is(err, desk.ErrInvalid) {
				t.Errorf("without signature: got %v, want ErrInvalid", err)
			}
			if err := p.Verify(line, desk.Webhook{}); !errors.Is(err, desk.ErrInvalid) {
				t.Errorf("without anything: got %v, want ErrInvalid", err)
			}
		})
	}
}

// Where the body is signed, one changed byte anywhere is refused.
func TestAChangedBodyIsRefused(t *testing.T) {
	for ch, p := range plugs() {
		if !slices.Contains([]desk.Channel{desk.ChannelWhatsApp, desk.ChannelMessenger, desk.ChannelInstagram, desk.ChannelViber}, ch) {
			continue
		}
		t.Run(string(ch), func(t *testing.T) {
			line, w := accepted(t, ch, p)
			for i := range w.Body {
				changed := w
				changed.Body = bytes.Clone(w.Body)
				changed.Body[i] ^= 1
				if p.Verify(line, changed) == nil {
					t.Fatalf("byte %d was changed and let in", i)
				}
			}
		})
	}
}

var garbage = []string{
	"", " ", "null", "0", `""`, "[]", "[{}]", "{", "{}", `{"a":`, "\x00", "\xff\xfe", `{"object":7,"entry":"x","message":5,"event":[],"id":{}}`,
	`{"update_id":1,"message":{"chat":{"type":"private"},"from":{},"contact":{}}}`,
	`{"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"from":{"id":7},"text":"/start x","contact":{}}}`,
	`{"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"from":{"id":7},"web_app_data":{"data":"d"},"contact":{}}}`,
	`{"update_id":1,"callback_query":{"id":"1","data":"d","message":{}}}`,
	`{"object":"page","entry":[null,1,{},{"messaging":[null,1,{}]},{"messaging":{}}]}`,
	`{"object":"instagram","entry":[{"messaging":[{"message":{"mid":"m"}},{"read":{}}],"changes":[null,{"value":3}]}]}`,
	`{"object":"whatsapp_business_account","entry":[{"changes":[null,{"value":{"messages":[null,{},{"type":"text"}],"statuses":[null,{}]}}]}]}`,
	`{"event":"message","sender":null,"message":null}`, `{"event":"message","message_token":"x","sender":{"id":"u"},"message":{"type":"location"}}`,
	`{"id":1e400}`, strings.Repeat(`{"a":`, 20000), `{"id":` + strings.Repeat("9", 400) + `}`,
}

func TestGarbageIsNeverMoreThanAnError(t *testing.T) {
	for ch, p := range plugs() {
		line, w := accepted(t, ch, p)
		for _, g := range garbage {
			w.Body = []byte(g)
			parsed, err := p.Parse(line, w)
			if err != nil && !errors.Is(err, desk.ErrInvalid) {
				t.Errorf("%s: %.40q: got %v, want ErrInvalid or none", ch, g, err)
			}
			for _, in := range parsed.Inbound {
				if in.From.User == "" {
					t.Errorf("%s: %.40q reads as an inbound of nobody", ch, g)
				}
			}
			p.Handshake(line, w)
			p.Handshake(line, desk.Webhook{Method: "GET", Query: map[string][]string{"hub.mode": {}, "hub.challenge": {g}}})
		}
		for _, g := range []string{"", "null", "[]", "{", `"x"`, "\xff"} {
			w.Body = []byte(g)
			if _, err := p.Parse(line, w); !errors.Is(err, desk.ErrInvalid) {
				t.Errorf("%s: Parse(%q) = %v, want ErrInvalid", ch, g, err)
			}
		}
	}
}

// What the customer wrote is theirs: it is in no reason and no error.
func TestReasonsHoldNoCustomersText(t *testing.T) {
	eachSample(t, func(t *testing.T, p channel.Plug, s sample) {
		w := s.webhook(t)
		r := read(p, s.Line.line(), w)
		said := strings.Join(append(r.Parsed.Ignored, r.Error, r.Refused), "\n")
		if strings.Contains(said, "marmalade") { // the samples' ignored customers all say so
			t.Errorf("a reason quotes the customer: %s", said)
		}
	})
}

func TestNeedsAreDescribedAndChecked(t *testing.T) {
	for ch, p := range plugs() {
		line, _ := accepted(t, ch, p)
		if err := channel.CheckLine(p, line); err != nil {
			t.Errorf("%s: the sample's line: %v", ch, err)
		}
		for _, n := range p.Needs() {
			if n.Name == "" || len(n.Text) < 20 {
				t.Errorf("%s: need %q is not described", ch, n.Name)
			}
		}
		err := channel.CheckLine(p, desk.Line{Channel: ch})
		if !errors.Is(err, desk.ErrInvalid) || !strings.Contains(err.Error(), "missing") {
			t.Errorf("%s: CheckLine of an empty line = %v, want it to say what is missing", ch, err)
		}
	}
}

func fuzzParse(f *testing.F, ch desk.Channel) {
	p := plugs()[ch]
	var line desk.Line
	var header map[string]string
	for _, s := range samples(f, ch) {
		w := s.webhook(f)
		f.Add(w.Body)
		if p.Verify(s.Line.line(), w) == nil {
			line, header = s.Line.line(), w.Header
		}
	}
	for _, g := range garbage[:22] {
		f.Add([]byte(g))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		w := desk.Webhook{Method: "POST", Header: header, Body: body}
		one, err := p.Parse(line, w)
		two, err2 := p.Parse(line, w)
		if d := cmp.Diff(one, two); d != "" || (err == nil) != (err2 == nil) {
			t.Fatalf("not repeatable: %s %v %v", d, err, err2)
		}
		if err != nil && !errors.Is(err, desk.ErrInvalid) {
			t.Fatalf("got %v, want ErrInvalid", err)
		}
		for _, in := range one.Inbound {
			if in.From.User == "" {
				t.Fatalf("an inbound of nobody: %+v", in.Kind)
			}
			if in.Kind == desk.InMessage && in.External == "" {
				t.Fatal("a message without an external id")
			}
		}
	})
}

func FuzzParseTelegram(f *testing.F)    { fuzzParse(f, desk.ChannelTelegram) }
func FuzzParseWeb(f *testing.F)         { fuzzParse(f, desk.ChannelWeb) }
func FuzzParseWhatsApp(f *testing.F)    { fuzzParse(f, desk.ChannelWhatsApp) }
func FuzzParseMessenger(f *testing.F)   { fuzzParse(f, desk.ChannelMessenger) }
func FuzzParseInstagram(f *testing.F)   { fuzzParse(f, desk.ChannelInstagram) }
func FuzzParseViber(f *testing.F)       { fuzzParse(f, desk.ChannelViber) }
func FuzzParseManyChat(f *testing.F)    { fuzzParse(f, desk.ChannelManyChat) }
func FuzzParseSmartSender(f *testing.F) { fuzzParse(f, desk.ChannelSmartSender) }
