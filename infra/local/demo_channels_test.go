package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

func newStage(t *testing.T) *stage {
	t.Helper()
	st, err := openStage(t.Context(), t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

// Each channel both ways against its fake: registered, refused where the
// signature is wrong, heard once, bound by name, answered with buttons, pressed,
// read.
func TestDemoPlaysEachChannel_CH01_to_CH07_SYS08_to_SYS17(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	wrong, err := newStage(t).channels(t.Context(), &screen{w: &out, plain: true})
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%v\n%s\n%s", err, strings.Join(wrong, "\n"), out.String())
	}
	for _, ch := range []desk.Channel{desk.ChannelTelegram, desk.ChannelWeb, desk.ChannelWhatsApp, desk.ChannelMessenger, desk.ChannelInstagram, desk.ChannelViber, desk.ChannelManyChat, desk.ChannelSmartSender} {
		if !strings.Contains(out.String(), "✔ "+string(ch)) {
			t.Errorf("%s is not shown:\n%s", ch, out.String())
		}
	}
}

func TestDemoOfChannelsSeesWhatIsWrong(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	for i, c := range []struct {
		says  string
		spoil func(*party)
	}{
		{"the messenger was told", func(p *party) { p.tells = p.line.Channel == desk.ChannelSmartSender }},
		{"is not in what went out", func(p *party) { p.form = "inline_keyboard" }},
		{"the press reads as", func(p *party) {
			said := p.text
			p.press = func(id int, at time.Time, _ desk.Button) obj { return said(id, at, "3 kg") }
		}},
	} {
		parts := parties()
		p := parts[len(parts)-1]
		p.line.ID += desk.LineID(rune('a' + i))
		c.spoil(&p)
		s := &scene{stage: st, party: p, to: &screen{w: &bytes.Buffer{}, plain: true}}
		if err := s.play(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(s.wrong, "\n"); !strings.Contains(got, c.says) {
			t.Errorf("want %q among what is wrong, got %q", c.says, got)
		}
	}
}
