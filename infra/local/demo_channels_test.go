package main

import (
	"bytes"
	"cmp"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/sufler/sufler/infra/demo"
	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/screen"
	"github.com/sufler/sufler/shared/desk"
)

func newStage(t *testing.T) *demo.Stage {
	t.Helper()
	st, stop, err := openStage(t.Context(), t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return st
}

// Each channel both ways against its fake: registered, refused where the
// signature is wrong, heard once, bound by name, answered with buttons, pressed,
// read. What is answered goes out by the platform where there is one, which keeps it.
func TestDemoPlaysEachChannel_CH01_to_CH07_SYS08_to_SYS17_HL01(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	wrong, err := newStage(t).Channels(t.Context(), screen.New(&out))
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%v\n%s\n%s", err, strings.Join(wrong, "\n"), out.String())
	}
	for _, ch := range []desk.Channel{desk.ChannelTelegram, desk.ChannelWeb, desk.ChannelWhatsApp, desk.ChannelMessenger, desk.ChannelInstagram, desk.ChannelViber, desk.ChannelManyChat, desk.ChannelSmartSender} {
		if !strings.Contains(out.String(), "✔ "+string(ch)) {
			t.Errorf("%s is not shown:\n%s", ch, out.String())
		}
	}
}

// lying is a party that does not do as it says.
type lying struct {
	parties.Party
	tells bool
	form  string
	press string // what is said instead of a press
}

func (l lying) Tells() bool  { return l.tells }
func (l lying) Form() string { return cmp.Or(l.form, l.Party.Form()) }
func (l lying) Says(p parties.Person, s parties.Saying) (parties.Obj, error) {
	if s.Kind == parties.Button && l.press != "" {
		s.Kind, s.Text = parties.Text, l.press
	}
	return l.Party.Says(p, s)
}

func TestDemoOfChannelsSeesWhatIsWrong(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	for i, c := range []struct {
		says string
		lies lying
	}{
		{"the messenger was told", lying{tells: true}},
		{"is not in what went out", lying{form: "inline_keyboard"}},
		{"the press reads as", lying{press: "3 kg"}},
	} {
		c.lies.Party, _ = parties.Of(desk.ChannelSmartSender)
		wrong, err := st.Channel(t.Context(), "demo-lies-"+desk.LineID(rune('a'+i)), desk.ChannelSmartSender, c.lies, screen.New(io.Discard))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(wrong, "\n"); !strings.Contains(got, c.says) {
			t.Errorf("want %q among what is wrong, got %q", c.says, got)
		}
	}
}
