package channel_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
)

var update = flag.Bool("update", false, "rewrite the golden readings of events/")

// now is the moment at which all samples are read. Only sessions depend on it.
var now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// sample is a file of events/: a messenger's call to one line.
type sample struct {
	About   string
	Line    sampleLine
	Method  string              // "": POST
	Headers map[string]string   // beside the signature, which is computed; "": left out
	Query   map[string][]string //
	Visitor string              // web: whose session the call carries
	Body    json.RawMessage     // compacted before it is signed
	Raw     string              // instead of Body, to the byte
}

type sampleLine struct {
	ID        desk.LineID
	Channel   desk.Channel
	Secrets   map[string]string
	Options   map[string]string
	PublicKey string
	Origins   []string
	Bot       desk.BotMode
}

func (l sampleLine) line() desk.Line {
	return desk.Line{ID: l.ID, Channel: l.Channel, Active: true, Secrets: l.Secrets, Options: l.Options, PublicKey: l.PublicKey, Origins: l.Origins, Bot: l.Bot}
}

// webhook is the call as it comes in, signed as the messenger signs.
func (s sample) webhook(t testing.TB) desk.Webhook {
	t.Helper()
	body := []byte(s.Raw)
	if s.Raw == "" && s.Body != nil {
		var b bytes.Buffer
		if err := json.Compact(&b, s.Body); err != nil {
			t.Fatal(err)
		}
		body = b.Bytes()
	}
	w := desk.Webhook{Method: s.Method, Query: s.Query, Body: body, Header: map[string]string{}}
	if w.Method == "" {
		w.Method = "POST"
	}
	if w.Method == "POST" {
		w.Header = channel.Sign(s.Line.line(), body)
	}
	if s.Visitor != "" {
		w.Header["authorization"] = "Bearer " + website.Plug{}.NewSession(s.Line.line(), s.Visitor, now.Add(-time.Hour))
	}
	for k, v := range s.Headers {
		if w.Header[k] = v; v == "" {
			delete(w.Header, k)
		}
	}
	return w
}

func plugs() map[desk.Channel]channel.Plug {
	all := channel.Plugs(nil)
	all[desk.ChannelWeb] = website.Plug{Now: func() time.Time { return now }}
	return all
}

// samples are all files of events/ for the channel, by name.
func samples(t testing.TB, ch desk.Channel) map[string]sample {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "events", string(ch), "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]sample{}
	for _, f := range files {
		if strings.HasSuffix(f, ".golden.json") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var s sample
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		if err := d.Decode(&s); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		if s.Line.Channel != ch {
			t.Fatalf("%s: its line is of channel %q", f, s.Line.Channel)
		}
		all[f] = s
	}
	return all
}

// reading is what a golden file holds: everything that the plug makes of a call.
type reading struct {
	Handshake *desk.Answer
	Refused   string // Verify's error
	Error     string // Parse's
	Parsed    desk.Parsed
}

func read(p channel.Plug, line desk.Line, w desk.Webhook) reading {
	var r reading
	if a, ok := p.Handshake(line, w); ok {
		r.Handshake = &a
		return r
	}
	if err := p.Verify(line, w); err != nil {
		r.Refused = err.Error()
		return r
	}
	parsed, err := p.Parse(line, w)
	if err != nil {
		r.Error = err.Error()
	}
	r.Parsed = parsed
	return r
}

// Each sample reads as its golden file says.
func TestSamplesReadAsGolden(t *testing.T) {
	for ch, p := range plugs() {
		all := samples(t, ch)
		if len(all) < 15 {
			t.Errorf("%s has %d samples, want at least 15", ch, len(all))
		}
		for file, s := range all {
			t.Run(string(ch)+"/"+strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
				got := plain(t, read(p, s.Line.line(), s.webhook(t)))
				golden := strings.TrimSuffix(file, ".json") + ".golden.json"
				if *update {
					if err := os.WriteFile(golden, got, 0o644); err != nil {
						t.Fatal(err)
					}
					return
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(string(want), string(got)); d != "" {
					t.Errorf("%s (-want +got):\n%s", s.About, d)
				}
			})
		}
	}
}

// plain is v as JSON for people: without what is zero, bodies as text.
func plain(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(pruned(tree)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pruned(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if s, ok := x.(string); ok && (k == "Body" || k == "Raw") {
				var raw []byte
				if err := json.Unmarshal([]byte(`"`+s+`"`), &raw); err == nil {
					v[k] = string(raw)
					continue
				}
			}
			x = pruned(x)
			switch fmt.Sprint(x) {
			case "", "0", "false", "<nil>", "[]", "map[]", "0001-01-01T00:00:00Z":
				delete(v, k)
			default:
				v[k] = x
			}
		}
	case []any:
		for i := range v {
			v[i] = pruned(v[i])
		}
	}
	return v
}
