package channel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

// Over any second of steady asking no line sends more than its messenger takes,
// and no chat more than it; lines and chats don't hold each other back.
func TestPaceKeepsToTheMessengersLimits(t *testing.T) {
	for _, c := range []struct {
		ch               desk.Channel
		line, chat       int // at once
		lineRate, chatIn int // a second after that; a chat in a minute after that
	}{
		{desk.ChannelTelegram, 30, 5, 30, 60},
		{desk.ChannelWhatsApp, 80, 10, 80, 10},
		{desk.ChannelInstagram, 100, 10, 100, 120},
		{desk.ChannelManyChat, 25, 10, 25, 120},
	} {
		line := desk.Line{ID: "l", Channel: c.ch}
		count := func(p *channel.Pace, from time.Time, span time.Duration, user func(i int) string) (n int) {
			for at := from; !at.After(from.Add(span)); at = at.Add(time.Millisecond) {
				for p.Take(line, user(n), at) == 0 {
					n++
				}
			}
			return n
		}
		one := func(int) string { return "ann" }
		many := func(i int) string { return fmt.Sprint("u", i) }
		p := &channel.Pace{Plugs: channel.Plugs(nil)}
		if n := count(p, now, 0, many); n != c.line {
			t.Errorf("%s: %d at once on a line, want %d", c.ch, n, c.line)
		}
		if n := count(p, now.Add(time.Millisecond), time.Second, many); n < c.lineRate-1 || n > c.lineRate+1 {
			t.Errorf("%s: %d in a second on a line, want %d", c.ch, n, c.lineRate)
		}
		if p.Take(desk.Line{ID: "other", Channel: c.ch}, "x", now) != 0 {
			t.Errorf("%s: a line holds another back", c.ch)
		}
		p = &channel.Pace{Plugs: channel.Plugs(nil)}
		if n := count(p, now, 0, one); n != c.chat {
			t.Errorf("%s: %d at once in a chat, want %d", c.ch, n, c.chat)
		}
		wait := p.Take(line, "ann", now)
		if wait <= 0 || p.Take(line, "ben", now) != 0 {
			t.Errorf("%s: a chat holds another back, or waits %v", c.ch, wait)
		}
		if p.Take(line, "ann", now.Add(wait)) != 0 {
			t.Errorf("%s: after the wait it must wait again", c.ch)
		}
		p = &channel.Pace{Plugs: channel.Plugs(nil)}
		count(p, now, 0, one)
		if n := count(p, now.Add(time.Millisecond), time.Minute, one); n < c.chatIn-1 || n > c.chatIn+1 {
			t.Errorf("%s: %d in a minute in a chat, want %d", c.ch, n, c.chatIn)
		}
	}
	p := &channel.Pace{Plugs: channel.Plugs(nil), Shares: 10}
	for range 1000 {
		if p.Take(desk.Line{ID: "site", Channel: desk.ChannelWeb}, "v", now) != 0 {
			t.Fatal("the website's own channel has no limit")
		}
	}
}

// Ten processes that know nothing of each other keep a line's limit together,
// and none of them keeps a person from writing on.
func TestPaceIsSharedByProcesses(t *testing.T) {
	for _, c := range []struct {
		ch          desk.Channel
		atOnce, sec int // of a line
	}{
		{desk.ChannelTelegram, 30, 30}, {desk.ChannelWhatsApp, 80, 80}, {desk.ChannelManyChat, 25, 25}, {desk.ChannelSmartSender, 10, 10},
	} {
		line := desk.Line{ID: "l", Channel: c.ch}
		all := make([]channel.Pace, 10)
		for i := range all {
			all[i].Plugs, all[i].Shares = channel.Plugs(nil), len(all)
		}
		takes := func(at time.Time, user string) (n int) {
			for i := range all {
				for all[i].Take(line, user+fmt.Sprint(i, n, at.UnixNano()), at) == 0 {
					n++
				}
			}
			return n
		}
		if n := takes(now, "u"); n > c.atOnce || n < c.atOnce/2 {
			t.Errorf("%s: %d at once, want at most %d", c.ch, n, c.atOnce)
		}
		n := 0
		for ms := 1; ms <= 2000; ms++ {
			n += takes(now.Add(time.Duration(ms)*time.Millisecond), "u")
		}
		if n > 2*c.sec+10 || n < 2*c.sec-10 {
			t.Errorf("%s: %d in two seconds, want %d", c.ch, n, 2*c.sec)
		}
	}
	line := desk.Line{ID: "l", Channel: desk.ChannelTelegram}
	p := &channel.Pace{Plugs: channel.Plugs(nil), Shares: 10}
	if p.Take(line, "ann", now) != 0 || p.Take(line, "ann", now) > time.Second {
		t.Error("a person's second message waits longer than the messenger asks for")
	}
}
